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
        return prevent::forecast(trackers_[by]->situation(now(), world_->device(by).replica(),
                                                          {kParty, guest_, std::nullopt}));
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
