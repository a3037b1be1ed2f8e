#include "engine/store/store.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "gtest/gtest.h"

#include "engine/store/store_test_support.hpp"

namespace wedsync::store {
namespace {

using namespace test;  // NOLINT: builders.

/// A batch with every part in it.
Batch full_batch() {
    Batch batch;
    batch.records = {{kParty, record({kAlice, 1})},
                     {kParty, edited(record({kAlice, 2}), {kBob, 3}, 4, "edited")},
                     {kBrunch, record({kAlice, 1}, kTables, 5)}};
    OwnRow mine = own(kParty, change({kAlice, 3}, {{kAlice, 1}, 0}, "mine"));
    mine.displaced = {{{{{kAlice, 1}, 0}, {kGuests, 1}, ""},
                       {{kAlice, 1}, make_hybrid_time(5, 6), std::string("before"), 2}}};
    mine.status = OwnStatus::kDurable;
    mine.priority = 1;
    mine.attempts = 3;
    mine.deadline_ms = 0xffffffffffffffffU;
    batch.own_added = {mine, own(kBrunch, change({kAlice, 4}, {{kAlice, 1}, 5}, "also"))};
    batch.refused_added = {
        {kParty, change({kAlice, 9}, {{kAlice, 1}, 0}, "no"), RefusalReason::kForked, 17}};
    batch.withdrawn_added = {{kParty, {kAlice, 9}}, {kBrunch, {kCarol, 1}}};
    batch.log_runs = {log_run(kParty, Position{1}, {kBob, 1}, 3)};
    batch.scopes = {scope_row(kParty, "The party"), scope_row(kBrunch, "")};
    batch.lanes = {{kParty, {kAlice, {"Alice", "phone", "host", 400'000}}},
                   {kParty, {kCarol, {"Carol", "", "", 0}}},
                   {kBrunch, {kAlice, {"Alice", "tablet", "guest", 2}}}};
    batch.search = {{kParty, {{kAlice, 1}, 0}, "Zoë Müller"}};
    batch.staging_added = {{kParty, 2, {1, 2, 3}}, {kParty, 1, {4}}, {kBrunch, 1, {5}}};
    batch.meta = {{"device", {0, 255}}, {"schema", {7}}};
    return batch;
}

void expect_full_batch(Store& store) {
    const Batch batch = full_batch();
    for (const auto& [scope, state] : batch.records) {
        EXPECT_EQ(store.load_record(scope, state.id).value(), state);
    }
    std::vector<OwnRow> own = batch.own_added;
    own[0].sequence = 1;
    own[1].sequence = 2;
    EXPECT_EQ(store.load_own().value(), own);
    EXPECT_EQ(store.last_sequence(), 2U);
    EXPECT_EQ(store.load_refused().value(), batch.refused_added);
    EXPECT_EQ(store.load_withdrawn().value(), batch.withdrawn_added);
    EXPECT_EQ(store.load_log(kParty, Position{0}, 100).value().entries, batch.log_runs[0].entries);
    EXPECT_EQ(store.load_scopes().value(), batch.scopes);
    EXPECT_EQ(store.load_lanes(kParty).value(),
              (std::vector{batch.lanes[1].second, batch.lanes[0].second}));
    EXPECT_EQ(store.load_lanes(kBrunch).value(), std::vector{batch.lanes[2].second});
    EXPECT_EQ(store.search(kParty, "zoe", 9).value(),
              (std::vector<Store::Found>{{kParty, {{kAlice, 1}, 0}}}));
    const auto parts = store.load_staging(kParty).value();
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].number, 1U);
    EXPECT_EQ(parts[1].frame, (Bytes{1, 2, 3}));
    EXPECT_EQ(store.load_meta("device").value(), (Bytes{0, 255}));
    EXPECT_TRUE(store.check().ok());
    EXPECT_TRUE(store.check(CheckDepth::kQuick).ok());
}

void expect_empty(Store& store) {
    EXPECT_TRUE(store.load_scopes().value().empty());
    EXPECT_TRUE(store.load_own().value().empty());
    EXPECT_TRUE(store.load_refused().value().empty());
    EXPECT_TRUE(store.load_withdrawn().value().empty());
    EXPECT_TRUE(store.load_lanes(kParty).value().empty());
    EXPECT_TRUE(store.load_staging(kParty).value().empty());
    EXPECT_TRUE(store.load_log(kParty, Position{0}, 9).value().entries.empty());
    EXPECT_TRUE(all_records(store, kParty).empty());
    EXPECT_TRUE(all_records(store, kBrunch).empty());
    EXPECT_TRUE(store.search(std::nullopt, "zoe", 9).value().empty());
    EXPECT_EQ(store.load_meta("device").value(), std::nullopt);
    EXPECT_EQ(store.last_sequence(), 0U);
}

TEST(StoreTest, AfterACheckpointTheFileAloneIsACopy) {
    const TemporaryFolder folder;
    const std::unique_ptr<Store> store = open_store(folder.store());
    ASSERT_TRUE(store->commit(full_batch()).ok());
    // What was read leaves nothing open that is in the way.
    expect_full_batch(*store);
    const std::string copy = folder.path() + "/copy.db";
    write_file(copy, read_file(folder.store()));
    EXPECT_TRUE(open_store(copy)->load_own().value().empty());
    ASSERT_TRUE(store->checkpoint().ok());
    EXPECT_TRUE(read_file(folder.store() + "-wal").empty());
    write_file(copy, read_file(folder.store()));
    expect_full_batch(*open_store(copy));
    ASSERT_TRUE(store->checkpoint().ok());
    expect_full_batch(*store);
}

TEST(StoreTest, IsEmptyAtFirst) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    expect_empty(*store);
    EXPECT_EQ(store->size().value().record_count, 0U);
}

TEST(StoreTest, RoundTripsEveryPartOfABatch) {
    const TemporaryFolder folder;
    auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(full_batch()).ok());
    expect_full_batch(*store);
    store.reset();
    store = open_store(folder.store());
    expect_full_batch(*store);
}

TEST(StoreTest, ReopensFromTheLogOfAProcessThatDied) {
    const TemporaryFolder folder;
    const auto store = open_store(Options{folder.store(), {}, Durability::kFull, 0});
    ASSERT_TRUE(store->commit(full_batch()).ok());
    // What lies on the disk now is what a killed process leaves behind.
    const std::string copy = folder.path() + "/copy.db";
    write_file(copy, read_file(folder.store()));
    write_file(copy + "-wal", read_file(folder.store() + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(folder.store() + "-shm"));
    const auto again = open_store(copy);
    expect_full_batch(*again);
}

TEST(StoreTest, RemovesEveryPartOfABatch) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(full_batch()).ok());
    Batch removal;
    for (const auto& [scope, state] : full_batch().records) {
        removal.records.push_back({scope, {state.id, {}}});
    }
    removal.own_removed = {1, 2, 99};
    removal.refused_removed = {{kParty, {kAlice, 9}}, {kParty, {kAlice, 10}}};
    removal.withdrawn_removed = full_batch().withdrawn_added;
    removal.search = {{kParty, {{kAlice, 1}, 0}, ""}};
    removal.staging_cleared = {kParty};
    removal.meta = {{"device", {}}};
    ASSERT_TRUE(store->commit(removal).ok());
    EXPECT_TRUE(all_records(*store, kParty).empty());
    EXPECT_TRUE(store->load_own().value().empty());
    EXPECT_TRUE(store->load_refused().value().empty());
    EXPECT_TRUE(store->load_withdrawn().value().empty());
    EXPECT_TRUE(store->search(kParty, "zoe", 9).value().empty());
    EXPECT_TRUE(store->load_staging(kParty).value().empty());
    EXPECT_EQ(store->load_staging(kBrunch).value().size(), 1U);
    EXPECT_EQ(store->load_meta("device").value(), std::nullopt);
    EXPECT_EQ(store->load_meta("schema").value(), Bytes{7});
    EXPECT_TRUE(store->check().ok());
}

std::vector<std::string> names_of(Store& store, std::string_view prefix) {
    std::vector<std::string> names;
    EXPECT_TRUE(store
                    .visit_meta(prefix,
                                [&](std::string_view name, BytesView value) {
                                    names.push_back(std::string(name) + "=" +
                                                    std::string(value.begin(), value.end()));
                                    return true;
                                })
                    .ok());
    return names;
}

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

TEST(StoreTest, VisitsNamedValuesByTheBeginningOfTheirNames) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    Batch batch;
    batch.meta = {{"beside.b", bytes_of("2")},
                  {"beside.a", bytes_of("1")},
                  {"besides", bytes_of("no")},
                  {"beside", bytes_of("no")}};
    ASSERT_TRUE(store->commit(batch).ok());
    EXPECT_EQ(names_of(*store, kBesidePrefix),
              (std::vector<std::string>{"beside.a=1", "beside.b=2"}));
    EXPECT_EQ(store->load_meta("beside.a").value(), bytes_of("1"));
    EXPECT_EQ(names_of(*store, "zzz"), std::vector<std::string>{});
    EXPECT_EQ(store->count_meta(kBesidePrefix).value(), 2U);
    EXPECT_EQ(store->count_meta("zzz").value(), 0U);
}

// Rows of all sizes come and go around them, so pages are split and put together again.
TEST(StoreTest, APrivateValueThatWasRemovedIsNowhereInTheFiles) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    const std::string secret = "canary-4711@example.org";
    const auto name_of = [](std::size_t i) {
        return std::string(kBesidePrefix) + std::to_string(i * 7'919 % 1'000);
    };
    const auto value_of = [&](std::size_t i) {
        return bytes_of(std::string(i * 37 % 6'000, 'x') + secret + std::string(i % 300, 'y'));
    };
    for (std::size_t i = 0; i < 300; ++i) {
        Batch batch;
        batch.meta = {{name_of(i), value_of(i)},
                      {"other." + std::to_string(i * 31 % 200), Bytes(i * 53 % 3'000 + 1, 'z')}};
        if (i % 3 == 0) batch.meta.emplace_back(name_of(i / 2), value_of(i + 1));
        if (i % 5 == 0) batch.meta.emplace_back("other." + std::to_string(i % 200), Bytes());
        ASSERT_TRUE(store->commit(batch).ok());
        if (i % 50 == 49) {
            ASSERT_TRUE(store->checkpoint().ok());
        }
    }
    const auto has_secret = [&](const std::string& path) {
        const Bytes bytes = read_file(path);
        return std::search(bytes.begin(), bytes.end(), secret.begin(), secret.end()) != bytes.end();
    };
    ASSERT_TRUE(has_secret(folder.store()));
    Batch removal;
    for (std::size_t i = 0; i < 300; ++i)
        removal.meta.emplace_back(name_of(i), Bytes());
    ASSERT_TRUE(store->commit(removal).ok());
    EXPECT_FALSE(has_secret(folder.store()));
    EXPECT_FALSE(has_secret(folder.store() + "-wal"));
    EXPECT_EQ(names_of(*store, kBesidePrefix), std::vector<std::string>{});
    EXPECT_TRUE(store->check().ok());
}

TEST(StoreTest, GivesAndKeepsSequences) {
    const TemporaryFolder folder;
    auto store = open_store(folder.store());
    Batch batch;
    batch.own_added = {own(kParty, change({kAlice, 1}, {{kAlice, 1}, 0}, "a")),
                       own(kParty, change({kAlice, 2}, {{kAlice, 1}, 0}, "b"))};
    ASSERT_TRUE(store->commit(batch).ok());
    ASSERT_TRUE(store->commit(batch).ok());
    EXPECT_EQ(store->last_sequence(), 4U);
    Batch replacement;
    replacement.own_added = {own(kParty, change({kBob, 2}, {{kAlice, 1}, 0}, "c"))};
    replacement.own_added[0].sequence = 2;
    replacement.own_removed = {1, 3, 4};
    replacement.own_progress = {{2, OwnStatus::kDurable, 9}, {77, OwnStatus::kDurable, 1}};
    ASSERT_TRUE(store->commit(replacement).ok());
    store.reset();
    store = open_store(folder.store());
    EXPECT_EQ(store->last_sequence(), 4U);
    const std::vector<OwnRow> rows = store->load_own().value();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].sequence, 2U);
    EXPECT_EQ(rows[0].change, replacement.own_added[0].change);
    EXPECT_EQ(rows[0].status, OwnStatus::kDurable);
    EXPECT_EQ(rows[0].attempts, 9U);
}

TEST(StoreTest, LaterScopeRowsAndAuthorsReplaceEarlierOnes) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(full_batch()).ok());
    Batch batch;
    ScopeRow row = scope_row(kParty, "Renamed");
    row.log_start = Position{2};
    row.have = {};
    batch.scopes = {row};
    batch.lanes = {{kParty, {kCarol, {"Carol", "laptop", "planner", 5}}}};
    ASSERT_TRUE(store->commit(batch).ok());
    EXPECT_EQ(store->load_scopes().value()[0], row);
    EXPECT_EQ(store->load_lanes(kParty).value()[0], batch.lanes[0].second);
}

TEST(StoreTest, AFullDiskChangesNothingAndMayGoOn) {
    const TemporaryFolder folder;
    auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(full_batch()).ok());
    store.reset();
    store = open_store(Options{folder.store(), {}, Durability::kNormal, 60});
    Batch batch = full_batch();
    for (std::uint64_t i = 0; i < 5'000; ++i) {
        batch.records.emplace_back(kParty, record({kCarol, i + 10}));
    }
    batch.records[0].second = {batch.records[0].second.id, {}};
    batch.log_runs.clear();
    for (int attempt = 0; attempt < 3; ++attempt) {
        const Result<void> done = store->commit(batch);
        ASSERT_FALSE(done.ok());
        EXPECT_EQ(done.error().code, ErrorCode::kFull);
        expect_full_batch(*store);
    }
    Batch small;
    small.records = {{kParty, edited(record({kAlice, 1}), {kCarol, 1}, 2, "fits")}};
    ASSERT_TRUE(store->commit(small).ok());
    EXPECT_EQ(store->load_record(kParty, {{kAlice, 1}, 0}).value(), small.records[0].second);
    EXPECT_TRUE(store->check().ok());
}

TEST(StoreTest, AFailingBatchLeavesNoScopeLaneOrSequenceBehind) {
    const TemporaryFolder folder;
    auto store = open_store(folder.store());
    Batch batch = full_batch();
    // A record index that no row key can hold.
    batch.search.push_back({kParty, {{kBob, 8}, 5'000}, "too far"});
    const Result<void> done = store->commit(batch);
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::kTooLarge);
    expect_empty(*store);
    // The numbers are given anew, to others: rows written now must not mix them up.
    Batch other;
    other.records = {{kBrunch, record({kCarol, 1})}, {kParty, record({kBob, 1})}};
    ASSERT_TRUE(store->commit(other).ok());
    ASSERT_TRUE(store->commit(full_batch()).ok());
    store.reset();
    store = open_store(folder.store());
    EXPECT_EQ(store->load_record(kBrunch, {{kCarol, 1}, 0}).value(), record({kCarol, 1}));
    EXPECT_EQ(store->load_record(kParty, {{kBob, 1}, 0}).value(), record({kBob, 1}));
    for (const auto& [scope, state] : full_batch().records) {
        EXPECT_EQ(store->load_record(scope, state.id).value(), state);
    }
}

TEST(StoreTest, ABrokenRuleFailsAndDoesNotEndTheStore) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(full_batch()).ok());
    // Its log run is there already.
    const Result<void> done = store->commit(full_batch());
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::kStore);
    expect_full_batch(*store);
    Batch next;
    next.log_runs = {log_run(kParty, Position{4}, {kBob, 4}, 1)};
    EXPECT_TRUE(store->commit(next).ok());
}

TEST(StoreTest, TwoCannotHaveTheSameFileOpen) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    const auto second = Store::open(Options{folder.store(), {}, Durability::kFull, 0});
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::kStore);
}

TEST(StoreTest, RefusesFileNamesThatAreNone) {
    EXPECT_EQ(Store::open({}).error().code, ErrorCode::kInvalid);
    const TemporaryFolder folder;
    const Options nowhere{folder.path() + "/no/such/folder.db", {}, Durability::kFull, 0};
    EXPECT_EQ(Store::open(nowhere).error().code, ErrorCode::kStore);
    const Options no_vfs{folder.store(), "no such vfs", Durability::kFull, 0};
    EXPECT_EQ(Store::open(no_vfs).error().code, ErrorCode::kStore);
}

TEST(StoreTest, SizeCountsRecordsAndLog) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.store());
    ASSERT_TRUE(store->commit(full_batch()).ok());
    const Store::Size size = store->size().value();
    EXPECT_EQ(size.record_count, 3U);
    EXPECT_GT(size.log_bytes, 0U);
    EXPECT_EQ(size.file_bytes % 4096, 0U);
    EXPECT_GT(size.file_bytes, 4096U);
}

TEST(StoreTest, ABarrierSucceedsAtAnyTime) {
    for (const Durability durability : {Durability::kFull, Durability::kNormal}) {
        const TemporaryFolder folder;
        const auto store = open_store(Options{folder.store(), {}, durability, 0});
        EXPECT_TRUE(store->barrier().ok());
        ASSERT_TRUE(store->commit(full_batch()).ok());
        EXPECT_TRUE(store->barrier().ok());
        EXPECT_TRUE(store->barrier().ok());
    }
}

/// Flips one bit of the file where this text stands.
void flip_bit_at(const std::string& path, std::string_view text, std::size_t offset) {
    Bytes bytes = read_file(path);
    const auto at = std::search(bytes.begin(), bytes.end(), text.begin(), text.end());
    ASSERT_NE(at, bytes.end());
    at[static_cast<std::ptrdiff_t>(offset)] ^= std::uint8_t{1};
    write_file(path, bytes);
}

TEST(StoreTest, FindsAFlippedBitInAnOwnChange) {
    const TemporaryFolder folder;
    auto store = open_store(folder.store());
    Batch batch;
    batch.own_added = {own(kParty, change({kAlice, 1}, {{kAlice, 1}, 0}, "typed here"))};
    ASSERT_TRUE(store->commit(batch).ok());
    store.reset();
    flip_bit_at(folder.store(), "typed", 2);
    store = open_store(folder.store());
    ASSERT_FALSE(store->load_own().ok());
    EXPECT_EQ(store->load_own().error().code, ErrorCode::kCorrupt);
    EXPECT_FALSE(store->check().ok());
}

TEST(StoreTest, FindsAFlippedBitInTheTextOfATable) {
    const TemporaryFolder folder;
    open_store(folder.store()).reset();
    constexpr std::string_view kColumns = "id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, inc";
    flip_bit_at(folder.store(), kColumns, kColumns.find("PRIMARY") + 2);
    const auto store = open_store(folder.store());
    const Result<void> checked = store->check();
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(checked.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace wedsync::store
