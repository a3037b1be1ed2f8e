#include "engine/merge/buckets.hpp"

#include <map>

#include "gtest/gtest.h"

namespace wedsync::merge {
namespace {

RecordState record(std::uint64_t number) {
    RecordState state;
    state.id = {{{7, 9}, number}, 0};
    Cell cell;
    cell.field = {1, 1};
    cell.siblings.push_back({state.id.dot, HybridTime{number}, Value(std::to_string(number)), 0});
    state.cells.push_back(std::move(cell));
    return state;
}

BucketTree tree_of(std::uint64_t count) {
    BucketTree tree;
    for (std::uint64_t i = 1; i <= count; ++i)
        tree.add(record(i));
    tree.finish();
    return tree;
}

TEST(BucketTreeTest, PartsAddUpOnEveryLevel) {
    const BucketTree tree = tree_of(5'000);
    std::map<Bucket, std::uint64_t> level;
    std::uint64_t whole = 0;
    for (std::uint64_t i = 1; i <= 5'000; ++i)
        whole += checksum(record(i));
    level[{}] = whole;
    std::size_t count = 5'000;
    for (int depth = 0; depth < 5; ++depth) {
        std::map<Bucket, std::uint64_t> next;
        std::size_t found = 0;
        for (const auto& [bucket, sum] : level) {
            const BucketTree::Sums sums = tree.sums(bucket);
            std::uint64_t parts = 0;
            for (std::size_t digit = 0; digit < kBucketFanOut; ++digit) {
                parts += sums[digit];
                const Bucket part = part_of(bucket, digit);
                found += tree.count(part);
                if (tree.count(part) > 0) next[part] = sums[digit];
            }
            EXPECT_EQ(parts, sum);
        }
        EXPECT_EQ(found, count);
        level = std::move(next);
    }
}

TEST(BucketTreeTest, ARecordLiesInTheBucketsOfItsHash) {
    const BucketTree tree = tree_of(300);
    const RecordId wanted = record(123).id;
    for (std::uint8_t level = 1; level <= kBucketLevelMax; ++level) {
        const Bucket bucket{level, bucket_hash(wanted) >> (64U - 4U * level)};
        const std::vector<RecordId> records = tree.records(bucket);
        EXPECT_EQ(std::count(records.begin(), records.end(), wanted), 1) << int{level};
        EXPECT_EQ(records.size(), tree.count(bucket));
    }
    EXPECT_EQ(tree.records({kBucketLevelMax, bucket_hash(wanted) >> 4U}).size(), 1U);
}

TEST(BucketTreeTest, OneDifferentValueDiffersInOnePartOfEachLevel) {
    const BucketTree tree = tree_of(2'000);
    BucketTree other;
    for (std::uint64_t i = 1; i <= 2'000; ++i) {
        RecordState state = record(i);
        if (i == 777) state.cells.front().siblings.front().value = Value(std::string("776"));
        other.add(state);
    }
    other.finish();
    Bucket bucket;
    while (tree.count(bucket) > 1) {
        const BucketTree::Sums mine = tree.sums(bucket);
        const BucketTree::Sums theirs = other.sums(bucket);
        std::vector<Bucket> differing;
        for (std::size_t digit = 0; digit < kBucketFanOut; ++digit) {
            if (mine[digit] != theirs[digit]) differing.push_back(part_of(bucket, digit));
        }
        ASSERT_EQ(differing.size(), 1U);
        bucket = differing.front();
    }
    EXPECT_EQ(tree.records(bucket), std::vector<RecordId>{record(777).id});
}

TEST(BucketTest, KnowsWhatABucketIs) {
    EXPECT_TRUE(is_valid({0, 0}));
    EXPECT_FALSE(is_valid({0, 1}));
    EXPECT_TRUE(is_valid({1, 15}));
    EXPECT_FALSE(is_valid({1, 16}));
    EXPECT_TRUE(is_valid({15, (std::uint64_t{1} << 60U) - 1}));
    EXPECT_FALSE(is_valid({15, std::uint64_t{1} << 60U}));
    EXPECT_FALSE(is_valid({16, 0}));
}

}  // namespace
}  // namespace wedsync::merge
