#include "engine/store/migrations.hpp"

#include <array>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/store/store_test_support.hpp"

namespace wedsync::store {
namespace {

using namespace test;  // NOLINT: builders.

Result<void> make_guest(Database& database) {
    return database.execute("CREATE TABLE guest(name TEXT); INSERT INTO guest VALUES('Zoe')");
}
Result<void> add_table(Database& database) {
    return database.execute("ALTER TABLE guest ADD COLUMN seat INTEGER DEFAULT 7");
}
Result<void> double_seats(Database& database) {
    return database.execute("UPDATE guest SET seat=seat*2");
}
Result<void> fail(Database& database) {
    WEDSYNC_TRY(database.execute("DELETE FROM guest"));
    return database.execute("SELECT * FROM no_such_table");
}

std::unique_ptr<Database> open_database(const std::string& path) {
    auto database = Database::open(path, {});
    EXPECT_TRUE(database.ok());
    return std::move(database).value();
}

Result<void> prepare(const std::string& path, std::vector<Migration> steps) {
    const auto database = open_database(path);
    return prepare_format(*database, steps);
}

std::int64_t query(const std::string& path, std::string_view sql) {
    const auto database = open_database(path);
    const Result<std::int64_t> value = database->query_integer(sql);
    return value.ok() ? value.value() : -1;
}

TEST(MigrationsTest, RunsWhatIsMissingOnce) {
    const TemporaryFolder folder;
    const std::string path = folder.store();
    ASSERT_TRUE(prepare(path, {make_guest}).ok());
    EXPECT_EQ(query(path, "PRAGMA user_version"), 1);
    ASSERT_TRUE(prepare(path, {make_guest}).ok());
    ASSERT_TRUE(prepare(path, {make_guest, add_table, double_seats}).ok());
    EXPECT_EQ(query(path, "PRAGMA user_version"), 3);
    EXPECT_EQ(query(path, "SELECT sum(seat) FROM guest"), 14);
    ASSERT_TRUE(prepare(path, {make_guest, add_table, double_seats}).ok());
    EXPECT_EQ(query(path, "SELECT sum(seat) FROM guest"), 14);
}

TEST(MigrationsTest, AFailingStepLeavesTheOldFormat) {
    const TemporaryFolder folder;
    const std::string path = folder.store();
    ASSERT_TRUE(prepare(path, {make_guest}).ok());
    ASSERT_FALSE(prepare(path, {make_guest, add_table, fail}).ok());
    EXPECT_EQ(query(path, "PRAGMA user_version"), 1);
    EXPECT_EQ(query(path, "SELECT count(*) FROM guest"), 1);
    EXPECT_EQ(query(path, "SELECT count(seat) FROM guest"), -1);
    ASSERT_TRUE(prepare(path, {make_guest, add_table}).ok());
    EXPECT_EQ(query(path, "SELECT sum(seat) FROM guest"), 7);
}

TEST(MigrationsTest, ANewerFormatIsRefusedAndUntouched) {
    const TemporaryFolder folder;
    const std::string path = folder.store();
    {
        const auto store = open_store(path);
        Batch batch;
        batch.records = {{kParty, record({kAlice, 1})}};
        ASSERT_TRUE(store->commit(batch).ok());
    }
    {
        const auto database = open_database(path);
        ASSERT_TRUE(database->execute("PRAGMA user_version=2").ok());
    }
    const Bytes before = read_file(path);
    const auto opened = Store::open(Options{path, {}, Durability::kFull, 0});
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::kNewerFormat);
    EXPECT_EQ(read_file(path), before);
}

TEST(MigrationsTest, AForeignDatabaseIsRefusedAndUntouched) {
    const TemporaryFolder folder;
    const std::string path = folder.store();
    {
        const auto database = open_database(path);
        ASSERT_TRUE(database->execute("CREATE TABLE recipe(name TEXT)").ok());
    }
    const Bytes before = read_file(path);
    const auto opened = Store::open(Options{path, {}, Durability::kFull, 0});
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(read_file(path), before);
}

/// A file with a few hundred records in it.
Bytes good_file(const TemporaryFolder& folder) {
    {
        const auto store = open_store(folder.store());
        Batch batch;
        for (std::uint64_t i = 1; i <= 300; ++i) {
            batch.records.emplace_back(kParty, record({kAlice, i}));
            batch.search.push_back({kParty, {{kAlice, i}, 0}, "guest " + std::to_string(i)});
        }
        batch.scopes = {scope_row(kParty, "party")};
        batch.own_added = {own(kParty, change({kAlice, 400}, {{kAlice, 1}, 0}, "x"))};
        batch.log_runs = {log_run(kParty, Position{1}, {kBob, 1}, 50)};
        EXPECT_TRUE(store->commit(batch).ok());
    }
    return read_file(folder.store());
}

/// Opens and reads everything there is; what comes out matters less than that it does.
Result<void> read_all(const std::string& path) {
    const auto store = WEDSYNC_TRY(Store::open(Options{path, {}, Durability::kNormal, 0}));
    WEDSYNC_TRY(store->load_scopes());
    WEDSYNC_TRY(store->load_own());
    WEDSYNC_TRY(store->visit_records(kParty, std::nullopt, [](const auto&) { return true; }));
    WEDSYNC_TRY(store->load_log(kParty, Position{0}, 1'000));
    WEDSYNC_TRY(store->find_in_log(kParty, {kBob, 30}));
    WEDSYNC_TRY(store->search(kParty, "guest", 1'000));
    return store->check();
}

TEST(MigrationsTest, GarbageIsCorrupt) {
    Prng prng(3);
    for (const std::size_t size : {2U, 100U, 600U, 4'096U, 40'000U}) {
        const TemporaryFolder folder;
        Bytes garbage(size);
        for (std::uint8_t& byte : garbage)
            byte = static_cast<std::uint8_t>(prng.below(256));
        write_file(folder.store(), garbage);
        const auto opened = Store::open(Options{folder.store(), {}, Durability::kFull, 0});
        ASSERT_FALSE(opened.ok());
        EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt) << size;
        EXPECT_EQ(read_file(folder.store()), garbage);
    }
}

TEST(MigrationsTest, ATruncatedFileIsCorrupt) {
    const TemporaryFolder folder;
    const Bytes good = good_file(folder);
    for (const std::size_t size : {std::size_t{20}, std::size_t{100}, std::size_t{5'000},
                                   good.size() / 2, good.size() - 1, good.size() - 4'096}) {
        write_file(folder.store(), BytesView(good).first(size));
        const Result<void> done = read_all(folder.store());
        ASSERT_FALSE(done.ok()) << size;
        EXPECT_EQ(done.error().code, ErrorCode::kCorrupt) << size << " " << done.error().detail;
    }
}

TEST(MigrationsTest, FlippedBytesNeverCrash) {
    const TemporaryFolder folder;
    const Bytes good = good_file(folder);
    Prng prng(4);
    int found = 0;
    for (int round = 0; round < 150; ++round) {
        Bytes bad = good;
        for (std::uint64_t i = prng.between(1, 20); i > 0; --i) {
            bad[static_cast<std::size_t>(prng.below(bad.size()))] =
                static_cast<std::uint8_t>(prng.below(256));
        }
        write_file(folder.store(), bad);
        if (!read_all(folder.store()).ok()) ++found;
    }
    EXPECT_GT(found, 30);
}

}  // namespace
}  // namespace wedsync::store
