#include "engine/rules/overlap.hpp"

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::rules {
namespace {

using Sets = std::vector<std::vector<std::size_t>>;

/// By the definition: pairs, then whatever is connected by them.
Sets slow_overlapping(const std::vector<Interval>& intervals) {
    std::vector<std::size_t> set(intervals.size());
    for (std::size_t i = 0; i < set.size(); ++i)
        set[i] = i;
    const auto compete = [&](const Interval& left, const Interval& right) {
        return left.side != right.side && left.first < right.last && right.first < left.last &&
               left.first < left.last && right.first < right.last;
    };
    for (std::size_t round = 0; round < intervals.size(); ++round) {
        for (std::size_t i = 0; i < intervals.size(); ++i) {
            for (std::size_t j = 0; j < intervals.size(); ++j) {
                if (compete(intervals[i], intervals[j])) set[i] = set[j] = std::min(set[i], set[j]);
            }
        }
    }
    Sets found;
    for (std::size_t first = 0; first < intervals.size(); ++first) {
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < intervals.size(); ++i) {
            if (set[i] == first) members.push_back(i);
        }
        if (members.size() > 1) found.push_back(members);
    }
    return found;
}

TEST(OverlapTest, TouchingIsNoOverlap) {
    EXPECT_TRUE(overlapping({{0, 10, 1}, {10, 20, 2}}).empty());
    EXPECT_EQ(overlapping({{0, 11, 1}, {10, 20, 2}}), (Sets{{0, 1}}));
}

TEST(OverlapTest, NothingOverlapsWhatTakesNoTime) {
    EXPECT_TRUE(overlapping({{0, 10, 1}, {5, 5, 2}, {7, 3, 3}}).empty());
}

TEST(OverlapTest, OneSideDoesNotCompeteWithItself) {
    EXPECT_TRUE(overlapping({{0, 10, 1}, {5, 15, 1}}).empty());
    EXPECT_EQ(overlapping({{0, 10, 1}, {5, 15, 1}, {12, 13, 2}}), (Sets{{1, 2}}));
}

TEST(OverlapTest, FindsWhatTheDefinitionFinds) {
    for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
        Prng prng(seed);
        const std::uint64_t sides = 1 + prng.below(5);
        std::vector<Interval> intervals;
        for (std::uint64_t i = prng.below(12); i > 0; --i) {
            const auto first = static_cast<std::int64_t>(prng.below(30));
            const auto length = static_cast<std::int64_t>(prng.below(9)) - 1;
            intervals.push_back({first, first + length, prng.below(sides)});
        }
        ASSERT_EQ(overlapping(intervals), slow_overlapping(intervals)) << "seed " << seed;
    }
}

TEST(OverlapTest, TakesManyAtOnce) {
    std::vector<Interval> intervals;
    for (std::uint64_t i = 0; i < 100'000; ++i)
        intervals.push_back({static_cast<std::int64_t>(i % 7), 1'000, i % 2 == 0 ? 0 : i});
    EXPECT_EQ(overlapping(intervals).size(), 1U);
}

}  // namespace
}  // namespace wedsync::rules
