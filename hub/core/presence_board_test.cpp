#include "hub/core/presence_board.hpp"

#include <gtest/gtest.h>

#include "engine/codec/frame.hpp"
#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub::test {
namespace {

constexpr FieldId kNameField{kGuests, kName};

Policy with_people() {
    Policy policy = open_policy();
    policy.describe = [](const std::string& device) -> Author {
        return {device == "tablet-1" ? "Alice" : "Bob", "somebody else", "staff", 7};
    };
    policy.may_read = [](const std::string& device, ScopeId scope) {
        return scope == kParty || device != "stranger";
    };
    return policy;
}

message::Presence at(Activity activity, std::optional<RecordId> record = {},
                     std::optional<FieldId> field = {}, ScopeId scope = kParty) {
    return {scope, {activity, record, field}};
}
const message::Presence kHere = at(Activity::kHere);
const message::Presence kGone = at(Activity::kGone);
const RecordId kGrace = record_of({kAlice, 1});

class PresenceBoardTest : public testing::Test {
protected:
    PresenceBoardTest() : world_({with_people(), {}, 1, 0}) {}

    PeerId open(const std::string& device) {
        const PeerId peer = world_.open(device);
        world_.subscribe(peer);
        tick();
        return peer;
    }
    /// One that speaks an older version.
    PeerId open_old(const std::string& device) {
        const PeerId peer = world_.connect();
        message::Hello hello;
        hello.protocol = kProtocolPresence - 1;
        hello.device = device;
        world_.send(peer, hello);
        EXPECT_EQ(world_.take<message::Welcome>(peer).at(0).protocol, kProtocolPresence - 1);
        world_.subscribe(peer);
        return peer;
    }
    void tick(std::uint64_t ms = 0) {
        world_.advance(ms);
        world_.hub().handle_timeout(world_.now());
        ASSERT_TRUE(world_.settle());
    }
    /// What a listener is told, and says that it took.
    std::vector<message::Presences> hear(PeerId peer) {
        std::vector<message::Presences> told = world_.take<message::Presences>(peer);
        for (const message::Presences& presences : told)
            world_.send(peer, message::PresencesSeen{presences.scope});
        return told;
    }
    void say(PeerId peer, const message::Presence& presence) {
        world_.send(peer, presence);
        tick();
    }
    [[nodiscard]] std::optional<Instant> due() { return world_.hub().poll_timeout(); }

    World world_;
};

TEST_F(PresenceBoardTest, OthersHearWhoIsThereAsTheHubKnowsThem) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    say(alice, at(Activity::kEditing, kGrace, kNameField));
    const auto told = hear(bob);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].scope, kParty);
    EXPECT_EQ(told[0].present,
              (std::vector<Present>{
                  {"tablet-1", "Alice", "staff", {Activity::kEditing, kGrace, kNameField}, 0}}));
    EXPECT_TRUE(world_.take<message::Presences>(alice).empty()) << "not what one said oneself";
}

TEST_F(PresenceBoardTest, NobodyIsKnownWithoutAPolicyThatSaysSo) {
    world_.setup().policy.describe = nullptr;
    world_.restart();
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    say(alice, kHere);
    const Present present = hear(bob).at(0).present.at(0);
    EXPECT_EQ(present, (Present{"tablet-1", "", "", {}, 0}));
}

TEST_F(PresenceBoardTest, WhoComesIsToldWhoIsThereAlready) {
    const PeerId alice = open("tablet-1");
    say(alice, at(Activity::kLooking, kGrace));
    tick(4'000);
    const PeerId bob = open("tablet-2");
    const auto told = hear(bob);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0].is_whole);
    ASSERT_EQ(told[0].present.size(), 1U);
    EXPECT_EQ(told[0].present[0].where, (Whereabouts{Activity::kLooking, kGrace, {}}));
    EXPECT_EQ(told[0].present[0].age_ms, 4'000U);
}

TEST_F(PresenceBoardTest, LeavingIsToldAtOnceHoweverItHappens) {
    const PeerId bob = open("tablet-2");
    const auto leave_by = [&](const auto& leave) {
        tick(kPresenceRoundMs);
        const PeerId alice = open("tablet-1");
        say(alice, kHere);
        tick(kPresenceRoundMs);
        static_cast<void>(hear(bob));
        leave(alice);
        tick(kPresenceRoundMs);
        const auto told = hear(bob);
        ASSERT_EQ(told.size(), 1U);
        ASSERT_EQ(told[0].present.size(), 1U);
        EXPECT_EQ(told[0].present[0].device, "tablet-1");
        EXPECT_EQ(told[0].present[0].where, (Whereabouts{Activity::kGone, {}, {}}));
    };
    leave_by([&](PeerId alice) { say(alice, kGone); });
    leave_by([&](PeerId alice) { world_.close(alice); });
    leave_by([&](PeerId alice) { world_.send(alice, message::Goodbye{0, "bye", 0}); });
}

TEST_F(PresenceBoardTest, WhoIsNotHeardFallsSilent) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    say(alice, kHere);
    static_cast<void>(hear(bob));
    for (int i = 0; i < 6; ++i) {
        tick(kPresenceRepeatMs);
        say(alice, kHere);
    }
    EXPECT_TRUE(hear(bob).empty()) << "what is said again is no news";
    tick(kPresenceLifetimeMs - 1);
    EXPECT_TRUE(hear(bob).empty());
    tick(1);
    const auto told = hear(bob);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].present.at(0).where.activity, Activity::kGone);
    // It is back as soon as it says something.
    tick(kPresenceRoundMs);
    say(alice, kHere);
    EXPECT_EQ(hear(bob).at(0).present.at(0).where.activity, Activity::kHere);
}

TEST_F(PresenceBoardTest, ManyChangesAreOneFrameWithTheLatest) {
    const PeerId alice = open("tablet-1");
    const PeerId carol = open("tablet-3");
    const PeerId bob = open("tablet-2");
    say(alice, kHere);
    EXPECT_EQ(hear(bob).size(), 1U);
    for (std::uint16_t field = 1; field <= 9; ++field) {
        say(alice, at(Activity::kEditing, kGrace, FieldId{kGuests, field}));
        say(carol, at(Activity::kLooking, kGrace));
    }
    EXPECT_TRUE(hear(bob).empty());
    EXPECT_EQ(due(), after(Instant{1'000}, kPresenceRoundMs));
    tick(kPresenceRoundMs);
    const auto told = hear(bob);
    ASSERT_EQ(told.size(), 1U);
    ASSERT_EQ(told[0].present.size(), 2U);
    EXPECT_EQ(told[0].present[0].where.field, (FieldId{kGuests, 9}));
    tick(kPresenceRoundMs);
    EXPECT_TRUE(hear(bob).empty());
}

TEST_F(PresenceBoardTest, WhoDoesNotReadHasOneFrameWaiting) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    for (std::uint16_t field = 1; field <= 30; ++field) {
        say(alice, at(Activity::kEditing, kGrace, FieldId{kGuests, field}));
        tick(kPresenceRoundMs);
    }
    EXPECT_EQ(world_.take<message::Presences>(bob).size(), 1U);
    world_.send(bob, message::PresencesSeen{kParty});
    tick(kPresenceRoundMs);
    const auto told = hear(bob);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].present.at(0).where.field, (FieldId{kGuests, 30}));
}

TEST_F(PresenceBoardTest, WhoWasAwayTooLongIsToldEverything) {
    const PeerId alice = open("tablet-1");
    const PeerId carol = open("tablet-3");
    const PeerId bob = open("tablet-2");
    say(alice, kHere);
    tick(kPresenceRoundMs);
    ASSERT_EQ(world_.take<message::Presences>(bob).size(), 1U);
    // Alice leaves, and is forgotten, before Bob takes that she is there.
    say(alice, kGone);
    for (int i = 0; i < 8; ++i) {
        tick(kPresenceRepeatMs);
        say(carol, kHere);
        static_cast<void>(hear(carol));
    }
    world_.send(bob, message::PresencesSeen{kParty});
    tick(kPresenceRoundMs);
    const auto told = hear(bob);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0].is_whole);
    ASSERT_EQ(told[0].present.size(), 1U);
    EXPECT_EQ(told[0].present[0].device, "tablet-3");
}

TEST_F(PresenceBoardTest, WhoMayNotReadNeitherSpeaksNorListens) {
    const PeerId alice = open("tablet-1");
    world_.subscribe(alice, {}, kBrunch);
    const PeerId stranger = world_.open("stranger");
    world_.subscribe(stranger, {}, kBrunch);
    EXPECT_EQ(world_.take<message::Denied>(stranger).size(), 1U);
    say(alice, at(Activity::kHere, {}, {}, kBrunch));
    say(stranger, at(Activity::kHere, {}, {}, kBrunch));
    // Nor who may, and does not follow.
    const PeerId bob = world_.open("tablet-2");
    say(bob, at(Activity::kHere, {}, {}, kBrunch));
    say(bob, at(Activity::kHere, {}, {}, ScopeId{99}));
    tick(kPresenceRoundMs);
    for (const PeerId peer : {alice, stranger, bob})
        EXPECT_TRUE(world_.take<message::Presences>(peer).empty());
    EXPECT_FALSE(world_.is_gone(stranger));
}

TEST_F(PresenceBoardTest, OlderVersionsNeitherSpeakNorListen) {
    const PeerId alice = open("tablet-1");
    const PeerId old = open_old("tablet-0");
    say(alice, kHere);
    say(old, kHere);
    tick(kPresenceRoundMs);
    EXPECT_TRUE(world_.take<message::Presences>(old).empty());
    EXPECT_TRUE(world_.take<message::Presences>(alice).empty());
    EXPECT_EQ(world_.goodbye_of(old), 0);
    // And everything else goes on.
    world_.send(old, message::Ping{7});
    EXPECT_EQ(world_.take<message::Pong>(old).size(), 1U);
}

TEST_F(PresenceBoardTest, WhoTalksTooMuchIsNotHeardForAWhile) {
    const PeerId alice = open("tablet-1");
    const PeerId bob = open("tablet-2");
    for (std::uint16_t field = 1; field <= 100; ++field)
        say(alice, at(Activity::kEditing, kGrace, FieldId{kGuests, field}));
    tick(kPresenceRoundMs);
    static_cast<void>(hear(bob));
    tick(kPresenceRoundMs);
    std::vector<message::Presences> told = hear(bob);
    ASSERT_EQ(told.size(), 1U);
    const std::uint16_t last = told[0].present.at(0).where.field->field;
    EXPECT_GE(last, kPresenceBurst);
    EXPECT_LE(last, kPresenceBurst + 1);
    tick(kPresenceEveryMs * kPresenceBurst);
    say(alice, at(Activity::kEditing, kGrace, FieldId{kGuests, 200}));
    tick(kPresenceRoundMs);
    EXPECT_EQ(hear(bob).at(0).present.at(0).where.field->field, 200U);
}

TEST_F(PresenceBoardTest, TheNewerConnectionOfADeviceIsBelieved) {
    const PeerId bob = open("tablet-2");
    const PeerId broken = open("tablet-1");
    say(broken, kHere);
    const PeerId alice = open("tablet-1");
    say(alice, at(Activity::kLooking, kGrace));
    tick(kPresenceRoundMs);
    static_cast<void>(hear(bob));
    tick(kPresenceRoundMs);
    static_cast<void>(hear(bob));
    world_.close(broken);
    tick(kPresenceRoundMs);
    EXPECT_TRUE(hear(bob).empty()) << "she is still there";
}

TEST_F(PresenceBoardTest, ABoardIsBoundedAndLeavesNothingBehind) {
    PresenceBoard board;
    Session session;
    session.is_open = true;
    session.scopes[kParty].is_subscribed = true;
    const auto peer_of = [](std::uint64_t i) { return PeerId{i + 1}; };
    const std::uint64_t count = kPresencesMax + 50;
    for (std::uint64_t i = 0; i < count; ++i) {
        board.follow(peer_of(i), kParty, Instant{1});
        board.hear(peer_of(i), {"", "device-" + std::to_string(i), "", 0}, kHere, Instant{1});
    }
    board.handle_timeout(Instant{2});
    std::size_t frames = 0;
    while (const auto send = board.next(Instant{2})) {
        ++frames;
        const Result<Message> message = codec::decode_frame(send->frame);
        ASSERT_TRUE(message.ok());
        EXPECT_EQ(std::get_if<message::Presences>(&message.value())->present.size(), kPresencesMax);
    }
    EXPECT_EQ(frames, count);
    for (std::uint64_t i = 0; i < count; ++i) {
        session.device = "device-" + std::to_string(i);
        board.forget(peer_of(i), session, Instant{3});
    }
    board.handle_timeout(Instant{100'000});
    EXPECT_FALSE(board.timeout().has_value());
    EXPECT_FALSE(board.next(Instant{100'000}).has_value());
}

}  // namespace
}  // namespace wedsync::hub::test
