#include "engine/store/database.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"

namespace wedsync::store {
namespace {

/// The largest text or blob: a log run of one large commit, with room to spare.
constexpr int kValueBytesMax = 64 * 1024 * 1024;

/// In one write. Whole sectors: a crash must not damage what stands beside it.
constexpr int kRewrittenBytesMax = 64 * 1024;

ErrorCode code_of(int sqlite_code) {
    switch (sqlite_code & 0xff) {
        case SQLITE_FULL:
            return ErrorCode::kFull;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::kCorrupt;
        case SQLITE_TOOBIG:
            return ErrorCode::kTooLarge;
        default:
            return ErrorCode::kStore;
    }
}

void harden(sqlite3* handle) {
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kValueBytesMax);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 100'000);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 20);
    sqlite3_limit(handle, SQLITE_LIMIT_COMPOUND_SELECT, 3);
    sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_VARIABLE_NUMBER, 32);
}

}  // namespace

Statement::Statement(Database& database, sqlite3_stmt* handle)
    : database_(database), handle_(handle) {}

Statement::~Statement() {
    sqlite3_finalize(handle_);
}

void Statement::bind_integer(int parameter, std::int64_t value) {
    const int code = sqlite3_bind_int64(handle_, parameter, value);
    if (code != SQLITE_OK) bind_code_ = code;
}

void Statement::bind_unsigned(int parameter, std::uint64_t value) {
    bind_integer(parameter, static_cast<std::int64_t>(value));
}

void Statement::bind_blob(int parameter, BytesView value) {
    // A null pointer would bind NULL.
    const void* data = value.empty() ? static_cast<const void*>("") : value.data();
    const int code = sqlite3_bind_blob64(handle_, parameter, data, value.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) bind_code_ = code;
}

void Statement::bind_text(int parameter, std::string_view value) {
    const char* data = value.empty() ? "" : value.data();
    const int code =
        sqlite3_bind_text64(handle_, parameter, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) bind_code_ = code;
}

Result<bool> Statement::step() {
    if (bind_code_ != SQLITE_OK) return database_.error_of(std::exchange(bind_code_, SQLITE_OK));
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return database_.error_of(code);
}

Result<void> Statement::run() {
    Result<bool> stepped = step();
    reset();
    if (!stepped.ok()) return std::move(stepped).error();
    return {};
}

void Statement::reset() {
    sqlite3_reset(handle_);
}

bool Statement::is_busy() const {
    return sqlite3_stmt_busy(handle_) != 0;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_, column);
}

std::uint64_t Statement::unsigned_integer(int column) const {
    return static_cast<std::uint64_t>(integer(column));
}

BytesView Statement::blob(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, const std::string& vfs) {
    if (path.empty() || path.find('\0') != std::string::npos) {
        return Error{ErrorCode::kInvalid, "a store needs a file name"};
    }
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                        vfs.empty() ? nullptr : vfs.c_str());
    if (handle == nullptr) return Error{ErrorCode::kStore, "out of memory"};
    auto database = std::make_unique<Database>(handle);
    if (code != SQLITE_OK) return database->error_of(code);
    harden(handle);
    return database;
}

Database::~Database() {
    const int code = sqlite3_close(handle_);
    // SQLITE_BUSY: a statement outlived its database.
    WEDSYNC_ASSERT(code == SQLITE_OK);
}

Result<void> Database::execute(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return error_of(code);
    return {};
}

Result<std::unique_ptr<Statement>> Database::prepare(std::string_view sql) {
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) {
        Error error = error_of(code);
        // The statements are this program's own: if one is wrong, the tables are.
        if (code == SQLITE_ERROR) error.code = ErrorCode::kCorrupt;
        return error;
    }
    WEDSYNC_ASSERT(handle != nullptr);
    return std::make_unique<Statement>(*this, handle);
}

Result<std::int64_t> Database::query_integer(std::string_view sql) {
    const std::unique_ptr<Statement> statement = WEDSYNC_TRY(prepare(sql));
    const bool has_row = WEDSYNC_TRY(statement->step());
    if (!has_row) return Error{ErrorCode::kCorrupt, "a row is missing: " + std::string(sql)};
    return statement->integer(0);
}

Result<std::string> Database::query_text(std::string_view sql) {
    const std::unique_ptr<Statement> statement = WEDSYNC_TRY(prepare(sql));
    const bool has_row = WEDSYNC_TRY(statement->step());
    if (!has_row) return Error{ErrorCode::kCorrupt, "a row is missing: " + std::string(sql)};
    std::string text(statement->text(0));
    // A pragma that writes commits after its row: only then is it known whether it was done.
    static_cast<void>(WEDSYNC_TRY(statement->step()));
    return text;
}

std::int64_t Database::changed_count() const {
    return sqlite3_changes64(handle_);
}

Result<void> Database::vacuum() {
    // It attaches a file of its own while it runs.
    sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 1);
    Result<void> done = execute("VACUUM");
    sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
    return done;
}

bool Database::is_in_transaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}

Result<void> Database::sync_log() {
    sqlite3_file* log = nullptr;
    int code = sqlite3_file_control(handle_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (code != SQLITE_OK) return error_of(code);
    // Not open: nothing was written since the last checkpoint, which syncs by itself.
    if (log == nullptr || log->pMethods == nullptr) return {};
    code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK) return error_of(code);
    return {};
}

Result<void> Database::rewrite_log() {
    const auto tried = [this](int code) {
        return code == SQLITE_OK ? Result<void>{} : error_of(code);
    };
    sqlite3_file* log = nullptr;
    WEDSYNC_TRY(tried(sqlite3_file_control(handle_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log)));
    if (log == nullptr || log->pMethods == nullptr) return {};
    sqlite3_int64 size = 0;
    WEDSYNC_TRY(tried(log->pMethods->xFileSize(log, &size)));
    Bytes part(kRewrittenBytesMax);
    for (sqlite3_int64 at = 0; at < size; at += kRewrittenBytesMax) {
        const int count = static_cast<int>(std::min<sqlite3_int64>(size - at, kRewrittenBytesMax));
        WEDSYNC_TRY(tried(log->pMethods->xRead(log, part.data(), count, at)));
        WEDSYNC_TRY(tried(log->pMethods->xWrite(log, part.data(), count, at)));
    }
    return size == 0 ? Result<void>{} : tried(log->pMethods->xSync(log, SQLITE_SYNC_NORMAL));
}

void Database::leave_log_at_close() {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Error Database::error_of(int code) {
    failure_code_ = code;
    // The connection's message belongs to its last call; a code of another origin speaks for
    // itself.
    const bool is_last = sqlite3_extended_errcode(handle_) == code;
    std::string detail = is_last ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    return Error{code_of(code), "SQLite " + std::to_string(code) + ": " + std::move(detail)};
}

}  // namespace wedsync::store
