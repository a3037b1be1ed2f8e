// History, undo and the checks: what looks back over the log instead of at the rows.
#include <algorithm>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/replica/lead_over.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::replica {
namespace {

constexpr std::size_t kSliceEntries = 2'000;

/// Every log entry of a scope, oldest first, until `visit` returns false.
Result<void> visit_log(store::Store& store, const store::ScopeRow& row,
                       const std::function<bool(const Entry&)>& visit) {
    Position after = row.log_start;
    while (true) {
        const auto slice = WEDSYNC_TRY(store.load_log(row.scope, after, kSliceEntries));
        if (slice.entries.empty()) return {};
        for (const Entry& item : slice.entries) {
            if (!visit(item)) return {};
        }
        after = slice.last;
    }
}

/// The values a change wrote, by cell.
using Written = std::map<std::pair<CellKey, Dot>, merge::Sibling>;

void note_written(const Change& change, const RecordId& record, Written& written) {
    for (const Operation& operation : change.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || put->key.record != record) continue;
        written[{put->key, change.dot}] = {change.dot, change.time, put->value, change.note.rank};
    }
}

std::vector<HistoryItem::Effect> effects_of(const Change& change, const RecordId& record,
                                            const Written& written) {
    std::vector<HistoryItem::Effect> effects;
    const auto add = [&](const CellKey& key, std::optional<Value> value,
                         const std::vector<Dot>& covers) {
        HistoryItem::Effect effect{key.field, key.sub, std::move(value), {}};
        for (const Dot& dot : covers) {
            const auto at = written.find({key, dot});
            if (at != written.end()) effect.replaced.push_back(at->second);
        }
        effects.push_back(std::move(effect));
    };
    for (const Operation& operation : change.operations) {
        std::visit(
            Overloaded{[&](const operation::Put& put) {
                           if (put.key.record == record) add(put.key, put.value, put.covers);
                       },
                       [&](const operation::Drop& drop) {
                           if (drop.key.record == record) add(drop.key, std::nullopt, drop.covers);
                       },
                       [&](const operation::Kill& kill) {
                           if (kill.record != record) return;
                           for (const operation::KilledCell& cell : kill.cells) {
                               add({record, cell.field, cell.sub}, std::nullopt, cell.covers);
                           }
                       },
                       [](const operation::Unknown&) {}},
            operation);
    }
    return effects;
}

}  // namespace

Result<std::vector<HistoryItem>> Replica::history(ScopeId scope, const RecordId& record) {
    const ScopeState* state = WEDSYNC_TRY(find(scope));
    std::map<Incarnation, Author> authors;
    for (LaneInfo& lane : WEDSYNC_TRY(store_->load_lanes(scope))) {
        authors[lane.incarnation] = std::move(lane.author);
    }
    std::vector<HistoryItem> items;
    Written written;
    const auto add = [&](const Change& change, bool is_pending) {
        std::vector<HistoryItem::Effect> effects = effects_of(change, record, written);
        note_written(change, record, written);
        if (effects.empty()) return;
        items.push_back({change.dot, authors[change.dot.incarnation], change.time, change.note,
                         is_pending, std::move(effects)});
    };
    WEDSYNC_TRY(visit_log(*store_, state->row, [&](const Entry& item) {
        if (const auto* accepted = std::get_if<entry::Accepted>(&item))
            add(accepted->change, false);
        return true;
    }));
    const auto touching = state->touching.find(record);
    if (touching != state->touching.end()) {
        for (const std::uint64_t sequence : touching->second) {
            add(state->pending.find(sequence)->second.change, true);
        }
    }
    return items;
}

Result<std::optional<Change>> Replica::find_change(const ScopeState& state, const Dot& dot) {
    const auto own = state.pending_by_dot.find(dot);
    if (own != state.pending_by_dot.end()) {
        return std::optional<Change>(state.pending.find(own->second)->second.change);
    }
    const auto position = WEDSYNC_TRY(store_->find_in_log(state.row.scope, dot));
    if (!position) return std::optional<Change>();
    const auto slice =
        WEDSYNC_TRY(store_->load_log(state.row.scope, Position{position->value() - 1}, 1));
    if (slice.entries.empty()) return std::optional<Change>();
    const auto* accepted = std::get_if<entry::Accepted>(&slice.entries.front());
    if (accepted == nullptr || accepted->change.dot != dot) return std::optional<Change>();
    return std::optional<Change>(accepted->change);
}

Result<std::vector<merge::Displaced>> Replica::displaced_by(const ScopeState& state,
                                                            const Change& change) {
    std::vector<merge::Displaced> displaced;
    for (const auto& [key, covers] : covers_by_cell(change)) {
        for (const Dot& dot : covers) {
            const std::optional<Change> earlier = WEDSYNC_TRY(find_change(state, dot));
            if (!earlier) continue;
            for (const Operation& operation : earlier->operations) {
                const auto* put = std::get_if<operation::Put>(&operation);
                if (put == nullptr || put->key != key) continue;
                displaced.push_back({key, {dot, earlier->time, put->value, earlier->note.rank}});
            }
        }
    }
    return displaced;
}

Result<Undone> Replica::undo(Now now, ScopeId scope, const Dot& dot) {
    ScopeState* state = WEDSYNC_TRY(find(scope));
    const std::optional<Change> undone = WEDSYNC_TRY(find_change(*state, dot));
    if (!undone) {
        return Error{ErrorCode::kNotFound, "this change is not in the history kept here any more"};
    }
    const std::vector<merge::Displaced> displaced = WEDSYNC_TRY(displaced_by(*state, *undone));
    std::map<RecordId, merge::RecordState> states;
    for (const RecordId& record : touched_records(*undone)) {
        states[record] = WEDSYNC_TRY(store_->load_record(scope, record));
    }
    const auto state_of = [&](const RecordId& record) {
        const auto at = states.find(record);
        return at == states.end() ? merge::RecordState{record, {}} : at->second;
    };
    merge::Undo undo =
        merge::undo(*undone, displaced, next_dot(scope).incarnation, schema_, state_of);
    if (undo.operations.empty()) return Undone{std::nullopt, std::move(undo.left)};
    Composed composed;
    composed.operations = std::move(undo.operations);
    composed.note = {NoteKind::kUndoes, 0, dot};
    composed.type = "undo";
    const Dot made = WEDSYNC_TRY(commit_composed(now, *state, std::move(composed)));
    return Undone{made, std::move(undo.left)};
}

Result<merge::RecordState> Replica::accepted(ScopeId scope, const RecordId& record) {
    const ScopeState* state = WEDSYNC_TRY(find(scope));
    const merge::RecordState visible = WEDSYNC_TRY(store_->load_record(scope, record));
    std::vector<const store::OwnRow*> pending;
    const auto touching = state->touching.find(record);
    if (touching != state->touching.end()) {
        for (const std::uint64_t sequence : touching->second) {
            pending.push_back(&state->pending.find(sequence)->second);
        }
    }
    return accepted_under(visible, pending);
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
    for (const auto& [record, sequences] : state->touching) {
        found.cells_sum_found += merge::checksum(WEDSYNC_TRY(accepted(scope, record)));
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
    store::ScopeRow row = state->row;
    row.cells_sum = found.cells_sum_found;
    row.have_sum = found.have_sum_found;
    store::Batch batch;
    batch.scopes.push_back(row);
    WEDSYNC_TRY(store_->commit(batch));
    state->row = std::move(row);
    return {};
}

}  // namespace wedsync::replica
