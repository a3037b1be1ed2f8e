// What both test programs share; no tests of its own.
#include "sim/crash/crash_checks_test.hpp"

#include <gtest/gtest.h>

namespace wedsync::sim {
namespace {

std::string fields_of(const CrashLoopReport& report) {
    return "{\"points\":" + std::to_string(report.points) +
           ",\"restarts\":" + std::to_string(report.restarts) +
           ",\"second_crashes\":" + std::to_string(report.second_crashes) +
           ",\"faults\":" + std::to_string(report.faults.total()) +
           ",\"bad_reopens\":" + std::to_string(report.reopen_failures) +
           ",\"lost_acknowledged\":" + std::to_string(report.lost_acknowledged) +
           ",\"broken\":" + std::to_string(report.broken) + "}";
}

void expect_good(const CrashLoopReport& report, const std::string& what) {
    EXPECT_TRUE(report.is_good()) << what << ": " << report.text();
}

CrashLoopReport crash(const ToldStory& told, std::uint64_t stride) {
    CrashLoopOptions options;
    options.damages = {Damage::kProcessCrash, Damage::kPowerCutReordered, Damage::kPowerCutTorn};
    options.stride = stride;
    return run_crash_loop(told.scenario(), told.checker(Met::kCrash), options);
}

FaultLoopOptions faults_of(std::uint64_t stride) {
    FaultLoopOptions options;
    options.stride = stride;
    return options;
}

}  // namespace

std::string CrashTotals::json() const {
    return "{\"stories\":" + std::to_string(stories) + ",\"damage_modes\":3" +
           ",\"crashes\":" + fields_of(crashes) + ",\"faults\":" + fields_of(faults) +
           ",\"memory\":" + fields_of(memory) + "}";
}

CrashTotals crash_all(const CrashDensity& density) {
    CrashTotals totals;
    for (const NamedStory& story : all_stories()) {
        ++totals.stories;
        seed_sqlite_randomness(1);
        const ToldStory told(story.make);
        const CrashLoopReport crashed = crash(told, density.crash_stride);
        const CrashLoopReport failed = run_fault_loop(told.scenario(), told.checker(Met::kError),
                                                      faults_of(density.fault_stride));
        CrashLoopReport starved;
        if (story.may_starve) {
            starved = run_memory_loop(told.scenario(), told.checker(Met::kError),
                                      faults_of(density.memory_stride));
        }
        std::cout << story.name << ": " << crashed.points << " + " << failed.points << " + "
                  << starved.points << " points\n";
        expect_good(crashed, story.name + ", crashed");
        expect_good(failed, story.name + ", disturbed");
        expect_good(starved, story.name + ", short of memory");
        totals.crashes.add(crashed);
        totals.faults.add(failed);
        totals.memory.add(starved);
    }
    return totals;
}

}  // namespace wedsync::sim
