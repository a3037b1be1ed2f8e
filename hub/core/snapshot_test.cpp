// Snapshots that are written to while they are read, checksums, repair.
#include "hub/core/snapshot.hpp"

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/merge/buckets.hpp"
#include "hub/core/hub_test_support.hpp"
#include "hub/core/repair.hpp"

namespace wedsync::hub {
namespace {

using namespace test;  // NOLINT: builders.

/// Somebody who writes: creates, edits (seeing all, some or nothing), deletes.
class Writer {
public:
    Writer(World& world, std::uint64_t seed) : world_(world), prng_(seed) {
        peer_ = world_.open("writer");
    }
    void write(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i)
            step();
    }

private:
    void step() {
        const Incarnation lane = prng_.chance(500) ? kAlice : kBob;
        const Dot dot{lane, ++counters_[lane]};
        const auto records = world_.records();
        if (records.empty() || prng_.chance(300)) {
            push(create(dot, "guest"));
            return;
        }
        auto at = records.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(prng_.below(records.size())));
        if (prng_.chance(200)) {
            push(kill(dot, at->second));
            return;
        }
        std::vector<Dot> covers;
        const merge::Cell* name = at->second.find({kGuests, kName});
        if (name != nullptr) {
            for (const merge::Sibling& sibling : name->siblings) {
                if (prng_.chance(600)) covers.push_back(sibling.dot);
            }
        }
        push(edit(dot, at->first, "edit " + std::to_string(dot.counter), covers));
    }
    void push(const Change& change) {
        const auto result = world_.push(peer_, {change});
        EXPECT_EQ(result.verdicts[0].kind, message::Verdict::Kind::kAccepted);
    }

    World& world_;
    Prng prng_;
    PeerId peer_;
    std::map<Incarnation, std::uint64_t> counters_;
};

std::optional<message::SnapshotPart> request_part(World& world, PeerId peer, Position base,
                                                  const std::optional<RecordId>& after) {
    world.send(peer, message::SnapshotRequest{kParty, base, after});
    auto parts = world.take<message::SnapshotPart>(peer);
    if (parts.empty()) return std::nullopt;
    return std::move(parts.front());
}

TEST(SnapshotTest, IsTheStateOfTheHub) {
    World world;
    Writer(world, 1).write(40);
    const PeerId bob = world.open("phone");
    const auto part = request_part(world, bob, {}, {});
    ASSERT_TRUE(part.has_value());
    EXPECT_TRUE(part->is_last);
    EXPECT_EQ(part->base, Position{40});
    Reader reader;
    reader.apply(*part);
    EXPECT_EQ(reader.records, world.records());
    EXPECT_EQ(reader.have, world.hub().scope(kParty)->have);
    std::set<Incarnation> described;
    for (const LaneInfo& lane : part->lanes)
        described.insert(lane.incarnation);
    EXPECT_EQ(described, (std::set{kAlice, kBob}));
}

TEST(SnapshotTest, OfAnEmptyScopeIsOneEmptyPart) {
    World world;
    const PeerId bob = world.open("phone");
    const auto part = request_part(world, bob, {}, {});
    ASSERT_TRUE(part.has_value());
    EXPECT_TRUE(part->is_last);
    EXPECT_TRUE(part->records.empty());
    EXPECT_EQ(part->base, Position{0});
}

/// Parts and log together are one consistent state, however much is written in between.
TEST(SnapshotTest, IsConsistentWhileBeingWritten) {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        SCOPED_TRACE(seed);
        Prng prng(seed);
        World::Setup setup;
        setup.limits.records_per_part_max = static_cast<std::uint32_t>(prng.between(1, 5));
        setup.limits.entries_per_page_max = 7;
        World world(setup);
        Writer writer(world, seed);
        writer.write(prng.between(10, 40));
        const PeerId bob = world.open("phone");
        Reader reader;
        std::optional<RecordId> after;
        Position base;
        while (true) {
            const auto part = request_part(world, bob, base, after);
            ASSERT_TRUE(part.has_value());
            EXPECT_EQ(part->have.has_value(), !after.has_value());
            base = part->base;
            reader.apply(*part);
            if (!part->records.empty()) after = part->records.back().id;
            writer.write(prng.below(5));
            if (part->is_last) break;
        }
        EXPECT_EQ(reader.cursor.position, base);
        world.subscribe(bob, reader.cursor);
        // Replay is over the parts: what they show of later changes does no harm.
        world.read_on(bob, reader);
        EXPECT_EQ(reader.records, world.records());
        EXPECT_EQ(reader.have, world.hub().scope(kParty)->have);
    }
}

TEST(SnapshotTest, StartsOverWhenTheLogHasMovedOn) {
    World::Setup setup;
    setup.limits.records_per_part_max = 1;
    World world(setup);
    const PeerId alice = world.open("tablet");
    world.push(alice, {create({kAlice, 1}, "Ada"), create({kAlice, 2}, "Bob")});
    const PeerId bob = world.open("phone");
    const auto first = request_part(world, bob, {}, {});
    ASSERT_TRUE(first.has_value());
    EXPECT_FALSE(first->is_last);
    world.push(alice, {create({kAlice, 3}, "Cat")});
    ASSERT_TRUE(world.hub().compact(kParty, Position{3}).ok());
    EXPECT_FALSE(request_part(world, bob, first->base, first->records.back().id).has_value());
    EXPECT_EQ(world.take<message::SnapshotNeeded>(bob).size(), 1U);
    // A base that never was.
    EXPECT_FALSE(request_part(world, bob, Position{99}, first->records.back().id).has_value());
    EXPECT_EQ(world.take<message::SnapshotNeeded>(bob).size(), 1U);
}

TEST(SnapshotTest, FitsIntoFrames) {
    World world;
    const PeerId alice = world.open("tablet");
    const std::string large(50'000, 'x');
    for (std::uint64_t i = 1; i <= 50; ++i)
        world.push(alice, {create({kAlice, i}, large)});
    Reader reader;
    Position base;
    std::optional<RecordId> after;
    int count = 0;
    while (true) {
        const auto part = request_part(world, alice, base, after);
        ASSERT_TRUE(part.has_value());
        ++count;
        base = part->base;
        reader.apply(*part);
        after = part->records.back().id;
        if (part->is_last) break;
    }
    EXPECT_GE(count, 3);
    EXPECT_EQ(reader.records.size(), 50U);
}

// ---- Checksums and repair ----

TEST(RepairTest, AnswersAChecksumAtTheHeadOnly) {
    World world;
    Writer(world, 3).write(20);
    const PeerId bob = world.open("phone");
    world.subscribe(bob);
    Reader reader;
    world.read_on(bob, reader);
    world.send(bob,
               message::Checksum{kParty, reader.cursor, reader.cells_sum(), reader.have_sum()});
    const auto sums = world.take<message::Checksum>(bob);
    ASSERT_EQ(sums.size(), 1U);
    EXPECT_EQ(sums[0].cells, reader.cells_sum());
    EXPECT_EQ(sums[0].have, reader.have_sum());
    EXPECT_EQ(sums[0].cursor, reader.cursor);
    world.send(bob, message::Checksum{kParty, {Epoch{1}, Position{19}}, 0, 0});
    world.send(bob, message::Checksum{kParty, {Epoch{9}, Position{20}}, 0, 0});
    EXPECT_TRUE(world.take<message::Checksum>(bob).empty());
}

merge::BucketTree tree_of(const std::map<RecordId, merge::RecordState>& records) {
    merge::BucketTree tree;
    for (const auto& [id, state] : records)
        tree.add(state);
    tree.finish();
    return tree;
}

TEST(RepairTest, LeadsToTheDamagedRecord) {
    World world;
    const PeerId alice = world.open("tablet");
    for (std::uint64_t i = 1; i <= 1'000; ++i)
        world.push(alice, {create({kAlice, i}, "guest " + std::to_string(i))});
    const PeerId bob = world.open("phone");
    world.subscribe(bob);
    Reader reader;
    world.read_on(bob, reader);
    // A value went bad on the reader's disk.
    ASSERT_EQ(reader.records.size(), 1'000U);
    merge::RecordState& damaged = reader.records.begin()->second;
    damaged.cells.back().siblings.front().value = std::string("damaged");
    const merge::BucketTree mine = tree_of(reader.records);
    merge::Bucket bucket;
    std::vector<message::RepairPart> parts;
    int questions = 0;
    while (parts.empty() && questions < 10) {
        world.send(bob, message::RepairRequest{kParty, {bucket}});
        ++questions;
        parts = world.take<message::RepairPart>(bob);
        for (const auto& sums : world.take<message::BucketSums>(bob)) {
            ASSERT_EQ(sums.splits.size(), 1U);
            EXPECT_EQ(sums.cursor, reader.cursor);
            EXPECT_EQ(sums.splits[0].bucket, bucket);
            std::vector<merge::Bucket> bad;
            for (std::size_t digit = 0; digit < merge::kBucketFanOut; ++digit) {
                if (mine.sums(bucket)[digit] == sums.splits[0].sums[digit]) continue;
                bad.push_back(merge::part_of(sums.splits[0].bucket, digit));
            }
            ASSERT_EQ(bad.size(), 1U);
            bucket = bad.front();
        }
    }
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_LE(parts[0].records.size(), kRecordsPerBucketMax);
    EXPECT_LE(questions, 4);
    EXPECT_EQ(parts[0].buckets, std::vector{bucket});
    for (const merge::RecordState& state : parts[0].records)
        reader.records[state.id] = state;
    EXPECT_EQ(reader.records, world.records());
}

TEST(RepairTest, SplitsWhatDoesNotFitIntoOneFrame) {
    World world;
    const PeerId alice = world.open("tablet");
    const std::string large(50'000, 'x');
    for (std::uint64_t i = 1; i <= 50; ++i)
        world.push(alice, {create({kAlice, i}, large)});
    std::vector<merge::Bucket> wanted;
    for (std::uint64_t digit = 0; digit < merge::kBucketFanOut; ++digit)
        wanted.push_back({1, digit});
    world.send(alice, message::RepairRequest{kParty, wanted});
    const auto parts = world.take<message::RepairPart>(alice);
    EXPECT_GT(parts.size(), 1U);
    std::vector<merge::Bucket> buckets;
    std::size_t records = 0;
    for (const auto& part : parts) {
        buckets.insert(buckets.end(), part.buckets.begin(), part.buckets.end());
        records += part.records.size();
    }
    EXPECT_EQ(buckets, wanted);
    EXPECT_EQ(records, 50U);
}

TEST(RepairTest, AnswersFromTheStateAsItIs) {
    World world;
    const PeerId alice = world.open("tablet");
    world.push(alice, {create({kAlice, 1}, "Ada")});
    const message::RepairRequest whole{kParty, {merge::Bucket{}}};
    world.send(alice, whole);
    EXPECT_EQ(world.take<message::RepairPart>(alice).at(0).records.size(), 1U);
    world.push(alice, {create({kAlice, 2}, "Eve")});
    world.send(alice, whole);
    EXPECT_EQ(world.take<message::RepairPart>(alice).at(0).records.size(), 2U);
}

TEST(RepairTest, EndsTheSessionOfWhoAsksForTooMuch) {
    World world;
    const PeerId bob = world.open("phone");
    world.send(
        bob, message::RepairRequest{kParty, std::vector<merge::Bucket>(kBucketsPerRequestMax + 1)});
    EXPECT_EQ(world.goodbye_of(bob), 400);
}

}  // namespace
}  // namespace wedsync::hub
