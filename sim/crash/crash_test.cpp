// The real store, device and hub on the disk that crashes: a few points of each story. The whole is
// crash_full_test.cpp.
#include <gtest/gtest.h>

#include "sim/crash/crash_checks_test.hpp"
#include "sim/crash/stories.hpp"

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

/// A torn write may damage what else is in its sectors. SQLite ends each commit at a sector; only
/// what a crash left half written may begin in the sector where the last acknowledged commit ends,
/// and be written over: the store moves that commit out of the log before it writes again.
TEST(CrashTest, ATornSectorTakesNoAcknowledgedCommitAlong) {
    seed_sqlite_randomness(1);
    const ToldStory told([] { return make_store_story({.seed = 2, .steps = 20}); });
    for (const std::uint32_t sector_bytes : {512U, 4096U, 65'536U}) {
        CrashLoopOptions options;
        options.disk.is_powersafe = false;
        options.disk.sector_bytes = sector_bytes;
        options.damages = {Damage::kPowerCutTorn};
        options.stride = 7;
        const CrashLoopReport report =
            run_crash_loop(told.scenario(), told.checker(Met::kCrash), options);
        EXPECT_TRUE(report.is_good()) << sector_bytes << ": " << report.text();
        EXPECT_GT(report.points, 100U);
    }
}

}  // namespace
}  // namespace wedsync::sim
