// A hub that is restored from a backup gets back what it lost, from whoever has it.
#include <gtest/gtest.h>

#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

TEST(ResyncTest, ARestoredHubGetsBackWhatItAcknowledged) {
    World world({});
    world.add_guest(0, "before");
    ASSERT_TRUE(world.settle());
    world.back_up_hub();
    for (int i = 0; i < 20; ++i)
        world.add_guest(0, "lost " + std::to_string(i));
    ASSERT_TRUE(world.settle());
    world.restore_hub();
    ASSERT_EQ(world.hub_records().size(), 1U);
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.hub_records().size(), 21U);
    EXPECT_EQ(world.difference(), "");
}

TEST(ResyncTest, EntriesOfADeviceThatNeverComesBackAreRelayed) {
    World world({});
    world.add_guest(0, "before");
    ASSERT_TRUE(world.settle());
    world.back_up_hub();
    world.add_guest(0, "only the other still has this");
    ASSERT_TRUE(world.settle());
    world.device(0).is_online = false;
    std::size_t relayed = 0;
    world.on_message = [&](std::size_t device, bool is_up, const Message& message) {
        const auto* push = std::get_if<message::Push>(&message);
        if (device == 1 && is_up && push != nullptr && push->is_relayed) {
            relayed += push->changes.size();
        }
    };
    world.restore_hub();
    ASSERT_TRUE(world.run_until([&] { return world.is_in_sync(1); }));
    EXPECT_EQ(relayed, 1U);
    EXPECT_EQ(world.hub_records().size(), 2U);
    EXPECT_EQ(world.hub_records(), world.records(1));
}

TEST(ResyncTest, WhatWasAcknowledgedAndNotSeenBackIsSentAgain) {
    World world({});
    ASSERT_TRUE(world.settle());
    world.back_up_hub();
    // The verdict arrives, the page does not.
    bool is_acknowledged = false;
    world.on_message = [&](std::size_t device, bool is_up, const Message& message) {
        if (device == 0 && !is_up && std::get_if<message::Page>(&message) != nullptr) {
            is_acknowledged = true;
        }
    };
    ASSERT_TRUE(world.settle());
    world.add_guest(0, "acknowledged");
    ASSERT_TRUE(world.run_until([&] { return is_acknowledged; }));
    world.device(0).is_black_hole = true;
    world.run(25);
    world.device(0).is_black_hole = false;
    world.restore_hub();
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.hub_records().size(), 1U);
    EXPECT_EQ(world.difference(), "");
}

TEST(ResyncTest, NewChangesOnTopOfWhatTheHubLost) {
    World world({});
    const RecordId ada = world.add_guest(0, "Ada");
    ASSERT_TRUE(world.settle());
    world.back_up_hub();
    world.set_name(0, ada, "Ada Lovelace");
    ASSERT_TRUE(world.settle());
    world.device(0).is_online = world.device(1).is_online = false;
    world.restore_hub();
    world.run(100);
    world.set_name(1, ada, "Countess of Lovelace");
    world.device(0).is_online = world.device(1).is_online = true;
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
    const merge::RecordState seen = world.hub_records()[ada];
    ASSERT_EQ(seen.cells.size(), 2U);
    EXPECT_EQ(seen.cells.back().siblings.size(), 1U);
}

}  // namespace
}  // namespace wedsync::sync::test
