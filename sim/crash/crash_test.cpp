// The real store, device and hub on the disk that crashes: a few points of each story. The whole is
// crash_full_test.cpp.
#include <gtest/gtest.h>

#include "sim/crash/crash_checks_test.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kPointsMin = 500;

TEST(CrashTest, NothingAcknowledgedIsLostAndNothingIsHalfDone) {
    const CrashTotals totals =
        crash_all({.crash_stride = 47, .fault_stride = 401, .memory_stride = 4'001});
    std::cout << totals.json() << "\n";
    EXPECT_GE(totals.stories, 30U);
    EXPECT_GT(totals.crashes.points, kPointsMin);
    EXPECT_GT(totals.faults.points, kPointsMin);
}

}  // namespace
}  // namespace wedsync::sim
