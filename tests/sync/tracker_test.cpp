// What a device knows of its colleagues, and what it makes of that before an edit.
#include "engine/team/tracker.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

using prevent::Advice;
using prevent::Forecast;
using prevent::Level;
using prevent::ReasonCode;
using team::Happening;
using team::HappeningKind;

constexpr std::uint64_t kMinuteMs = 60'000;

class TrackerTest : public testing::Test {
protected:
    TrackerTest() {
        World::Setup setup;
        setup.devices = 3;
        world_ = std::make_unique<World>(setup);
        guest_ = world_->add_guest(0, "Grace");
        EXPECT_TRUE(world_->settle());
        for (std::size_t i = 0; i < 3; ++i) {
            trackers_.push_back(std::make_unique<team::Tracker>());
            say(i, {kParty, {Activity::kHere, {}, {}}});
        }
        world_->run(1'000);
        look();
    }

    void say(std::size_t index, const message::Presence& presence) {
        world_->device(index).client().set_presence(world_->now(), presence);
        world_->run(0);
    }
    [[nodiscard]] Now now() const { return world_->now(); }
    void look() {
        for (std::size_t i = 0; i < 3; ++i) {
            Device& device = world_->device(i);
            EXPECT_TRUE(trackers_[i]->catch_up(now(), device.replica(), &device.client()).ok());
        }
    }
    Forecast forecast(std::size_t by) {
        look();
        return forecast_of(*trackers_[by], by, now());
    }
    Forecast forecast_of(const team::Tracker& tracker, std::size_t by, Now at) {
        const auto situation =
            tracker.situation(at, world_->device(by).replica(), {kParty, guest_, std::nullopt});
        EXPECT_TRUE(situation.ok());
        return prevent::forecast(situation.value());
    }
    void claim(std::size_t index, const Extent& on, const std::string& label = "") {
        EXPECT_TRUE(world_->device(index).client().claim(now(), {kParty, on, label}).ok());
        world_->run(1'500);
    }
    std::vector<Happening> activity(std::size_t by, const team::Question& question) {
        look();
        return trackers_[by]->activity(now(), world_->device(by).replica(), question);
    }
    void leave(std::size_t index) {
        world_->device(index).is_online = false;
        world_->cut(index);
        world_->run(1'000);
    }
    /// Three people who often meet at a guest.
    void make_habits() {
        for (int i = 0; i < 60; ++i) {
            const RecordId guest = world_->add_guest(0, "Lois");
            ASSERT_TRUE(world_->settle());
            world_->set_name(1, guest, "Lois A.");
            ASSERT_TRUE(world_->settle());
        }
        look();
    }

    std::unique_ptr<World> world_;
    std::vector<std::unique_ptr<team::Tracker>> trackers_;
    RecordId guest_;
};

TEST_F(TrackerTest, SaysNothingWhileAllAreInReach) {
    make_habits();
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(forecast(i).level, Level::kNone) << i;
}

TEST_F(TrackerTest, NamesWhoIsAtTheField) {
    say(2, {kParty, {Activity::kEditing, guest_, {}}});
    world_->run(1'000);
    const Forecast seen = forecast(0);
    EXPECT_EQ(seen.level, Level::kHigh);
    EXPECT_EQ(seen.advice, Advice::kAsk);
    EXPECT_EQ(seen.reasons.front().code, ReasonCode::kEditingNow);
    EXPECT_EQ(forecast(2).level, Level::kNone);
}

TEST_F(TrackerTest, WarnsOfWhoIsAwayWithItHoweverYoungTheHabits) {
    world_->set_name(1, guest_, "Grace H.");
    ASSERT_TRUE(world_->settle());
    look();
    EXPECT_EQ(forecast(0).level, Level::kNone);
    leave(1);
    const Forecast seen = forecast(0);
    EXPECT_NE(seen.level, Level::kNone);
    ASSERT_FALSE(seen.reasons.empty());
    EXPECT_EQ(seen.reasons.front().code, ReasonCode::kAwayWithIt);
    EXPECT_EQ(seen.reasons.front().who, "person of " + world_->device(1).name());
    EXPECT_EQ(seen.advice, Advice::kWaitForPerson);
}

TEST_F(TrackerTest, WarnsWhoIsOutOfReachAndMoreWherePeopleOftenMeet) {
    leave(0);
    world_->run(2 * kMinuteMs);
    const Forecast seen = forecast(0);
    EXPECT_NE(seen.level, Level::kNone);
    ASSERT_FALSE(seen.reasons.empty());
    EXPECT_EQ(seen.reasons.front().code, ReasonCode::kOutOfReach);
    EXPECT_EQ(seen.advice, Advice::kWaitForReach);
    world_->device(0).is_online = true;
    ASSERT_TRUE(world_->settle());
    make_habits();
    // A record that nobody has written to yet is where they meet.
    guest_ = RecordId{{Incarnation{1, 1}, 1}, 0};
    leave(0);
    world_->run(2 * kMinuteMs);
    EXPECT_EQ(forecast(0).level, Level::kHigh);
}

TEST_F(TrackerTest, ALongLogThatIsReadInPiecesSaysTheSame) {
    for (std::size_t i = 0; i < 60; ++i)
        world_->set_name(1 + i % 2, guest_, "Grace " + std::to_string(i));
    ASSERT_TRUE(world_->settle());
    Device& device = world_->device(0);
    const auto all_of = [&](const team::Tracker& tracker) {
        std::vector<std::uint64_t> ages_ms;
        for (const auto& each : tracker.activity(now(), device.replica(), {}))
            ages_ms.push_back(each.age_ms);
        return ages_ms;
    };
    team::Tracker whole;
    ASSERT_TRUE(whole.catch_up(now(), device.replica(), &device.client()).ok());
    team::Tracker pieces;
    ASSERT_TRUE(pieces.catch_up(now(), device.replica(), &device.client(), 5).ok());
    EXPECT_LT(all_of(pieces).size(), all_of(whole).size());
    world_->set_name(1, guest_, "Grace H.");
    ASSERT_TRUE(world_->settle());
    world_->run(kMinuteMs);
    for (std::size_t i = 0; i < 30; ++i)
        ASSERT_TRUE(pieces.catch_up(now(), device.replica(), &device.client(), 5).ok());
    ASSERT_TRUE(whole.catch_up(now(), device.replica(), &device.client()).ok());
    EXPECT_EQ(all_of(pieces), all_of(whole));
    EXPECT_EQ(forecast_of(pieces, 0, now()), forecast_of(whole, 0, now()));
}

TEST_F(TrackerTest, AClockYearsAheadTakesNoHintAway) {
    constexpr std::uint64_t kFiveYearsMs = std::uint64_t{5} * 365 * 24 * 60 * kMinuteMs;
    team::Tracker wrong;
    const auto at = [&] {
        return Now{now().monotonic, WallTime{now().wall.value() + kFiveYearsMs}};
    };
    const auto look_wrong = [&] {
        Device& device = world_->device(0);
        ASSERT_TRUE(wrong.catch_up(at(), device.replica(), &device.client()).ok());
    };
    look_wrong();
    world_->set_name(1, guest_, "Grace H.");
    ASSERT_TRUE(world_->settle());
    world_->run(kMinuteMs);
    look_wrong();
    look();
    leave(1);
    look_wrong();
    const Forecast right = forecast(0);
    ASSERT_NE(right.level, Level::kNone);
    EXPECT_EQ(forecast_of(wrong, 0, at()), right);
}

TEST_F(TrackerTest, SaysWhoHasItForHowLongAndWhatWouldBeBetter) {
    world_->set_name(1, guest_, "Grace H.");
    ASSERT_TRUE(world_->settle());
    claim(1, {1, extent::One{guest_}});
    const Forecast asked = forecast(0);
    EXPECT_EQ(asked.level, Level::kHigh);
    ASSERT_FALSE(asked.reasons.empty());
    EXPECT_EQ(asked.reasons.front().code, ReasonCode::kHeld);
    EXPECT_EQ(asked.reasons.front().who, "person of " + world_->device(1).name());
    EXPECT_LE(asked.reasons.front().left_ms, kLeaseLifeMs);
    EXPECT_GT(asked.reasons.front().left_ms, kLeaseLifeMs - kMinuteMs);
    EXPECT_EQ(asked.advice, Advice::kAsk);
    EXPECT_EQ(forecast(1).level, Level::kNone) << "one's own";
    leave(1);
    EXPECT_EQ(forecast(0).advice, Advice::kTakeOver);
    world_->run(kLeaseLifeMs);
    const Forecast later = forecast(0);
    EXPECT_TRUE(later.reasons.empty() || later.reasons.front().code != ReasonCode::kHeld);
}

TEST_F(TrackerTest, AnAreaIsTheWorkOfWhoHasIt) {
    claim(2, {1, extent::All{}}, "Guests");
    const Forecast seen = forecast(0);
    EXPECT_EQ(seen.level, Level::kHigh);
    ASSERT_FALSE(seen.reasons.empty());
    EXPECT_EQ(seen.reasons.front().code, ReasonCode::kWorkArea);
    EXPECT_EQ(seen.reasons.front().label, "Guests");
    EXPECT_EQ(seen.advice, Advice::kWorkElsewhere);
    claim(2, {2, extent::All{}});
    EXPECT_TRUE(world_->device(2).client().release_claim(now(), kParty, {1, extent::All{}}));
    world_->run(1'500);
    EXPECT_EQ(forecast(0).level, Level::kNone) << "of another collection";
}

TEST(HoldsTest, OfATextTheFirstNumberCounts) {
    EXPECT_EQ(team::number_of(std::string("Table 7b")), 7);
    EXPECT_EQ(team::number_of(std::string("12")), 12);
    EXPECT_EQ(team::number_of(std::int64_t{-3}), -3);
    EXPECT_EQ(team::number_of(std::string("garden")), std::nullopt);
    EXPECT_EQ(team::number_of(std::string(30, '9')), std::nullopt);
    EXPECT_EQ(team::number_of(Value()), std::nullopt);
}

TEST_F(TrackerTest, TellsWhoDidWhatTheNewestFirst) {
    world_->set_name(1, guest_, "Grace H.");
    ASSERT_TRUE(world_->settle());
    world_->run(10 * kMinuteMs);
    say(2, {kParty, {Activity::kLooking, guest_, {}}});
    world_->run(1'000);
    leave(0);
    world_->set_name(0, guest_, "Grace M.");
    const std::vector<Happening> seen = activity(1, {kParty, guest_, 100});
    ASSERT_EQ(seen.size(), 3U);
    EXPECT_EQ(seen[0].kind, HappeningKind::kLooked);
    EXPECT_EQ(seen[0].device, world_->device(2).name());
    EXPECT_TRUE(seen[0].is_open);
    EXPECT_EQ(seen[1].kind, HappeningKind::kEdited);
    EXPECT_TRUE(seen[1].is_own);
    EXPECT_FALSE(seen[1].is_open);
    EXPECT_GE(seen[1].age_ms, 10 * kMinuteMs);
    EXPECT_EQ(seen[2].device, world_->device(0).name());
    // Its own edit, which no hub has.
    const std::vector<Happening> own = activity(0, {kParty, guest_, 1});
    ASSERT_EQ(own.size(), 1U);
    EXPECT_TRUE(own[0].is_open && own[0].is_own);
    EXPECT_TRUE(activity(1, {kBrunch, std::nullopt, 100}).empty());
}

TEST_F(TrackerTest, KeepsNoMoreThanItsBounds) {
    for (std::size_t i = 0; i < team::kEditsMax + 50; ++i)
        world_->set_name(0, guest_, "Grace " + std::to_string(i));
    ASSERT_TRUE(world_->settle());
    EXPECT_LE(activity(1, {kParty, std::nullopt, 100'000}).size(), team::kEditsMax);
    EXPECT_EQ(activity(1, {kParty, std::nullopt, 7}).size(), 7U);
}

TEST_F(TrackerTest, AnImportIsNobodysWork) {
    Draft draft;
    draft.scope = kParty;
    for (std::size_t i = 0; i <= team::kBulkRecords; ++i)
        draft.set(draft.create("guest"), "name", "guest " + std::to_string(i));
    ASSERT_TRUE(world_->commit(0, draft));
    ASSERT_TRUE(world_->settle());
    const std::size_t before = activity(1, {kParty, guest_, 100}).size();
    EXPECT_EQ(activity(1, {kParty, std::nullopt, 1'000}).size(), before);
}

}  // namespace
}  // namespace wedsync::sync::test
