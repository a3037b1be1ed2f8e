#include "engine/replica/replica.hpp"

#include <algorithm>
#include <utility>

#include "engine/live/search_text.hpp"

namespace wedsync::replica {
Replica::Replica(std::unique_ptr<store::Store> store, Options options)
    : store_(std::move(store)),
      schema_(std::move(options.schema)),
      author_(std::move(options.author)),
      random_(std::move(options.random)),
      incarnation_(draw_incarnation()),
      coalesce_ms_(options.coalesce_ms),
      rules_(schema_, rules_source()) {}

Result<std::unique_ptr<Replica>> Replica::open(Options options) {
    auto store = WEDSYNC_TRY(store::Store::open(options.store));
    std::unique_ptr<Replica> replica(new Replica(std::move(store), std::move(options)));
    replica->store_->search_words_by([&schema = replica->schema_](const merge::RecordState& state) {
        return live::search_text(state, schema);
    });
    for (store::ScopeRow& row : WEDSYNC_TRY(replica->store_->load_scopes())) {
        const ScopeId scope = row.scope;
        replica->scopes_[scope].row = std::move(row);
    }
    for (store::OwnRow& row : WEDSYNC_TRY(replica->store_->load_own())) {
        ScopeState* state = WEDSYNC_TRY(replica->find(row.scope));
        state->add_pending(std::move(row));
    }
    for (auto& [scope, state] : replica->scopes_)
        state.erased = WEDSYNC_TRY(replica->load_erased(state));
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
    Experience experience = WEDSYNC_TRY(load_experience(*replica->store_, replica->author_.person));
    replica->author_.experience += static_cast<std::uint32_t>(experience.edits);
    replica->opening_meta_ = std::move(experience.meta);
    HybridTime last{WEDSYNC_TRY(load_number(*replica->store_, kClockName))};
    for (const auto& [scope, state] : replica->scopes_) {
        for (const auto& [sequence, row] : state.pending)
            last = std::max(last, row.change.time);
    }
    replica->clock_ = HybridClock(last);
    return replica;
}

/// An own erasure that no hub has accepted may yet be refused: it does not count.
Result<RecordSet> Replica::load_erased(const ScopeState& state) {
    RecordSet erased;
    const auto visit = [&](const merge::RecordState& visible) {
        const auto accepted = accepted_under(visible, state.pending_on(visible.id));
        if (merge::is_erased(accepted)) erased.insert(visible.id);
        return true;
    };
    WEDSYNC_TRY(store_->visit_records(state.row.scope, kErasedCollection, visit));
    return erased;
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

Result<merge::RecordState> Replica::get(ScopeId scope, const RecordId& record) {
    static_cast<void>(WEDSYNC_TRY(find(scope)));
    merge::RecordState state = WEDSYNC_TRY(store_->load_record(scope, record));
    if (merge::is_erased(state)) state.cells.clear();
    return state;
}

Result<std::vector<merge::Conflict>> Replica::conflicts(ScopeId scope) {
    static_cast<void>(WEDSYNC_TRY(find(scope)));
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
    const Authors* authors = WEDSYNC_TRY(authors_of(scope));
    const auto known = authors->find(incarnation);
    if (known != authors->end()) return known->second;
    return Error{ErrorCode::kNotFound, "nobody is known under this lane"};
}

Result<const Replica::Authors*> Replica::authors_of(ScopeId scope) {
    const auto known = authors_.find(scope);
    if (known != authors_.end()) return &known->second;
    Authors authors;
    for (LaneInfo& lane : WEDSYNC_TRY(store_->load_lanes(scope))) {
        authors.insert_or_assign(lane.incarnation, std::move(lane.author));
    }
    return &authors_.insert_or_assign(scope, std::move(authors)).first->second;
}

void Replica::see_lanes(const store::Batch& batch) {
    for (const auto& [scope, lane] : batch.lanes) {
        const auto known = authors_.find(scope);
        if (known != authors_.end()) known->second.insert_or_assign(lane.incarnation, lane.author);
    }
}

namespace {

bool is_same_field(const merge::RecordState& before, const merge::RecordState& after,
                   FieldId field) {
    const auto is_other = [&](const merge::Cell& cell) { return cell.field != field; };
    auto left = before.cells.begin();
    auto right = after.cells.begin();
    while (true) {
        left = std::find_if_not(left, before.cells.end(), is_other);
        right = std::find_if_not(right, after.cells.end(), is_other);
        if (left == before.cells.end() || right == after.cells.end()) break;
        if (*left++ != *right++) return false;
    }
    return left == before.cells.end() && right == after.cells.end();
}

/// Most changes touch nothing that is searched for: told without reading a field.
bool differs_in_search(const merge::RecordState& before, const merge::RecordState& after,
                       const Schema& schema) {
    if (before.empty() || after.empty()) return true;
    const std::uint16_t number = merge::collection_of(before);
    const CollectionSchema* collection = schema.find(number);
    if (collection == nullptr || number != merge::collection_of(after)) return true;
    return std::any_of(collection->fields.begin(), collection->fields.end(),
                       [&](const FieldSchema& field) {
                           return field.is_searchable && !is_same_field(before, after, field.id);
                       });
}

}  // namespace

void Replica::add_search(store::Batch& batch, ScopeId scope, const merge::RecordState& before,
                         const merge::RecordState& after) const {
    if (!differs_in_search(before, after, schema_)) return;
    std::string words = live::search_text(after, schema_);
    if (words == live::search_text(before, schema_)) return;
    batch.search.push_back({scope, after.id, std::move(words)});
}

void Replica::add_search(store::Batch& batch, ScopeId scope, const codec::RowEdit& row) const {
    const CollectionSchema* collection = schema_.find(row.collection());
    if (collection == nullptr) return;
    const bool is_searched = std::any_of(
        collection->fields.begin(), collection->fields.end(),
        [&](const FieldSchema& field) { return field.is_searchable && row.has_written(field.id); });
    if (is_searched) add_search(batch, scope, row.before(), row.after());
}

}  // namespace wedsync::replica
