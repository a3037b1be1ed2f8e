#include "sim/day/replay.hpp"

#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "sim/day/away.hpp"
#include "sim/day/naive_bytes.hpp"
#include "sim/day/replay_log.hpp"
#include "sim/day/wire_meter.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;

/// A log in which many people take turns at a few items, a minute apart.
std::vector<importers::UsageEvent> busy_log(std::size_t rows, std::uint32_t cases = 11) {
    std::vector<importers::UsageEvent> events;
    for (std::size_t i = 0; i < rows; ++i) {
        const auto number = static_cast<std::uint32_t>(i);
        events.push_back({1'000'000 + static_cast<std::int64_t>(i) * 15, 1 + number * 7 % 23,
                          1 + number * 5 % cases, "ACTION_" + std::to_string(i % 6), "COMPLETE"});
    }
    return events;
}

TEST(ReplayLogTest, LeavesUserZeroOutAndSkipsPauses) {
    const std::vector<importers::UsageEvent> events{{100, 0, 1, "auto", ""},
                                                    {110, 3, 1, "A", "START"},
                                                    {115, 0, 1, "auto", ""},
                                                    {120, 4, 2, "B", ""},
                                                    {1'000'000, 3, 1, "C", "DONE"}};
    ReplayDeal how;
    how.pause_max_ms = 20'000;
    const std::vector<ReplayEdit> edits = deal(events, how);
    ASSERT_EQ(edits.size(), 3U);
    EXPECT_EQ(edits[0].at_ms, 0U);
    EXPECT_EQ(edits[1].at_ms, 10'000U);
    EXPECT_EQ(edits[2].at_ms, 30'000U);
    EXPECT_EQ(edits[2].happened_ms, 1'000'000'000);
    EXPECT_EQ(edits[0].status, "A START");
    EXPECT_EQ(edits[1].status, "B");
    EXPECT_EQ(edits[0].owner, "user-3");
    EXPECT_EQ(edits[0].device, edits[2].device);
}

TEST(AwayTest, ComesTwiceADayAndNeverOverlaps) {
    const std::vector<Away> windows = away_windows(7, 2, 90 * kMinuteMs, 3 * kDayMs);
    ASSERT_EQ(windows.size(), 6U);
    for (std::size_t i = 0; i < windows.size(); ++i) {
        EXPECT_EQ(windows[i].end_ms - windows[i].start_ms, 90 * kMinuteMs);
        EXPECT_EQ(windows[i].start_ms / (kDayMs / 2), i);
        if (i == 0) continue;
        EXPECT_GE(windows[i].start_ms, windows[i - 1].end_ms);
    }
    EXPECT_EQ(away_windows(7, 2, 90 * kMinuteMs, 3 * kDayMs), windows);
    EXPECT_NE(away_windows(7, 3, 90 * kMinuteMs, 3 * kDayMs), windows);
    EXPECT_TRUE(away_windows(7, 2, 0, kDayMs).empty());
}

TEST(NaiveBytesTest, WritesTheReferenceShape) {
    ReplayEdit edit;
    edit.happened_ms = 1'317'449'342'000;
    edit.status = "A START";
    edit.owner = "user-3";
    edit.note = "user-3: A START";
    const std::string item = queue_item(edit, 5, 1);
    EXPECT_NE(item.find("\"timestamp\":\"2011-10-01T06:09:02.000Z\""), std::string::npos);
    EXPECT_NE(item.find("\"attempts\":0"), std::string::npos);
    EXPECT_EQ(item.find(' '), item.find(" START"));
    EXPECT_EQ(item, queue_item(edit, 5, 1));
    EXPECT_NE(item, queue_item(edit, 6, 1));
    const std::string many = item + item + item + item;
    EXPECT_LT(gzip_bytes(many), item.size() * 3 / 2);
}

TEST(WireMeterTest, CountsHeadersMasksAndTheUpgrade) {
    WireMeter meter;
    meter.open();
    const Bytes frame(100, 7);
    meter.send(Side::kDevice, frame);
    meter.send(Side::kHub, frame);
    EXPECT_EQ(meter.bytes().plain_wire_bytes, upgrade_bytes() + 106 + 102);
    EXPECT_EQ(meter.bytes().frame_bytes, 200U);
    // A hundred equal bytes deflate to almost nothing.
    EXPECT_LT(meter.bytes().wire_bytes, upgrade_bytes() + 40);
}

TEST(ReplayTest, ConvergesAcrossAbsencesAndCountsThem) {
    ReplayDeal how;
    how.devices = 3;
    const std::vector<ReplayEdit> edits = deal(busy_log(1'500), how);
    ReplayOptions options;
    options.devices = 3;
    const Result<ReplayResult> played = replay(edits, options);
    ASSERT_TRUE(played.ok()) << played.error().detail;
    const ReplayResult& result = played.value();
    EXPECT_TRUE(result.is_converged);
    EXPECT_EQ(result.ops, 1'500U);
    EXPECT_GT(result.meetings.conflicts, 0U);
    EXPECT_LT(result.wire_bytes, result.gzip_json_bytes);
    EXPECT_LT(result.gzip_json_bytes, result.naive_json_bytes);
    // Some wait for somebody who is away, most do not.
    EXPECT_LT(result.visible_p50_ms, 5'000U);
    EXPECT_GT(result.visible_p95_ms, 10 * kMinuteMs);
}

TEST(ReplayTest, SaysWhoSettledWhatMet) {
    ReplayDeal how;
    how.devices = 3;
    const std::vector<ReplayEdit> edits = deal(busy_log(3'000, 211), how);
    ReplayOptions options;
    options.devices = 3;
    const Result<ReplayResult> silent = replay(edits, options);
    options.has_answers = true;
    const Result<ReplayResult> first = replay(edits, options);
    const Result<ReplayResult> second = replay(edits, options);
    ASSERT_TRUE(silent.ok() && first.ok() && second.ok());
    EXPECT_EQ(silent.value().meetings.likely, 0U) << "nobody answered";
    EXPECT_TRUE(first.value().is_converged);
    EXPECT_EQ(first.value(), second.value());
    const Meetings& meetings = first.value().meetings;
    EXPECT_LT(meetings.open, silent.value().meetings.open) << "they did";
    EXPECT_EQ(meetings.conflicts, meetings.likely + meetings.decided + meetings.open);
}

TEST(ReplayTest, NobodyDisagreesWhereNobodyIsAway) {
    ReplayDeal how;
    how.devices = 3;
    how.scopes = 2;
    const std::vector<ReplayEdit> edits = deal(busy_log(400), how);
    ReplayOptions options;
    options.devices = 3;
    options.scopes = 2;
    options.away_ms = 0;
    const Result<ReplayResult> first = replay(edits, options);
    const Result<ReplayResult> second = replay(edits, options);
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_TRUE(first.value().is_converged);
    EXPECT_EQ(first.value().meetings.conflicts, 0U);
    EXPECT_LT(first.value().visible_p95_ms, 5'000U);
    EXPECT_EQ(first.value(), second.value());
    // Each item ends as whoever wrote last left it.
    std::map<std::uint32_t, ReplayEnd> ends;
    for (const ReplayEdit& edit : edits) {
        ends[edit.item] = {{"title", {"item " + std::to_string(edit.item)}},
                           {"status", {edit.status}},
                           {"owner", {edit.owner}},
                           {"note", {edit.note}}};
    }
    EXPECT_EQ(first.value().ends, ends);
}

}  // namespace
}  // namespace wedsync::sim
