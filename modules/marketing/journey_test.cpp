#include "modules/marketing/journey.hpp"

#include "gtest/gtest.h"

namespace wedsync::marketing {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

Engagement on_day(std::int64_t day, const char* campaign, EngagementKind kind) {
    return {std::string(campaign) + std::to_string(day), "lena", campaign, kind, day * kDayMs};
}

TEST(JourneyTest, AConversionEndsOneAndWhatFollowsIsTheNext) {
    const std::vector<Engagement> happened = {on_day(1, "spring", EngagementKind::kOpened),
                                              on_day(2, "tasting", EngagementKind::kClicked),
                                              on_day(2, "tasting", EngagementKind::kConverted),
                                              on_day(5, "spring", EngagementKind::kOpened)};
    EXPECT_EQ(
        journeys_of(happened),
        (std::vector<Journey>{{{{"spring", 1 * kDayMs}, {"tasting", 2 * kDayMs}}, true, 2 * kDayMs},
                              {{{"spring", 5 * kDayMs}}, false, 0}}));
}

TEST(JourneyTest, TheCampaignThatRecordedAConversionIsItsLastTouch) {
    const std::vector<Engagement> happened = {on_day(1, "spring", EngagementKind::kOpened),
                                              on_day(2, "tasting", EngagementKind::kConverted),
                                              on_day(3, "", EngagementKind::kConverted)};
    EXPECT_EQ(
        journeys_of(happened),
        (std::vector<Journey>{{{{"spring", 1 * kDayMs}, {"tasting", 2 * kDayMs}}, true, 2 * kDayMs},
                              {{}, true, 3 * kDayMs}}));
}

TEST(JourneyTest, WhatIsTooLongAgoOrTooMuchIsLeftOut) {
    std::vector<Engagement> happened = {on_day(1, "spring", EngagementKind::kOpened),
                                        on_day(10, "tasting", EngagementKind::kOpened),
                                        on_day(40, "", EngagementKind::kConverted)};
    EXPECT_EQ(journeys_of(happened),
              (std::vector<Journey>{{{{"tasting", 10 * kDayMs}}, true, 40 * kDayMs}}));
    happened.clear();
    for (std::size_t i = 0; i < kTouchesMax + 5; ++i)
        happened.push_back({std::to_string(i), "lena", i < 5 ? "early" : "late",
                            EngagementKind::kOpened, static_cast<std::int64_t>(i)});
    const auto journeys = journeys_of(happened);
    ASSERT_EQ(journeys.size(), 1U);
    EXPECT_EQ(journeys[0].touches.size(), kTouchesMax);
    EXPECT_EQ(journeys[0].touches.front().campaign, "late");
}

}  // namespace
}  // namespace wedsync::marketing
