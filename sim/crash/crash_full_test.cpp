// The real store, device and hub, crashed at every I/O point of every story. With
// WEDSYNC_EVIDENCE_DIR the figures are added to crash.jsonl there.
#include <chrono>

#include <gtest/gtest.h>

#include "sim/crash/crash_checks_test.hpp"
#include "tests/support/figures.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kPointsMin = 20'000;
constexpr const char* kCommand = "ctest --preset release -R sim_crash.crash_full";

void report(const CrashTotals& totals, std::uint64_t seconds) {
    const auto add = [](const char* what, std::uint64_t value, const char* unit) {
        support::add_figure("crash", {"P4", what, value, unit, kCommand});
    };
    const auto sum = [&](std::uint64_t CrashLoopReport::*count) {
        return totals.crashes.*count + totals.faults.*count + totals.memory.*count;
    };
    add("stories of store, device, hub and migration", totals.stories, "stories");
    add("I/O points crashed, each with 3 kinds of damage", totals.crashes.points, "points");
    add("restarts checked, also after a crash of the recovery", totals.crashes.restarts,
        "restarts");
    add("I/O errors and full disks met by a living program", totals.faults.points, "runs");
    add("refused allocations met by a living program", totals.memory.points, "runs");
    add("bad reopens", sum(&CrashLoopReport::reopen_failures), "restarts");
    add("acknowledged writes lost", sum(&CrashLoopReport::lost_acknowledged), "writes");
    add("half transactions or wrong sums", sum(&CrashLoopReport::broken), "restarts");
    add("time of the crash tests", seconds, "s");
}

TEST(CrashFullTest, EveryPointOfEveryStory) {
    const auto start = std::chrono::steady_clock::now();
    const CrashTotals totals =
        crash_all({.crash_stride = 1, .fault_stride = 11, .memory_stride = 97});
    const auto elapsed = std::chrono::steady_clock::now() - start;
    std::cout << totals.json() << "\n";
    EXPECT_GE(totals.stories, 30U);
    EXPECT_GE(totals.crashes.points, kPointsMin);
    report(totals, static_cast<std::uint64_t>(
                       std::chrono::duration_cast<std::chrono::seconds>(elapsed).count()));
}

}  // namespace
}  // namespace wedsync::sim
