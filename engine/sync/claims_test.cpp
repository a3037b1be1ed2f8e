#include "engine/sync/claims.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace wedsync::sync {
namespace {

constexpr ScopeId kParty{7};
constexpr RecordId kGrace{{Incarnation{0xa, 1}, 1}, 0};
constexpr std::uint64_t kMinuteMs = 60'000;

Extent lease() {
    return {1, extent::One{kGrace}};
}
Extent area() {
    return {5, extent::All{}};
}
constexpr Instant minute(std::uint64_t value) {
    return Instant{1'000'000 + value * kMinuteMs};
}
Holding holding(const Extent& on, Standing standing, const char* device = "mine",
                std::uint64_t left_ms = kLeaseLifeMs) {
    return {on, "", device, std::string("person of ") + device, "staff", standing, left_ms, 0, {}};
}

class ClaimsTest : public testing::Test {
protected:
    ClaimsTest() { claims_.opened(minute(0), true); }

    void claim(const Extent& on, std::uint64_t at = 0) {
        ASSERT_TRUE(claims_.claim(minute(at), {kParty, on}).ok());
    }
    void tell(Holding holding, std::uint64_t at = 0, bool is_whole = false) {
        static_cast<void>(claims_.take(minute(at), {kParty, is_whole, {std::move(holding)}}));
    }
    std::optional<ClaimState> state(std::uint64_t at, bool is_own = true) {
        for (const Claim& each : claims_.all(minute(at), kParty)) {
            if (each.is_own == is_own) return each.state;
        }
        return std::nullopt;
    }
    /// What it says, if anything: how many claims.
    std::optional<std::size_t> say(std::uint64_t at) {
        const auto said = claims_.next(minute(at), kParty);
        if (!said) return std::nullopt;
        return said->asks.size();
    }

    Claims claims_{"mine"};
};

TEST_F(ClaimsTest, IsSaidAtOnceThenEveryTwoMinutesUntilItIsReleased) {
    EXPECT_FALSE(claims_.timeout(kParty).has_value());
    claim(lease());
    EXPECT_EQ(state(0), ClaimState::kAsked);
    EXPECT_EQ(say(0), 1U);
    EXPECT_FALSE(say(1).has_value());
    EXPECT_EQ(claims_.timeout(kParty), after(minute(0), kClaimRepeatMs));
    tell(holding(lease(), Standing::kHeld));
    EXPECT_EQ(state(1), ClaimState::kHeld);
    const auto again = claims_.next(minute(2), kParty);
    ASSERT_TRUE(again && again->asks.size() == 1);
    EXPECT_EQ(again->asks[0].held_ms, 2 * kMinuteMs);
    EXPECT_EQ(again->asks[0].left_ms, kLeaseLifeMs);
    EXPECT_TRUE(claims_.release(kParty, lease()));
    EXPECT_FALSE(claims_.release(kParty, lease()));
    EXPECT_EQ(say(3), 0U);
    EXPECT_FALSE(claims_.timeout(kParty).has_value());
    EXPECT_TRUE(claims_.all(minute(3), kParty).empty());
}

TEST_F(ClaimsTest, WhoIsAloneKnowsItAndClaimsAllTheSame) {
    claim(lease());
    static_cast<void>(say(0));
    tell(holding(lease(), Standing::kHeld));
    claims_.closed(minute(1));
    // The hub counts on, and so do we.
    EXPECT_EQ(state(6), ClaimState::kHeld);
    EXPECT_FALSE(claims_.all(minute(6), kParty)[0].is_live);
    EXPECT_EQ(state(7), ClaimState::kAlone);
    EXPECT_FALSE(claims_.timeout(kParty).has_value());
    claims_.opened(minute(20), true);
    const auto said = claims_.next(minute(20), kParty);
    ASSERT_TRUE(said && said->asks.size() == 1);
    EXPECT_FALSE(said->asks[0].held_ms.has_value()) << "it was over";
}

TEST_F(ClaimsTest, NothingIsShownLongerThanItLasts) {
    tell(holding(lease(), Standing::kHeld, "other"));
    EXPECT_EQ(claims_.expiry(), minute(7));
    EXPECT_EQ(state(6, false), ClaimState::kHeld);
    EXPECT_EQ(claims_.all(minute(6), kParty)[0].left_ms, kMinuteMs);
    EXPECT_FALSE(state(7, false).has_value());
    // Whether the hub is there or not.
    tell(holding(lease(), Standing::kHeld, "other"), 10);
    claims_.closed(minute(11));
    EXPECT_EQ(state(16, false), ClaimState::kHeld);
    EXPECT_FALSE(state(17, false).has_value());
}

TEST_F(ClaimsTest, WhatIsNotAskedForAgainEndsAfterAnHour) {
    claim(lease());
    claim(lease(), 30);
    for (std::uint64_t at = 30; at < 90; at += 2)
        EXPECT_EQ(say(at), 1U) << at;
    EXPECT_EQ(say(90), 0U);
    EXPECT_TRUE(claims_.all(minute(90), kParty).empty());
}

TEST_F(ClaimsTest, AnAreaEndsWhenItWasToEnd) {
    ASSERT_TRUE(claims_.claim(minute(0), {kParty, area(), "Vendors", 30 * kMinuteMs}).ok());
    const auto first = claims_.next(minute(0), kParty);
    ASSERT_TRUE(first && first->asks.size() == 1);
    EXPECT_EQ(first->asks[0].left_ms, 30 * kMinuteMs);
    const auto second = claims_.next(minute(20), kParty);
    ASSERT_TRUE(second && second->asks.size() == 1);
    EXPECT_EQ(second->asks[0].left_ms, 10 * kMinuteMs);
    EXPECT_FALSE(state(30).has_value());
}

TEST_F(ClaimsTest, WhatWasTakenOverIsToldAndGivenBackAndCanBeAskedForAgain) {
    claim(lease());
    static_cast<void>(say(0));
    tell(holding(lease(), Standing::kHeld));
    Holding taken = holding(lease(), Standing::kTaken);
    taken.taken_by = "Ben";
    tell(taken, 1);
    EXPECT_EQ(state(1), ClaimState::kTaken);
    EXPECT_EQ(claims_.all(minute(1), kParty)[0].taken_by, "Ben");
    EXPECT_EQ(say(1), 0U);
    tell(holding(lease(), Standing::kGone), 1);
    EXPECT_EQ(state(2), ClaimState::kTaken) << "until they have seen it";
    claim(lease(), 2);
    EXPECT_EQ(state(2), ClaimState::kAsked);
    EXPECT_EQ(say(2), 1U);
}

TEST_F(ClaimsTest, WhatIsAskedForAgainAtOnceIsGivenBackFirst) {
    claim(lease());
    static_cast<void>(say(0));
    tell(holding(lease(), Standing::kTaken), 1);
    claim(lease(), 1);
    EXPECT_EQ(say(1), 0U);
    EXPECT_EQ(say(2), 1U);
    EXPECT_EQ(state(2), ClaimState::kAsked);
}

TEST_F(ClaimsTest, WhatTheHubKnowsOfAnEarlierRunIsGivenBack) {
    tell(holding(lease(), Standing::kHeld));
    EXPECT_TRUE(claims_.all(minute(0), kParty).empty());
    EXPECT_EQ(say(0), 0U);
}

TEST_F(ClaimsTest, TakesOverOnce) {
    ASSERT_TRUE(claims_.claim(minute(0), {kParty, lease(), "", kAreaMs, true}).ok());
    EXPECT_TRUE(claims_.next(minute(0), kParty)->asks[0].takes_over);
    tell(holding(lease(), Standing::kHeld));
    EXPECT_FALSE(claims_.next(minute(2), kParty)->asks[0].takes_over);
}

TEST_F(ClaimsTest, WhatAnotherHubSaidIsForgottenWhenThisOneHasSpoken) {
    tell(holding(lease(), Standing::kHeld, "other"));
    claims_.closed(minute(1));
    claims_.opened(minute(2), true);
    // Whoever knows something asks, so that it is told even that there is nothing.
    EXPECT_EQ(say(2), 0U);
    static_cast<void>(claims_.take(minute(2), {kParty, true, {}}));
    EXPECT_TRUE(claims_.all(minute(2), kParty).empty());
}

TEST_F(ClaimsTest, KeepsItsBoundsAndSaysSo) {
    for (std::uint32_t i = 0; i < kClaimsOfDeviceMax; ++i)
        claim({1, extent::One{{kGrace.dot, i}}});
    const auto fails_with = [&](const ClaimWish& wish) {
        const Result<void> done = claims_.claim(minute(0), wish);
        return done.ok() ? std::optional<ErrorCode>{} : done.error().code;
    };
    EXPECT_EQ(fails_with({kParty, area()}), ErrorCode::kFull);
    EXPECT_EQ(fails_with({kParty, {1, extent::One{kGrace}}}), std::nullopt) << "it is there";
    EXPECT_EQ(fails_with({kParty, {1, extent::Some{}}}), ErrorCode::kInvalid);
    EXPECT_EQ(fails_with({kParty, {1, extent::Numbers{1, 2, 1}}}), ErrorCode::kInvalid);
    EXPECT_EQ(fails_with({kParty, lease(), std::string(101, 'x')}), ErrorCode::kInvalid);
    EXPECT_EQ(fails_with({kParty, area(), "", kAreaLifeMsMax + 1}), ErrorCode::kInvalid);
}

TEST_F(ClaimsTest, AreasAreKeptAndLeasesAreNot) {
    claim(lease());
    ASSERT_TRUE(claims_.claim(minute(0), {kParty, area(), "Vendors", 60 * kMinuteMs}).ok());
    const message::Claims kept = claims_.areas(minute(20), kParty);
    ASSERT_EQ(kept.asks.size(), 1U);
    EXPECT_EQ(kept.asks[0].left_ms, 40 * kMinuteMs);
    Claims later("mine");
    later.restore(minute(500), kept);
    ASSERT_EQ(later.all(minute(539), kParty).size(), 1U);
    EXPECT_EQ(later.all(minute(539), kParty)[0].label, "Vendors");
    EXPECT_TRUE(later.all(minute(540), kParty).empty());
}

TEST_F(ClaimsTest, ItsVersionChangesWithWhatItTells) {
    std::uint64_t version = claims_.version();
    const auto has_changed = [&] {
        const std::uint64_t before = std::exchange(version, claims_.version());
        return before != version;
    };
    claim(lease());
    EXPECT_TRUE(has_changed());
    claim(lease());
    EXPECT_FALSE(has_changed()) << "it goes on";
    static_cast<void>(say(0));
    EXPECT_FALSE(has_changed());
    tell(holding(lease(), Standing::kHeld));
    EXPECT_TRUE(has_changed());
    claims_.handle_timeout(minute(7));
    EXPECT_TRUE(has_changed());
}

}  // namespace
}  // namespace wedsync::sync
