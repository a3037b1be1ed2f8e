// What is erased leaves the log, the index of words and the file itself.
#include <map>
#include <utility>
#include <variant>

#include "engine/codec/entries.hpp"
#include "engine/model/erasure.hpp"
#include "engine/store/store_impl.hpp"

namespace wedsync::store {
namespace {

/// A run says how long it is, if it is not that which is damaged.
constexpr std::uint64_t kEmptiedEntriesMax = 100'000;

/// In meta while the file may still have what was erased, in its free pages or its log.
constexpr std::string_view kScrubName = "store.scrub";

/// Takes what was erased out of the entries. False: nothing of it was there.
bool take_out(const RecordSet& erased, std::vector<Entry>& entries) {
    bool is_changed = false;
    for (Entry& entry : entries) {
        auto* accepted = std::get_if<entry::Accepted>(&entry);
        if (accepted == nullptr || !has_more_on(accepted->change, erased)) continue;
        accepted->change = without(accepted->change, erased);
        is_changed = true;
    }
    return is_changed;
}

}  // namespace

Result<void> Store::Impl::write_erased(const Batch& batch) {
    if (batch.erased.empty()) return {};
    std::map<ScopeId, RecordSet> by_scope;
    for (const auto& [scope, record] : batch.erased)
        by_scope[scope].insert(record);
    for (const auto& [scope, erased] : by_scope) {
        ScopeLanes* lanes = WEDSYNC_TRY(directory_.find_or_add(scope));
        WEDSYNC_TRY(take_out_of_log(*lanes, erased, batch.empties_damaged_runs));
    }
    return write_meta(kScrubName, Bytes{1});
}

Result<void> Store::Impl::take_out_of_log(const ScopeLanes& lanes, const RecordSet& erased,
                                          bool empties_damaged) {
    const std::unique_ptr<Statement> runs = WEDSYNC_TRY(
        database_->prepare("SELECT first_position, body, last_position FROM log"
                           " WHERE scope=?1 AND last_position>?2 ORDER BY last_position LIMIT 1"));
    const std::unique_ptr<Statement> update = WEDSYNC_TRY(
        database_->prepare("UPDATE log SET body=?3 WHERE scope=?1 AND last_position=?2"));
    Position at{0};
    while (true) {
        runs->reset();
        runs->bind_integer(1, lanes.scope_number());
        runs->bind_unsigned(2, at.value());
        if (!WEDSYNC_TRY(runs->step())) break;
        at = Position{runs->unsigned_integer(2)};
        const std::uint64_t count = at.value() - runs->unsigned_integer(0) + 1;
        Result<LogRunBody> read = decode_run(*runs, 0, at);
        const bool may_empty = empties_damaged && count <= kEmptiedEntriesMax;
        if (!read.ok() && !may_empty) return read.error();
        std::vector<Entry> entries;
        if (read.ok()) {
            entries = std::move(read).value().entries;
            if (!take_out(erased, entries)) continue;
        } else {
            WEDSYNC_TRY(forget_log_lanes(lanes, at));
            entries.assign(static_cast<std::size_t>(count), entry::Known{});
        }
        const Bytes body = codec::encode_entries(entries);
        update->reset();
        update->bind_integer(1, lanes.scope_number());
        update->bind_unsigned(2, at.value());
        update->bind_blob(3, body);
        WEDSYNC_TRY(update->run());
    }
    return {};
}

/// No dot is looked for in that run any more.
Result<void> Store::Impl::forget_log_lanes(const ScopeLanes& lanes, Position last) {
    const std::unique_ptr<Statement> remove =
        WEDSYNC_TRY(database_->prepare("DELETE FROM log_lane WHERE lane=?1 AND position=?2"));
    for (const auto& [lane, incarnation] : lanes.lanes()) {
        remove->bind_integer(1, lane);
        remove->bind_unsigned(2, last.value());
        WEDSYNC_TRY(remove->run());
    }
    return {};
}

/// The words of a record that went stay in the index until its parts are put together, and what a
/// page held in the pages that are free.
Result<void> Store::Impl::rewrite_file() {
    if (database_->is_in_transaction()) WEDSYNC_TRY(statements_.run(Query::kCommit));
    database_->forget_failure();
    Result<void> done = database_->execute("INSERT INTO search(search) VALUES('optimize')");
    if (done.ok()) done = database_->vacuum();
    if (done.ok()) return done;
    const int code = database_->failure_code();
    // What is damaged was met while it was read: as it was before, the rest goes on.
    const bool is_clean = code == SQLITE_FULL || code == SQLITE_NOMEM || code == SQLITE_CORRUPT;
    if (is_clean && !database_->is_in_transaction()) return done;
    // Nothing was written: it says so before it begins.
    if (code == SQLITE_ERROR || code == SQLITE_LOCKED || code == SQLITE_BUSY)
        return Error{ErrorCode::kInvalid, "something is being read"};
    is_poisoned_ = true;
    database_->leave_log_at_close();
    return done;
}

Result<void> Store::Impl::scrub() {
    WEDSYNC_TRY(check_usable());
    const bool is_owed = WEDSYNC_TRY(load_meta(kScrubName)).has_value();
    if (!is_owed) return {};
    WEDSYNC_TRY(pay_checkpoint());
    WEDSYNC_TRY(rewrite_file());
    WEDSYNC_TRY(checkpoint());
    Batch settled;
    settled.meta.emplace_back(kScrubName, Bytes{});
    return commit(settled);
}

}  // namespace wedsync::store
