// A device that the compaction has left behind, and transfers that are cut.
#include <gtest/gtest.h>

#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

/// A hub with a past of so many guests, of which the log still holds the last few.
World::Setup compacted(std::uint32_t records_per_part = 10) {
    World::Setup setup;
    setup.limits.records_per_part_max = records_per_part;
    setup.limits.entries_per_page_max = 5;
    return setup;
}

void make_past(World& world, int guests) {
    world.device(1).is_online = false;
    for (int i = 0; i < guests; ++i)
        world.add_guest(0, "guest " + std::to_string(i));
    ASSERT_TRUE(world.run_until([&] { return world.is_in_sync(0); }));
    const Position head = world.hub().scope(kParty)->cursor.position;
    ASSERT_TRUE(world.hub().compact(kParty, head).ok());
    world.device(1).is_online = true;
}

/// Counts the parts that were asked for from the start.
struct Requests {
    explicit Requests(World& world) {
        world.on_message = [this](std::size_t device, bool is_up, const Message& message) {
            if (device != 1 || !is_up) return;
            const auto* subscribe = std::get_if<message::Subscribe>(&message);
            if (subscribe != nullptr) tail = subscribe->cursor.position;
            const auto* request = std::get_if<message::SnapshotRequest>(&message);
            if (request == nullptr) return;
            ++all;
            from_start += request->after ? 0 : 1;
        };
    }
    int all = 0;
    int from_start = 0;
    /// From where pages were asked for last.
    Position tail;
};

TEST(SnapshotTest, ADeviceBehindTheLogJoinsASnapshot) {
    World world(compacted());
    const RecordId mine = world.add_guest(1, "mine, from before");
    make_past(world, 95);
    const Requests requests(world);
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(requests.from_start, 1);
    EXPECT_GE(requests.all, 10);
    EXPECT_EQ(world.records(1).size(), 96U);
    EXPECT_TRUE(world.hub_records().contains(mine));
    EXPECT_EQ(world.difference(), "");
}

TEST(SnapshotTest, TheLogGoesOnWhileThePartsTravel) {
    World world(compacted());
    make_past(world, 60);
    const std::vector<RecordId> guests = [&] {
        std::vector<RecordId> all;
        for (const auto& [id, state] : world.hub_records())
            all.push_back(id);
        return all;
    }();
    for (int i = 0; i < 40; ++i) {
        world.run(30);
        const auto renamed = static_cast<std::size_t>(i / 2);
        world.set_name(0, guests[renamed], "renamed " + std::to_string(i));
        if (i % 4 == 0) world.add_guest(1, "mine " + std::to_string(i));
        if (i % 5 == 0) {
            Draft draft;
            draft.scope = kParty;
            draft.edits.emplace_back(edit::Delete{guests[static_cast<std::size_t>(59 - i)]});
            EXPECT_TRUE(world.commit(0, draft));
        }
    }
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
}

TEST(SnapshotTest, ACutTransferGoesOnWhereItStopped) {
    World world(compacted());
    make_past(world, 95);
    const Requests requests(world);
    for (int i = 0; i < 6; ++i) {
        const int before = requests.all;
        ASSERT_TRUE(world.run_until([&] { return requests.all >= before + 2; }));
        if (i % 2 == 0) {
            world.restart_device(1);
        } else {
            world.cut(1);
        }
    }
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(requests.from_start, 1);
    EXPECT_LE(requests.all, 10 + 6);
    EXPECT_EQ(world.difference(), "");
}

TEST(SnapshotTest, StartsOverWhenTheLogNoLongerReachesBackToItsBase) {
    World world(compacted());
    make_past(world, 95);
    const Requests requests(world);
    ASSERT_TRUE(world.run_until([&] { return requests.all == 4; }));
    world.add_guest(0, "one more");
    ASSERT_TRUE(world.run_until(
        [&] { return world.hub().scope(kParty)->cursor.position == Position{96}; }));
    ASSERT_TRUE(world.hub().compact(kParty, Position{96}).ok());
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(requests.from_start, 2);
    EXPECT_EQ(world.difference(), "");
}

// An old Subscribe that the hub hears behind the one for what follows the snapshot: it sends other
// pages, or says Resync, and the device waited for ever.
TEST(SnapshotTest, AnOldSubscribeDoesNotTakeAwayWhatFollows) {
    for (const Cursor old : {Cursor{Epoch{1}, Position{97}}, Cursor{Epoch{9}, Position{3}}}) {
        World world(compacted());
        make_past(world, 95);
        const Requests requests(world);
        ASSERT_TRUE(world.run_until([&] { return requests.all == 2; }));
        for (int i = 0; i < 60; ++i)
            world.add_guest(0, "one more");
        ASSERT_TRUE(world.run_until([&] { return requests.tail == Position{95}; }));
        world.say_again(1, message::Subscribe{kParty, old, std::nullopt});
        EXPECT_TRUE(world.settle()) << old.epoch.value();
        EXPECT_EQ(requests.from_start, 1);
        EXPECT_EQ(world.difference(), "");
    }
}

TEST(SnapshotTest, AnEmptyScopeIsASnapshotToo) {
    World world(compacted());
    world.device(1).is_online = false;
    const RecordId ada = world.add_guest(0, "Ada");
    Draft draft;
    draft.scope = kParty;
    draft.edits.emplace_back(edit::Delete{ada});
    ASSERT_TRUE(world.run_until([&] { return world.is_in_sync(0); }));
    ASSERT_TRUE(world.commit(0, draft));
    ASSERT_TRUE(world.run_until([&] { return world.is_in_sync(0); }));
    ASSERT_TRUE(world.hub().compact(kParty, Position{2}).ok());
    world.device(1).is_online = true;
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.records(1).size(), 0U);
    EXPECT_EQ(world.difference(), "");
}

}  // namespace
}  // namespace wedsync::sync::test
