#include "engine/replica/replica.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/replica/compose.hpp"

namespace wedsync::replica {
namespace {

/// What the search finds a field by: its text, its number as text, the elements of a set.
void append_words(const merge::FieldReading& reading, std::string& words) {
    const auto append = [&](std::string_view text) {
        if (!words.empty()) words.push_back(' ');
        words.append(text);
    };
    if (const auto* text = std::get_if<std::string>(&reading.value)) append(*text);
    if (const auto* number = std::get_if<std::int64_t>(&reading.value)) {
        append(std::to_string(*number));
    }
    for (const std::string& element : reading.elements)
        append(element);
}

}  // namespace

Replica::Replica(std::unique_ptr<store::Store> store, Options options)
    : store_(std::move(store)),
      schema_(std::move(options.schema)),
      author_(std::move(options.author)),
      random_(std::move(options.random)),
      incarnation_(draw_incarnation()) {}

Result<std::unique_ptr<Replica>> Replica::open(Options options) {
    auto store = WEDSYNC_TRY(store::Store::open(options.store));
    std::unique_ptr<Replica> replica(new Replica(std::move(store), std::move(options)));
    for (store::ScopeRow& row : WEDSYNC_TRY(replica->store_->load_scopes())) {
        const ScopeId scope = row.scope;
        replica->scopes_[scope].row = std::move(row);
    }
    for (store::OwnRow& row : WEDSYNC_TRY(replica->store_->load_own())) {
        ScopeState* state = WEDSYNC_TRY(replica->find(row.scope));
        state->add_pending(std::move(row));
    }
    for (store::RefusedRow& row : WEDSYNC_TRY(replica->store_->load_refused())) {
        ScopeState* state = WEDSYNC_TRY(replica->find(row.scope));
        const Dot dot = row.change.dot;
        state->refused.insert_or_assign(dot, std::move(row));
    }
    for (const auto& [scope, dot] : WEDSYNC_TRY(replica->store_->load_withdrawn())) {
        ScopeState* state = WEDSYNC_TRY(replica->find(scope));
        state->withdrawn.insert(dot);
    }
    replica->last_sequence_ = replica->store_->last_sequence();
    return replica;
}

Incarnation Replica::draw_incarnation() const {
    const std::uint64_t high = random_();
    return {high, random_()};
}

Result<ScopeState*> Replica::find(ScopeId scope) {
    const auto at = scopes_.find(scope);
    if (at == scopes_.end()) return Error{ErrorCode::kNotFound, "this scope is not held here"};
    return &at->second;
}

Result<void> Replica::add_scope(ScopeId scope, const std::string& name) {
    if (scopes_.contains(scope)) return {};
    store::ScopeRow row;
    row.scope = scope;
    row.name = name;
    store::Batch batch;
    batch.scopes.push_back(row);
    WEDSYNC_TRY(store_->commit(batch));
    scopes_[scope].row = std::move(row);
    return {};
}

std::vector<ScopeId> Replica::scopes() const {
    std::vector<ScopeId> ids;
    for (const auto& [scope, state] : scopes_)
        ids.push_back(scope);
    return ids;
}

const ScopeState* Replica::scope(ScopeId scope) const {
    const auto at = scopes_.find(scope);
    return at == scopes_.end() ? nullptr : &at->second;
}

Dot Replica::next_dot(ScopeId scope) const {
    const auto lane = lanes_.find(scope);
    if (lane == lanes_.end()) return {incarnation_, 1};
    return {lane->second.incarnation, lane->second.counter + 1};
}

Result<Committed> Replica::commit(Now now, const Draft& draft) {
    ScopeState* state = WEDSYNC_TRY(find(draft.scope));
    States states;
    for (const RecordId& record : records_of(draft)) {
        states[record] = WEDSYNC_TRY(store_->load_record(draft.scope, record));
    }
    const Dot dot = next_dot(draft.scope);
    Composed composed;
    composed.operations = WEDSYNC_TRY(compose(draft, dot, schema_, states));
    composed.priority = draft.priority;
    composed.deadline_ms = draft.deadline_ms;
    composed.group = draft.group;
    composed.type = draft.type;
    Committed committed{dot, {}};
    for (const Operation& operation : composed.operations) {
        const auto* put = std::get_if<operation::Put>(&operation);
        if (put == nullptr || put->key.record.dot != dot) continue;
        if (put->key.field.field == kLifeField) committed.created.push_back(put->key.record);
    }
    if (composed.operations.empty()) {
        return Error{ErrorCode::kInvalid, "nothing to change: no edit has an effect"};
    }
    WEDSYNC_TRY(commit_composed(now, *state, std::move(composed)));
    return committed;
}

Result<Dot> Replica::commit_composed(Now now, ScopeState& state, Composed composed) {
    const ScopeId scope = state.row.scope;
    if (state.pending.size() >= kPendingMax) {
        return Error{ErrorCode::kTooLarge, "too many changes wait to be sent from this device"};
    }
    store::OwnRow own;
    own.scope = scope;
    own.sequence = last_sequence_ + 1;
    HybridClock clock = clock_;
    own.change = {next_dot(scope), clock.tick(now.wall), std::move(composed.operations),
                  composed.note, composed.group};
    own.priority = composed.priority;
    own.deadline_ms = composed.deadline_ms;
    own.created_ms = now.wall.value();
    own.type = std::move(composed.type);
    WEDSYNC_TRY(validate(own.change));
    for (const Dot& dot : named_dots(own.change)) {
        if (!state.knows(dot)) return Error{ErrorCode::kInvalid, "names a change not known here"};
    }
    store::Batch batch;
    std::vector<merge::RecordState> before;
    for (const RecordId& record : touched_records(own.change)) {
        before.push_back(WEDSYNC_TRY(store_->load_record(scope, record)));
        merge::RecordState after = before.back();
        merge::apply(after, own.change, &own.displaced);
        add_search(batch, scope, before.back(), after);
        batch.records.emplace_back(scope, std::move(after));
    }
    const auto lane = lanes_.find(scope);
    if (lane == lanes_.end() || !lane->second.is_announced) {
        batch.lanes.push_back({scope, {own.change.dot.incarnation, author_}});
    }
    batch.own_added.push_back(own);
    WEDSYNC_TRY(store_->commit(batch));

    // From here on nothing can fail: memory follows the disk.
    const Dot dot = own.change.dot;
    clock_ = clock;
    last_sequence_ = own.sequence;
    lanes_[scope] = {dot.incarnation, dot.counter, true};
    state.add_pending(std::move(own));
    for (std::size_t i = 0; i < before.size(); ++i) {
        announce(scope, before[i], batch.records[i].second);
    }
    return dot;
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
        composed.note = {NoteKind::kDecides, 0, {}};
        composed.type = "decision";
        composed.priority = 7;
        return commit_composed(now, *state, std::move(composed));
    }
    return Error{ErrorCode::kNotFound, "this disagreement is settled already"};
}

Result<merge::RecordState> Replica::get(ScopeId scope, const RecordId& record) {
    WEDSYNC_TRY(find(scope));
    return store_->load_record(scope, record);
}

Result<std::vector<merge::Conflict>> Replica::conflicts(ScopeId scope) {
    WEDSYNC_TRY(find(scope));
    std::vector<merge::Conflict> all;
    WEDSYNC_TRY(store_->visit_unsettled(scope, [&](const merge::RecordState& state) {
        for (merge::Conflict& conflict : merge::conflicts_of(state, schema_)) {
            all.push_back(std::move(conflict));
        }
        return true;
    }));
    return all;
}

Result<Author> Replica::author_of(ScopeId scope, const Incarnation& incarnation) {
    for (const LaneInfo& lane : WEDSYNC_TRY(store_->load_lanes(scope))) {
        if (lane.incarnation == incarnation) return lane.author;
    }
    return Error{ErrorCode::kNotFound, "nobody is known under this lane"};
}

Result<void> Replica::discard_refused(ScopeId scope, const Dot& dot) {
    ScopeState* state = WEDSYNC_TRY(find(scope));
    if (!state->refused.contains(dot)) {
        return Error{ErrorCode::kNotFound, "no such refused change"};
    }
    store::Batch batch;
    batch.refused_removed.emplace_back(scope, dot);
    WEDSYNC_TRY(store_->commit(batch));
    state->refused.erase(dot);
    return {};
}

std::string Replica::search_words(const merge::RecordState& state) const {
    std::string words;
    if (merge::status_of(state) == merge::RecordStatus::kGone) return words;
    const CollectionSchema* collection = schema_.find(merge::collection_of(state));
    if (collection == nullptr) return words;
    for (const FieldSchema& field : collection->fields) {
        if (field.is_searchable) append_words(merge::read_field(state, field), words);
    }
    return words;
}

void Replica::add_search(store::Batch& batch, ScopeId scope, const merge::RecordState& before,
                         const merge::RecordState& after) const {
    std::string words = search_words(after);
    if (words == search_words(before)) return;
    batch.search.push_back({scope, after.id, std::move(words)});
}

void Replica::announce(ScopeId scope, const merge::RecordState& before,
                       const merge::RecordState& after) const {
    if (observer_ && before != after) observer_({scope, before, after});
}

}  // namespace wedsync::replica
