#include "engine/pace/link_estimate.hpp"

#include "gtest/gtest.h"

namespace wedsync::pace {
namespace {

/// Sends a push over a link of so many bytes a second and so long a round trip, alone.
Instant push(LinkEstimate& link, Instant at, std::size_t bytes, std::uint64_t bytes_per_s) {
    constexpr std::uint64_t kRoundTripMs = 50;
    const Instant done = after(at, kRoundTripMs + bytes * 1'000 / bytes_per_s);
    link.acknowledged(done, {bytes, bytes / 50, at});
    return done;
}

TEST(LinkEstimateTest, KnowsNothingAtFirst) {
    const LinkEstimate link;
    EXPECT_FALSE(link.goodput().has_value());
    EXPECT_FALSE(link.round_trip_ms().has_value());
    EXPECT_GT(link.bytes_per_change(), 0U);
}

TEST(LinkEstimateTest, FollowsALinkDownAndUp) {
    LinkEstimate link;
    Instant at{1'000};
    for (int i = 0; i < 10; ++i)
        at = push(link, at, 20'000, 100'000);
    EXPECT_NEAR(static_cast<double>(*link.goodput()), 80'000, 8'000);
    for (int i = 0; i < 20; ++i)
        at = push(link, at, 20'000, 10'000);
    EXPECT_LT(*link.goodput(), 12'000U);
    at = push(link, at, 20'000, 1'000'000);
    EXPECT_GT(*link.goodput(), 200'000U);
}

TEST(LinkEstimateTest, ASmallPushSaysNothingAboutTheLimit) {
    LinkEstimate link;
    Instant at = push(link, Instant{0}, 50'000, 100'000);
    const std::uint64_t before = *link.goodput();
    for (int i = 0; i < 50; ++i)
        at = push(link, at, 100, 100'000);
    EXPECT_EQ(*link.goodput(), before);
}

TEST(LinkEstimateTest, PushesOnTheirWayTogetherCountTogether) {
    LinkEstimate link;
    link.acknowledged(Instant{1'000}, {10'000, 100, Instant{0}});
    // Four were sent at once; the link was never idle.
    for (std::uint64_t i = 1; i <= 4; ++i)
        link.acknowledged(Instant{1'000 + i * 250}, {10'000, 100, Instant{1'000}});
    EXPECT_EQ(*link.goodput(), 40'000U);
}

TEST(LinkEstimateTest, AStallHalvesAndAnAnswerForgives) {
    LinkEstimate link;
    const Instant at = push(link, Instant{0}, 50'000, 100'000);
    const std::uint64_t before = *link.goodput();
    link.stalled();
    EXPECT_EQ(*link.goodput(), before / 2);
    EXPECT_EQ(link.stalls(), 1U);
    push(link, at, 100, 100'000);
    EXPECT_EQ(link.stalls(), 0U);
}

TEST(LinkEstimateTest, ARoundTripIsTheShortestOfThisConnection) {
    LinkEstimate link;
    link.answered(Instant{120}, Instant{100});
    link.answered(Instant{900}, Instant{200});
    EXPECT_EQ(link.round_trip_ms(), 20U);
    link.connected();
    EXPECT_FALSE(link.round_trip_ms().has_value());
    link.answered(Instant{1'300}, Instant{1'000});
    EXPECT_EQ(link.round_trip_ms(), 300U);
    // An answer from before its question: a clock that is no clock.
    link.answered(Instant{10}, Instant{20});
    EXPECT_EQ(link.round_trip_ms(), 300U);
}

TEST(LinkEstimateTest, LearnsWhatAChangeWeighs) {
    LinkEstimate link;
    link.acknowledged(Instant{100}, {6'000, 30, Instant{0}});
    EXPECT_EQ(link.bytes_per_change(), 200U);
}

}  // namespace
}  // namespace wedsync::pace
