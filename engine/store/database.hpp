#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sqlite3.h"

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"

namespace wedsync::store {

class Database;

/// One prepared statement. Bound bytes and texts are borrowed until reset(). An error of a bind
/// shows at the next step.
class Statement {
public:
    /// The database outlives the statement.
    Statement(Database& database, sqlite3_stmt* handle);
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    void bind_integer(int parameter, std::int64_t value);
    /// The same 64 bits: for sums, epochs and ids that are never compared in SQL.
    void bind_unsigned(int parameter, std::uint64_t value);
    void bind_blob(int parameter, BytesView value);
    void bind_text(int parameter, std::string_view value);

    /// True: there is a row. False: the statement is done.
    [[nodiscard]] Result<bool> step();
    /// Steps a statement that gives no row, and resets it.
    [[nodiscard]] Result<void> run();
    void reset();
    [[nodiscard]] bool is_busy() const;

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::uint64_t unsigned_integer(int column) const;
    /// Borrowed until the next step or reset.
    [[nodiscard]] BytesView blob(int column) const;
    [[nodiscard]] std::string_view text(int column) const;

private:
    Database& database_;
    sqlite3_stmt* handle_;
    int bind_code_ = SQLITE_OK;
};

/// One connection to one SQLite file, hardened: no mmap, no attached files, no trusted schema.
class Database {
public:
    /// Creates the file if there is none. Nothing is read or written yet.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& path,
                                                                const std::string& vfs);
    explicit Database(sqlite3* handle) : handle_(handle) {}
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// Runs statements of this program's own text.
    [[nodiscard]] Result<void> execute(const char* sql);
    [[nodiscard]] Result<std::unique_ptr<Statement>> prepare(std::string_view sql);
    /// The first column of the only row.
    [[nodiscard]] Result<std::int64_t> query_integer(std::string_view sql);
    [[nodiscard]] Result<std::string> query_text(std::string_view sql);

    /// The number of rows that the last statement changed.
    [[nodiscard]] std::int64_t changed_count() const;
    [[nodiscard]] bool is_in_transaction() const;
    /// Puts on the disk what the write-ahead log holds.
    [[nodiscard]] Result<void> sync_log();
    /// Writes every byte of the log again, as it reads now, and puts it on the disk. After a sync
    /// that failed, the system may show bytes that the disk never got and that no later sync would
    /// write ("fsyncgate"): what is built on them would not survive a power cut.
    [[nodiscard]] Result<void> rewrite_log();
    /// The file and its log stay as they are when this connection closes: what is in the log is
    /// for the next opening to judge.
    void leave_log_at_close();

    /// An error for SQLite's code. The code is remembered as failure_code().
    [[nodiscard]] Error error_of(int code);
    /// The primary code of the last failure since forget_failure(); SQLITE_OK if none.
    [[nodiscard]] int failure_code() const { return failure_code_ & 0xff; }
    /// The last failure is one that a damaged index of words gives: it finds what it wrote where it
    /// writes, or nothing where it reads.
    [[nodiscard]] bool may_have_damaged_index() const {
        return failure_code() == SQLITE_CONSTRAINT || failure_code_ == SQLITE_CORRUPT_VTAB;
    }
    void forget_failure() { failure_code_ = SQLITE_OK; }

    /// Writes the whole file anew, without its free pages. No transaction is open.
    [[nodiscard]] Result<void> vacuum();

    /// For the full-text tokenizer, which has no other way in.
    [[nodiscard]] sqlite3* handle() { return handle_; }

private:
    sqlite3* handle_;
    int failure_code_ = SQLITE_OK;
};

}  // namespace wedsync::store
