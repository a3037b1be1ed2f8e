#include "gtest/gtest.h"

#include "engine/store/store_test_support.hpp"

namespace wedsync::store {
namespace {

using namespace test;  // NOLINT: builders.

/// Positions 1-10 by Alice, 11-12 refused ones of Bob, 13-20 by Alice and Bob in turn.
class LogTest : public testing::Test {
protected:
    LogTest() : store_(open_store(folder_.store())) {
        Batch batch;
        batch.scopes = {scope_row(kParty, "party"), scope_row(kBrunch, "brunch")};
        for (std::uint64_t i = 0; i < 20; ++i)
            entries_.push_back(entry_at(i + 1));
        for (const auto& [first, last] : {std::pair{1, 10}, std::pair{11, 12}, std::pair{13, 20}}) {
            batch.log_runs.push_back(
                run(static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(last)));
        }
        batch.log_runs.push_back(log_run(kBrunch, Position{1}, {kAlice, 1}, 5));
        EXPECT_TRUE(store_->commit(batch).ok());
    }

    [[nodiscard]] static Entry entry_at(std::uint64_t position) {
        const RecordId record{{kAlice, 1}, 0};
        if (position <= 10) return entry::Accepted{change({kAlice, position}, record, "first")};
        if (position <= 12) return entry::Refused{{kBob, position}, RefusalReason::kBadValue};
        const Incarnation& lane = position % 2 == 0 ? kAlice : kBob;
        return entry::Accepted{change({lane, position + 100}, record, "later")};
    }
    [[nodiscard]] LogRun run(std::uint64_t first, std::uint64_t last) const {
        return {kParty,
                Position{first},
                Position{last},
                {entries_.begin() + static_cast<std::ptrdiff_t>(first - 1),
                 entries_.begin() + static_cast<std::ptrdiff_t>(last)}};
    }
    [[nodiscard]] std::vector<Entry> entries(std::uint64_t first, std::uint64_t last) const {
        return run(first, last).entries;
    }

    [[nodiscard]] const Entry& at(std::uint64_t position) const {
        return entries_[static_cast<std::size_t>(position - 1)];
    }

    TemporaryFolder folder_;
    std::unique_ptr<Store> store_;
    std::vector<Entry> entries_;
};

TEST_F(LogTest, LoadsFromAnyPositionAnyNumber) {
    for (std::uint64_t after = 0; after < 20; ++after) {
        for (const std::size_t count : {1U, 2U, 9U, 100U}) {
            const std::uint64_t last = std::min<std::uint64_t>(20, after + count);
            const auto slice = store_->load_log(kParty, Position{after}, count).value();
            EXPECT_EQ(slice.entries, entries(after + 1, last)) << after << " " << count;
            EXPECT_EQ(slice.last, Position{last});
        }
    }
}

TEST_F(LogTest, AtItsEndThereIsNothing) {
    for (const Position after : {Position{20}, Position{21}, Position{0xffffffffffffffffU}}) {
        const auto slice = store_->load_log(kParty, after, 10).value();
        EXPECT_TRUE(slice.entries.empty());
        EXPECT_EQ(slice.last, after);
    }
    EXPECT_TRUE(store_->load_log(ScopeId{404}, Position{0}, 10).value().entries.empty());
    EXPECT_TRUE(store_->load_log(kParty, Position{0}, 0).value().entries.empty());
    EXPECT_EQ(store_->log_end(kParty).value(), Position{20});
    EXPECT_EQ(store_->log_end(kBrunch).value(), Position{5});
    EXPECT_EQ(store_->log_end(ScopeId{404}).value(), Position{0});
}

TEST_F(LogTest, FindsEveryDotAndNoOther) {
    for (std::uint64_t position = 1; position <= 20; ++position) {
        const auto* accepted = std::get_if<entry::Accepted>(&at(position));
        const auto* refused = std::get_if<entry::Refused>(&at(position));
        ASSERT_TRUE(accepted != nullptr || refused != nullptr);
        const Dot dot = accepted != nullptr ? accepted->change.dot : refused->dot;
        EXPECT_EQ(store_->find_in_log(kParty, dot).value(), Position{position});
    }
    for (const Dot& dot : {Dot{kAlice, 11}, Dot{kAlice, 115}, Dot{kAlice, 500}, Dot{kBob, 1},
                           Dot{kCarol, 1}, Dot{kBob, 0xffffffffffffffffU}}) {
        EXPECT_EQ(store_->find_in_log(kParty, dot).value(), std::nullopt) << dot.counter;
    }
    EXPECT_EQ(store_->find_in_log(kBrunch, {kAlice, 3}).value(), Position{3});
    EXPECT_EQ(store_->find_in_log(ScopeId{404}, {kAlice, 3}).value(), std::nullopt);
}

TEST_F(LogTest, FindsWhereADotWasAcceptedThatWasRefusedBefore) {
    const auto accepted = [](std::uint64_t counter) {
        return entry::Accepted{change({kCarol, counter}, {{kAlice, 1}, 0}, "after all")};
    };
    const auto refused = [](std::uint64_t counter) {
        return entry::Refused{{kCarol, counter}, RefusalReason::kNotAllowed};
    };
    Batch batch;
    // In one run, behind it, and in a run that reaches on both sides beyond it.
    batch.log_runs = {{kParty,
                       Position{21},
                       Position{25},
                       {refused(2), refused(3), refused(4), refused(5), accepted(2)},
                       std::nullopt},
                      {kParty, Position{26}, Position{26}, {accepted(3)}, std::nullopt},
                      {kParty,
                       Position{27},
                       Position{32},
                       {accepted(1), accepted(4), accepted(5), accepted(6), refused(8), refused(9)},
                       std::nullopt}};
    ASSERT_TRUE(store_->commit(batch).ok());
    for (const auto& [counter, position] :
         {std::pair{1, 27}, {2, 25}, {3, 26}, {4, 28}, {5, 29}, {6, 30}, {8, 31}, {9, 32}}) {
        const Dot dot{kCarol, static_cast<std::uint64_t>(counter)};
        EXPECT_EQ(store_->find_in_log(kParty, dot).value(),
                  Position{static_cast<std::uint64_t>(position)})
            << counter;
    }
    EXPECT_EQ(store_->find_in_log(kParty, {kCarol, 7}).value(), std::nullopt);
}

TEST_F(LogTest, TrimsWholeRunsOfOneScope) {
    EXPECT_EQ(store_->trim_log(kParty, Position{9}).value(), Position{0});
    EXPECT_EQ(store_->load_log(kParty, Position{0}, 100).value().entries.size(), 20U);
    EXPECT_EQ(store_->trim_log(kParty, Position{15}).value(), Position{12});
    EXPECT_EQ(store_->load_scopes().value()[0].log_start, Position{12});
    EXPECT_EQ(store_->load_log(kParty, Position{12}, 100).value().entries, entries(13, 20));
    EXPECT_EQ(store_->load_log(kParty, Position{11}, 100).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(store_->find_in_log(kParty, {kAlice, 3}).value(), std::nullopt);
    EXPECT_EQ(store_->find_in_log(kParty, {kBob, 11}).value(), std::nullopt);
    EXPECT_EQ(store_->find_in_log(kParty, {kBob, 113}).value(), Position{13});
    EXPECT_EQ(store_->load_log(kBrunch, Position{0}, 100).value().entries.size(), 5U);
    EXPECT_EQ(store_->find_in_log(kBrunch, {kAlice, 3}).value(), Position{3});
    // Nothing more to drop: the start stays.
    EXPECT_EQ(store_->trim_log(kParty, Position{5}).value(), Position{12});
}

TEST_F(LogTest, AnEmptiedLogGoesOnWhereItStopped) {
    EXPECT_EQ(store_->trim_log(kParty, Position{0xffffffffffffffffU}).value(), Position{20});
    EXPECT_EQ(store_->log_end(kParty).value(), Position{20});
    EXPECT_TRUE(store_->load_log(kParty, Position{20}, 9).value().entries.empty());
    Batch batch;
    batch.log_runs = {log_run(kParty, Position{21}, {kCarol, 1}, 2)};
    ASSERT_TRUE(store_->commit(batch).ok());
    EXPECT_EQ(store_->load_log(kParty, Position{20}, 9).value().entries.size(), 2U);
    EXPECT_EQ(store_->find_in_log(kParty, {kCarol, 2}).value(), Position{22});
    EXPECT_EQ(store_->trim_log(ScopeId{404}, Position{1}).error().code, ErrorCode::kNotFound);
}

TEST_F(LogTest, AHoleInTheLogIsDamage) {
    Batch batch;
    batch.log_runs = {log_run(kParty, Position{25}, {kCarol, 1}, 2)};
    ASSERT_TRUE(store_->commit(batch).ok());
    EXPECT_EQ(store_->load_log(kParty, Position{0}, 100).error().code, ErrorCode::kCorrupt);
}

TEST_F(LogTest, PositionsThatCannotBeComparedAreRefused) {
    Batch batch;
    batch.log_runs = {log_run(kParty, Position{0x8000000000000000U}, {kCarol, 1}, 1)};
    EXPECT_EQ(store_->commit(batch).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace wedsync::store
