// A client and a hub over a perfect pipe, and over one that is cut.
#include <gtest/gtest.h>

#include "tests/support/changes.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

using support::text;

/// Refuses every change that writes this name.
hub::Policy policy_without(const std::string& name) {
    hub::Policy policy = hub::open_policy();
    policy.judge = [name](const std::string&, const Author&, ScopeId, const Change& change) {
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put != nullptr && put->value == Value{name}) {
                return std::optional{RefusalReason::kBadValue};
            }
        }
        return std::optional<RefusalReason>{};
    };
    return policy;
}

TEST(ConvergeTest, ChangesOfOneDeviceReachTheOther) {
    World world({});
    const RecordId ada = world.add_guest(0, "Ada");
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.records(1).size(), 1U);
    EXPECT_TRUE(world.records(1).contains(ada));
    EXPECT_EQ(world.difference(), "");
}

TEST(ConvergeTest, BothWaysAtOnceAndManyPages) {
    World::Setup setup;
    setup.limits.entries_per_page_max = 7;
    World world(setup);
    for (int i = 0; i < 100; ++i) {
        world.add_guest(0, "left " + std::to_string(i));
        world.add_guest(1, "right " + std::to_string(i));
    }
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.records(0).size(), 200U);
    EXPECT_EQ(world.difference(), "");
}

TEST(ConvergeTest, OwnChangesComeBackAsEchoes) {
    World world({});
    std::size_t echoes = 0;
    world.on_message = [&](std::size_t device, bool is_up, const Message& message) {
        const auto* page = std::get_if<message::Page>(&message);
        if (device != 0 || is_up || page == nullptr) return;
        for (const Entry& entry : page->entries)
            echoes += std::get_if<entry::Echo>(&entry) != nullptr ? 1U : 0U;
    };
    world.run(1'000);
    for (int i = 0; i < 10; ++i)
        world.add_guest(0, "guest " + std::to_string(i));
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(echoes, 10U);
}

TEST(ConvergeTest, ARefusedChangeStopsNothingElse) {
    World::Setup setup;
    setup.policy = policy_without("forbidden");
    World world(setup);
    const RecordId ada = world.add_guest(0, "Ada");
    world.set_name(0, ada, "forbidden");
    world.set_name(0, ada, "Ada Lovelace");
    world.add_guest(0, "forbidden");
    world.add_guest(0, "Grace");
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
    EXPECT_EQ(world.records(1).size(), 2U);
    const merge::RecordState seen = world.records(1)[ada];
    ASSERT_NE(seen.find(support::kName), nullptr);
    EXPECT_EQ(seen.find(support::kName)->siblings.front().value, text("Ada Lovelace"));
    EXPECT_EQ(world.device(0).replica().scope(kParty)->refused.size(), 2U);
}

TEST(ConvergeTest, GoesOnAfterEveryCut) {
    World world({});
    for (int i = 0; i < 30; ++i) {
        world.add_guest(0, "left " + std::to_string(i));
        world.add_guest(1, "right " + std::to_string(i));
        world.run(15);
        world.cut(static_cast<std::size_t>(i % 2));
        world.run(1'000);
    }
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.hub_records().size(), 60U);
    EXPECT_EQ(world.difference(), "");
}

TEST(ConvergeTest, GoesOnAfterARestartOfEither) {
    World world({});
    const RecordId ada = world.add_guest(0, "Ada");
    world.run(45);
    world.restart_device(0);
    world.set_name(0, ada, "Ada Lovelace");
    world.run(3'000);
    world.restart_hub();
    world.add_guest(1, "Grace");
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.hub_records().size(), 2U);
    EXPECT_EQ(world.difference(), "");
}

TEST(ConvergeTest, AScopeAddedLaterIsFollowedInTheSameConnection) {
    World world({});
    ASSERT_TRUE(world.settle());
    for (std::size_t i = 0; i < 2; ++i) {
        ASSERT_TRUE(world.device(i).replica().add_scope(kBrunch, "brunch").ok());
        world.device(i).client().handle_commit(world.now());
    }
    world.add_guest(0, "Ada", 5, kBrunch);
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.records(1, kBrunch).size(), 1U);
    EXPECT_EQ(world.device(0).client().status().failures, 0U);
}

TEST(ConvergeTest, SaysHowWrongTheClockIs) {
    World world({});
    ASSERT_TRUE(world.settle());
    ASSERT_TRUE(world.device(0).client().status().clock_ahead_ms.has_value());
    EXPECT_EQ(*world.device(0).client().status().clock_ahead_ms, 0);
}

}  // namespace
}  // namespace wedsync::sync::test
