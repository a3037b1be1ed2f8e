// The real store, device and hub on the disk that crashes: a few points of each story. The whole is
// crash_full_test.cpp.
#include <gtest/gtest.h>

#include "engine/store/store.hpp"
#include "sim/crash/crash_checks_test.hpp"
#include "sim/crash/stories.hpp"
#include "sim/disk/memory_faults.hpp"

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

/// Whoever trims a log goes by the start that is returned: where none is, the log is as it was,
/// unless the store says no to everything from then on.
TEST(CrashTest, ALogThatWasNotTrimmedForWantOfMemoryIsWhole) {
    constexpr ScopeId kScope{11};
    constexpr std::uint64_t kEntries = 4;
    MemoryFaults memory;
    std::uint64_t failed = 0;
    bool is_struck = true;
    for (std::uint64_t at = 1; is_struck; ++at) {
        SimDisk disk;
        auto opened = store::Store::open({"store.db", disk.vfs_name()});
        ASSERT_TRUE(opened.ok());
        store::Store& store = *opened.value();
        store::Batch batch;
        batch.scopes.emplace_back();
        batch.scopes.back().scope = kScope;
        for (std::uint64_t i = 1; i <= kEntries; ++i) {
            store::LogRun run{kScope, Position{i}, Position{i}, {}};
            run.entries.emplace_back(entry::Refused{{{7, 7}, i}, RefusalReason::kBadValue});
            batch.log_runs.push_back(std::move(run));
        }
        ASSERT_TRUE(store.commit(batch).ok());
        memory.fail_at(at, Repeat::kOnce);
        const Result<Position> start = store.trim_log(kScope, Position{2});
        memory.clear();
        is_struck = memory.struck_at().has_value();
        const auto first = store.load_log(kScope, Position{0}, kEntries);
        if (start.ok()) {
            EXPECT_EQ(start.value(), Position{2}) << at;
            EXPECT_EQ(first.error().code, ErrorCode::kNotFound) << at;
            continue;
        }
        ++failed;
        const bool is_whole = first.ok() && first.value().entries.size() == kEntries;
        EXPECT_TRUE(is_whole || !store.commit({}).ok()) << at;
    }
    EXPECT_GT(failed, 10U);
}

}  // namespace
}  // namespace wedsync::sim
