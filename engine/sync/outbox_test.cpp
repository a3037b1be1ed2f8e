#include "engine/sync/outbox.hpp"

#include <algorithm>

#include "gtest/gtest.h"

#include "tests/support/changes.hpp"

namespace wedsync::sync {
namespace {

using support::alice;
using support::kName;
using support::put;
using support::text;

constexpr ScopeId kParty{11};

/// What waits in a scope, built up by hand, and the outbox over it.
class OutboxTest : public ::testing::Test {
protected:
    /// A change that creates a record. Returns its sequence, which is also its counter.
    std::uint64_t create(std::uint8_t priority, std::uint64_t deadline_ms = 0) {
        const std::uint64_t counter = last_ + 1;
        return add(priority, deadline_ms, {put({alice(counter), 0}, kName, text("new"))});
    }
    /// A change of the record that `created` made.
    std::uint64_t edit(std::uint64_t created, std::uint8_t priority) {
        return add(priority, 0, {put({alice(created), 0}, kName, text("again"))});
    }
    std::uint64_t refer(std::uint64_t created, std::uint8_t priority) {
        return add(priority, 0,
                   {put({alice(last_ + 1), 0}, support::kPartner,
                        Reference{RecordId{alice(created), 0}})});
    }
    std::uint64_t add(std::uint8_t priority, std::uint64_t deadline_ms,
                      std::vector<Operation> operations) {
        store::OwnRow row;
        row.sequence = ++last_;
        row.scope = kParty;
        row.priority = priority;
        row.deadline_ms = deadline_ms;
        row.change = support::change(alice(last_), 1'000 + last_, std::move(operations));
        scope_.add_pending(std::move(row));
        return last_;
    }

    std::vector<std::uint64_t> take(std::uint32_t count, std::uint8_t priority_min = 0) {
        outbox_.refresh(scope_, time_, [](const store::OwnRow&) { return true; });
        pace::Plan plan;
        plan.batch_changes = count;
        plan.priority_min = priority_min;
        return outbox_.take(scope_, plan, time_);
    }

    replica::ScopeState scope_;
    Outbox outbox_;
    OutboxTime time_{1'000'000, 0};
    std::uint64_t last_ = 0;
};

using Sequences = std::vector<std::uint64_t>;

TEST_F(OutboxTest, SendsByPriorityThenByAge) {
    create(5);
    create(9);
    create(5);
    create(0);
    create(9);
    EXPECT_EQ(take(10), (Sequences{2, 5, 1, 3, 4}));
    EXPECT_TRUE(take(10).empty());
}

TEST_F(OutboxTest, ANearDeadlineGoesBeforeEveryPriority) {
    create(9);
    create(1, time_.wall_ms + kDeadlineNearMs);
    create(2, time_.wall_ms + 5);
    create(8, time_.wall_ms + kDeadlineNearMs + 1);
    EXPECT_EQ(take(10), (Sequences{3, 2, 1, 4}));
}

TEST_F(OutboxTest, EarlierEntriesOfTheRecordGoFirstHoweverUnimportant) {
    const std::uint64_t guest = create(0);
    create(5);
    const std::uint64_t first = edit(guest, 0);
    const std::uint64_t urgent = edit(guest, 9);
    const std::uint64_t partner = refer(guest, 8);
    EXPECT_EQ(take(4), (Sequences{guest, first, urgent, partner}));
    EXPECT_EQ(take(4), Sequences{2});
}

TEST_F(OutboxTest, AnUrgentChangePassesABacklogOfTenThousand) {
    for (int i = 0; i < 10'000; ++i)
        create(5);
    EXPECT_EQ(take(100).size(), 100U);
    const std::uint64_t urgent = create(9);
    EXPECT_EQ(take(100).front(), urgent);
}

TEST_F(OutboxTest, AnUrgentChangePassesABacklogThatStarves) {
    for (int i = 0; i < 10'000; ++i)
        create(5);
    outbox_.refresh(scope_, time_, [](const store::OwnRow&) { return true; });
    time_.open_ms += kStarvationMs;
    const std::uint64_t urgent = create(9);
    const Sequences batch = take(100);
    EXPECT_TRUE(std::find(batch.begin(), batch.end(), urgent) != batch.end());
    // The starving ones have their quarter, the urgent one comes right after it.
    EXPECT_EQ(batch[25], urgent);
}

TEST_F(OutboxTest, NothingWaitsBeyondTheStarvationBoundWhileOthersKeepComing) {
    const std::uint64_t unimportant = create(0);
    std::uint64_t waited_ms = 0;
    bool is_sent = false;
    while (!is_sent && waited_ms < 10 * kStarvationMs) {
        // More urgent ones than go out, for ever.
        for (int i = 0; i < 20; ++i)
            create(9);
        const Sequences batch = take(10);
        is_sent = std::find(batch.begin(), batch.end(), unimportant) != batch.end();
        if (is_sent) break;
        waited_ms += 1'000;
        time_.open_ms = waited_ms;
    }
    EXPECT_TRUE(is_sent);
    EXPECT_EQ(waited_ms, kStarvationMs);
}

TEST_F(OutboxTest, OnlyUrgentOnesGoInPriorityOnlyModeUntilTheyStarve) {
    const std::uint64_t ordinary = create(5);
    const std::uint64_t urgent = create(7);
    // A deadline does not make it urgent enough.
    create(6, time_.wall_ms + 1);
    EXPECT_EQ(take(10, 7), Sequences{urgent});
    EXPECT_TRUE(take(10, 7).empty());
    EXPECT_FALSE(outbox_.rank({100, 2, 3, 7, true, 0}, time_).has_value());
    time_.open_ms += kStarvationMs;
    EXPECT_TRUE(outbox_.rank({100, 2, 3, 7, true, 0}, time_).has_value());
    EXPECT_EQ(take(10, 7).front(), ordinary);
}

TEST_F(OutboxTest, OnlyTimeWithAConnectionCountsAsWaiting) {
    create(0);
    outbox_.refresh(scope_, time_, [](const store::OwnRow&) { return true; });
    for (int i = 0; i < 20; ++i)
        create(9);
    time_.wall_ms += 30ULL * 86'400'000;
    EXPECT_EQ(take(1).front(), 2U);
}

TEST_F(OutboxTest, WhatWasRefusedMeanwhileIsDropped) {
    const std::uint64_t gone = create(9);
    const std::uint64_t there = create(5);
    outbox_.refresh(scope_, time_, [](const store::OwnRow&) { return true; });
    scope_.remove_pending(gone);
    EXPECT_EQ(take(10), Sequences{there});
}

/// How many steps it takes to send so many changes, all of them, in batches of a hundred.
enum class Shape { kApart, kOneRecord, kNearDeadlines, kStarving, kPriorityOnly };

std::uint64_t steps_for(std::size_t count, Shape shape) {
    replica::ScopeState scope;
    OutboxTime time{1'000'000, 0};
    for (std::size_t i = 1; i <= count; ++i) {
        const std::uint64_t record = shape == Shape::kOneRecord ? 1 : i;
        store::OwnRow row;
        row.sequence = i;
        row.scope = kParty;
        row.priority = static_cast<std::uint8_t>(i % 7);
        if (shape == Shape::kNearDeadlines || shape == Shape::kPriorityOnly) {
            row.deadline_ms = time.wall_ms + count - i;
        }
        row.change = support::change(alice(i), i, {put({alice(record), 0}, kName, text("x"))});
        scope.add_pending(std::move(row));
    }
    Outbox outbox;
    const auto is_due = [](const store::OwnRow&) { return true; };
    outbox.refresh(scope, time, is_due);
    if (shape == Shape::kStarving) time.open_ms += kStarvationMs;
    pace::Plan plan;
    plan.priority_min = shape == Shape::kPriorityOnly ? 6 : 0;
    std::size_t sent = 0;
    while (true) {
        outbox.refresh(scope, time, is_due);
        if (!outbox.rank(plan, time)) break;
        const Sequences batch = outbox.take(scope, plan, time);
        sent += batch.size();
        // Seen back at once.
        for (const std::uint64_t sequence : batch)
            scope.remove_pending(sequence);
    }
    EXPECT_EQ(sent, shape == Shape::kPriorityOnly ? (count + 1) / 7 : count);
    return outbox.steps();
}

TEST(OutboxCostTest, FiftyThousandCostTenTimesAsMuchAsFiveThousand) {
    for (const Shape shape : {Shape::kApart, Shape::kOneRecord, Shape::kNearDeadlines,
                              Shape::kStarving, Shape::kPriorityOnly}) {
        const std::uint64_t few = steps_for(5'000, shape);
        const std::uint64_t many = steps_for(50'000, shape);
        EXPECT_LE(many, few * 11) << static_cast<int>(shape);
        EXPECT_LE(many, 50'000U * 30) << static_cast<int>(shape);
    }
}

}  // namespace
}  // namespace wedsync::sync
