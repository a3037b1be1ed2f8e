// Rows that were damaged on a device, and mended from the hub.
#include <gtest/gtest.h>

#include "engine/codec/frame.hpp"
#include "engine/sync/scope_sync.hpp"
#include "tests/sync/world.hpp"

namespace wedsync::sync::test {
namespace {

/// Writes a state over a row, past everything that keeps sums.
void damage(World& world, std::size_t index, const merge::RecordState& state) {
    store::Batch batch;
    batch.records.emplace_back(kParty, state);
    ASSERT_TRUE(world.device(index).replica().store().commit(batch).ok());
}

/// The record with one byte of its name turned over.
merge::RecordState flipped(merge::RecordState state) {
    for (merge::Cell& cell : state.cells) {
        for (merge::Sibling& sibling : cell.siblings) {
            auto* words = std::get_if<std::string>(&sibling.value);
            if (words == nullptr || words->empty()) continue;
            words->back() = static_cast<char>(words->back() ^ 1);
            return state;
        }
    }
    ADD_FAILURE() << "a record without a text";
    return state;
}

std::uint64_t repaired(World& world, std::size_t index) {
    return world.device(index).client().status().scopes.front().buckets_repaired;
}

TEST(RepairTest, ADamagedRowIsFoundAndMended) {
    World world({});
    const RecordId ada = world.add_guest(0, "Ada");
    const RecordId eve = world.add_guest(1, "Eve");
    ASSERT_TRUE(world.settle());
    ASSERT_EQ(world.difference(), "");

    // Ada's row shows what Eve's cells say.
    merge::RecordState damaged = world.records(0)[eve];
    damaged.id = ada;
    damage(world, 0, damaged);
    ASSERT_TRUE(world.device(0).replica().rescan(kParty).ok());
    ASSERT_NE(world.difference(), "");

    bool is_repairing = false;
    world.on_message = [&](std::size_t device, bool, const Message&) {
        if (device != 0) return;
        for (const ScopeStatus& scope : world.device(0).client().status().scopes)
            is_repairing = is_repairing || scope.phase == ScopePhase::kRepair;
    };
    world.cut(0);
    world.run(1);
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
    EXPECT_TRUE(is_repairing);
    EXPECT_EQ(repaired(world, 0), 1U);
}

TEST(RepairTest, AFlippedByteIsFoundWhileTheConnectionIdles) {
    World world({});
    const RecordId ada = world.add_guest(0, "Ada");
    ASSERT_TRUE(world.settle());
    world.run(10'000);
    damage(world, 0, flipped(world.records(0)[ada]));
    ASSERT_NE(world.difference(), "");
    world.run(kRereadMs + 60'000);
    EXPECT_EQ(world.difference(), "");
    EXPECT_EQ(repaired(world, 0), 1U);
    EXPECT_EQ(world.device(0).client().status().failures, 0U);
}

TEST(RepairTest, LostAndInventedRowsAreFoundToo) {
    World world({});
    std::vector<RecordId> guests;
    for (int i = 0; i < 200; ++i)
        guests.push_back(world.add_guest(1, "guest " + std::to_string(i)));
    ASSERT_TRUE(world.settle());
    damage(world, 0, merge::RecordState{guests[17], {}});
    merge::RecordState invented = world.records(0)[guests[3]];
    invented.id.index = 7;
    damage(world, 0, invented);
    // And an own change waits over a third.
    damage(world, 0, flipped(world.records(0)[guests[90]]));
    world.device(0).is_online = false;
    world.cut(0);
    world.run(10);
    world.set_name(0, guests[91], "renamed");
    ASSERT_TRUE(world.device(0).replica().rescan(kParty).ok());
    world.device(0).is_online = true;
    ASSERT_TRUE(world.settle());
    // When all is quiet, the sums are compared.
    world.run(2 * kQuietMs);
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
    // Two of them may lie in one bucket.
    EXPECT_GE(repaired(world, 0), 2U);
    EXPECT_LE(repaired(world, 0), 3U);
}

TEST(RepairTest, EverythingDamagedIsMendedInTheEnd) {
    World world({});
    for (int i = 0; i < 1'000; ++i)
        world.add_guest(1, "guest " + std::to_string(i));
    ASSERT_TRUE(world.settle());
    for (const auto& [id, state] : world.records(0))
        damage(world, 0, flipped(state));
    ASSERT_TRUE(world.device(0).replica().rescan(kParty).ok());
    world.cut(0);
    world.run(1);
    ASSERT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
}

/// The bytes of one repair of one flipped byte among so many records.
std::uint64_t repair_bytes(std::size_t count) {
    World::Setup setup;
    setup.devices = 2;
    World world(setup);
    constexpr std::size_t kPerDraft = 250;
    for (std::size_t i = 0; i < count; i += kPerDraft) {
        Draft draft;
        draft.scope = kParty;
        for (std::size_t j = i; j < i + kPerDraft; ++j)
            draft.set(draft.create("guest"), "name", "guest " + std::to_string(j));
        EXPECT_TRUE(world.commit(0, std::move(draft)));
    }
    EXPECT_TRUE(world.settle());
    damage(world, 1, flipped(world.records(1).begin()->second));
    EXPECT_TRUE(world.device(1).replica().rescan(kParty).ok());
    std::uint64_t bytes = 0;
    world.on_message = [&](std::size_t, bool, const Message& message) {
        const bool is_repair = std::holds_alternative<message::RepairRequest>(message) ||
                               std::holds_alternative<message::BucketSums>(message) ||
                               std::holds_alternative<message::RepairPart>(message);
        if (is_repair) bytes += codec::encode_frame(message).size();
    };
    world.cut(1);
    world.run(1);
    EXPECT_TRUE(world.settle());
    EXPECT_EQ(world.difference(), "");
    EXPECT_EQ(repaired(world, 1), 1U);
    return bytes;
}

TEST(RepairCostTest, GrowsWithTheLogOfTheSize) {
    const std::uint64_t small = repair_bytes(1'000);
    const std::uint64_t medium = repair_bytes(10'000);
    const std::uint64_t large = repair_bytes(100'000);
    RecordProperty("bytes_1k", std::to_string(small));
    RecordProperty("bytes_10k", std::to_string(medium));
    RecordProperty("bytes_100k", std::to_string(large));
    // Ten times the records: at most one level more, and the records of one bucket.
    constexpr std::uint64_t kLevelBytes = 16 * 8 + 40;
    constexpr std::uint64_t kBucketBytes = 16 * 40;
    EXPECT_LE(small, 3 * kLevelBytes + kBucketBytes);
    EXPECT_LE(medium, small + kLevelBytes + kBucketBytes);
    EXPECT_LE(large, medium + kLevelBytes + kBucketBytes);
    EXPECT_LE(large, 5 * kLevelBytes + kBucketBytes);
}

}  // namespace
}  // namespace wedsync::sync::test
