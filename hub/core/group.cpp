#include "hub/core/group.hpp"

#include <utility>

#include "engine/base/assert.hpp"
#include "hub/core/sizes.hpp"

namespace wedsync::hub {
namespace {

void append(Uncommitted& scope, Entry entry) {
    scope.row.cursor.position = Position{scope.head().value() + 1};
    scope.entries.push_back(std::move(entry));
}

/// The sum over what the change writes to one record.
std::uint64_t sum_of_puts(const Change& change, const RecordId& record) {
    std::uint64_t sum = 0;
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || put->key.record != record) continue;
        sum += merge::checksum(put->key, {change.dot, change.time, put->value, change.note.rank});
    }
    return sum;
}

/// What is kept of a change.
Change kept_of(const Uncommitted& scope, const Change& made) {
    static const RecordSet kNone;
    const RecordSet& before = scope.erased_before != nullptr ? *scope.erased_before : kNone;
    if (!has_more_on(made, before) && !has_more_on(made, scope.erased)) return made;
    return without(without(made, before), scope.erased);
}

/// The row to write: what others set meanwhile (name, start of the log) is the committed one's.
store::ScopeRow row_to_write(const Uncommitted& scope, const Scopes& committed) {
    store::ScopeRow row = scope.row;
    const auto known = committed.find(row.scope);
    if (known != committed.end()) {
        row.name = known->second.row.name;
        row.log_start = known->second.row.log_start;
    }
    return row;
}

/// The new entries in runs that are cheap to read for the sake of one entry, and that a frame
/// holds.
void add_runs(const Uncommitted& scope, std::vector<store::LogRun>& runs) {
    std::uint64_t position = scope.head().value() - scope.entries.size();
    std::size_t bytes = 0;
    bool is_full = true;
    for (const Entry& entry : scope.entries) {
        bytes += bytes_of(entry);
        if (is_full || bytes > kFrameContentBytesMax) {
            runs.push_back({scope.row.scope, Position{position + 1}, Position{position}, {}});
            bytes = bytes_of(entry);
        }
        runs.back().entries.push_back(entry);
        runs.back().last = Position{++position};
        is_full = runs.back().entries.size() >= kEntriesPerRunMax;
    }
}

}  // namespace

Uncommitted& open_scope(Group& group, ScopeId scope, Epoch epoch, const ScopeState* committed) {
    const auto [at, is_new] = group.scopes.try_emplace(scope);
    if (is_new) at->second.row = committed != nullptr ? committed->row : empty_row(scope, epoch);
    if (is_new && committed != nullptr) at->second.erased_before = &committed->erased;
    return at->second;
}

Result<void> load_touched(Uncommitted& scope, store::Store& store, const Change& change) {
    for (const RecordId& record : touched_records(change)) {
        if (scope.records.contains(record)) continue;
        scope.records.emplace(record, WEDSYNC_TRY(store.load_record(scope.row.scope, record)));
    }
    return {};
}

void accept(Uncommitted& scope, const Change& made) {
    const Change change = kept_of(scope, made);
    for (const RecordId& record : touched_records(change)) {
        const auto state = scope.records.find(record);
        WEDSYNC_ASSERT(state != scope.records.end());
        std::vector<merge::Displaced> displaced;
        merge::apply(state->second, change, &displaced);
        for (const merge::Displaced& removed : displaced) {
            scope.row.cells_sum -= merge::checksum(removed.key, removed.sibling);
        }
        scope.row.cells_sum += sum_of_puts(change, record);
    }
    for (const RecordId& record : erased_by(change)) {
        if (!scope.was_erased(record)) scope.erased.insert(record);
    }
    const bool is_new = scope.row.have.add(change.dot);
    WEDSYNC_ASSERT(is_new);
    scope.row.have_sum += merge::checksum(change.dot);
    scope.row.refused.remove(change.dot);
    scope.accepted[change.dot] = scope.entries.size();
    append(scope, entry::Accepted{change});
}

void refuse(Uncommitted& scope, const Dot& dot, RefusalReason reason) {
    WEDSYNC_ASSERT(!scope.row.have.contains(dot));
    const bool is_new = scope.row.refused.add(dot);
    WEDSYNC_ASSERT(is_new);
    scope.refused[dot] = reason;
    append(scope, entry::Refused{dot, reason});
}

store::Batch make_batch(const Group& group, const Scopes& committed) {
    store::Batch batch;
    for (const auto& [id, scope] : group.scopes) {
        if (scope.entries.empty()) continue;
        for (const auto& [record, state] : scope.records)
            batch.records.emplace_back(id, state);
        add_runs(scope, batch.log_runs);
        for (const auto& [incarnation, author] : scope.lanes) {
            batch.lanes.emplace_back(id, LaneInfo{incarnation, author});
        }
        for (const RecordId& record : scope.erased)
            batch.erased.emplace_back(id, record);
        batch.scopes.push_back(row_to_write(scope, committed));
    }
    return batch;
}

void adopt(Group& group, Scopes& committed) {
    for (auto& [id, scope] : group.scopes) {
        if (scope.entries.empty()) continue;
        store::ScopeRow row = row_to_write(scope, committed);
        ScopeState& state = committed[id];
        state.row = std::move(row);
        state.lanes.merge(scope.lanes);
        state.erased.merge(scope.erased);
    }
}

}  // namespace wedsync::hub
