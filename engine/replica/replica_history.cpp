// What looks back over the log or over all rows: history, the checks, and how long the log lasts.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/replica/replica.hpp"
#include "engine/replica/visit_log.hpp"

namespace wedsync::replica {

Result<RecordHistory> Replica::full_history(ScopeId scope, const RecordId& record) {
    const ScopeState* state = WEDSYNC_TRY(find(scope));
    HistoryBuilder builder(record);
    WEDSYNC_TRY(visit_log(*store_, state->row, [&](Position, const Entry& item) {
        if (const auto* accepted = std::get_if<entry::Accepted>(&item)) {
            builder.add_accepted(accepted->change);
        }
        return true;
    }));
    for (const store::OwnRow* row : state->pending_on(record))
        builder.add_pending(row->change);
    for (const auto& [dot, row] : state->refused)
        builder.add_refused(row.change, row.reason);
    const Authors* authors = WEDSYNC_TRY(authors_of(scope));
    const merge::RecordState visible = WEDSYNC_TRY(store_->load_record(scope, record));
    if (merge::is_erased(visible)) return Error{ErrorCode::kNotFound, "this record was erased"};
    return builder.finish(visible, schema_, *authors);
}

Result<std::vector<HistoryItem>> Replica::history(ScopeId scope, const RecordId& record) {
    RecordHistory history = WEDSYNC_TRY(full_history(scope, record));
    return std::move(history.items);
}

/// The values that the deletions of a record took since it last came to life, without its life and
/// without those that somebody else, who saw them, replaced or took away too.
Result<std::vector<merge::Displaced>> Replica::taken_by_deletion(const ScopeState& state,
                                                                 const RecordId& record) {
    const RecordHistory history = WEDSYNC_TRY(full_history(state.row.scope, record));
    std::vector<merge::Displaced> taken;
    std::set<std::pair<CellKey, Dot>> edited;
    for (const HistoryItem& item : history.items) {
        if (item.refusal) continue;
        bool is_deletion = false;
        for (const HistoryItem::Effect& effect : item.effects) {
            if (effect.field.field != kLifeField) continue;
            is_deletion = !effect.value;
            if (effect.value) taken.clear();
        }
        for (const HistoryItem::Effect& effect : item.effects) {
            const CellKey key{record, effect.field, effect.sub};
            for (const HistoryItem::Replaced& lost : effect.replaced) {
                if (!is_deletion) edited.insert({key, lost.dot});
                if (!is_deletion || effect.field.field == kLifeField) continue;
                taken.push_back({key, {lost.dot, lost.time, lost.value, lost.rank}});
            }
        }
    }
    std::erase_if(taken, [&](const merge::Displaced& item) {
        return edited.contains({item.key, item.sibling.dot});
    });
    return taken;
}

Result<merge::RecordState> Replica::accepted(ScopeId scope, const RecordId& record) {
    const ScopeState* state = WEDSYNC_TRY(find(scope));
    const merge::RecordState visible = WEDSYNC_TRY(store_->load_record(scope, record));
    return accepted_under(visible, state->pending_on(record));
}

Result<Position> Replica::trim_log(Now now, ScopeId scope, const LogBound& bound,
                                   const DotSet& at_root) {
    ScopeState* state = WEDSYNC_TRY(find(scope));
    const Position end = WEDSYNC_TRY(store_->log_end(scope));
    if (end.value() <= bound.entries_max) return state->row.log_start;
    const Position last_droppable{end.value() - bound.entries_max};
    Position drop = state->row.log_start;
    WEDSYNC_TRY(visit_log(*store_, state->row, [&](Position position, const Entry& item) {
        if (position > last_droppable) return false;
        const auto* accepted = std::get_if<entry::Accepted>(&item);
        if (accepted != nullptr) {
            const std::uint64_t until = wall_ms_of(accepted->change.time) + bound.kept_ms;
            if (until > now.wall.value() || !at_root.contains(accepted->change.dot)) return false;
        }
        drop = position;
        return true;
    }));
    if (drop == state->row.log_start) return drop;
    state->row.log_start = WEDSYNC_TRY(store_->trim_log(scope, drop));
    return state->row.log_start;
}

Result<std::vector<Folded::Record>> Replica::rows_with_pending(const ScopeState& state) {
    std::vector<Folded::Record> rows;
    for (const auto& [record, sequences] : state.touching) {
        merge::RecordState stored = WEDSYNC_TRY(store_->load_record(state.row.scope, record));
        const std::vector<const store::OwnRow*> pending = state.pending_on(record);
        merge::RecordState shown = visible_over(accepted_under(stored, pending), pending);
        rows.push_back({std::move(stored), std::move(shown)});
    }
    return rows;
}

Result<Replica::Verification> Replica::verify(ScopeId scope) {
    const ScopeState* state = WEDSYNC_TRY(find(scope));
    WEDSYNC_TRY(store_->check());
    Verification found;
    found.cells_sum_kept = state->row.cells_sum;
    found.have_sum_kept = state->row.have_sum;
    WEDSYNC_TRY(store_->visit_records(scope, std::nullopt, [&](const merge::RecordState& record) {
        ++found.records;
        if (!state->touching.contains(record.id)) found.cells_sum_found += merge::checksum(record);
        return true;
    }));
    for (const Folded::Record& row : WEDSYNC_TRY(rows_with_pending(*state))) {
        if (row.before != row.after) ++found.pending_damaged;
        const auto pending = state->pending_on(row.before.id);
        found.cells_sum_found += merge::checksum(accepted_under(row.before, pending));
    }
    for (const DotRange& range : state->row.have.ranges()) {
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            found.have_sum_found += merge::checksum(Dot{range.incarnation, counter});
        }
    }
    return found;
}

Result<void> Replica::rescan(ScopeId scope) {
    ScopeState* state = WEDSYNC_TRY(find(scope));
    const Verification found = WEDSYNC_TRY(verify(scope));
    if (found.have_sum_found != found.have_sum_kept) return forget_accepted(*state);
    store::ScopeRow row = state->row;
    row.cells_sum = found.cells_sum_found;
    store::Batch batch;
    batch.scopes.push_back(row);
    std::vector<Folded::Record> rows = WEDSYNC_TRY(rows_with_pending(*state));
    std::erase_if(rows, [](const Folded::Record& each) { return each.before == each.after; });
    for (const Folded::Record& each : rows) {
        add_search(batch, scope, each.before, each.after);
        batch.records.emplace_back(scope, each.after);
    }
    WEDSYNC_TRY(store_->commit(batch));
    note_written(batch);
    state->row = std::move(row);
    for (const Folded::Record& each : rows)
        announce(scope, each.before, each.after);
    return {};
}

Result<void> Replica::forget_accepted(ScopeState& state) {
    const ScopeId scope = state.row.scope;
    const Position end = WEDSYNC_TRY(store_->log_end(scope));
    state.row.log_start = WEDSYNC_TRY(store_->trim_log(scope, end));
    std::set<RecordId> records;
    WEDSYNC_TRY(store_->visit_records(scope, std::nullopt, [&](const merge::RecordState& record) {
        records.insert(record.id);
        return true;
    }));
    for (const auto& [record, sequences] : state.touching)
        records.insert(record);
    const auto steps = [&](Fold& fold) -> Result<void> {
        for (const RecordId& record : records)
            WEDSYNC_TRY(fold.mend({record, {}}));
        fold.start_over();
        return {};
    };
    return commit_fold({}, state, steps, {});
}

}  // namespace wedsync::replica
