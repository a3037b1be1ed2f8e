#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/swarm/run.hpp"

namespace wedsync::sim {
namespace {

std::string text_of(const std::vector<Violation>& violations) {
    std::string text;
    for (const Violation& violation : violations) {
        text += "P" + std::to_string(static_cast<unsigned>(violation.promise)) + ": " +
                violation.what + "\n";
    }
    return text;
}

TEST(SwarmTest, KeepsEveryPromiseInAFewSeeds) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 8U, 11U, 12U, 13U, 14U, 15U}) {
        const Outcome outcome = run(draw_plan(seed));
        EXPECT_TRUE(outcome.violations.empty()) << "seed " << seed << "\n"
                                                << text_of(outcome.violations);
    }
}

TEST(SwarmTest, KeepsEveryPromiseWhereRecordsAreErased) {
    std::uint64_t erased = 0;
    for (std::uint64_t seed = 100'000; seed < 100'048; seed += 4) {
        const Plan plan = draw_plan(seed);
        ASSERT_TRUE(plan.is_erasing());
        const Outcome outcome = run(plan);
        EXPECT_TRUE(outcome.violations.empty()) << "seed " << seed << "\n"
                                                << text_of(outcome.violations);
        erased += outcome.erased;
    }
    EXPECT_GT(erased, 20U);
}

TEST(SwarmTest, DoesTheSameInASecondRun) {
    const Plan plan = draw_plan(3);
    const Outcome first = run(plan);
    const Outcome second = run(plan);
    EXPECT_EQ(first.trace_hash, second.trace_hash);
    EXPECT_EQ(first.state_hash, second.state_hash);
    EXPECT_NE(first.trace_hash, run(draw_plan(4)).trace_hash);
}

// The log that a restart shows after a failed sync may never have reached the disk.
TEST(SwarmTest, KeepsWhatAHubAcknowledgedAfterAFailedSync) {
    const Outcome outcome = run(draw_plan(7));
    EXPECT_TRUE(outcome.violations.empty()) << text_of(outcome.violations);
}

// Pages that never arrive: the oracles have to notice that nobody comes to rest.
TEST(SwarmTest, NoticesPagesThatNeverArrive) {
    Sabotage lossy;
    lossy.frame = [](std::size_t device, Side from, Bytes& frame) {
        return device != 0 || from != Side::kHub || frame.size() < 60;
    };
    const Outcome outcome = run(draw_plan(3), lossy);
    ASSERT_FALSE(outcome.violations.empty());
    EXPECT_EQ(outcome.violations.front().promise, Promise::kLiveness);
}

}  // namespace
}  // namespace wedsync::sim
