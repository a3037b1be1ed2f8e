// The road of a local edit.
#include <algorithm>
#include <utility>

#include "engine/replica/compose.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::replica {
namespace {

/// The value that `composed` writes over the one of `written`, if it does only that: null for
/// anything but a put that covers just the change's own sibling.
const operation::Put* rewrite_of(const Operation& operation, const Change& change) {
    const auto* put = std::get_if<operation::Put>(&operation);
    if (put == nullptr || put->covers != std::vector<Dot>{change.dot}) return nullptr;
    return put;
}

/// The change with the values of `operations`, if those do nothing but rewrite its cells.
std::optional<Change> amended(const Change& change, const std::vector<Operation>& operations) {
    Change again = change;
    for (const Operation& operation : operations) {
        const operation::Put* rewrite = rewrite_of(operation, change);
        if (rewrite == nullptr) return std::nullopt;
        const auto earlier = std::find_if(
            again.operations.begin(), again.operations.end(), [&](const Operation& candidate) {
                const auto* put = std::get_if<operation::Put>(&candidate);
                return put != nullptr && put->key == rewrite->key;
            });
        if (earlier == again.operations.end()) return std::nullopt;
        std::get_if<operation::Put>(&*earlier)->value = rewrite->value;
    }
    return again;
}

Result<void> check_beside(const Replica::Beside& values) {
    if (values.size() > kBesideCountMax) {
        return Error{ErrorCode::kTooLarge, "too many values beside a commit"};
    }
    for (const auto& [name, value] : values) {
        if (!name.starts_with(store::kBesidePrefix)) {
            return Error{ErrorCode::kInvalid, "a value beside the records has another name"};
        }
        if (name.size() > kBesideNameBytesMax || value.size() > kBesideValueBytesMax) {
            return Error{ErrorCode::kTooLarge, "a value beside the records is too large"};
        }
    }
    return {};
}

}  // namespace

OwnLane Replica::lane_of(ScopeId scope) const {
    const auto lane = lanes_.find(scope);
    return lane == lanes_.end() ? OwnLane{incarnation_, 0, false} : lane->second;
}

Dot Replica::next_dot(ScopeId scope) const {
    const OwnLane lane = lane_of(scope);
    return {lane.incarnation, lane.counter + 1};
}

void Replica::add_lane(store::Batch& batch, ScopeId scope, const OwnLane& lane) const {
    batch.lanes.push_back({scope, {lane.incarnation, author_}});
    batch.meta.insert(batch.meta.end(), opening_meta_.begin(), opening_meta_.end());
}

Result<Replica::Composed> Replica::compose_draft(const ScopeState& state, const Draft& draft) {
    WEDSYNC_TRY(check_beside(draft.beside));
    Draft present = draft;
    for (Edit& edit : present.edits) {
        auto* set = std::get_if<edit::Set>(&edit);
        if (set != nullptr && set->seen) set->seen = state.present_names(*set->seen);
    }
    States states;
    for (const RecordId& record : records_of(present)) {
        states[record] = WEDSYNC_TRY(store_->load_record(draft.scope, record));
    }
    Composed composed;
    composed.operations = WEDSYNC_TRY(compose(present, next_dot(draft.scope), schema_, states));
    composed.states = std::move(states);
    composed.priority = draft.priority;
    composed.deadline_ms = draft.deadline_ms;
    composed.group = draft.group;
    composed.type = draft.type;
    if (composed.operations.empty()) {
        return Error{ErrorCode::kInvalid, "nothing to change: no edit has an effect"};
    }
    return composed;
}

Result<std::optional<Committed>> Replica::find_done(const Draft& draft) {
    std::optional<Committed> done;
    if (draft.key.empty()) return done;
    if (draft.key.size() > kCommitKeyBytesMax) {
        return Error{ErrorCode::kTooLarge, "the key of a commit is too long"};
    }
    if (!keys_) keys_ = WEDSYNC_TRY(CommitKeys::load(*store_));
    if (const Committed* known = keys_->find(draft.key)) done = *known;
    return done;
}

store::Batch Replica::beside_of(const Draft& draft, const Committed& committed) const {
    store::Batch batch;
    batch.meta = draft.beside;
    if (!draft.key.empty()) batch.meta.push_back(keys_->row_of(draft.key, committed));
    return batch;
}

void Replica::keep_key(const Draft& draft, const Committed& committed) {
    if (!draft.key.empty()) keys_->keep(draft.key, committed);
}

Result<void> Replica::write_beside(const Beside& values) {
    WEDSYNC_TRY(check_beside(values));
    if (values.empty()) return {};
    store::Batch batch;
    batch.meta = values;
    return store_->commit(batch);
}

Result<Committed> Replica::commit(Now now, const Draft& draft) {
    ScopeState* state = WEDSYNC_TRY(find(draft.scope));
    const std::optional<Committed> done = WEDSYNC_TRY(find_done(draft));
    if (done) return *done;
    Composed composed = WEDSYNC_TRY(compose_draft(*state, draft));
    Committed committed{next_dot(draft.scope), {}, false};
    const auto newest = state->pending.find(state->unsent.value_or(0));
    if (newest != state->pending.end()) {
        const Committed amended{newest->second.change.dot, {}, true};
        const bool is_amended =
            WEDSYNC_TRY(amend(now, *state, composed, beside_of(draft, amended)));
        if (is_amended) committed = amended;
    }
    if (!committed.is_amended) {
        committed.created = created_records(composed.operations, committed.dot);
        WEDSYNC_TRY(commit_composed(now, *state, std::move(composed), beside_of(draft, committed)));
    }
    keep_key(draft, committed);
    return committed;
}

Result<void> Replica::check_names(const ScopeState& state, const Change& change) const {
    WEDSYNC_TRY(validate(change));
    for (const Dot& dot : named_dots(change)) {
        if (!state.knows(dot)) return Error{ErrorCode::kInvalid, "names a change not known here"};
    }
    return {};
}

Result<Dot> Replica::commit_composed(Now now, ScopeState& state, Composed composed,
                                     store::Batch batch) {
    const ScopeId scope = state.row.scope;
    if (state.pending.size() >= kPendingMax) {
        return Error{ErrorCode::kTooLarge, "too many changes wait to be sent from this device"};
    }
    OwnLane lane = lane_of(scope);
    store::OwnRow own;
    own.scope = scope;
    own.sequence = last_sequence_ + 1;
    HybridClock clock = clock_;
    own.change = {Dot{lane.incarnation, ++lane.counter}, clock.tick(now.wall),
                  std::move(composed.operations), composed.note, composed.group};
    own.priority = composed.priority;
    own.deadline_ms = composed.deadline_ms;
    own.created_ms = now.wall.value();
    own.type = std::move(composed.type);
    WEDSYNC_TRY(check_names(state, own.change));
    std::vector<merge::RecordState> before;
    for (const RecordId& record : touched_records(own.change)) {
        const auto loaded = composed.states.find(record);
        if (loaded != composed.states.end()) {
            before.push_back(std::move(loaded->second));
        } else {
            before.push_back(WEDSYNC_TRY(store_->load_record(scope, record)));
        }
        merge::RecordState after = before.back();
        merge::apply(after, own.change, &own.displaced);
        add_search(batch, scope, before.back(), after);
        batch.records.emplace_back(scope, std::move(after));
    }
    if (!lane.is_announced) add_lane(batch, scope, lane);
    batch.own_added.push_back(std::move(own));
    WEDSYNC_TRY(store_->commit(batch));
    note_written(batch);

    // From here on nothing can fail: memory follows the disk.
    own = std::move(batch.own_added.back());
    const Dot dot = own.change.dot;
    see_lanes(batch);
    clock_ = clock;
    last_sequence_ = own.sequence;
    opening_meta_.clear();
    lanes_[scope] = {dot.incarnation, dot.counter, true};
    state.unsent = own.sequence;
    state.add_pending(std::move(own));
    for (std::size_t i = 0; i < before.size(); ++i) {
        announce(scope, before[i], batch.records[i].second);
    }
    return dot;
}

/// Takes the edits into the newest change, where Options::coalesce_ms allows it. It keeps its name,
/// its time and its place; nobody has seen it as it was.
Result<bool> Replica::amend(Now now, ScopeState& state, const Composed& composed,
                            store::Batch batch) {
    if (!state.unsent || coalesce_ms_ == 0) return false;
    const ScopeId scope = state.row.scope;
    const auto newest = state.pending.find(*state.unsent);
    if (newest == state.pending.end()) return false;
    const store::OwnRow& row = newest->second;
    const bool is_same_way = row.priority == composed.priority && row.type == composed.type &&
                             row.deadline_ms == composed.deadline_ms &&
                             row.change.group == composed.group;
    const bool is_plain = row.change.note.kind == NoteKind::kNone;
    // A clock that went back ends the window too.
    const bool is_young = now.wall.value() - row.created_ms < coalesce_ms_;
    if (!is_same_way || !is_plain || !is_young) return false;
    const std::optional<Change> change = amended(row.change, composed.operations);
    if (!change) return false;
    store::OwnRow own = row;
    own.change = *change;
    WEDSYNC_TRY(check_names(state, own.change));
    std::vector<merge::RecordState> before;
    for (const RecordId& record : touched_records(own.change)) {
        before.push_back(WEDSYNC_TRY(store_->load_record(scope, record)));
        merge::RecordState after = before.back();
        for (const Operation& operation : own.change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put == nullptr || put->key.record != record) continue;
            merge::remove(after, put->key, own.change.dot);
            merge::restore(after, {put->key, {own.change.dot, own.change.time, put->value, 0}});
        }
        add_search(batch, scope, before.back(), after);
        batch.records.emplace_back(scope, std::move(after));
    }
    batch.own_added.push_back(own);
    WEDSYNC_TRY(store_->commit(batch));
    note_written(batch);
    newest->second = std::move(own);
    for (std::size_t i = 0; i < before.size(); ++i) {
        announce(scope, before[i], batch.records[i].second);
    }
    return true;
}

void Replica::mark_sent(ScopeId scope, const std::vector<std::uint64_t>& sequences) {
    const auto at = scopes_.find(scope);
    if (at == scopes_.end()) return;
    ScopeState& state = at->second;
    for (const std::uint64_t sequence : sequences) {
        if (state.unsent == sequence) state.unsent.reset();
        const auto own = state.pending.find(sequence);
        if (own == state.pending.end()) continue;
        ++own->second.attempts;
        state.tried.insert(sequence);
    }
}

Result<Dot> Replica::decide(Now now, ScopeId scope, const RecordId& record, FieldId field,
                            const merge::Choice& choice) {
    ScopeState* state = WEDSYNC_TRY(find(scope));
    const merge::RecordState visible = WEDSYNC_TRY(store_->load_record(scope, record));
    for (const merge::Conflict& conflict : merge::conflicts_of(visible, schema_)) {
        if (conflict.field != field) continue;
        if (const auto* write = std::get_if<merge::choice::Write>(&choice)) {
            const FieldSchema* known = schema_.find(field);
            if (known != nullptr) WEDSYNC_TRY(check_value(*known, write->value));
        }
        Composed composed;
        composed.operations = WEDSYNC_TRY(merge::resolve(visible, conflict, choice));
        if (std::holds_alternative<merge::choice::KeepRecord>(choice)) {
            const auto taken = WEDSYNC_TRY(taken_by_deletion(*state, record));
            const auto brought = merge::bring_back(taken, visible, schema_);
            composed.operations.insert(composed.operations.end(), brought.begin(), brought.end());
        }
        composed.note = {NoteKind::kDecides, 0, {}};
        composed.type = "decision";
        composed.priority = 7;
        return commit_composed(now, *state, std::move(composed));
    }
    return Error{ErrorCode::kNotFound, "this disagreement is settled already"};
}

}  // namespace wedsync::replica
