#include "engine/base/prng.hpp"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

namespace wedsync {
namespace {

TEST(PrngTest, SameSeedSameNumbers) {
    Prng first(7);
    Prng second(7);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(first.next(), second.next());
    EXPECT_NE(Prng(7).next(), Prng(8).next());
}

TEST(PrngTest, StaysBelowTheBoundAndReachesEveryValue) {
    Prng prng(1);
    std::vector<int> seen(7);
    for (int i = 0; i < 1000; ++i)
        ++seen[static_cast<std::size_t>(prng.below(7))];
    for (const int count : seen)
        EXPECT_GT(count, 80);
}

TEST(PrngTest, ShuffleKeepsTheItems) {
    Prng prng(3);
    std::vector<int> items{1, 2, 3, 4, 5, 6, 7, 8};
    prng.shuffle(items);
    std::sort(items.begin(), items.end());
    EXPECT_EQ(items, (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8}));
}

}  // namespace
}  // namespace wedsync
