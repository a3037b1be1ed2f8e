#include "engine/store/store.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/store/migrations.hpp"
#include "engine/store/store_impl.hpp"

namespace wedsync::store {
namespace {

/// What has to be said before anything is read. One connection has the file to itself: so the
/// index of the log lives in memory, and no file is shared or mapped.
Result<void> configure(Database& database, const Options& options) {
    WEDSYNC_TRY(database.execute(R"sql(
PRAGMA locking_mode=EXCLUSIVE;
PRAGMA page_size=4096;
PRAGMA mmap_size=0;
PRAGMA cache_size=-2048;
PRAGMA cell_size_check=ON;
PRAGMA foreign_keys=OFF;
PRAGMA temp_store=MEMORY;
)sql"));
    const bool is_full = options.durability == Durability::kFull;
    WEDSYNC_TRY(
        database.execute(is_full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
    return {};
}

/// What touches the file, and so comes after its format is known to be ours. A log that a crash
/// left behind is written anew before it is copied into the file: if the disk has less of it than
/// the system shows, a power cut would lay those older pages over the file. It is then emptied,
/// because no commit may go on in the sector where the last one before the crash ends: on a disk
/// without power-safe overwrite the next crash could take both. See owes_checkpoint() for a disk
/// that is too full for that.
Result<void> configure_file(Database& database, const Options& options) {
    WEDSYNC_TRY(database.rewrite_log());
    WEDSYNC_TRY(database.execute(R"sql(
PRAGMA secure_delete=OFF;
PRAGMA wal_autocheckpoint=2000;
PRAGMA journal_size_limit=8388608;
)sql"));
    if (options.page_count_max == 0) return {};
    const std::string sql = "PRAGMA max_page_count=" + std::to_string(options.page_count_max);
    return database.execute(sql.c_str());
}

/// Copies the log into the file and empties it. True: the disk is too full for that, and the store
/// only reads until it succeeds.
Result<bool> owes_checkpoint(Database& database) {
    const Result<void> done = database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    if (done.ok()) return false;
    if (done.error().code == ErrorCode::kFull) return true;
    return done.error();
}

}  // namespace

Store::Impl::Impl(std::unique_ptr<Database> database, Durability durability)
    : database_(std::move(database)),
      statements_(*database_),
      directory_(statements_),
      durability_(durability) {}

Result<void> Store::Impl::check_usable() const {
    if (!is_poisoned_) return {};
    return Error{ErrorCode::kStore, "a write failed before: the store has to be opened anew"};
}

template <class Write>
Result<void> Store::Impl::in_transaction(const Write& write) {
    WEDSYNC_TRY(check_usable());
    WEDSYNC_TRY(pay_checkpoint());
    database_->forget_failure();
    const std::uint64_t last_sequence = last_sequence_;
    const std::uint64_t last_sequence_kept = last_sequence_kept_;
    Result<void> done = begin();
    if (done.ok()) done = write();
    if (done.ok()) done = statements_.run(Query::kCommit);
    if (done.ok()) {
        directory_.keep_pending();
    } else {
        last_sequence_ = last_sequence;
        last_sequence_kept_ = last_sequence_kept;
        abandon_transaction();
    }
    return done;
}

Result<void> Store::Impl::open_log() {
    owes_checkpoint_ = WEDSYNC_TRY(owes_checkpoint(*database_));
    return {};
}

Result<void> Store::Impl::pay_checkpoint() {
    if (!owes_checkpoint_) return {};
    // What is open only reads, and nobody else writes: it can as well be begun anew.
    if (database_->is_in_transaction()) WEDSYNC_TRY(statements_.run(Query::kRollback));
    owes_checkpoint_ = WEDSYNC_TRY(owes_checkpoint(*database_));
    if (!owes_checkpoint_) return {};
    return Error{ErrorCode::kFull, "the disk is too full for the log of before"};
}

void Store::Impl::abandon_transaction() {
    directory_.drop_pending();
    const int code = database_->failure_code();
    // After these SQLite and the disk are sure to agree that nothing happened. An error of ours
    // (a limit, bytes that do not decode) never reached the disk.
    bool is_clean = code == SQLITE_OK || code == SQLITE_FULL || code == SQLITE_TOOBIG ||
                    database_->may_have_damaged_index();
    if (database_->is_in_transaction()) {
        const Result<void> rolled_back = statements_.run(Query::kRollback);
        is_clean = is_clean && rolled_back.ok();
    }
    if (is_clean) return;
    is_poisoned_ = true;
    // A log that could not be synced must not be copied into the file: whoever opens it next
    // checks it frame by frame.
    database_->leave_log_at_close();
}

/// What is open already only reads: it becomes the one that writes.
Result<void> Store::Impl::begin() {
    if (database_->is_in_transaction()) return {};
    return statements_.run(Query::kBegin);
}

Result<void> Store::Impl::commit(const Batch& batch) {
    Result<void> done = in_transaction([&] { return write(batch); });
    if (!done.ok() && may_renew_search()) {
        WEDSYNC_TRY(renew_search());
        done = in_transaction([&] { return write(batch); });
    }
    if (!done.ok()) return done;
    const bool is_forgetting =
        std::any_of(batch.meta.begin(), batch.meta.end(), [](const auto& each) {
            return each.second.empty() && each.first.starts_with(kBesidePrefix);
        });
    // The log still has the pages as they were. What was committed stays so, whatever comes of it.
    if (!batch.erased.empty()) {
        static_cast<void>(scrub());
    } else if (is_forgetting) {
        static_cast<void>(checkpoint());
    }
    return {};
}

Result<void> Store::Impl::write(const Batch& batch) {
    WEDSYNC_TRY(write_records(batch));
    WEDSYNC_TRY(write_own(batch));
    WEDSYNC_TRY(write_refused(batch));
    WEDSYNC_TRY(write_withdrawn(batch));
    for (const LogRun& run : batch.log_runs)
        WEDSYNC_TRY(write_log(run));
    WEDSYNC_TRY(write_erased(batch));
    for (const SearchRow& row : batch.search)
        WEDSYNC_TRY(write_search(row));
    WEDSYNC_TRY(write_staging(batch));
    WEDSYNC_TRY(write_meta(batch));
    return write_directory(batch);
}

Result<void> Store::Impl::renew_search() {
    return in_transaction([&] { return fill_search(); });
}

Result<Position> Store::Impl::trim_log(ScopeId scope, Position last) {
    const ScopeLanes* lanes = WEDSYNC_TRY(directory_.find(scope));
    if (lanes == nullptr) return Error{ErrorCode::kNotFound, "no such scope"};
    const Position start = WEDSYNC_TRY(log_start(*lanes));
    const std::optional<std::int64_t> dropped = WEDSYNC_TRY(last_run_through(*lanes, last));
    if (!dropped) return start;
    // Nothing may fail behind this: the caller has to hear where the log starts now.
    WEDSYNC_TRY(in_transaction([&] { return drop_log_through(*lanes, *dropped); }));
    return Position{static_cast<std::uint64_t>(*dropped)};
}

Result<void> Store::Impl::barrier() {
    WEDSYNC_TRY(check_usable());
    if (durability_ == Durability::kFull) return {};
    Result<void> synced = database_->sync_log();
    if (!synced.ok()) {
        // The system may have forgotten what it failed to write: trying again would prove nothing.
        is_poisoned_ = true;
        database_->leave_log_at_close();
    }
    return synced;
}

Result<void> Store::Impl::checkpoint() {
    WEDSYNC_TRY(check_usable());
    // Reading leaves a transaction open for what comes next.
    if (database_->is_in_transaction()) WEDSYNC_TRY(statements_.run(Query::kCommit));
    database_->forget_failure();
    const auto is_busy = database_->query_integer("PRAGMA wal_checkpoint(TRUNCATE)");
    const int code = database_->failure_code();
    const bool is_read = code == SQLITE_LOCKED || (is_busy.ok() && is_busy.value() != 0);
    if (is_read) return Error{ErrorCode::kInvalid, "something is being read"};
    if (is_busy.ok()) return {};
    if (code == SQLITE_FULL) return is_busy.error();
    is_poisoned_ = true;
    database_->leave_log_at_close();
    return is_busy.error();
}

Result<Store::Size> Store::Impl::size() {
    const std::int64_t page_count = WEDSYNC_TRY(database_->query_integer("PRAGMA page_count"));
    const std::int64_t page_size = WEDSYNC_TRY(database_->query_integer("PRAGMA page_size"));
    const std::int64_t record_count =
        WEDSYNC_TRY(database_->query_integer("SELECT count(*) FROM record"));
    const std::int64_t log_bytes =
        WEDSYNC_TRY(database_->query_integer("SELECT ifnull(sum(length(body)), 0) FROM log"));
    return Size{static_cast<std::uint64_t>(page_count * page_size),
                static_cast<std::uint64_t>(record_count), static_cast<std::uint64_t>(log_bytes)};
}

Result<void> Store::Impl::check(CheckDepth depth) {
    const char* sql =
        depth == CheckDepth::kQuick ? "PRAGMA quick_check(1)" : "PRAGMA integrity_check(1)";
    const std::string finding = WEDSYNC_TRY(database_->query_text(sql));
    if (finding != "ok") return Error{ErrorCode::kCorrupt, finding};
    WEDSYNC_TRY(check_format(*database_, migrations()));
    static_cast<void>(WEDSYNC_TRY(load_own()));
    static_cast<void>(WEDSYNC_TRY(load_refused()));
    return {};
}

Result<std::unique_ptr<StoreCopy>> Store::Impl::begin_copy(const std::string& path,
                                                           const std::string& vfs) {
    return StoreCopy::begin(*database_, path, vfs);
}

// ---- The public face: nothing works on a poisoned store. ----

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const Options& options) {
    std::unique_ptr<Database> database = WEDSYNC_TRY(Database::open(options.path, options.vfs));
    WEDSYNC_TRY(configure(*database, options));
    Result<void> prepared = prepare_format(*database, migrations());
    if (prepared.ok()) prepared = configure_file(*database, options);
    if (!prepared.ok()) {
        database->leave_log_at_close();
        return std::move(prepared).error();
    }
    auto impl = std::make_unique<Impl>(std::move(database), options.durability);
    WEDSYNC_TRY(impl->open_log());
    WEDSYNC_TRY(impl->load_last_sequence());
    // Where it cannot be done now it stays owed.
    Result<void> scrubbed = impl->scrub();
    if (!scrubbed.ok() && !impl->check_usable().ok()) return std::move(scrubbed).error();
    // tidy: allow(new) because the constructor is not public
    return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Result<void> Store::commit(const Batch& batch) {
    return impl_->commit(batch);
}

void Store::search_words_by(WordsOf words_of) {
    impl_->search_words_by(std::move(words_of));
}

Result<void> Store::barrier() {
    return impl_->barrier();
}

Result<void> Store::checkpoint() {
    return impl_->checkpoint();
}

Result<void> Store::scrub() {
    return impl_->scrub();
}

std::uint64_t Store::last_sequence() const {
    return impl_->last_sequence();
}

Result<std::vector<ScopeRow>> Store::load_scopes() {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_scopes();
}

Result<std::vector<OwnRow>> Store::load_own() {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_own();
}

Result<std::vector<RefusedRow>> Store::load_refused() {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_refused();
}

Result<std::vector<std::pair<ScopeId, Dot>>> Store::load_withdrawn() {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_withdrawn();
}

Result<std::vector<LaneInfo>> Store::load_lanes(ScopeId scope) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_lanes(scope);
}

Result<std::optional<Bytes>> Store::load_meta(std::string_view name) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_meta(name);
}

Result<void> Store::visit_meta(std::string_view prefix, const MetaVisitor& visit) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->visit_meta(prefix, visit);
}

Result<std::size_t> Store::count_meta(std::string_view prefix) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->count_meta(prefix);
}

Result<std::vector<Batch::StagingPart>> Store::load_staging(ScopeId scope) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_staging(scope);
}

Result<merge::RecordState> Store::load_record(ScopeId scope, const RecordId& record) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_record(scope, record);
}

Result<std::optional<codec::RowEdit>> Store::load_row(ScopeId scope, const RecordId& record) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_row(scope, record);
}

Result<void> Store::visit_records(ScopeId scope, std::optional<std::uint16_t> collection,
                                  const Visitor& visit) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->visit_records(scope, collection, std::nullopt, visit);
}

Result<void> Store::visit_records_after(ScopeId scope, std::uint16_t collection,
                                        const std::optional<RecordId>& after,
                                        const Visitor& visit) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->visit_records(scope, collection, after, visit);
}

Result<void> Store::visit_unsettled(ScopeId scope, const Visitor& visit) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->visit_unsettled(scope, visit);
}

Result<std::vector<merge::RecordState>> Store::load_records_after(
    ScopeId scope, const std::optional<RecordId>& after, std::size_t limit) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_records_after(scope, after, limit);
}

Result<std::vector<Store::Found>> Store::search(std::optional<ScopeId> scope,
                                                std::string_view words, std::size_t limit) {
    WEDSYNC_TRY(impl_->check_usable());
    const auto search = [&] { return impl_->search(scope, words, limit); };
    auto found = search();
    if (found.ok() || !impl_->may_renew_search()) return found;
    WEDSYNC_TRY(impl_->renew_search());
    return search();
}

Result<SearchWords> Store::search_words(std::string_view text) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->search_words(text);
}

Result<void> Store::visit_found(const SearchWords& words, const Within& within,
                                const FoundVisitor& visit) {
    WEDSYNC_TRY(impl_->check_usable());
    bool is_begun = false;
    const auto visit_all = [&] {
        return impl_->visit_found(words, within, [&](ScopeId scope, const auto& state) {
            is_begun = true;
            return visit(scope, state);
        });
    };
    Result<void> done = visit_all();
    if (done.ok() || !impl_->may_renew_search()) return done;
    WEDSYNC_TRY(impl_->renew_search());
    // Nobody is shown a record twice: who asks again is shown all.
    return is_begun ? std::move(done) : visit_all();
}

Result<Store::LogSlice> Store::load_log(ScopeId scope, Position after, std::size_t count_max) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->load_log(scope, after, count_max);
}

Result<std::optional<Position>> Store::find_in_log(ScopeId scope, const Dot& dot) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->find_in_log(scope, dot);
}

Result<Position> Store::log_end(ScopeId scope) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->log_end(scope);
}

Result<Position> Store::trim_log(ScopeId scope, Position last) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->trim_log(scope, last);
}

Result<Store::Size> Store::size() {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->size();
}

Result<std::unique_ptr<StoreCopy>> Store::begin_copy(const std::string& path,
                                                     const std::string& vfs) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->begin_copy(path, vfs);
}

Result<void> Store::check(CheckDepth depth) {
    WEDSYNC_TRY(impl_->check_usable());
    return impl_->check(depth);
}

}  // namespace wedsync::store
