#include "engine/causal/dot_set.hpp"

#include <cstdint>
#include <set>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync {
namespace {

const Incarnation kAlice{.high = 0, .low = 1};
const Incarnation kBob{.high = 0, .low = 2};

DotSet built_from(const std::set<Dot>& dots) {
    DotSet built;
    for (const Dot& dot : dots)
        built.add(dot);
    return built;
}

TEST(DotSetTest, DenseLaneIsOneInterval) {
    DotSet have;
    for (std::uint64_t counter = 1; counter <= 10'000; ++counter)
        have.add(Dot{kAlice, counter});
    EXPECT_EQ(have.interval_count(), 1U);
    EXPECT_EQ(have.dot_count(), 10'000U);
    EXPECT_EQ(have.last_of(kAlice), 10'000U);
    EXPECT_EQ(have.last_of(kBob), 0U);
}

TEST(DotSetTest, AddSaysWhetherTheDotWasNew) {
    DotSet have;
    EXPECT_TRUE(have.add(Dot{kAlice, 3}));
    EXPECT_FALSE(have.add(Dot{kAlice, 3}));
}

// Law: for every sequence of operations the intervals say what a plain std::set says.
TEST(DotSetTest, AgreesWithAPlainSet) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Prng prng(seed);
        DotSet fast;
        std::set<Dot> slow;
        DotSet other;
        std::set<Dot> other_slow;
        for (int step = 0; step < 120; ++step) {
            const Dot dot{prng.chance(500) ? kAlice : kBob, prng.between(1, 40)};
            switch (prng.below(4)) {
                case 0:
                    fast.remove(dot);
                    slow.erase(dot);
                    break;
                case 1: {
                    const std::uint64_t last = dot.counter + prng.below(6);
                    fast.add(DotRange{dot.incarnation, dot.counter, last});
                    for (std::uint64_t c = dot.counter; c <= last; ++c) {
                        slow.insert(Dot{dot.incarnation, c});
                    }
                    break;
                }
                case 2:
                    other.add(dot);
                    other_slow.insert(dot);
                    break;
                default:
                    EXPECT_EQ(fast.add(dot), slow.insert(dot).second);
            }
            ASSERT_EQ(fast.contains(dot), slow.contains(dot)) << "seed " << seed;
        }
        ASSERT_EQ(fast, built_from(slow)) << "seed " << seed;
        ASSERT_EQ(fast.dot_count(), slow.size());
        DotSet difference;
        for (const DotRange& range : fast.minus(other))
            difference.add(range);
        std::set<Dot> expected;
        for (const Dot& dot : slow) {
            if (!other_slow.contains(dot)) expected.insert(dot);
        }
        ASSERT_EQ(difference, built_from(expected)) << "seed " << seed;
        fast.unite(other);
        slow.insert(other_slow.begin(), other_slow.end());
        ASSERT_EQ(fast, built_from(slow)) << "seed " << seed;
    }
}

}  // namespace
}  // namespace wedsync
