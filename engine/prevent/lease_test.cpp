#include "engine/prevent/lease.hpp"

#include <array>
#include <utility>

#include <gtest/gtest.h>

#include "engine/base/prng.hpp"

namespace wedsync::prevent {
namespace {

constexpr std::uint16_t kTables = 3;

RecordId record(std::uint64_t number) {
    return {{{1, 1}, number}, 0};
}
Extent one(std::uint64_t number, std::optional<std::uint16_t> field = std::nullopt) {
    return {kTables, extent::One{record(number), field}};
}
Extent some(std::vector<std::uint64_t> numbers) {
    extent::Some records;
    for (const std::uint64_t number : numbers)
        records.records.push_back(record(number));
    return {kTables, std::move(records)};
}
Extent numbers(std::int64_t first, std::int64_t last, std::uint16_t field = 1) {
    return {kTables, extent::Numbers{field, first, last}};
}
Extent all(std::uint16_t collection = kTables) {
    return {collection, extent::All{}};
}

Extent random_extent(Prng& prng) {
    switch (prng.below(5)) {
        case 0:
            return one(prng.below(3));
        case 1:
            return one(prng.below(3), static_cast<std::uint16_t>(prng.below(3)));
        case 2: {
            const std::uint64_t first = prng.below(4);
            return some({first, first + 1 + prng.below(3)});
        }
        case 3: {
            const auto first = static_cast<std::int64_t>(prng.below(6));
            return numbers(first, first + static_cast<std::int64_t>(prng.below(4)));
        }
        default:
            return all(static_cast<std::uint16_t>(kTables + prng.below(2)));
    }
}

TEST(LeaseTest, LeasesOverlapOnARecordAndOnAFieldOfIt) {
    EXPECT_TRUE(overlaps(one(1), one(1)));
    EXPECT_TRUE(overlaps(one(1), one(1, 4)));
    EXPECT_TRUE(overlaps(one(1, 4), one(1, 4)));
    EXPECT_FALSE(overlaps(one(1, 4), one(1, 5)));
    EXPECT_FALSE(overlaps(one(1), one(2)));
}

TEST(LeaseTest, AreasOverlapWhereTheyShareSomething) {
    EXPECT_TRUE(overlaps(some({1, 2}), some({2, 3})));
    EXPECT_FALSE(overlaps(some({1, 2}), some({3, 4})));
    EXPECT_TRUE(overlaps(numbers(1, 10), numbers(10, 20)));
    EXPECT_FALSE(overlaps(numbers(1, 10), numbers(11, 20)));
    EXPECT_FALSE(overlaps(numbers(1, 10, 1), numbers(1, 10, 2)));
    EXPECT_TRUE(overlaps(all(), numbers(1, 10)));
    EXPECT_FALSE(overlaps(all(), all(kTables + 1)));
    // Nobody can tell without looking into records.
    EXPECT_FALSE(overlaps(some({1}), numbers(1, 10)));
}

TEST(LeaseTest, ALeaseInSomebodysAreaIsNoQuarrel) {
    EXPECT_FALSE(overlaps(all(), one(1)));
    EXPECT_FALSE(overlaps(one(1), some({1})));
}

TEST(LeaseTest, WhatWasGrantedComesFirstThenTheEarlierThenTheLowerName) {
    const Extent table = one(1);
    const auto winner = [&](const Contender& left, const Contender& right) {
        const std::vector<bool> holds = who_holds({left, right});
        EXPECT_NE(holds[0], holds[1]);
        return holds[0] ? left.device : right.device;
    };
    EXPECT_EQ(winner({&table, "b", "b", 50, 50}, {&table, "a", "a", {}, 10}), "b");
    EXPECT_EQ(winner({&table, "b", "b", 10, 0}, {&table, "a", "a", 20, 0}), "b");
    EXPECT_EQ(winner({&table, "b", "b", {}, 10}, {&table, "a", "a", {}, 20}), "b");
    EXPECT_EQ(winner({&table, "b", "b", {}, 10}, {&table, "a", "a", {}, 10}), "a");
}

TEST(LeaseTest, NobodyContendsWithThemselves) {
    const Extent table = one(1);
    EXPECT_EQ(who_holds({{&table, "anna", "tablet", 1, 1}, {&table, "anna", "phone", {}, 2}}),
              (std::vector<bool>{true, true}));
}

TEST(LeaseTest, NoTwoHoldTheSameNobodyWaitsForNothingAndTheOrderIsNoMatter) {
    constexpr std::array<const char*, 4> kNames{"anna", "ben", "cleo", "dora"};
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        SCOPED_TRACE(seed);
        Prng prng(seed);
        std::vector<Extent> extents(static_cast<std::size_t>(prng.between(1, 12)));
        std::vector<Contender> contenders;
        for (Extent& extent : extents) {
            extent = random_extent(prng);
            Contender contender;
            contender.on = &extent;
            contender.who = kNames[static_cast<std::size_t>(prng.below(4))];
            contender.device = contender.who + std::to_string(prng.below(2));
            if (prng.chance(500)) contender.granted_ms = static_cast<std::int64_t>(prng.below(4));
            contender.asked_ms = static_cast<std::int64_t>(prng.below(4));
            contenders.push_back(contender);
        }
        const std::vector<bool> holds = who_holds(contenders);
        for (std::size_t i = 0; i < holds.size(); ++i) {
            bool is_free = true;
            for (std::size_t j = 0; j < holds.size(); ++j) {
                if (i == j || !holds[j] || contenders[i].who == contenders[j].who) continue;
                is_free = is_free && !overlaps(*contenders[i].on, *contenders[j].on);
            }
            ASSERT_EQ(holds[i], is_free) << i;
        }
        std::vector<Contender> turned(contenders.rbegin(), contenders.rend());
        const std::vector<bool> again = who_holds(turned);
        ASSERT_EQ(std::vector<bool>(again.rbegin(), again.rend()), holds);
    }
}

}  // namespace
}  // namespace wedsync::prevent
