#include "engine/sync/presence.hpp"

#include <gtest/gtest.h>

namespace wedsync::sync {
namespace {

constexpr ScopeId kParty{7};
constexpr RecordId kGrace{{Incarnation{0xa, 1}, 1}, 0};

message::Presence at(Activity activity, std::optional<RecordId> record = {}) {
    return {kParty, {activity, record, {}}};
}
Present ana(Activity activity = Activity::kHere, std::uint64_t age_ms = 0) {
    return {"tablet-1", "Ana", "staff", {activity, {}, {}}, age_ms};
}
constexpr Instant ms(std::uint64_t value) {
    return Instant{value};
}

TEST(PresenceTest, SaysItAtOnceAndThenNowAndThen) {
    Presence presence;
    presence.opened(true);
    EXPECT_FALSE(presence.timeout(kParty).has_value());
    presence.say(at(Activity::kHere));
    EXPECT_EQ(presence.next(ms(1'000), kParty), at(Activity::kHere));
    EXPECT_FALSE(presence.next(ms(1'001), kParty).has_value());
    EXPECT_EQ(presence.timeout(kParty), ms(1'000 + kPresenceRepeatMs));
    EXPECT_EQ(presence.next(ms(11'000), kParty), at(Activity::kHere));
    EXPECT_FALSE(presence.next(ms(99'000), ScopeId{8}).has_value());
}

TEST(PresenceTest, TheLastOfManyQuickChangesIsSaid) {
    Presence presence;
    presence.opened(true);
    presence.say(at(Activity::kHere));
    static_cast<void>(presence.next(ms(1'000), kParty));
    presence.say(at(Activity::kLooking, kGrace));
    presence.say(at(Activity::kEditing, kGrace));
    EXPECT_FALSE(presence.next(ms(1'000 + kPresenceGapMs - 1), kParty).has_value());
    EXPECT_EQ(presence.next(ms(1'000 + kPresenceGapMs), kParty), at(Activity::kEditing, kGrace));
    // The same again is no change.
    presence.say(at(Activity::kEditing, kGrace));
    EXPECT_EQ(presence.timeout(kParty), ms(1'000 + kPresenceGapMs + kPresenceRepeatMs));
}

TEST(PresenceTest, LeavingIsSaidOnceAndOnlyToWhoKnew) {
    Presence presence;
    presence.opened(true);
    presence.say(at(Activity::kHere));
    presence.say(at(Activity::kGone));
    EXPECT_FALSE(presence.next(ms(1'000), kParty).has_value());
    presence.say(at(Activity::kHere));
    static_cast<void>(presence.next(ms(1'000), kParty));
    presence.say(at(Activity::kGone));
    EXPECT_EQ(presence.next(ms(2'000), kParty), at(Activity::kGone));
    EXPECT_FALSE(presence.timeout(kParty).has_value());
    presence.say(at(Activity::kGone));
    EXPECT_FALSE(presence.timeout(kParty).has_value());
}

TEST(PresenceTest, IsSaidAnewInTheNextConnection) {
    Presence presence;
    presence.say(at(Activity::kLooking, kGrace));
    EXPECT_FALSE(presence.next(ms(1'000), kParty).has_value()) << "there is no connection";
    presence.opened(true);
    static_cast<void>(presence.next(ms(2'000), kParty));
    presence.closed(ms(3'000));
    EXPECT_FALSE(presence.timeout(kParty).has_value());
    presence.opened(true);
    EXPECT_EQ(presence.next(ms(3'001), kParty), at(Activity::kLooking, kGrace));
    presence.closed(ms(4'000));
    presence.opened(false);
    EXPECT_FALSE(presence.next(ms(99'000), kParty).has_value()) << "this hub does not know it";
}

TEST(PresenceTest, WhoLeftIsToldForAWhile) {
    Presence presence;
    presence.opened(true);
    presence.take(ms(50'000), {kParty, true, {ana(Activity::kEditing, 2'000)}});
    std::vector<Sighting> others = presence.others(ms(51'000), kParty, "tablet-2");
    ASSERT_EQ(others.size(), 1U);
    EXPECT_TRUE(others[0].is_here);
    EXPECT_EQ(others[0].who, ana(Activity::kEditing));
    EXPECT_TRUE(presence.others(ms(51'000), kParty, "tablet-1").empty()) << "not oneself";
    EXPECT_TRUE(presence.others(ms(51'000), ScopeId{8}, "").empty());

    presence.take(ms(60'000), {kParty, false, {ana(Activity::kGone)}});
    others = presence.others(ms(180'000), kParty, "tablet-2");
    ASSERT_EQ(others.size(), 1U);
    EXPECT_FALSE(others[0].is_here);
    EXPECT_EQ(others[0].who, ana(Activity::kEditing, 120'000)) << "where she was last";
    EXPECT_TRUE(presence.others(ms(60'000 + kSightingMs), kParty, "tablet-2").empty());
}

TEST(PresenceTest, WithoutAConnectionNobodyIsHere) {
    Presence presence;
    presence.opened(true);
    presence.take(ms(50'000), {kParty, true, {ana()}});
    const std::uint64_t version = presence.version();
    presence.closed(ms(60'000));
    EXPECT_NE(presence.version(), version);
    std::vector<Sighting> others = presence.others(ms(70'000), kParty, "");
    ASSERT_EQ(others.size(), 1U);
    EXPECT_FALSE(others[0].is_here);
    EXPECT_EQ(others[0].who.age_ms, 10'000U);
    presence.take(ms(70'000), {kParty, true, {ana()}});
    EXPECT_FALSE(presence.others(ms(70'000), kParty, "")[0].is_here) << "a stray frame";
    presence.opened(true);
    presence.take(ms(80'000), {kParty, true, {ana()}});
    EXPECT_TRUE(presence.others(ms(80'000), kParty, "")[0].is_here);
}

TEST(PresenceTest, AWholeBoardNamesEverybodyWhoIsThere) {
    Presence presence;
    presence.opened(true);
    Present ben = ana();
    ben.device = "tablet-2";
    presence.take(ms(1'000), {kParty, true, {ana(), ben}});
    presence.take(ms(2'000), {kParty, true, {ben}});
    const std::vector<Sighting> others = presence.others(ms(2'000), kParty, "");
    ASSERT_EQ(others.size(), 2U);
    EXPECT_FALSE(others[0].is_here);
    EXPECT_TRUE(others[1].is_here);
}

TEST(PresenceTest, IsBoundedWhateverTheHubSays) {
    Presence presence;
    presence.opened(true);
    for (std::size_t round = 0; round < 3; ++round) {
        message::Presences many{kParty, false, {}};
        for (std::size_t i = 0; i < kPresencesMax; ++i) {
            many.present.push_back(ana(Activity::kHere, ~std::uint64_t{0}));
            many.present.back().device = std::to_string(round) + "-" + std::to_string(i);
        }
        presence.take(ms(1'000), many);
    }
    EXPECT_EQ(presence.others(ms(1'000), kParty, "").size(), kPresencesMax);
}

}  // namespace
}  // namespace wedsync::sync
