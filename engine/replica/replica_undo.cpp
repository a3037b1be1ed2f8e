// Taking changes back: one by name, or a person's newest.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/replica/lead_over.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::replica {
namespace {

Error not_kept() {
    return {ErrorCode::kNotFound, "this change is not in the history kept here any more"};
}

bool is_decision(const Change& change) {
    return change.note.kind == NoteKind::kDecides || change.note.kind == NoteKind::kAutoDecides;
}

bool writes(const Change& change, const CellKey& key, const Value& value) {
    return std::any_of(change.operations.begin(), change.operations.end(),
                       [&](const Operation& operation) {
                           const auto* put = std::get_if<operation::Put>(&operation);
                           return put != nullptr && put->key == key && put->value == value;
                       });
}

}  // namespace

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

/// What a change replaced, as its author saw it. kNotFound if that is not known here any more: an
/// undo that cannot bring the value back must not take this one away.
Result<std::vector<merge::Displaced>> Replica::displaced_by(const ScopeState& state,
                                                            const Change& change) {
    std::vector<merge::Displaced> displaced;
    const auto own = state.pending_by_dot.find(change.dot);
    if (own != state.pending_by_dot.end()) {
        displaced = state.pending.find(own->second)->second.displaced;
    }
    for (const auto& [key, covers] : covers_by_cell(change)) {
        for (const Dot& dot : covers) {
            const auto is_known = [&, at = &key](const merge::Displaced& item) {
                return item.key == *at && item.sibling.dot == dot;
            };
            if (std::any_of(displaced.begin(), displaced.end(), is_known)) continue;
            const std::optional<Change> earlier = WEDSYNC_TRY(find_change(state, dot));
            if (!earlier) return not_kept();
            for (const Operation& operation : earlier->operations) {
                const auto* put = std::get_if<operation::Put>(&operation);
                if (put == nullptr || put->key != key) continue;
                displaced.push_back({key, {dot, earlier->time, put->value, earlier->note.rank}});
            }
        }
    }
    return displaced;
}

/// Whether an undo put `sibling` where the write of `dot` stood: it took a change back that had
/// covered just that write, and gave its value again. So do undos of undos, each by the one before.
Result<bool> Replica::stands_in(const ScopeState& state, const CellKey& key,
                                const merge::Sibling& sibling, const Dot& dot) {
    Dot at = sibling.dot;
    for (std::size_t step = 0; step < kUndoChainMax; ++step) {
        const std::optional<Change> undoing = WEDSYNC_TRY(find_change(state, at));
        if (!undoing || undoing->note.kind != NoteKind::kUndoes) return false;
        const std::optional<Change> undone = WEDSYNC_TRY(find_change(state, undoing->note.dot));
        if (!undone) return false;
        const std::vector<Dot> covered = covers_by_cell(*undone)[key];
        if (covered.size() != 1) return false;
        at = covered.front();
        const std::optional<Change> earlier = WEDSYNC_TRY(find_change(state, at));
        if (!earlier || !writes(*earlier, key, sibling.value)) return false;
        if (at == dot) return true;
    }
    return false;
}

/// What stands in for the writes of `undone`, in cells that have one sibling.
Result<merge::StandIns> Replica::stand_ins_of(
    const ScopeState& state, const Change& undone,
    const std::map<RecordId, merge::RecordState>& states) {
    merge::StandIns found;
    for (const Operation& operation : undone.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        const auto record = put == nullptr ? states.end() : states.find(put->key.record);
        if (record == states.end()) continue;
        const merge::Cell* cell = record->second.find(put->key.field, put->key.sub);
        if (cell == nullptr || cell->siblings.size() != 1) continue;
        const merge::Sibling& sibling = cell->siblings.front();
        const bool is_one = WEDSYNC_TRY(stands_in(state, put->key, sibling, undone.dot));
        if (is_one) found.insert({put->key, sibling.dot});
    }
    return found;
}

Result<Undone> Replica::undo(Now now, ScopeId scope, const Dot& dot) {
    ScopeState* state = WEDSYNC_TRY(find(scope));
    const std::optional<Change> found = WEDSYNC_TRY(find_change(*state, dot));
    if (!found) return not_kept();
    if (!erased_by(*found).empty()) {
        return Error{ErrorCode::kInvalid, "what was erased cannot be brought back"};
    }
    RecordSet erased;
    std::map<RecordId, merge::RecordState> states;
    for (const RecordId& record : touched_records(*found)) {
        states[record] = WEDSYNC_TRY(store_->load_record(scope, record));
        if (merge::is_erased(states[record])) erased.insert(record);
    }
    const Change undone = without(*found, erased);
    const std::vector<merge::Displaced> displaced = WEDSYNC_TRY(displaced_by(*state, undone));
    const auto state_of = [&](const RecordId& record) {
        const auto at = states.find(record);
        return at == states.end() ? merge::RecordState{record, {}} : at->second;
    };
    const merge::StandIns stand_ins = WEDSYNC_TRY(stand_ins_of(*state, undone, states));
    merge::Undo undo =
        merge::undo(undone, displaced, next_dot(scope).incarnation, schema_, state_of, stand_ins);
    if (undo.operations.empty()) return Undone{std::nullopt, std::move(undo.left)};
    Composed composed;
    composed.operations = undo.operations;
    composed.note = {NoteKind::kUndoes, 0, dot};
    composed.type = "undo";
    if (is_decision(undone)) composed.group = random_() | 1U;
    const std::uint64_t group = composed.group;
    const Dot made = WEDSYNC_TRY(commit_composed(now, *state, std::move(composed)));
    if (is_decision(undone)) {
        WEDSYNC_TRY(reopen(now, *state, {undone, displaced, undo.operations, group}));
    }
    return Undone{made, std::move(undo.left)};
}

/// The undo of a decision put the value back that was shown; the others come back beside it.
Result<void> Replica::reopen(Now now, ScopeState& state, const Reopened& reopened) {
    for (const Operation& operation : reopened.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr) continue;
        std::vector<Value> values{put->value};
        for (const merge::Displaced& displaced : reopened.displaced) {
            const Value& value = displaced.sibling.value;
            if (displaced.key != put->key) continue;
            if (std::find(values.begin(), values.end(), value) != values.end()) continue;
            values.push_back(value);
            Composed composed;
            composed.operations = {operation::Put{put->key, value, {}}};
            composed.note = {NoteKind::kUndoes, 0, reopened.decision.dot};
            composed.type = "undo";
            composed.group = reopened.group;
            WEDSYNC_TRY(commit_composed(now, state, std::move(composed)));
        }
    }
    return {};
}

/// Newest first: the pending changes, then those of this person's lanes at the end of the log.
Result<std::vector<Replica::OwnPast>> Replica::own_past(const ScopeState& state) {
    std::vector<OwnPast> past;
    for (auto at = state.pending.rbegin(); at != state.pending.rend(); ++at) {
        past.push_back({at->second.change.dot, at->second.change.note, false});
    }
    std::set<Incarnation> own_lanes;
    for (const auto& [incarnation, author] : *WEDSYNC_TRY(authors_of(state.row.scope))) {
        if (author.person == author_.person) own_lanes.insert(incarnation);
    }
    const Position end = WEDSYNC_TRY(store_->log_end(state.row.scope));
    const std::uint64_t start = state.row.log_start.value();
    const std::uint64_t count = std::min(end.value() - start, kUndoEntriesMax);
    const auto slice = WEDSYNC_TRY(
        store_->load_log(state.row.scope, Position{end.value() - count}, kUndoEntriesMax));
    for (auto at = slice.entries.rbegin(); at != slice.entries.rend(); ++at) {
        const auto* accepted = std::get_if<entry::Accepted>(&*at);
        if (accepted == nullptr || !own_lanes.contains(accepted->change.dot.incarnation)) continue;
        past.push_back({accepted->change.dot, accepted->change.note, false});
    }
    std::set<Dot> undos;
    for (auto at = past.rbegin(); at != past.rend(); ++at) {
        at->is_undo = at->note.kind == NoteKind::kUndoes && !undos.contains(at->note.dot);
        if (at->is_undo) undos.insert(at->dot);
    }
    return past;
}

Result<Undone> Replica::undo_last(Now now, ScopeId scope) {
    const ScopeState* state = WEDSYNC_TRY(find(scope));
    Undone result;
    std::set<Dot> undone;
    for (const OwnPast& own : WEDSYNC_TRY(own_past(*state))) {
        if (undone.contains(own.dot)) continue;
        if (own.note.kind == NoteKind::kUndoes) undone.insert(own.note.dot);
        if (own.is_undo) continue;
        Undone done = WEDSYNC_TRY(undo(now, scope, own.dot));
        result.left.insert(result.left.end(), done.left.begin(), done.left.end());
        result.dot = done.dot;
        if (result.dot) return result;
    }
    return result;
}

Result<Undone> Replica::redo_last(Now now, ScopeId scope) {
    const ScopeState* state = WEDSYNC_TRY(find(scope));
    std::set<Dot> undone;
    for (const OwnPast& own : WEDSYNC_TRY(own_past(*state))) {
        if (undone.contains(own.dot)) continue;
        if (own.is_undo) return undo(now, scope, own.dot);
        // An edit since: there is nothing to do again.
        if (own.note.kind != NoteKind::kUndoes) return Undone{};
        undone.insert(own.note.dot);
    }
    return Undone{};
}

}  // namespace wedsync::replica
