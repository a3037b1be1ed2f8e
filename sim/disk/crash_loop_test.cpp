// Plain SQLite on the simulated disk: what it promises holds, and what it does not promise breaks.
// So the loops can find what they look for, before the store is put in SQLite's place.
#include "sim/disk/crash_loop.hpp"

#include <cstdio>

#include <gtest/gtest.h>

#include "sim/disk/workload_test.hpp"

namespace wedsync::sim {
namespace {

constexpr std::string_view kRollback = "PRAGMA journal_mode=DELETE;";

CrashLoopReport crash_everywhere(const Workload& workload, const CrashLoopOptions& options = {}) {
    seed_sqlite_randomness(1);
    CrashLoopReport report = run_crash_loop(workload, WorkloadChecker{workload}, options);
    std::printf("%s\n", report.text().c_str());
    return report;
}

CrashLoopReport fail_everywhere(const Workload& workload, const FaultLoopOptions& options = {}) {
    seed_sqlite_randomness(1);
    CrashLoopReport report = run_fault_loop(workload, WorkloadChecker{workload}, options);
    std::printf("%s\n", report.text().c_str());
    return report;
}

TEST(CrashLoopTest, FullSyncLosesNothingAtAnyPoint) {
    const CrashLoopReport report = crash_everywhere({});
    EXPECT_TRUE(report.is_good());
    EXPECT_GT(report.points, 200U);
    EXPECT_EQ(report.restarts, report.points * 4 + report.second_crashes);
    EXPECT_GT(report.second_crashes, report.points);
    for (const DiskFault fault : {DiskFault::kDroppedWrite, DiskFault::kTornWrite,
                                  DiskFault::kZeroTail, DiskFault::kNameReverted}) {
        EXPECT_GT(report.faults.of(fault), 0U);
    }
}

TEST(CrashLoopTest, FullSyncWithoutPowersafeOverwriteLosesNothingEither) {
    CrashLoopOptions options;
    options.disk.is_powersafe = false;
    const CrashLoopReport report = crash_everywhere({}, options);
    EXPECT_TRUE(report.is_good());
    EXPECT_GT(report.faults.of(DiskFault::kSectorDamaged), 0U);
}

TEST(CrashLoopTest, ARollbackJournalLosesNothingWithExtraSync) {
    const CrashLoopReport report = crash_everywhere({.count = 20,
                                                     .journal = std::string(kRollback),
                                                     .synchronous = "PRAGMA synchronous=EXTRA;"});
    EXPECT_TRUE(report.is_good());
}

TEST(CrashLoopTest, NormalSyncKeepsAllThroughAProcessCrash) {
    CrashLoopOptions options;
    options.damages = {Damage::kProcessCrash};
    EXPECT_TRUE(crash_everywhere({.synchronous = "PRAGMA synchronous=NORMAL;"}, options).is_good());
}

// A first start that died early, then a second that works, then a power cut.
CrashLoopReport crash_after_a_dead_start(const Workload& workload) {
    CrashLoopReport sum;
    for (std::uint64_t died_at = 1; died_at <= 30; ++died_at) {
        CrashLoopOptions options;
        options.seed = died_at;
        options.details_max = 1;
        SimDisk first(options.disk);
        first.crash_at(died_at);
        Ledger ledger(first);
        workload(first, ledger);
        Prng prng(died_at);
        first.restart(Damage::kProcessCrash, prng);
        options.start = first.image();
        sum.add(run_crash_loop(workload, WorkloadChecker{workload}, options));
    }
    std::printf("%s\n", sum.text().c_str());
    return sum;
}

// The names that the dead start left unsaved (the new database, and that the journal of its very
// first transaction is gone) are saved by the first sync of the log, which syncs the folder even
// where the opening found the log there.
TEST(CrashLoopTest, AfterADeadStartNothingIsLost) {
    const Workload extra{.count = 4, .synchronous = "PRAGMA synchronous=EXTRA;"};
    EXPECT_TRUE(crash_after_a_dead_start(extra).is_good());
    const Workload with_checkpoint{.count = 4};
    EXPECT_TRUE(crash_after_a_dead_start(with_checkpoint).is_good());
    const Workload without_checkpoint{.count = 4, .after_creation = ""};
    EXPECT_TRUE(crash_after_a_dead_start(without_checkpoint).is_good());
}

// The loop can fail: these are known to lose.

TEST(CrashLoopTest, NormalSyncLosesAcknowledgedCommitsInAPowerCut) {
    CrashLoopOptions options;
    options.damages = {Damage::kPowerCut};
    options.details_max = 1;
    const CrashLoopReport report =
        crash_everywhere({.synchronous = "PRAGMA synchronous=NORMAL;"}, options);
    EXPECT_GT(report.lost_acknowledged, 0U);
    EXPECT_EQ(report.broken, 0U) << "lost, but never half";
}

TEST(CrashLoopTest, ALyingSyncLosesAcknowledgedCommits) {
    CrashLoopOptions options;
    options.disk.sync_lies = true;
    options.details_max = 1;
    EXPECT_GT(crash_everywhere({}, options).lost_acknowledged, 0U);
}

TEST(CrashLoopTest, NoSyncBreaksTheFile) {
    CrashLoopOptions options;
    options.details_max = 1;
    const CrashLoopReport report =
        crash_everywhere({.synchronous = "PRAGMA synchronous=OFF;"}, options);
    EXPECT_GT(report.broken + report.reopen_failures, 0U);
}

TEST(CrashLoopTest, IsDeterministic) {
    const Workload workload{.count = 8};
    const CrashLoopReport first = crash_everywhere(workload);
    const CrashLoopReport second = crash_everywhere(workload);
    EXPECT_EQ(first.text(), second.text());
    EXPECT_EQ(first.faults, second.faults);
}

TEST(FaultLoopTest, AFullDiskAtAnyWriteLosesNothing) {
    FaultLoopOptions options;
    options.faults = {DiskFault::kFull};
    const CrashLoopReport report = fail_everywhere({}, options);
    EXPECT_TRUE(report.is_good());
    EXPECT_GT(report.points, 200U);
    EXPECT_GT(report.faults.of(DiskFault::kFull), report.points);
}

TEST(FaultLoopTest, AFailedWriteOrReadAnywhereLosesNothing) {
    FaultLoopOptions options;
    options.faults = {DiskFault::kWriteError, DiskFault::kReadError};
    EXPECT_TRUE(fail_everywhere({}, options).is_good());
}

TEST(FaultLoopTest, AFailedSyncLosesNothingIfTheProgramStopsThere) {
    FaultLoopOptions options;
    options.faults = {DiskFault::kSyncError};
    EXPECT_TRUE(fail_everywhere({}, options).is_good());
}

TEST(FaultLoopTest, ALostWriteIsFound) {
    FaultLoopOptions options;
    options.faults = {DiskFault::kLostWrite};
    options.repeats = {Repeat::kOnce};
    options.details_max = 1;
    EXPECT_GT(fail_everywhere({}, options).bad_restarts, 0U);
}

TEST(MemoryLoopTest, NoMemoryAnywhereLosesNothing) {
    FaultLoopOptions options;
    const Workload workload{.count = 10};
    seed_sqlite_randomness(1);
    const CrashLoopReport report = run_memory_loop(workload, WorkloadChecker{workload}, options);
    std::printf("%s\n", report.text().c_str());
    EXPECT_TRUE(report.is_good());
    EXPECT_GT(report.points, 100U);
}

}  // namespace
}  // namespace wedsync::sim
