#include "sim/day/prevention.hpp"

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "sim/day/replay.hpp"
#include "sim/day/replay_log.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint32_t kDevices = 3;

/// Cases that go from desk to desk: three people each, some minutes apart.
std::vector<ReplayEdit> desk_log(std::uint32_t cases) {
    std::vector<importers::UsageEvent> events;
    for (std::uint32_t i = 0; i < cases * 3; ++i) {
        // Each case begins while the two before it are still open.
        const std::uint32_t item = i / 3 + 2 - (i % 3) < cases ? i / 3 + 2 - (i % 3) : i / 3;
        events.push_back({1'000'000 + std::int64_t{i} * 20, 1 + i % 3 * 7 + item % 5, 1 + item,
                          "ACTION_" + std::to_string(i % 6), "COMPLETE"});
    }
    ReplayDeal how;
    how.devices = kDevices;
    return deal(events, how);
}

ReplayResult play(const std::vector<ReplayEdit>& edits, std::optional<PreventionOptions> how) {
    ReplayOptions options;
    options.devices = kDevices;
    options.prevention = how;
    const Result<ReplayResult> played = replay(edits, options);
    EXPECT_TRUE(played.ok()) << played.error().detail;
    return played.ok() ? played.value() : ReplayResult{};
}

TEST(PreventionTest, HalvesDisagreementsAndDropsNoEdit) {
    const std::vector<ReplayEdit> edits = desk_log(600);
    const ReplayResult off = play(edits, std::nullopt);
    const ReplayResult on = play(edits, PreventionOptions{800});
    EXPECT_GT(off.meetings.conflicts, 20U);
    EXPECT_LE(on.meetings.conflicts * 2, off.meetings.conflicts);
    EXPECT_EQ(off.ops, edits.size());
    EXPECT_EQ(on.ops, edits.size());
    EXPECT_TRUE(off.is_converged && on.is_converged);
    EXPECT_GT(on.prevention.hints, on.prevention.heeded);
    EXPECT_GE(on.prevention.delayed, on.prevention.heeded);
    EXPECT_LE(on.prevention.delay_p95_ms, kPatienceMsMax);
    EXPECT_EQ(off.prevention, PreventionFigures{});
}

TEST(PreventionTest, HintsThatNobodyHeedsChangeNothing) {
    const std::vector<ReplayEdit> edits = desk_log(300);
    const ReplayResult off = play(edits, std::nullopt);
    const ReplayResult deaf = play(edits, PreventionOptions{0});
    EXPECT_GT(deaf.prevention.hints, 0U);
    EXPECT_EQ(deaf.prevention.heeded, 0U);
    EXPECT_EQ(deaf.prevention.delayed, 0U);
    EXPECT_EQ(deaf.ends, off.ends);
    EXPECT_EQ(deaf.meetings, off.meetings);
}

TEST(PreventionTest, TheSameSeedIsTheSameRun) {
    const std::vector<ReplayEdit> edits = desk_log(200);
    EXPECT_EQ(play(edits, PreventionOptions{500}), play(edits, PreventionOptions{500}));
}

}  // namespace
}  // namespace wedsync::sim
