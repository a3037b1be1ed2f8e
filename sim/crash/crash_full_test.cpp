// The real store, device and hub, crashed at every I/O point of every story. With
// WEDSYNC_EVIDENCE_DIR the figures are added to crash.jsonl there.
#include <chrono>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "sim/crash/crash_checks_test.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kPointsMin = 20'000;
constexpr const char* kCommand = "ctest --preset release -R sim_crash.crash_full";

std::string figure(const std::string& claim, const std::string& what, std::uint64_t value,
                   const std::string& unit) {
    return "{\"claim\":\"" + claim + "\",\"what\":\"" + what +
           "\",\"value\":" + std::to_string(value) + ",\"unit\":\"" + unit + "\",\"command\":\"" +
           kCommand + "\"}\n";
}

void report(const CrashTotals& totals, std::uint64_t seconds) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread here sets the environment.
    const char* folder = std::getenv("WEDSYNC_EVIDENCE_DIR");
    if (folder == nullptr) return;
    std::ofstream file(std::string(folder) + "/crash.jsonl", std::ios::app);
    file << figure("P4", "stories of store, device, hub and migration", totals.stories, "stories")
         << figure("P4", "I/O points crashed, each with 3 kinds of damage", totals.crashes.points,
                   "points")
         << figure("P4", "restarts checked after a crash, also of the recovery",
                   totals.crashes.restarts, "restarts")
         << figure("P4", "I/O errors and full disks met by a living program", totals.faults.points,
                   "runs")
         << figure("P4", "refused allocations met by a living program", totals.memory.points,
                   "runs")
         << figure("P4", "bad reopens",
                   totals.crashes.reopen_failures + totals.faults.reopen_failures +
                       totals.memory.reopen_failures,
                   "restarts")
         << figure("P4", "acknowledged writes lost",
                   totals.crashes.lost_acknowledged + totals.faults.lost_acknowledged +
                       totals.memory.lost_acknowledged,
                   "writes")
         << figure("P4", "half transactions or wrong sums",
                   totals.crashes.broken + totals.faults.broken + totals.memory.broken, "restarts")
         << figure("P4", "time of the crash tests", seconds, "s");
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
