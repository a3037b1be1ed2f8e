// The file: done(key TEXT PRIMARY KEY, said TEXT, at_ms INTEGER), user_version kFormat.
#include "hub/agent/done_book.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "engine/store/database.hpp"

namespace wedsync::hub {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::int64_t kApplication = 0x77644453;  // "wdDS"

/// Before anything is written into it; its log gets the same rights.
void keep_to_owner(const std::string& path) {
    std::ofstream(path, std::ios::app).flush();
    std::error_code ignored;
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
}

}  // namespace

DoneBook::DoneBook(std::unique_ptr<store::Database> database) : database_(std::move(database)) {}
DoneBook::~DoneBook() = default;

Result<std::unique_ptr<DoneBook>> DoneBook::open(const std::string& path) {
    keep_to_owner(path);
    std::unique_ptr<store::Database> database = WEDSYNC_TRY(store::Database::open(path, ""));
    // tidy: allow(new) because the constructor is not public
    std::unique_ptr<DoneBook> book(new DoneBook(std::move(database)));
    WEDSYNC_TRY(book->prepare());
    return book;
}

Result<void> DoneBook::prepare() {
    WEDSYNC_TRY(database_->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"));
    const std::int64_t application = WEDSYNC_TRY(database_->query_integer("PRAGMA application_id"));
    const std::int64_t format = WEDSYNC_TRY(database_->query_integer("PRAGMA user_version"));
    const bool is_new = application == 0 && format == 0;
    if (!is_new && application != kApplication) {
        return Error{ErrorCode::kCorrupt, "this is no list of what a hub has done"};
    }
    if (format > kFormat) {
        return Error{ErrorCode::kNewerFormat, "a newer program wrote this list: start that one"};
    }
    WEDSYNC_TRY(database_->execute(
        "BEGIN IMMEDIATE;"
        "CREATE TABLE IF NOT EXISTS done (key TEXT PRIMARY KEY, said TEXT NOT NULL,"
        " at_ms INTEGER NOT NULL) WITHOUT ROWID;"
        "PRAGMA application_id = 2003059795; PRAGMA user_version = 1;"
        "COMMIT;"));
    static_assert(kApplication == 2'003'059'795 && kFormat == 1);
    find_ = WEDSYNC_TRY(database_->prepare("SELECT said FROM done WHERE key = ?1"));
    add_ = WEDSYNC_TRY(
        database_->prepare("INSERT OR IGNORE INTO done (key, said, at_ms) VALUES (?1, ?2, ?3)"));
    return {};
}

Result<std::optional<std::string>> DoneBook::find(const std::string& key) {
    find_->bind_text(1, key);
    const Result<bool> found = find_->step();
    std::optional<std::string> said;
    if (found.ok() && found.value()) said = std::string(find_->text(0));
    find_->reset();
    if (!found.ok()) return found.error();
    return said;
}

Result<void> DoneBook::add_all(const std::vector<Row>& rows, std::int64_t at_ms) {
    for (const Row& row : rows) {
        add_->bind_text(1, row.key);
        add_->bind_text(2, row.said);
        add_->bind_integer(3, at_ms);
        WEDSYNC_TRY(add_->run());
    }
    return database_->execute("COMMIT");
}

Result<void> DoneBook::add(const std::vector<Row>& rows, std::int64_t at_ms) {
    if (rows.empty()) return {};
    WEDSYNC_TRY(database_->execute("BEGIN IMMEDIATE"));
    Result<void> added = add_all(rows, at_ms);
    if (!added.ok() && database_->is_in_transaction()) {
        static_cast<void>(database_->execute("ROLLBACK"));
    }
    return added;
}

Result<void> DoneBook::copy_rows(DoneBook& other) {
    const std::unique_ptr<store::Statement> rows =
        WEDSYNC_TRY(other.database_->prepare("SELECT key, said, at_ms FROM done"));
    while (WEDSYNC_TRY(rows->step())) {
        // Borrowed no longer than the row is there: until the next step.
        add_->bind_text(1, rows->text(0));
        add_->bind_text(2, rows->text(1));
        add_->bind_integer(3, rows->integer(2));
        WEDSYNC_TRY(add_->run());
    }
    return database_->execute("COMMIT");
}

Result<void> DoneBook::add_from(DoneBook& other) {
    WEDSYNC_TRY(database_->execute("BEGIN IMMEDIATE"));
    Result<void> added = copy_rows(other);
    if (!added.ok() && database_->is_in_transaction()) {
        static_cast<void>(database_->execute("ROLLBACK"));
    }
    return added;
}

Result<std::int64_t> DoneBook::count() {
    return database_->query_integer("SELECT count(*) FROM done");
}

Result<void> add_to_done(const std::string& path, const std::string& from) {
    const std::unique_ptr<DoneBook> book = WEDSYNC_TRY(DoneBook::open(path));
    const std::unique_ptr<DoneBook> other = WEDSYNC_TRY(DoneBook::open(from));
    return book->add_from(*other);
}

}  // namespace wedsync::hub
