#include "engine/causal/hybrid_time.hpp"

#include "gtest/gtest.h"

namespace wedsync {
namespace {

TEST(HybridClockTest, NeverGoesBackWhenTheWallClockDoes) {
    HybridClock clock;
    const HybridTime first = clock.tick(WallTime{5'000});
    const HybridTime second = clock.tick(WallTime{1'000});
    EXPECT_GT(second, first);
    EXPECT_EQ(wall_ms_of(second), 5'000U);
}

TEST(HybridClockTest, FollowsWhatItSaw) {
    HybridClock clock;
    clock.see(make_hybrid_time(9'000, 3), WallTime{8'000});
    EXPECT_GT(clock.tick(WallTime{8'001}), make_hybrid_time(9'000, 3));
}

TEST(HybridClockTest, IsNotDraggedIntoTheFuture) {
    HybridClock clock;
    clock.see(make_hybrid_time(kWallMsMax, 0), WallTime{1'000});
    EXPECT_EQ(wall_ms_of(clock.tick(WallTime{1'001})), 1'001U);
}

}  // namespace
}  // namespace wedsync
