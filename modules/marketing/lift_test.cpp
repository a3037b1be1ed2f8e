#include "modules/marketing/lift.hpp"

#include <string>

#include "gtest/gtest.h"

namespace wedsync::marketing {
namespace {

TEST(LiftTest, OneInSoManyIsHeldBackAndAlwaysTheSame) {
    std::size_t held = 0;
    for (std::size_t i = 0; i < 10'000; ++i) {
        const std::string user = "guest " + std::to_string(i);
        EXPECT_FALSE(is_held_back(user, "spring", 0));
        EXPECT_TRUE(is_held_back(user, "spring", 100));
        held += is_held_back(user, "spring", 20) ? 1U : 0U;
    }
    EXPECT_NEAR(static_cast<double>(held), 2'000, 150);
}

TEST(LiftTest, CampaignsHoldBackDifferentPeople) {
    std::size_t both = 0;
    for (std::size_t i = 0; i < 10'000; ++i) {
        const std::string user = "guest " + std::to_string(i);
        const bool is_both = is_held_back(user, "spring", 50) && is_held_back(user, "tasting", 50);
        both += is_both ? 1U : 0U;
    }
    EXPECT_NEAR(static_cast<double>(both), 2'500, 150);
}

TEST(LiftTest, ADifferenceComesWithItsIntervalOrNotAtAll) {
    const auto clear = lift_of({56, 70}, {48, 80});
    ASSERT_TRUE(clear.has_value());
    EXPECT_NEAR(clear->difference.value, 0.2, 1e-12);
    EXPECT_TRUE(clear->is_clear);
    EXPECT_FALSE(lift_of({3, 20}, {2, 20})->is_clear);
    EXPECT_FALSE(lift_of({3, 20}, {0, 0}).has_value());
}

}  // namespace
}  // namespace wedsync::marketing
