// Whether what a machine would apply fits what people answer.
#include "engine/suggest/watch.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "tests/support/eager_model.hpp"
#include "tests/support/merging.hpp"

namespace wedsync::suggest {
namespace {

using namespace support;  // NOLINT(google-build-using-namespace): the words of the tests.

constexpr ScopeId kParty{7};
constexpr std::uint64_t kMinute = 60'000;
const Author kAliceHere{"Alice", "tablet", "staff", 0};
const Author kBobHere{"Bob", "phone", "staff", 0};
const Author kHubHere{"", "hub", "decider", 0};

/// How likely `right` or fewer come out of `count`, counted out one by one.
double tail_by_counting(std::size_t right, std::size_t count) {
    std::vector<double> ways(count + 1, 0);
    ways[0] = 1;
    for (std::size_t done = 0; done < count; ++done) {
        for (std::size_t hits = done + 1; hits > 0; --hits)
            ways[hits] = ways[hits] * (1 - kAppliedPrecision) + ways[hits - 1] * kAppliedPrecision;
        ways[0] *= 1 - kAppliedPrecision;
    }
    double sum = 0;
    for (std::size_t hits = 0; hits <= right; ++hits)
        sum += ways[hits];
    return sum;
}

TEST(WatchRule, PausesWhereSoFewComeOutRightOnceInTwentyTimes) {
    for (std::size_t count = 1; count <= kWatchedMax; ++count) {
        for (std::size_t right = 0; right <= count; ++right) {
            const double tail = tail_by_counting(right, count);
            if (tail > 0.0499 && tail < 0.0501) continue;
            EXPECT_EQ((Watch{count, right}.is_paused()), tail < 0.05) << right << " of " << count;
        }
    }
}

TEST(WatchRule, AFewWordsOfIt) {
    EXPECT_FALSE((Watch{0, 0}.is_paused()));
    EXPECT_FALSE((Watch{2, 1}.is_paused())) << "one slip";
    EXPECT_TRUE((Watch{2, 0}.is_paused()));
    EXPECT_FALSE((Watch{20, 18}.is_paused()));
    EXPECT_TRUE((Watch{20, 16}.is_paused()));
    EXPECT_FALSE((Watch{200, 185}.is_paused()));
    EXPECT_TRUE((Watch{200, 180}.is_paused()));
}

Value table_at(std::int64_t number) {
    return Value{number};
}

/// Alice made guests at table 5; she (8, the last to be accepted) and Bob (7) moved each without
/// the other. The model always says: Alice's.
class WatcherTest : public testing::Test {
protected:
    void disagree(std::uint64_t number) {
        const RecordId record{alice(number), 0};
        add(change(alice(number), number,
                   {put(record, kLife, true), put(record, kTable, table_at(5))}),
            kAliceHere);
        add(change(bob(number), 1'000 + number,
                   {put(record, kTable, table_at(7), {alice(number)})}),
            kBobHere);
        add(change(alice(1'000 + number), 2'000 + number,
                   {put(record, kTable, table_at(8), {alice(number)})}),
            kAliceHere);
    }
    Dot settle(std::uint64_t number, std::int64_t table, Note note, const Author& author) {
        const Dot dot = alice(10'000 + ++made_);
        last_ = {alice(number), 0};
        add(change(dot, kMinute + made_,
                   {put({alice(number), 0}, kTable, table_at(table),
                        {bob(number), alice(1'000 + number)})},
                   note),
            author);
        return dot;
    }
    /// A new disagreement that Alice settles.
    void answer(std::int64_t table) {
        disagree(++made_);
        settle(made_, table, {NoteKind::kDecides, 0, {}}, kAliceHere);
    }
    Dot apply(std::int64_t table) {
        disagree(++made_);
        const std::uint8_t rank = rank_of(DecisionReason::kLikelyChoice, 2);
        return settle(made_, table, {NoteKind::kAutoDecides, rank, {}}, kHubHere);
    }
    void write_over(const Dot& dot, std::int64_t table) {
        ++made_;
        add(change(alice(20'000 + made_), 2 * kMinute + made_,
                   {put(last_, kTable, table_at(table), {dot})}),
            kAliceHere);
    }
    void undo(const Dot& dot) {
        ++made_;
        add(change(alice(10'000 + made_), kMinute + made_, {}, {NoteKind::kUndoes, 0, dot}),
            kAliceHere);
    }
    void add(Change change, const Author& author) { log_.emplace_back(std::move(change), author); }

    Watch watch(const Resolver& resolver, const merge::Switches& switches = {}) const {
        Watcher watcher(schema_, kParty, switches);
        for (const auto& [change, author] : log_)
            watcher.look_for(change);
        for (const auto& [change, author] : log_)
            watcher.add(change, author);
        return watcher.watch(resolver);
    }

    const Schema schema_ = guest_schema();
    const Resolver eager_ = support::eager_resolver();
    std::vector<std::pair<Change, Author>> log_;
    std::uint64_t made_ = 0;
    /// The record that was settled last.
    RecordId last_;
};

TEST_F(WatcherTest, CountsAnswersWhereAMachineWouldHaveApplied) {
    answer(8);
    EXPECT_EQ(watch(eager_), (Watch{0, 0})) << "never the first of a sitting";
    answer(8);
    answer(7);
    EXPECT_EQ(watch(eager_), (Watch{2, 1}));
    EXPECT_EQ(watch(support::eager_resolver(Answer::kOther)), (Watch{0, 0})) << "it would ask";
    const Resolver without{Result<Model>(Error{ErrorCode::kCorrupt, "no model"})};
    EXPECT_EQ(watch(without), (Watch{0, 0}));
}

TEST_F(WatcherTest, CountsWhatBecameOfWhatAMachineApplied) {
    apply(8);
    const Dot second = apply(8);
    EXPECT_EQ(watch(eager_), (Watch{2, 2}));
    undo(second);
    EXPECT_EQ(watch(eager_), (Watch{2, 1}));
    write_over(apply(8), 9);
    EXPECT_EQ(watch(eager_), (Watch{2, 1})) << "the next thing to do";
}

TEST_F(WatcherTest, LooksAtTheLastOnesOnly) {
    for (std::size_t i = 0; i < 60; ++i)
        undo(apply(8));
    EXPECT_TRUE(watch(eager_).is_paused());
    for (std::size_t i = 0; i < kWatchedMax + 5; ++i)
        answer(8);
    const Watch after = watch(eager_);
    EXPECT_EQ(after.would, after.right);
    EXPECT_FALSE(after.is_paused());
    EXPECT_LE(after.would, kWatchedMax);
}

}  // namespace
}  // namespace wedsync::suggest
