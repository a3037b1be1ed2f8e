// The format of a store, version 1. One SQLite file, marked by application_id; the version is
// user_version.
//
//   scope     small local number of each scope; its state once it is held (name is not null).
//   lane      small store-wide number of each (scope, incarnation), and who writes there once that
//             is known (person is not null).
//   record    key = lane << 43 | counter << 10 | index of the record's id (keys.hpp), so that the
//             identity needs no other index and the records of a lane lie together;
//             body = codec::encode_row; is_unsettled: it may hold a conflict.
//   own       the outbox, in writing order; body = codec::encode_own and a seal.
//   refused   own changes that cannot stand; body = codec::encode_own and a seal.
//   withdrawn dots that this device gave up and the hub has not been told of.
//   log       runs of log entries by their last position; body = codec::encode_entries.
//   log_lane  which counters of a lane lie in which run (position = the run's last).
//   staging   parts of a snapshot on its way in.
//   meta      small named values; those of this module begin with "store.". Those that begin with
//             "beside." have 1,024 zeros before them (tables.cpp).
//   search    full text: row id = record key; contents are not kept, only the index.
#include "engine/store/migrations.hpp"

#include <array>
#include <memory>
#include <string>

#include "engine/base/assert.hpp"

namespace wedsync::store {
namespace {

/// "WDSY": says whose file this is.
constexpr std::int64_t kApplicationId = 0x57445359;

constexpr const char* kCreateSearch = R"sql(CREATE VIRTUAL TABLE search USING fts5(
    words, content='', contentless_delete=1, detail=none, prefix='2 3',
    tokenize='unicode61 remove_diacritics 2'))sql";

Result<void> create_format_1(Database& database) {
    WEDSYNC_TRY(database.execute(R"sql(
CREATE TABLE scope(
    number INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, name TEXT, epoch INTEGER,
    position INTEGER, log_start INTEGER, cells_sum INTEGER, have_sum INTEGER, have BLOB,
    refused BLOB);
CREATE TABLE lane(
    id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, incarnation BLOB NOT NULL, person TEXT,
    device TEXT, role TEXT, experience INTEGER, UNIQUE(scope, incarnation));
CREATE TABLE record(
    id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, collection INTEGER NOT NULL,
    is_unsettled INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX record_by_collection ON record(scope, collection);
CREATE INDEX record_unsettled ON record(scope) WHERE is_unsettled=1;
CREATE TABLE own(
    sequence INTEGER PRIMARY KEY, scope INTEGER NOT NULL, status INTEGER NOT NULL,
    priority INTEGER NOT NULL, attempts INTEGER NOT NULL, created_ms INTEGER NOT NULL,
    deadline_ms INTEGER NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE refused(
    lane INTEGER NOT NULL, counter INTEGER NOT NULL, scope INTEGER NOT NULL,
    reason INTEGER NOT NULL, refused_ms INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY(lane, counter)) WITHOUT ROWID;
CREATE TABLE withdrawn(
    lane INTEGER NOT NULL, counter INTEGER NOT NULL, PRIMARY KEY(lane, counter)) WITHOUT ROWID;
CREATE TABLE log(
    scope INTEGER NOT NULL, last_position INTEGER NOT NULL, first_position INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY(scope, last_position)) WITHOUT ROWID;
CREATE TABLE log_lane(
    lane INTEGER NOT NULL, last_counter INTEGER NOT NULL, first_counter INTEGER NOT NULL,
    position INTEGER NOT NULL, PRIMARY KEY(lane, last_counter)) WITHOUT ROWID;
CREATE TABLE staging(
    id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, number INTEGER NOT NULL, frame BLOB NOT NULL,
    UNIQUE(scope, number));
CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
)sql"));
    return database.execute(kCreateSearch);
}

constexpr std::array<Migration, 1> kMigrations{create_format_1};

Result<void> run_steps(Database& database, std::span<const Migration> steps) {
    for (const Migration step : steps) {
        WEDSYNC_TRY(step(database));
        WEDSYNC_ASSERT(database.is_in_transaction());
    }
    return {};
}

Result<void> set_format(Database& database, std::size_t format) {
    const std::string sql = "PRAGMA application_id=" + std::to_string(kApplicationId) +
                            ";PRAGMA user_version=" + std::to_string(format);
    return database.execute(sql.c_str());
}

Result<void> migrate(Database& database, std::size_t format, std::span<const Migration> steps) {
    WEDSYNC_TRY(database.execute("BEGIN IMMEDIATE"));
    Result<void> done = run_steps(database, steps.subspan(format));
    if (done.ok()) done = set_format(database, steps.size());
    if (done.ok()) done = database.execute("COMMIT");
    if (!done.ok() && database.is_in_transaction()) {
        // The first error is the one to tell; a failed rollback ends with the connection.
        static_cast<void>(database.execute("ROLLBACK"));
    }
    return done;
}

}  // namespace

Result<void> create_search_anew(Database& database) {
    WEDSYNC_TRY(database.execute("DROP TABLE search"));
    return database.execute(kCreateSearch);
}

std::span<const Migration> migrations() {
    return kMigrations;
}

Result<void> prepare_format(Database& database, std::span<const Migration> steps) {
    const std::int64_t application = WEDSYNC_TRY(database.query_integer("PRAGMA application_id"));
    const std::int64_t version = WEDSYNC_TRY(database.query_integer("PRAGMA user_version"));
    if (application != kApplicationId) {
        const std::int64_t table_count =
            WEDSYNC_TRY(database.query_integer("SELECT count(*) FROM sqlite_schema"));
        if (application != 0 || version != 0 || table_count != 0) {
            return Error{ErrorCode::kCorrupt, "the file is not a WedSync store"};
        }
    }
    if (version < 0) return Error{ErrorCode::kCorrupt, "the format number is negative"};
    const auto format = static_cast<std::size_t>(version);
    if (format > steps.size()) {
        return Error{ErrorCode::kNewerFormat, "the file has format " + std::to_string(format) +
                                                  ", this program knows up to " +
                                                  std::to_string(steps.size())};
    }
    const std::string mode = WEDSYNC_TRY(database.query_text("PRAGMA journal_mode=WAL"));
    if (mode != "wal") return Error{ErrorCode::kStore, "no write-ahead log, but: " + mode};
    if (format == steps.size()) return {};
    return migrate(database, format, steps);
}

Result<void> check_format(Database& database, std::span<const Migration> steps) {
    constexpr const char* kTexts =
        "SELECT group_concat(type || ' ' || name || ' ' || tbl_name || ' ' || ifnull(sql, ''))"
        " FROM (SELECT * FROM sqlite_schema ORDER BY type, name)";
    const std::unique_ptr<Database> fresh = WEDSYNC_TRY(Database::open(":memory:", ""));
    WEDSYNC_TRY(migrate(*fresh, 0, steps));
    const std::string expected = WEDSYNC_TRY(fresh->query_text(kTexts));
    const std::string found = WEDSYNC_TRY(database.query_text(kTexts));
    if (found == expected) return {};
    return Error{ErrorCode::kCorrupt, "the tables are not as they were made"};
}

}  // namespace wedsync::store
