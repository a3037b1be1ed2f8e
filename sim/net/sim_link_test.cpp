#include "sim/net/sim_link.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace wedsync::sim {
namespace {

Bytes text(std::string_view content) {
    const BytesView view = as_bytes(content);
    return {view.begin(), view.end()};
}

/// A link, a clock, and everything that both sides were told.
class Bench {
public:
    struct Told {
        std::uint64_t at_ms;
        Side side;
        Delivery delivery;

        friend bool operator==(const Told&, const Told&) = default;
    };

    explicit Bench(const Trace& trace, const LinkOptions& options = {}) : link(trace, options) {}

    /// Lets time pass until `end_ms`, from event to event (or in small steps: nothing may differ).
    void run_until(std::uint64_t end_ms, std::uint64_t step_ms = 0) {
        while (true) {
            for (const Side side : {Side::kDevice, Side::kHub}) {
                while (std::optional<Delivery> got = link.poll(side, now)) {
                    told.push_back({now.value(), side, std::move(*got)});
                }
            }
            const std::optional<Instant> next = link.next_event(now);
            const std::uint64_t next_ms = step_ms > 0 ? now.value() + step_ms
                                          : next      ? std::max(next->value(), now.value() + 1)
                                                      : end_ms + 1;
            if (next_ms > end_ms) {
                break;
            }
            now = Instant{next_ms};
        }
        now = Instant{end_ms};
    }

    void open() {
        link.connect(now);
        run_until(now.value() + 1000);
    }

    [[nodiscard]] std::vector<Delivery> frames(Side side) const {
        std::vector<Delivery> result;
        for (const Told& each : told) {
            if (each.side == side && each.delivery.kind == DeliveryKind::kFrame) {
                result.push_back(each.delivery);
            }
        }
        return result;
    }

    [[nodiscard]] std::size_t count(Side side, DeliveryKind kind) const {
        return static_cast<std::size_t>(std::count_if(
            told.begin(), told.end(),
            [&](const Told& each) { return each.side == side && each.delivery.kind == kind; }));
    }

    SimLink link;
    Instant now{0};
    std::vector<Told> told;
};

TEST(SimLinkTest, OpensAfterTwoRoundTrips) {
    const Trace trace = Trace::constant(1000, 1000);
    Bench bench(trace, {.rtt_ms = 100});
    EXPECT_FALSE(bench.link.send(Side::kDevice, bench.now, text("too early")));
    bench.open();
    ASSERT_EQ(bench.told.size(), 2U);
    EXPECT_EQ(bench.told[0].side, Side::kHub);
    EXPECT_EQ(bench.told[0].at_ms, 150U);
    EXPECT_EQ(bench.told[1].side, Side::kDevice);
    EXPECT_EQ(bench.told[1].at_ms, 200U);
    EXPECT_EQ(bench.told[1].delivery.generation, 1U);
    EXPECT_TRUE(bench.link.is_open(Side::kDevice));
    EXPECT_TRUE(bench.link.is_open(Side::kHub));
}

TEST(SimLinkTest, ThroughputIsTheTraceMinusOverhead) {
    // 800 kbps and 160 kbps in turn: 480 on average, looped.
    const Trace trace({{0, 800, 80}, {500, 160, 80}});
    Bench bench(trace, {.queue_bytes = 0});
    bench.open();
    const std::uint64_t start_ms = bench.now.value();
    for (int i = 0; i < 600; ++i) {
        ASSERT_TRUE(bench.link.send(Side::kHub, bench.now, Bytes(1000, 'x')));
    }
    bench.run_until(start_ms + 60'000);
    const LinkBytes& down = bench.link.bytes(Direction::kDown);
    EXPECT_EQ(down.delivered_frames, 600U);
    const std::uint64_t last_ms = bench.told.back().at_ms - start_ms - 25;
    const std::uint64_t expected_ms = 600 * 1044 * 8 / 480;
    EXPECT_NEAR(static_cast<double>(last_ms), static_cast<double>(expected_ms), 260.0);
}

TEST(SimLinkTest, CountsBytesOnTheWire) {
    EXPECT_EQ(SimLink::wire_bytes(Direction::kDown, 100), 100U + 2 + 40);
    EXPECT_EQ(SimLink::wire_bytes(Direction::kUp, 100), 100U + 2 + 4 + 40);
    EXPECT_EQ(SimLink::wire_bytes(Direction::kDown, 1456), 1456U + 4 + 40);
    EXPECT_EQ(SimLink::wire_bytes(Direction::kDown, 1457), 1457U + 4 + 80);
    EXPECT_EQ(SimLink::wire_bytes(Direction::kUp, 70'000), 70'000U + 14 + 48 * 40);
    const Trace trace = Trace::constant(10'000, 10'000);
    Bench bench(trace);
    bench.open();
    const LinkBytes before = bench.link.bytes(Direction::kUp);
    EXPECT_EQ(before.wire_bytes, LinkOptions{}.setup_up_bytes);
    ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, Bytes(100)));
    ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, Bytes(200)));
    EXPECT_EQ(bench.link.queued_bytes(Direction::kUp), 146U + 248);
    bench.run_until(5000);
    const LinkBytes& after = bench.link.bytes(Direction::kUp);
    EXPECT_EQ(after.frames, 2U);
    EXPECT_EQ(after.payload_bytes, 300U);
    EXPECT_EQ(after.wire_bytes - before.wire_bytes, 146U + 248);
    EXPECT_EQ(after.delivered_bytes, 300U);
    EXPECT_EQ(bench.link.queued_bytes(Direction::kUp), 0U);
}

TEST(SimLinkTest, KeepsOrderUnderLossAndJitter) {
    const Trace trace = Trace::constant(2000, 2000);
    Bench bench(trace, {.faults = {.loss_per_mille = 300, .jitter_ms_max = 400}});
    bench.open();
    for (int i = 0; i < 200; ++i) {
        ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, text(std::to_string(i))));
        bench.run_until(bench.now.value() + 20);
    }
    bench.run_until(bench.now.value() + 600'000);
    const std::vector<Delivery> frames = bench.frames(Side::kHub);
    ASSERT_EQ(frames.size(), 200U);
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(as_text(frames[static_cast<std::size_t>(i)].bytes), std::to_string(i));
    }
    EXPECT_GT(bench.link.faults().of(LinkFault::kLoss), 20U);
    EXPECT_GT(bench.link.bytes(Direction::kUp).retransmitted_bytes, 0U);
}

TEST(SimLinkTest, WaitsThroughAnOutageOfTheTraceAndABlockedDirection) {
    const Trace trace({{0, 1000, 1000}, {1000, 0, 0}, {5000, 1000, 1000}, {9000, 1000, 1000}});
    Bench bench(trace, {.rtt_ms = 0});
    bench.open();
    ASSERT_TRUE(bench.link.send(Side::kHub, bench.now, text("later")));
    bench.run_until(4999);
    EXPECT_TRUE(bench.frames(Side::kDevice).empty());
    bench.run_until(5010);
    EXPECT_EQ(bench.frames(Side::kDevice).size(), 1U);

    bench.link.set_blocked(bench.now, Direction::kDown, true);
    ASSERT_TRUE(bench.link.send(Side::kHub, bench.now, text("blocked")));
    ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, text("free")));
    bench.run_until(6000);
    EXPECT_EQ(bench.frames(Side::kDevice).size(), 1U);
    EXPECT_EQ(bench.frames(Side::kHub).size(), 1U);
    bench.link.set_blocked(bench.now, Direction::kDown, false);
    bench.run_until(6010);
    EXPECT_EQ(bench.frames(Side::kDevice).size(), 2U);
}

TEST(SimLinkTest, DoesNotConnectThroughAPartition) {
    const Trace trace = Trace::constant(1000, 1000);
    Bench bench(trace);
    bench.link.set_blocked(bench.now, Direction::kUp, true);
    bench.link.connect(bench.now);
    bench.run_until(10'000);
    EXPECT_TRUE(bench.told.empty());
    bench.link.heal(bench.now);
    bench.run_until(12'000);
    EXPECT_TRUE(bench.link.is_open(Side::kDevice));
}

TEST(SimLinkTest, TellsAClosedConnectionAfterWhatWasSent) {
    const Trace trace = Trace::constant(100, 100);
    Bench bench(trace);
    bench.open();
    ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, Bytes(5000)));
    bench.link.close(Side::kDevice, bench.now);
    EXPECT_FALSE(bench.link.send(Side::kDevice, bench.now, text("closed")));
    ASSERT_TRUE(bench.link.send(Side::kHub, bench.now, text("nobody hears")));
    bench.run_until(10'000);
    EXPECT_EQ(bench.frames(Side::kHub).size(), 1U);
    EXPECT_EQ(bench.told.back().side, Side::kHub);
    EXPECT_EQ(bench.told.back().delivery.kind, DeliveryKind::kClosed);
    EXPECT_FALSE(bench.link.is_open(Side::kHub));
    EXPECT_TRUE(bench.frames(Side::kDevice).empty());
    EXPECT_EQ(bench.link.bytes(Direction::kDown).lost_frames, 1U);
}

TEST(SimLinkTest, AResetLosesWhatIsUnderWayAndTellsBoth) {
    const Trace trace = Trace::constant(1000, 1000);
    Bench bench(trace);
    bench.open();
    ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, text("lost")));
    bench.link.reset(bench.now);
    bench.run_until(10'000);
    EXPECT_TRUE(bench.frames(Side::kHub).empty());
    EXPECT_EQ(bench.count(Side::kDevice, DeliveryKind::kClosed), 1U);
    EXPECT_EQ(bench.count(Side::kHub, DeliveryKind::kClosed), 1U);
    EXPECT_EQ(bench.link.bytes(Direction::kUp).lost_frames, 1U);
}

TEST(SimLinkTest, AHalfOpenConnectionSwallowsEverything) {
    const Trace trace = Trace::constant(1000, 1000);
    Bench bench(trace);
    bench.open();
    bench.link.vanish(bench.now);
    EXPECT_TRUE(bench.link.send(Side::kHub, bench.now, text("into the void")));
    bench.run_until(100'000);
    EXPECT_EQ(bench.told.size(), 2U) << "only that it opened";
    EXPECT_TRUE(bench.link.is_open(Side::kHub));
    EXPECT_FALSE(bench.link.next_event(bench.now));
    EXPECT_EQ(bench.link.connect(bench.now), 2U);
    bench.run_until(101'000);
    EXPECT_EQ(bench.count(Side::kHub, DeliveryKind::kOpened), 2U);
}

TEST(SimLinkTest, TruncatesAFrameAnywhereAndResets) {
    const Trace trace = Trace::constant(10'000, 10'000);
    std::vector<bool> seen(8);
    Bench bench(trace, {.faults = {.truncate_per_million = 1'000'000}});
    for (int i = 0; i < 200; ++i) {
        bench.open();
        ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, text("12345678")));
        bench.run_until(bench.now.value() + 1000);
        const Delivery cut = bench.frames(Side::kHub).back();
        ASSERT_TRUE(cut.is_truncated);
        ASSERT_LT(cut.bytes.size(), 8U);
        seen[cut.bytes.size()] = true;
        EXPECT_FALSE(bench.link.is_open(Side::kHub));
        EXPECT_FALSE(bench.link.is_open(Side::kDevice));
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), true), 8);
}

TEST(SimLinkTest, ReplaysFramesOfAnEarlierConnection) {
    const Trace trace = Trace::constant(10'000, 10'000);
    Bench bench(trace, {.faults = {.replay_stale_per_million = 1'000'000,
                                   .replay_as_new_per_million = 1'000'000}});
    bench.open();
    ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, text("first")));
    bench.run_until(2000);
    ASSERT_EQ(bench.frames(Side::kHub).size(), 1U) << "nothing to replay yet";
    bench.open();
    ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, text("second")));
    bench.run_until(bench.now.value() + 1000);
    const std::vector<Delivery> frames = bench.frames(Side::kHub);
    ASSERT_EQ(frames.size(), 4U);
    EXPECT_EQ(frames[1].generation, 2U);
    EXPECT_EQ(as_text(frames[2].bytes), "first");
    EXPECT_EQ(frames[2].generation, 1U);
    EXPECT_EQ(as_text(frames[3].bytes), "first");
    EXPECT_EQ(frames[3].generation, 2U);
}

TEST(SimLinkTest, PushesBackWhenABufferIsFullAndDelaysWhenAQueueIs) {
    const Trace trace = Trace::constant(1000, 1000);
    Bench bench(trace, {.queue_bytes = 3000, .buffer_bytes = 5000});
    bench.open();
    int taken = 0;
    while (bench.link.send(Side::kDevice, bench.now, Bytes(1000))) {
        ++taken;
    }
    EXPECT_EQ(taken, 3);
    EXPECT_GT(bench.link.faults().of(LinkFault::kQueueDrop), 0U);
    bench.run_until(bench.now.value() + 1000);
    EXPECT_EQ(bench.frames(Side::kHub).size(), 3U);
}

/// A device that reconnects whenever it hears of a break or of nothing for long.
std::vector<Bench::Told> stormy_run(std::uint64_t seed, std::uint64_t step_ms,
                                    LinkFaultCounts& counts) {
    const Trace trace({{0, 300, 60}, {700, 0, 0}, {900, 1500, 200}});
    Bench bench(trace, {.seed = seed,
                        .faults = {.loss_per_mille = 20,
                                   .jitter_ms_max = 30,
                                   .reset_per_million = 20'000,
                                   .truncate_per_million = 20'000,
                                   .half_open_per_million = 20'000,
                                   .replay_stale_per_million = 50'000,
                                   .replay_as_new_per_million = 50'000,
                                   .refuse_per_mille = 100,
                                   .stall = {5000, 100, 2000},
                                   .partition = {8000, 100, 4000}}});
    for (std::uint64_t tick = 0; tick < 1200; ++tick) {
        if (tick % 40 == 0) {
            bench.link.connect(bench.now);
        }
        for (const Side side : {Side::kDevice, Side::kHub}) {
            (void)bench.link.send(side, bench.now, text("tick " + std::to_string(tick)));
        }
        bench.run_until((tick + 1) * 100, step_ms);
    }
    counts = bench.link.faults();
    return std::move(bench.told);
}

TEST(SimLinkTest, IsDeterministicHoweverOftenItIsAsked) {
    LinkFaultCounts first_counts;
    LinkFaultCounts second_counts;
    LinkFaultCounts other_counts;
    const std::vector<Bench::Told> first = stormy_run(7, 1, first_counts);
    EXPECT_EQ(first, stormy_run(7, 1, second_counts));
    EXPECT_EQ(first_counts, second_counts);
    EXPECT_EQ(first, stormy_run(7, 0, second_counts)) << "from event to event";
    EXPECT_EQ(first_counts, second_counts);
    EXPECT_NE(first, stormy_run(8, 1, other_counts));
    for (std::size_t kind = 0; kind < kLinkFaultKinds; ++kind) {
        if (kind != static_cast<std::size_t>(LinkFault::kQueueDrop)) {
            EXPECT_GT(first_counts.by_kind[kind], 0U) << kind;
        }
    }
}

TEST(SimLinkTest, IsWellAfterHealing) {
    const Trace trace = Trace::constant(1000, 1000);
    Bench bench(trace, {.faults = {.half_open_per_million = 500'000,
                                   .stall = {10, 1000, 2000},
                                   .partition = {10, 1000, 2000}}});
    bench.link.connect(bench.now);
    bench.run_until(20'000);
    bench.link.heal(bench.now);
    bench.open();
    ASSERT_TRUE(bench.link.send(Side::kDevice, bench.now, text("well")));
    bench.run_until(bench.now.value() + 100);
    ASSERT_FALSE(bench.frames(Side::kHub).empty());
    EXPECT_EQ(as_text(bench.frames(Side::kHub).back().bytes), "well");
}

}  // namespace
}  // namespace wedsync::sim
