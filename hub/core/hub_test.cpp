// Sessions: how they begin, what ends them, and that one peer's end is nobody else's.
#include "hub/core/hub.hpp"

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/codec/frame.hpp"
#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub {
namespace {

using namespace test;  // NOLINT: builders.

std::uint16_t number(GoodbyeCode code) {
    return static_cast<std::uint16_t>(code);
}

TEST(HubTest, AnswersHelloWithWelcome) {
    World world;
    const PeerId alice = world.connect();
    message::Hello hello;
    hello.device = "tablet";
    world.send(alice, hello);
    const auto welcomes = world.take<message::Welcome>(alice);
    ASSERT_EQ(welcomes.size(), 1U);
    EXPECT_EQ(welcomes[0].protocol, kProtocolVersion);
    EXPECT_EQ(welcomes[0].epoch, Epoch{1});
    EXPECT_EQ(welcomes[0].schema_version, 7U);
    EXPECT_EQ(welcomes[0].wall_ms, world.now().wall.value());
}

TEST(HubTest, EndsASessionThatDoesNotBeginWithHello) {
    World world;
    const PeerId alice = world.connect();
    world.send(alice, message::Ping{1});
    EXPECT_EQ(world.goodbye_of(alice), number(GoodbyeCode::kProtocol));
    EXPECT_TRUE(world.is_gone(alice));
    EXPECT_TRUE(world.take<message::Pong>(alice).empty());
}

TEST(HubTest, EndsASessionWithASecondHello) {
    World world;
    const PeerId alice = world.open("tablet");
    world.send(alice, message::Hello{});
    EXPECT_EQ(world.goodbye_of(alice), number(GoodbyeCode::kProtocol));
}

TEST(HubTest, TakesNewerDevicesThatSpeakAnOldVersionAndNoOthers) {
    World world;
    message::Hello newer;
    newer.protocol = kProtocolVersion + 3;
    const PeerId alice = world.connect();
    world.send(alice, newer);
    ASSERT_EQ(world.take<message::Welcome>(alice).size(), 1U);

    newer.protocol_min = kProtocolVersion + 1;
    const PeerId bob = world.connect();
    world.send(bob, newer);
    EXPECT_EQ(world.goodbye_of(bob), number(GoodbyeCode::kVersion));

    message::Hello older;
    older.protocol = 0;
    older.protocol_min = 0;
    const PeerId carol = world.connect();
    world.send(carol, older);
    EXPECT_EQ(world.goodbye_of(carol), number(GoodbyeCode::kVersion));
}

TEST(HubTest, AdmitsWhomThePolicyAdmits) {
    World::Setup setup;
    setup.policy.admit = [](const message::Hello& hello) -> std::optional<std::string> {
        if (hello.token == "secret") return std::nullopt;
        return "wrong token";
    };
    World world(setup);
    message::Hello hello;
    hello.token = "secret";
    const PeerId alice = world.connect();
    world.send(alice, hello);
    EXPECT_EQ(world.take<message::Welcome>(alice).size(), 1U);
    hello.token = "guess";
    const PeerId bob = world.connect();
    world.send(bob, hello);
    const auto goodbyes = world.take<message::Goodbye>(bob);
    ASSERT_EQ(goodbyes.size(), 1U);
    EXPECT_EQ(goodbyes[0].code, number(GoodbyeCode::kNotAdmitted));
    EXPECT_EQ(goodbyes[0].reason, "wrong token");
}

TEST(HubTest, DeniesEverythingWithoutAPolicy) {
    World::Setup setup;
    setup.policy = {};
    World world(setup);
    const PeerId alice = world.connect();
    world.send(alice, message::Hello{});
    EXPECT_EQ(world.goodbye_of(alice), number(GoodbyeCode::kNotAdmitted));
}

TEST(HubTest, AnswersPingWithPong) {
    World world;
    const PeerId alice = world.open("tablet");
    world.send(alice, message::Ping{77});
    const auto pongs = world.take<message::Pong>(alice);
    ASSERT_EQ(pongs.size(), 1U);
    EXPECT_EQ(pongs[0].nonce, 77U);
}

TEST(HubTest, DisconnectsWhoSaysNothingForTooLong) {
    World::Setup setup;
    setup.limits.idle_ms_max = 60'000;
    World world(setup);
    const PeerId alice = world.open("tablet");
    world.advance(30'000);
    const PeerId bob = world.open("phone");
    ASSERT_TRUE(world.hub().poll_timeout().has_value());
    world.advance(30'000);
    EXPECT_LE(*world.hub().poll_timeout(), world.now().monotonic);
    world.hub().handle_timeout(world.now());
    EXPECT_TRUE(world.settle());
    EXPECT_EQ(world.goodbye_of(alice), number(GoodbyeCode::kIdle));
    EXPECT_TRUE(world.is_gone(alice));
    EXPECT_FALSE(world.is_gone(bob));
    EXPECT_EQ(world.hub().poll_timeout(), after(world.now().monotonic, 30'000));
}

TEST(HubTest, HasNoTimerWithoutPeers) {
    World world;
    EXPECT_FALSE(world.hub().poll_timeout().has_value());
    const PeerId alice = world.open("tablet");
    EXPECT_TRUE(world.hub().poll_timeout().has_value());
    world.close(alice);
    EXPECT_FALSE(world.hub().poll_timeout().has_value());
}

TEST(HubTest, EndsOnlyTheSessionThatSendsGarbage) {
    World world;
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    world.hand_bytes(alice, Bytes{0xff, 0xfe, 0x01});
    EXPECT_TRUE(world.settle());
    EXPECT_EQ(world.goodbye_of(alice), number(GoodbyeCode::kProtocol));
    EXPECT_TRUE(world.is_gone(alice));
    world.send(bob, message::Ping{1});
    EXPECT_EQ(world.take<message::Pong>(bob).size(), 1U);
    // What still arrives from the other is not looked at.
    world.send(alice, message::Ping{2});
    EXPECT_TRUE(world.take<message::Pong>(alice).empty());
    EXPECT_EQ(world.hub().counters().sessions_broken, 1U);
}

TEST(HubTest, SurvivesDamagedFrames) {
    const std::uint64_t seed = 20'261'124;
    SCOPED_TRACE(seed);
    Prng prng(seed);
    World world;
    const PeerId good = world.open("tablet");
    world.push(good, {create({kAlice, 1}, "Ada")});
    const RecordId ada = record_of({kAlice, 1});
    const merge::RecordState before = world.record(ada);
    for (int round = 0; round < 400; ++round) {
        const PeerId bad = world.open("phone");
        Bytes frame = codec::encode_frame(
            world.make_push(bad, {create({kBob, 1}, "Bob"),
                                  edit({kBob, 2}, record_of({kBob, 1}), "Bobby", {{kBob, 1}})}));
        for (std::uint64_t i = prng.between(1, 4); i > 0; --i) {
            frame[static_cast<std::size_t>(prng.below(frame.size()))] =
                static_cast<std::uint8_t>(prng.below(256));
        }
        if (prng.chance(300)) {
            frame.resize(static_cast<std::size_t>(prng.below(frame.size())));
        }
        // Some still decode, as another push: that is one like any other.
        world.hand_bytes(bad, frame);
        EXPECT_TRUE(world.settle());
        world.close(bad);
    }
    EXPECT_EQ(world.record(ada), before);
    world.send(good, message::Ping{1});
    EXPECT_EQ(world.take<message::Pong>(good).size(), 1U);
    // The sums are those of the records, and the log is whole.
    const auto records = world.records();
    const std::vector<Entry> log = world.log();
    world.restart();
    EXPECT_EQ(world.records(), records);
    EXPECT_EQ(world.log(), log);
}

TEST(HubTest, EndsASessionThatSendsWhatOnlyAHubSends) {
    World world;
    const std::vector<Message> wrong = {
        message::Welcome{},        message::Resync{},       message::PushResult{}, message::Page{},
        message::SnapshotNeeded{}, message::SnapshotPart{}, message::RepairPart{}};
    for (const Message& message : wrong) {
        const PeerId alice = world.open("tablet");
        world.send(alice, message);
        EXPECT_EQ(world.goodbye_of(alice), number(GoodbyeCode::kProtocol)) << message.index();
    }
}

TEST(HubTest, LetsAPeerSayGoodbye) {
    World world;
    const PeerId alice = world.open("tablet");
    world.send(alice, message::Goodbye{});
    EXPECT_TRUE(world.is_gone(alice));
    EXPECT_EQ(world.goodbye_of(alice), 0);
}

TEST(HubTest, RefusesMoreScopesThanASessionMayHave) {
    World world;
    const PeerId alice = world.open("tablet");
    for (std::uint64_t i = 0; i < kScopesPerSessionMax; ++i) {
        world.subscribe(alice, {}, ScopeId{100 + i});
    }
    EXPECT_FALSE(world.is_gone(alice));
    world.subscribe(alice, {}, ScopeId{100});
    EXPECT_FALSE(world.is_gone(alice));
    world.subscribe(alice, {}, ScopeId{99});
    EXPECT_EQ(world.goodbye_of(alice), number(GoodbyeCode::kTooMany));
}

TEST(HubTest, DeniesAForeignScopeAndGoesOnWithTheOthers) {
    World::Setup setup;
    setup.policy.may_read = [](const std::string&, ScopeId scope) { return scope == kParty; };
    World world(setup);
    const std::vector<Message> questions = {
        message::Subscribe{kBrunch, {}, std::nullopt}, message::SnapshotRequest{kBrunch, {}, {}},
        message::Checksum{kBrunch, {}, 0, 0}, message::RepairRequest{kBrunch, {}}};
    const PeerId alice = world.open("tablet");
    for (const Message& question : questions) {
        world.send(alice, question);
        const auto denied = world.take<message::Denied>(alice);
        ASSERT_EQ(denied.size(), 1U);
        EXPECT_EQ(denied[0].scope, kBrunch);
        EXPECT_TRUE(world.is_silent(alice));
    }
    EXPECT_FALSE(world.is_gone(alice));
    world.push(alice, {create({kAlice, 1}, "Ada")});
    EXPECT_EQ(world.hub().scope(kParty)->cursor.position, Position{1});
    EXPECT_EQ(world.hub().scope(kBrunch), nullptr);
}

TEST(HubTest, NamesScopes) {
    World world;
    EXPECT_EQ(world.hub().scope(kParty), nullptr);
    ASSERT_TRUE(world.hub().add_scope(kParty, "Party").ok());
    ASSERT_NE(world.hub().scope(kParty), nullptr);
    const PeerId alice = world.open("tablet");
    world.hand(alice, world.make_push(alice, {create({kAlice, 1}, "Ada")}));
    // Renamed while a push waits for its commit: both hold.
    ASSERT_TRUE(world.hub().add_scope(kParty, "The party").ok());
    EXPECT_TRUE(world.settle());
    EXPECT_EQ(world.hub().scope(kParty)->name, "The party");
    EXPECT_EQ(world.hub().scope(kParty)->cursor.position, Position{1});
    world.restart();
    EXPECT_EQ(world.hub().scope(kParty)->name, "The party");
    EXPECT_EQ(world.hub().scope(kParty)->cursor.position, Position{1});
}

TEST(HubTest, GivesPositionsANewEpochAfterARestore) {
    World world;
    const PeerId alice = world.open("tablet");
    world.push(alice, {create({kAlice, 1}, "Ada")});
    world.setup().epoch = 2;
    world.restart();
    const Cursor cursor{Epoch{2}, Position{1}};
    EXPECT_EQ(world.hub().scope(kParty)->cursor, cursor);
    EXPECT_EQ(world.hub().epoch(), Epoch{2});
}

// The shell is called at once as long as a failure was not reported: on a disk that is full as well
// it was called for ever.
TEST(HubTest, ReportsWhatItCouldNotReadThoughTheDiskIsFull) {
    World::Setup setup;
    setup.page_count_max = 120;
    World world(setup);
    const PeerId alice = world.open("tablet");
    ASSERT_EQ(world.push(alice, {create({kAlice, 1}, "Ada")}).verdicts.size(), 1U);
    ASSERT_EQ(world.push(alice, {create({kAlice, 2}, "Ben")}).verdicts.size(), 1U);
    // Behind the hub's back.
    ASSERT_TRUE(world.hub().store().trim_log(kParty, Position{1}).ok());
    const PeerId bob = world.open("phone");
    world.hand(bob, message::Subscribe{kParty, {}, std::nullopt});
    ASSERT_TRUE(world.settle());
    ASSERT_EQ(world.hub().poll_timeout(), Instant{});
    std::vector<Change> large;
    Prng prng(7);
    for (std::uint64_t i = 3; i < 40; ++i) {
        std::string noise(20'000, ' ');
        for (char& c : noise)
            c = static_cast<char>('!' + prng.below(90));
        large.push_back(create({kAlice, i}, noise));
    }
    world.hand(alice, world.make_push(alice, large));
    const Result<void> flushed = world.hub().handle_flush(world.now());
    EXPECT_EQ(world.hub().counters().commits_failed, 1U);
    EXPECT_EQ(flushed.error().code, ErrorCode::kNotFound);
    EXPECT_NE(world.hub().poll_timeout(), Instant{});
}

}  // namespace
}  // namespace wedsync::hub
