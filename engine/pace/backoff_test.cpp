#include "engine/pace/backoff.hpp"

#include <algorithm>
#include <cstdint>

#include "gtest/gtest.h"

namespace wedsync::pace {
namespace {

TEST(BackoffTest, CeilingDoublesUpToTheCapAndJitterFillsIt) {
    std::uint64_t largest_first = 0;
    std::uint64_t largest_late = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        Prng prng(seed);
        Backoff backoff;
        largest_first = std::max(largest_first, backoff.next_ms(prng));
        for (int i = 0; i < 30; ++i)
            largest_late = std::max(largest_late, backoff.next_ms(prng));
    }
    EXPECT_LE(largest_first, kBackoffBaseMs);
    EXPECT_GT(largest_first, kBackoffBaseMs * 9 / 10);
    EXPECT_LE(largest_late, kBackoffMaxMs);
    EXPECT_GT(largest_late, kBackoffMaxMs * 9 / 10);
}

TEST(BackoffTest, HonoursRetryAfterAndStartsAnewAfterSuccess) {
    Prng prng(1);
    Backoff backoff;
    for (int i = 0; i < 10; ++i)
        EXPECT_GE(backoff.next_ms(prng, 30'000), 30'000U);
    backoff.reset();
    EXPECT_LE(backoff.next_ms(prng), kBackoffBaseMs);
}

}  // namespace
}  // namespace wedsync::pace
