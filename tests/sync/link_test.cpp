// Connections that fail: backoff, half-open, suspended, hostile.

#include <gtest/gtest.h>

#include "engine/sync/connection.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

World::Setup one_device() {
    World::Setup setup;
    setup.devices = 1;
    return setup;
}

TEST(LinkTest, AHalfOpenConnectionIsFoundWithinFifteenSeconds) {
    World world(one_device());
    ASSERT_TRUE(world.settle());
    world.run(60'000);
    ASSERT_EQ(world.device(0).client().status().phase, Phase::kOpen);
    world.device(0).is_black_hole = true;
    world.add_guest(0, "Ada");
    // From when it was sent: it waited a moment for others.
    world.run(world.device(0).client().status().plan.gather_ms + kSilenceMsMax + 1);
    EXPECT_NE(world.device(0).client().status().phase, Phase::kOpen);
    world.device(0).is_black_hole = false;
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
}

TEST(LinkTest, AHalfOpenConnectionIsFoundThoughNothingWaits) {
    World world(one_device());
    ASSERT_TRUE(world.settle());
    world.run(600'000);
    world.device(0).is_black_hole = true;
    world.run(kIdlePingAfterMs + kSilenceMsMax);
    EXPECT_NE(world.device(0).client().status().phase, Phase::kOpen);
}

TEST(LinkTest, AHalfOpenConnectionIsFoundWithinFifteenSecondsThoughNothingWaitsIfAskedFor) {
    World::Setup setup = one_device();
    setup.idle_ping_ms = kPingAfterMs;
    World world(setup);
    ASSERT_TRUE(world.settle());
    world.run(600'000);
    ASSERT_EQ(world.device(0).client().status().phase, Phase::kOpen);
    world.device(0).is_black_hole = true;
    world.run(kSilenceMsMax);
    EXPECT_NE(world.device(0).client().status().phase, Phase::kOpen);
}

TEST(LinkTest, AnIdleConnectionStaysOpenAndCostsLittle) {
    World world(one_device());
    ASSERT_TRUE(world.settle());
    std::size_t messages = 0;
    world.on_message = [&](std::size_t, bool, const Message&) { ++messages; };
    world.run(3'600'000);
    EXPECT_LE(messages, 150U);
    EXPECT_EQ(world.device(0).client().status().phase, Phase::kOpen);
    EXPECT_EQ(world.device(0).client().status().last_reason, "");
}

TEST(LinkTest, WhatWaitsIsShownBeforeTheFirstConnection) {
    World world(one_device());
    world.device(0).is_online = false;
    world.add_guest(0, "Ada");
    const std::vector<ScopeStatus> scopes = world.device(0).client().status().scopes;
    ASSERT_EQ(scopes.size(), 1U);
    EXPECT_EQ(scopes[0].scope, kParty);
    EXPECT_EQ(scopes[0].phase, ScopePhase::kIdle);
    EXPECT_EQ(scopes[0].waiting, 1U);
    EXPECT_GT(scopes[0].waiting_since_ms, 0U);
}

TEST(LinkTest, AttemptsGrowRareAndStartAnewWhenTheNetworkIsBack) {
    World world(one_device());
    Client& client = world.device(0).client();
    world.device(0).is_online = false;
    world.run(600'000);
    const std::uint32_t failures = client.status().failures;
    EXPECT_GE(failures, 8U);
    EXPECT_LE(failures, 60U);
    client.handle_network(world.now(), false);
    EXPECT_EQ(client.status().phase, Phase::kPaused);
    EXPECT_FALSE(client.poll_timeout().has_value());
    world.device(0).is_online = true;
    world.run(60'000);
    EXPECT_EQ(client.status().phase, Phase::kPaused);
    client.handle_network(world.now(), true);
    world.run(6'000);
    EXPECT_EQ(client.status().phase, Phase::kOpen);
}

TEST(LinkTest, ASuspendedAppDropsWhatItWasConnectedTo) {
    World world(one_device());
    ASSERT_TRUE(world.settle());
    Client& client = world.device(0).client();
    const Now later{Instant{world.now().monotonic.value() + 8 * 3'600'000},
                    WallTime{world.now().wall.value() + 8 * 3'600'000}};
    client.handle_commit(later);
    EXPECT_EQ(client.status().phase, Phase::kWaiting);
    const std::optional<Action> first = client.poll_action(later);
    ASSERT_TRUE(first.has_value());
    EXPECT_NE(std::get_if<action::Disconnect>(&*first), nullptr);
    const std::optional<Action> second = client.poll_action(later);
    ASSERT_TRUE(second.has_value());
    EXPECT_NE(std::get_if<action::Connect>(&*second), nullptr);
}

TEST(LinkTest, ABrokenFrameEndsTheConnectionAndNothingElse) {
    World world(one_device());
    world.add_guest(0, "Ada");
    ASSERT_TRUE(world.settle());
    world.device(0).client().handle_frame(world.now(), Bytes{7, 255, 255});
    EXPECT_EQ(world.device(0).client().status().phase, Phase::kWaiting);
    EXPECT_FALSE(world.device(0).client().failure().has_value());
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
}

TEST(LinkTest, ADeviceThatIsNotAdmittedAsksSeldom) {
    World::Setup setup = one_device();
    setup.policy.admit = [](const message::Hello&) {
        return std::optional<std::string>{"not on the list"};
    };
    World world(setup);
    std::size_t hellos = 0;
    world.on_message = [&](std::size_t, bool, const Message& message) {
        hellos += std::get_if<message::Hello>(&message) != nullptr ? 1U : 0U;
    };
    world.run(600'000);
    EXPECT_GE(hellos, 3U);
    EXPECT_LE(hellos, 11U);
    EXPECT_EQ(world.device(0).client().status().last_reason, "not on the list");
}

}  // namespace
}  // namespace wedsync::sync::test
