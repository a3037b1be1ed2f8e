// Who is where, between clients and a hub.
#include <gtest/gtest.h>

#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

message::Presence at(Activity activity, std::optional<RecordId> record = {}) {
    return {kParty, {activity, record, {}}};
}

class PresenceWorldTest : public testing::Test {
protected:
    PresenceWorldTest() {
        World::Setup setup;
        setup.devices = 3;
        setup.policy.describe = [](const std::string& device) -> Author {
            return {"the person of " + device, "", "staff", 0};
        };
        world_ = std::make_unique<World>(setup);
        guest_ = world_->add_guest(0, "Grace");
        EXPECT_TRUE(world_->settle());
    }

    void say(std::size_t index, const message::Presence& presence) {
        world_->device(index).client().set_presence(world_->now(), presence);
        world_->run(0);
    }
    std::vector<Sighting> seen_by(std::size_t index) {
        return world_->device(index).client().presence(world_->now(), kParty);
    }
    /// What a device knows of another; nothing: it does not know it.
    std::optional<Sighting> sighting(std::size_t of, std::size_t by) {
        for (const Sighting& sighting : seen_by(by)) {
            if (sighting.who.device == world_->device(of).name()) return sighting;
        }
        return std::nullopt;
    }
    bool is_here(std::size_t of, std::size_t by) {
        const auto found = sighting(of, by);
        return found && found->is_here;
    }

    std::unique_ptr<World> world_;
    RecordId guest_;
};

TEST_F(PresenceWorldTest, OthersSeeWithinASecondWhoIsAtWhat) {
    say(0, at(Activity::kEditing, guest_));
    world_->run(1'000);
    const auto seen = sighting(0, 1);
    ASSERT_TRUE(seen.has_value());
    EXPECT_TRUE(seen->is_here);
    EXPECT_EQ(seen->who.person, "the person of " + world_->device(0).name());
    EXPECT_EQ(seen->who.where, (Whereabouts{Activity::kEditing, guest_, {}}));
    EXPECT_TRUE(is_here(0, 2));
    EXPECT_TRUE(seen_by(0).empty());
    say(0, at(Activity::kHere));
    world_->run(1'000);
    EXPECT_EQ(sighting(0, 1)->who.where, (Whereabouts{Activity::kHere, {}, {}}));
}

TEST_F(PresenceWorldTest, LastsAsLongAsItIsSoAndNothingIsStored) {
    const std::uint64_t head = world_->hub().scope(kParty)->cursor.position.value();
    say(0, at(Activity::kHere));
    for (int minute = 0; minute < 10; ++minute) {
        world_->run(60'000);
        ASSERT_TRUE(is_here(0, 1)) << minute;
    }
    EXPECT_EQ(world_->hub().scope(kParty)->cursor.position.value(), head);
    say(0, at(Activity::kGone));
    world_->run(1'000);
    EXPECT_FALSE(is_here(0, 1));
    world_->run(120'000);
    EXPECT_NEAR(static_cast<double>(sighting(0, 1)->who.age_ms), 120'500, 1'000);
}

TEST_F(PresenceWorldTest, WhoComesLaterSeesWhoIsThere) {
    world_->device(2).is_online = false;
    world_->cut(2);
    say(0, at(Activity::kLooking, guest_));
    world_->run(5'000);
    world_->device(2).is_online = true;
    EXPECT_TRUE(world_->run_until([&] { return is_here(0, 2); }, 120'000));
    EXPECT_EQ(sighting(0, 2)->who.where.record, guest_);
}

TEST_F(PresenceWorldTest, WhoLosesTheConnectionIsGoneAndComesBackByItself) {
    say(0, at(Activity::kEditing, guest_));
    world_->run(1'000);
    world_->device(0).is_online = false;
    world_->cut(0);
    world_->run(1'000);
    EXPECT_FALSE(is_here(0, 1));
    world_->device(0).is_online = true;
    EXPECT_TRUE(world_->run_until([&] { return is_here(0, 1); }, 120'000));
    EXPECT_EQ(sighting(0, 1)->who.where.activity, Activity::kEditing);
    // A connection that is dead and nobody knows: for half a minute at most.
    world_->device(0).is_black_hole = true;
    EXPECT_TRUE(world_->run_until([&] { return !is_here(0, 1); }, kPresenceLifetimeMs + 1'000));
}

TEST_F(PresenceWorldTest, WithoutTheHubNobodyIsHere) {
    say(0, at(Activity::kHere));
    world_->run(1'000);
    ASSERT_TRUE(is_here(0, 1));
    EXPECT_TRUE(world_->device(1).client().status().has_presence);
    world_->device(1).is_online = false;
    world_->cut(1);
    world_->run(1'000);
    EXPECT_FALSE(is_here(0, 1));
    EXPECT_TRUE(sighting(0, 1).has_value());
    EXPECT_FALSE(world_->device(1).client().status().has_presence);
}

TEST_F(PresenceWorldTest, CostsNothingWhereNobodyUsesIt) {
    std::size_t messages = 0;
    world_->on_message = [&](std::size_t, bool, const Message& message) {
        messages += std::get_if<message::Presence>(&message) != nullptr ? 1U : 0U;
        messages += std::get_if<message::Presences>(&message) != nullptr ? 1U : 0U;
        messages += std::get_if<message::PresencesSeen>(&message) != nullptr ? 1U : 0U;
    };
    world_->set_name(0, guest_, "Grace H");
    world_->run(120'000);
    EXPECT_EQ(messages, 0U);
    say(0, at(Activity::kHere));
    world_->run(1'000);
    // One that says it, two that are told and answer.
    EXPECT_EQ(messages, 5U);
}

TEST_F(PresenceWorldTest, AHubOfAnEarlierVersionIsNotTold) {
    Device& device = world_->device(0);
    world_->device(0).is_online = false;
    world_->cut(0);
    world_->run(0);
    Client client(device.replica(), {"tablet", "token", 1});
    codec::FrameSession frames;
    std::size_t sent = 0;
    const auto drain = [&] {
        while (const auto action = client.poll_action(world_->now())) {
            const auto* send = std::get_if<action::Send>(&*action);
            if (send == nullptr) continue;
            const auto message = frames.decode(send->frame);
            ASSERT_TRUE(message.ok());
            ++sent;
            EXPECT_EQ(std::get_if<message::Presence>(&*message.value()), nullptr);
        }
    };
    drain();
    client.handle_connected(world_->now());
    drain();
    client.handle_frame(world_->now(),
                        frames.encode(message::Welcome{kProtocolPresence - 1, Epoch{1}, 1, 0}));
    client.set_presence(world_->now(), at(Activity::kHere));
    drain();
    EXPECT_GE(sent, 2U) << "Hello and Subscribe";
    EXPECT_FALSE(client.status().has_presence);
}

}  // namespace
}  // namespace wedsync::sync::test
