// Seeds 1 to 5,000: no promise is broken, and every kind of trouble came up often enough to say so.
// With WEDSYNC_EVIDENCE_DIR the figures are added to sim.jsonl there.
#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/main/seeds.hpp"
#include "sim/swarm/fault.hpp"
#include "tests/support/figures.hpp"

namespace wedsync::sim {
namespace {

constexpr SeedRange kSeeds{1, 5'000};
constexpr std::uint32_t kJobs = 2;
constexpr std::uint64_t kFaultsMin = 1'000;
constexpr const char* kCommand = "build/wedsync-sim --seeds 1..5000 --jobs 2 --json";

void report(const Summary& summary, std::uint64_t seconds) {
    const auto add = [](const char* claim, const std::string& what, std::uint64_t value,
                        const char* unit) {
        support::add_figure("sim", {claim, what, value, unit, kCommand});
    };
    add("P1-P9", "seeds run", summary.seeds, "seeds");
    add("P1-P9", "promises broken", summary.violations.size(), "violations");
    add("P1-P9", "changes made by people", summary.commits, "changes");
    add("P1-P9", "time that passed in the worlds", summary.simulated_ms / 1'000, "s");
    add("P1-P9", "seeds run twice, the same both times", summary.rerun, "seeds");
    add("P1-P9", "time of the run, 2 processes", seconds, "s");
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        add("P1-P9", "trouble: " + std::string(name_of(static_cast<Fault>(i))),
            summary.faults.by_kind[i], "times");
    }
}

TEST(SeedsFullTest, KeepsEveryPromiseUnderEveryTrouble) {
    const auto start = std::chrono::steady_clock::now();
    const Summary summary = run_seeds(kSeeds, kJobs);
    const auto elapsed = std::chrono::steady_clock::now() - start;
    std::cout << to_json(summary) << "\n";
    for (const std::string& violation : summary.violations)
        ADD_FAILURE() << violation;
    EXPECT_EQ(summary.rerun, summary.seeds / 10);
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        EXPECT_GE(summary.faults.by_kind[i], kFaultsMin) << name_of(static_cast<Fault>(i));
    }
    report(summary, static_cast<std::uint64_t>(
                        std::chrono::duration_cast<std::chrono::seconds>(elapsed).count()));
}

}  // namespace
}  // namespace wedsync::sim
