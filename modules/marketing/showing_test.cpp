#include "modules/marketing/showing.hpp"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace wedsync::marketing {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kNowMs = 20'000 * kDayMs + kDayMs / 2;

class ShowingTest : public testing::Test {
protected:
    void campaign(const std::string& name, std::int64_t shown_a_day = kShownADay,
                  std::int64_t held_back_percent = 0, bool is_paused = false) {
        add(0, {name, name + "!", kNowMs - kDayMs, kNowMs + kDayMs, is_paused, held_back_percent,
                std::string("Come and see."), shown_a_day});
    }
    void track(const std::string& name, EngagementKind kind, std::int64_t at_ms = kNowMs) {
        add(1, {std::string("lena"), name, std::string(name_of(kind)), at_ms});
    }
    std::vector<std::string> shown(const std::string& user = "lena", std::int64_t at_ms = kNowMs) {
        std::vector<std::string> names;
        for (const Showable& each : showable_to(state_, user, at_ms))
            names.push_back(each.campaign->name);
        return names;
    }

private:
    void add(std::size_t source, std::vector<Value> values) {
        modules::Row row{ScopeId{7}, {{{1, 1}, ++count_}, 0}, std::move(values)};
        state_.add(source, row);
    }

    State state_;
    std::uint64_t count_ = 0;
};

using Names = std::vector<std::string>;

TEST_F(ShowingTest, WhatWasShownLeastComesFirst) {
    campaign("autumn");
    campaign("spring");
    EXPECT_EQ(shown(), (Names{"autumn", "spring"}));
    track("autumn", EngagementKind::kOpened);
    EXPECT_EQ(shown(), (Names{"spring", "autumn"}));
    track("spring", EngagementKind::kOpened);
    track("spring", EngagementKind::kOpened, kNowMs - kDayMs);
    EXPECT_EQ(shown(), (Names{"autumn", "spring"}));
}

TEST_F(ShowingTest, NotMoreOftenThanItSaysAndTomorrowAgain) {
    campaign("spring", 2);
    track("spring", EngagementKind::kOpened);
    EXPECT_EQ(shown(), Names{"spring"});
    track("spring", EngagementKind::kOpened);
    EXPECT_EQ(shown(), Names{});
    EXPECT_EQ(shown("tom"), Names{"spring"});
    EXPECT_EQ(shown("lena", kNowMs + kDayMs / 2 + 1), Names{"spring"});
}

TEST_F(ShowingTest, WhoeverCameIsLeftInPeace) {
    campaign("spring");
    track("spring", EngagementKind::kClicked);
    EXPECT_EQ(shown(), Names{"spring"});
    track("spring", EngagementKind::kConverted);
    EXPECT_EQ(shown(), Names{});
}

TEST_F(ShowingTest, NothingThatDoesNotRun) {
    campaign("paused", kShownADay, 0, true);
    campaign("spring");
    EXPECT_EQ(shown(), Names{"spring"});
    EXPECT_EQ(shown("lena", kNowMs - 2 * kDayMs), Names{});
    EXPECT_EQ(shown("lena", kNowMs + kDayMs), Names{});
}

TEST_F(ShowingTest, WhoIsHeldBackSeesNothing) {
    campaign("spring", kShownADay, 50);
    std::size_t seen = 0;
    for (int i = 0; i < 200; ++i) {
        const std::string user = "person " + std::to_string(i);
        ASSERT_EQ(shown(user).empty(), is_held_back(user, "spring", 50));
        seen += shown(user).size();
    }
    EXPECT_GT(seen, 70U);
    EXPECT_LT(seen, 130U);
}

TEST_F(ShowingTest, HoweverManyThereAreADayHasAnEnd) {
    for (int i = 0; i < 8; ++i)
        campaign("campaign " + std::to_string(i));
    for (std::int64_t i = 0; i < kShownADayInAll; ++i) {
        EXPECT_FALSE(shown().empty());
        track(shown().front(), EngagementKind::kOpened);
    }
    EXPECT_EQ(shown(), Names{});
}

}  // namespace
}  // namespace wedsync::marketing
