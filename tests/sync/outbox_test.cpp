// The outbox on the wire: what is urgent, what starves, what is counted, what is put together.
#include "engine/sync/outbox.hpp"

#include <gtest/gtest.h>

#include "engine/sync/connection.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

TEST(OutboxTest, AnUrgentChangePassesABacklogOfTenThousand) {
    World world({});
    ASSERT_TRUE(world.settle());
    world.device(0).is_online = false;
    world.cut(0);
    world.run(100);
    for (int i = 0; i < 10'000; ++i)
        world.add_guest(0, "guest " + std::to_string(i));
    world.device(0).is_online = true;
    ASSERT_TRUE(world.run_until([&] { return world.hub().counters().accepted > 0; }));
    const std::uint64_t asked_ms = world.now().monotonic.value();
    const RecordId urgent = world.add_guest(0, "the fuse is blown", 9);
    ASSERT_TRUE(world.run_until([&] { return world.records(1).contains(urgent); }, 10'000));
    // Everybody has it while most of the backlog still waits.
    EXPECT_LT(world.hub().counters().accepted, 5'000U);
    EXPECT_LE(world.now().monotonic.value() - asked_ms, 500U);
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
}

TEST(OutboxTest, PriorityOnlyModeHoldsOrdinaryChangesNoLongerThanTheStarvationBound) {
    World::Setup setup;
    setup.devices = 1;
    World world(setup);
    ASSERT_TRUE(world.settle());
    world.device(0).client().handle_network_hint(
        pace::NetworkHint{pace::EffectiveType::k4g, 50'000, true});
    world.add_guest(0, "ordinary", 5);
    const RecordId urgent = world.add_guest(0, "urgent", 7);
    const std::uint64_t asked_ms = world.now().monotonic.value();
    world.run(kStarvationMs / 2);
    EXPECT_EQ(world.hub_records().size(), 1U);
    EXPECT_TRUE(world.hub_records().contains(urgent));
    ASSERT_TRUE(world.run_until([&] { return world.hub_records().size() == 2; }));
    EXPECT_LE(world.now().monotonic.value() - asked_ms, kStarvationMs + kIdlePingAfterMs);
}

TEST(OutboxTest, OrdinaryChangesGoWhenDataIsSavedNoMore) {
    World::Setup setup;
    setup.devices = 1;
    World world(setup);
    ASSERT_TRUE(world.settle());
    Client& client = world.device(0).client();
    client.handle_network_hint(pace::NetworkHint{pace::EffectiveType::k4g, 50'000, true});
    world.add_guest(0, "ordinary", 5);
    world.run(5'000);
    EXPECT_TRUE(world.hub_records().empty());
    client.handle_network_hint(std::nullopt);
    world.run(100);
    EXPECT_EQ(world.hub_records().size(), 1U);
}

TEST(OutboxTest, WhatIsWrittenTogetherTravelsTogether) {
    World::Setup setup;
    setup.devices = 1;
    World world(setup);
    ASSERT_TRUE(world.settle());
    std::vector<std::size_t> pushes;
    world.on_message = [&](std::size_t, bool, const Message& message) {
        const auto* push = std::get_if<message::Push>(&message);
        if (push != nullptr) pushes.push_back(push->changes.size());
    };
    for (int i = 0; i < 20; ++i)
        world.add_guest(0, "guest " + std::to_string(i));
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(pushes, std::vector<std::size_t>{20});
    // What is urgent waits for nobody.
    pushes.clear();
    world.add_guest(0, "urgent", pace::kPriorityUrgent);
    world.run(1);
    EXPECT_EQ(pushes, std::vector<std::size_t>{1});
}

TEST(OutboxTest, AttemptsOutliveTheApp) {
    World::Setup setup;
    setup.devices = 1;
    World world(setup);
    ASSERT_TRUE(world.settle());
    const auto attempts = [&] {
        const auto rows = world.device(0).replica().store().load_own();
        EXPECT_TRUE(rows.ok());
        return rows.ok() && !rows.value().empty() ? rows.value().front().attempts : 99;
    };
    world.add_guest(0, "Ada");
    EXPECT_EQ(attempts(), 0U);
    // It is sent, and nobody ever answers.
    const auto is_sent = [&] {
        return world.device(0).client().status().scopes.front().in_flight > 0;
    };
    ASSERT_TRUE(world.run_until(is_sent));
    world.device(0).is_black_hole = true;
    world.run_until([&] { return world.device(0).client().status().phase != Phase::kOpen; });
    EXPECT_EQ(attempts(), 1U);
    world.restart_device(0);
    EXPECT_EQ(attempts(), 1U);
    const auto& pending = world.device(0).replica().scope(kParty)->pending;
    ASSERT_EQ(pending.size(), 1U);
    EXPECT_EQ(pending.begin()->second.attempts, 1U);
    EXPECT_EQ(pending.begin()->second.status, store::OwnStatus::kPending);
    EXPECT_GT(pending.begin()->second.created_ms, 0U);
    world.device(0).is_black_hole = false;
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
}

TEST(OutboxTest, TypingIsOneChangeUntilItIsSent) {
    World::Setup setup;
    setup.devices = 1;
    setup.coalesce_ms = 60'000;
    World world(setup);
    ASSERT_TRUE(world.settle());
    const auto& pending = world.device(0).replica().scope(kParty)->pending;
    world.device(0).is_online = false;
    world.cut(0);
    world.run(100);
    const RecordId ada = world.add_guest(0, "A");
    world.set_name(0, ada, "Ad");
    world.set_name(0, ada, "Ada");
    EXPECT_EQ(pending.size(), 1U);
    world.device(0).is_online = true;
    const auto is_sent = [&] {
        return world.device(0).client().status().scopes.front().in_flight > 0;
    };
    ASSERT_TRUE(world.run_until(is_sent));
    // What is typed from here on is another change.
    world.set_name(0, ada, "Ada L");
    EXPECT_EQ(pending.size(), 2U);
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
    EXPECT_EQ(world.hub().counters().accepted, 2U);
    EXPECT_EQ(world.hub().counters().forked, 0U);
}

}  // namespace
}  // namespace wedsync::sync::test
