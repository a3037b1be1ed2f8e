#include <algorithm>
#include <set>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/store/keys.hpp"
#include "engine/store/store_test_support.hpp"

namespace wedsync::store {
namespace {

using namespace test;  // NOLINT: builders.

std::vector<RecordId> ids_of(const std::vector<merge::RecordState>& records) {
    std::vector<RecordId> ids;
    ids.reserve(records.size());
    for (const merge::RecordState& state : records)
        ids.push_back(state.id);
    return ids;
}

std::vector<RecordId> page_all(Store& store, ScopeId scope, std::size_t limit) {
    std::vector<RecordId> ids;
    std::optional<RecordId> after;
    for (;;) {
        const auto page = store.load_records_after(scope, after, limit).value();
        EXPECT_LE(page.size(), limit);
        if (page.empty()) return ids;
        for (const merge::RecordState& state : page)
            ids.push_back(state.id);
        after = ids.back();
    }
}

/// Records of three lanes in two scopes, in a mixed order.
Batch many_records(std::uint64_t count) {
    Batch batch;
    Prng prng(7);
    const std::vector<Incarnation> lanes{kAlice, kBob, kCarol};
    for (std::uint64_t i = 0; i < count; ++i) {
        const Incarnation lane = prng.pick(lanes);
        const ScopeId scope = prng.chance(500) ? kParty : kBrunch;
        const std::uint16_t collection = prng.chance(300) ? kTables : kGuests;
        batch.records.emplace_back(
            scope, record({lane, count - i}, collection, static_cast<std::uint32_t>(i % 1000)));
    }
    return batch;
}

TEST(RecordsTest, AnUnknownRecordIsEmpty) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    const RecordId unknown{{kAlice, 5}, 1};
    EXPECT_EQ(store->load_record(kParty, unknown).value(), (merge::RecordState{unknown, {}}));
    ASSERT_TRUE(store->commit(many_records(10)).ok());
    const RecordId impossible{{kAlice, kCounterMax + 1}, 5'000};
    EXPECT_TRUE(store->load_record(kParty, impossible).value().empty());
    EXPECT_TRUE(store->load_record(kParty, {{kAlice, 5'000}, 0}).value().empty());
    EXPECT_TRUE(store->load_record(kParty, {{{9, 9}, 1}, 0}).value().empty());
}

TEST(RecordsTest, ARowIsEditedWithoutItsState) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(many_records(10)).ok());
    EXPECT_FALSE(store->load_row(kParty, {{kAlice, 5'000}, 0}).value());
    Batch batch;
    std::vector<merge::RecordState> expected;
    ASSERT_TRUE(store
                    ->visit_records(kParty, std::nullopt,
                                    [&](const merge::RecordState& state) {
                                        expected.push_back(state);
                                        return true;
                                    })
                    .ok());
    for (merge::RecordState& state : expected) {
        Change change;
        change.dot = {kCarol, 900};
        change.operations.emplace_back(
            operation::Put{{state.id, {merge::collection_of(state), 77}, {}}, std::int64_t{1}, {}});
        auto row = store->load_row(kParty, state.id).value();
        ASSERT_TRUE(row.has_value());
        std::vector<merge::Displaced> displaced;
        row->put(std::get<operation::Put>(change.operations[0]), change, displaced);
        merge::apply(state, change);
        batch.rows.emplace_back(kParty, *row);
    }
    ASSERT_FALSE(expected.empty());
    ASSERT_TRUE(store->commit(batch).ok());
    for (const merge::RecordState& state : expected)
        EXPECT_EQ(store->load_record(kParty, state.id).value(), state);
}

TEST(RecordsTest, KeysHoldTheirBounds) {
    const RecordId largest{{kAlice, kCounterMax}, kRecordIndexMax};
    const RowKey key = row_key(kLaneMax, largest).value();
    EXPECT_GT(key, 0);
    EXPECT_EQ(lane_of(key), kLaneMax);
    EXPECT_EQ(record_of(key, kAlice), largest);
    EXPECT_EQ(key, last_key_of(kLaneMax));
    EXPECT_EQ(row_key(kLaneMax + 1, largest).error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(row_key(1, {{kAlice, kCounterMax + 1}, 0}).error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(row_key(1, {{kAlice, 1}, kRecordIndexMax + 1}).error().code, ErrorCode::kTooLarge);
    EXPECT_LT(last_key_of(4), first_key_of(5));
}

TEST(RecordsTest, TheSameIdInTwoScopesIsTwoRecords) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    Batch batch;
    batch.records = {{kParty, record({kAlice, 1}, kGuests)},
                     {kBrunch, record({kAlice, 1}, kTables)}};
    ASSERT_TRUE(store->commit(batch).ok());
    EXPECT_EQ(all_records(*store, kParty), std::vector{batch.records[0].second});
    EXPECT_EQ(all_records(*store, kBrunch), std::vector{batch.records[1].second});
}

TEST(RecordsTest, VisitsAllOrOneCollection) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    const Batch batch = many_records(600);
    ASSERT_TRUE(store->commit(batch).ok());
    std::set<RecordId> expected;
    std::set<RecordId> expected_tables;
    for (const auto& [scope, state] : batch.records) {
        if (scope != kParty) continue;
        expected.insert(state.id);
        if (merge::collection_of(state) == kTables) expected_tables.insert(state.id);
    }
    const std::vector<RecordId> all = ids_of(all_records(*store, kParty));
    EXPECT_EQ(all.size(), expected.size());
    EXPECT_EQ(std::set<RecordId>(all.begin(), all.end()), expected);
    std::vector<RecordId> tables;
    ASSERT_TRUE(store
                    ->visit_records(kParty, kTables,
                                    [&](const merge::RecordState& state) {
                                        tables.push_back(state.id);
                                        return true;
                                    })
                    .ok());
    EXPECT_EQ(std::set<RecordId>(tables.begin(), tables.end()), expected_tables);
    // The order is that of all, with the others left out.
    std::vector<RecordId> filtered;
    std::copy_if(all.begin(), all.end(), std::back_inserter(filtered),
                 [&](const RecordId& id) { return expected_tables.contains(id); });
    EXPECT_EQ(tables, filtered);
}

TEST(RecordsTest, AVisitorMayStopAndMayLoadAndVisitMeanwhile) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(many_records(100)).ok());
    int count = 0;
    ASSERT_TRUE(store
                    ->visit_records(kParty, std::nullopt,
                                    [&](const merge::RecordState& state) {
                                        EXPECT_EQ(store->load_record(kParty, state.id).value(),
                                                  state);
                                        EXPECT_FALSE(all_records(*store, kBrunch).empty());
                                        return ++count < 5;
                                    })
                    .ok());
    EXPECT_EQ(count, 5);
}

TEST(RecordsTest, PagesCoverAllInTheOrderOfVisits) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(many_records(400)).ok());
    const std::vector<RecordId> all = ids_of(all_records(*store, kParty));
    for (const std::size_t limit : {1U, 7U, 50U, 1'000U}) {
        EXPECT_EQ(page_all(*store, kParty, limit), all) << limit;
    }
    EXPECT_TRUE(store->load_records_after(kParty, std::nullopt, 0).value().empty());
    EXPECT_TRUE(store->load_records_after(ScopeId{404}, std::nullopt, 9).value().empty());
}

TEST(RecordsTest, PagesGoOnFromARecordThatIsGoneAndPastNewOnes) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(many_records(300)).ok());
    const std::vector<RecordId> before = ids_of(all_records(*store, kParty));
    auto page = ids_of(store->load_records_after(kParty, std::nullopt, 40).value());
    Batch batch;
    batch.records.push_back({kParty, {page.back(), {}}});
    for (std::uint64_t i = 0; i < 200; ++i) {
        batch.records.emplace_back(kParty, record({{77, i % 3}, i + 1}));
        batch.records.emplace_back(kParty, record({kBob, 10'000 + i}));
    }
    ASSERT_TRUE(store->commit(batch).ok());
    std::vector<RecordId> seen = page;
    for (;;) {
        page = ids_of(store->load_records_after(kParty, seen.back(), 25).value());
        if (page.empty()) break;
        seen.insert(seen.end(), page.begin(), page.end());
    }
    // What was there from the beginning comes once each, in its old order.
    const std::set<RecordId> old(before.begin(), before.end());
    std::vector<RecordId> seen_old;
    std::copy_if(seen.begin(), seen.end(), std::back_inserter(seen_old),
                 [&](const RecordId& id) { return old.contains(id); });
    EXPECT_EQ(seen_old, before);
    EXPECT_EQ(std::set<RecordId>(seen.begin(), seen.end()).size(), seen.size());
}

TEST(RecordsTest, CannotGoOnAfterARecordOfAnUnknownLane) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(many_records(10)).ok());
    const auto page = store->load_records_after(kParty, RecordId{{{5, 5}, 1}, 0}, 9);
    ASSERT_FALSE(page.ok());
    EXPECT_EQ(page.error().code, ErrorCode::kNotFound);
}

TEST(RecordsTest, UnsettledRecordsAreFoundAndForgotten) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    Batch batch = many_records(50);
    merge::RecordState disputed = record({kAlice, 900});
    std::vector<merge::Sibling>& siblings = disputed.cells[2].siblings;
    siblings.insert(siblings.begin(), {{kBob, 4}, make_hybrid_time(9, 9), std::string("other"), 0});
    merge::RecordState contested = record({kBob, 901});
    contested.cells.erase(contested.cells.begin());
    batch.records.emplace_back(kParty, disputed);
    batch.records.emplace_back(kParty, contested);
    batch.records.emplace_back(kBrunch, contested);
    ASSERT_TRUE(store->commit(batch).ok());
    const auto unsettled = [&](ScopeId scope) {
        std::vector<merge::RecordState> found;
        EXPECT_TRUE(store
                        ->visit_unsettled(scope,
                                          [&](const merge::RecordState& state) {
                                              found.push_back(state);
                                              return true;
                                          })
                        .ok());
        std::sort(found.begin(), found.end(),
                  [](const auto& left, const auto& right) { return right.id < left.id; });
        return found;
    };
    EXPECT_EQ(unsettled(kParty), (std::vector{disputed, contested}));
    EXPECT_EQ(unsettled(kBrunch), std::vector{contested});
    EXPECT_TRUE(unsettled(ScopeId{404}).empty());
    Batch settled;
    settled.records = {{kParty, record({kAlice, 900})}, {kParty, {contested.id, {}}}};
    ASSERT_TRUE(store->commit(settled).ok());
    EXPECT_TRUE(unsettled(kParty).empty());
    EXPECT_EQ(store->load_record(kParty, disputed.id).value(), record({kAlice, 900}));
    EXPECT_TRUE(store->check().ok());
}

TEST(RecordsTest, ARecordMayMoveToAnotherCollection) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    Batch batch;
    batch.records = {{kParty, record({kAlice, 1}, kGuests)}};
    ASSERT_TRUE(store->commit(batch).ok());
    batch.records = {{kParty, record({kAlice, 1}, kTables)}};
    ASSERT_TRUE(store->commit(batch).ok());
    int guests = 0;
    ASSERT_TRUE(
        store->visit_records(kParty, kGuests, [&](const auto&) { return ++guests > 0; }).ok());
    EXPECT_EQ(guests, 0);
    EXPECT_EQ(all_records(*store, kParty), std::vector{batch.records[0].second});
    EXPECT_TRUE(store->check().ok());
}

TEST(RecordsTest, StatesChangeAtRandomAsAMapDoes) {
    const TemporaryFolder folder;
    auto store = open_store(folder.store());
    std::map<RecordId, merge::RecordState> model;
    Prng prng(20);
    for (std::uint64_t round = 0; round < 60; ++round) {
        Batch batch;
        for (int i = 0; i < 20; ++i) {
            const RecordId id{{prng.chance(500) ? kAlice : kBob, prng.between(1, 80)}, 0};
            merge::RecordState state{id, {}};
            if (!prng.chance(200)) {
                state = edited(record(id.dot, prng.chance(500) ? kGuests : kTables),
                               {{prng.below(5), 1}, round + 1},
                               static_cast<std::uint16_t>(prng.between(1, 6)),
                               std::string(static_cast<std::size_t>(prng.below(300)), 'x'));
            }
            batch.records.emplace_back(kParty, state);
            model[id] = state;
        }
        ASSERT_TRUE(store->commit(batch).ok());
        if (round % 10 == 9) {
            store.reset();
            store = open_store(folder.store());
        }
        for (const auto& [id, state] : model) {
            ASSERT_EQ(store->load_record(kParty, id).value(), state) << "round " << round;
        }
    }
    EXPECT_TRUE(store->check().ok());
}

}  // namespace
}  // namespace wedsync::store
