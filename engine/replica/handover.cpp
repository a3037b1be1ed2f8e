// What one copy of a store hands over to another.
#include "engine/replica/handover.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/replica/replica.hpp"

namespace wedsync::replica {
/// Everything is decided first, committed once, and only then told.
struct Replica::TakeOver {
    store::Batch batch;
    HybridClock clock;
    std::uint64_t sequence = 0;
    TakenOver result;
    /// Records as they were before, and as they are after it.
    using Key = std::pair<ScopeId, RecordId>;
    std::map<Key, merge::RecordState> before;
    std::map<Key, merge::RecordState> after;
    std::set<std::pair<ScopeId, Dot>> added;
    /// Scopes whose clocks change, as they will be.
    std::map<ScopeId, store::ScopeRow> rows;
    std::map<ScopeId, std::size_t> counts;

    [[nodiscard]] const store::ScopeRow& row_of(const ScopeState& state) const {
        const auto changed = rows.find(state.row.scope);
        return changed == rows.end() ? state.row : changed->second;
    }
    [[nodiscard]] bool is_refused(const ScopeState& state, const Dot& dot) const {
        return row_of(state).refused.contains(dot) || state.refused.contains(dot);
    }
    [[nodiscard]] bool is_here(const ScopeState& state, const Dot& dot) const {
        return state.knows(dot) || added.contains({state.row.scope, dot});
    }
};

namespace {

constexpr std::size_t kBesideHandedMax = 20'000;

Error not_of_a_copy(const char* what) {
    return {ErrorCode::kInvalid, std::string("not from a copy of this store: ") + what};
}

const Author* find_author(const Handover& handover, ScopeId scope, const Incarnation& lane) {
    for (const auto& [of, info] : handover.lanes) {
        if (of == scope && info.incarnation == lane) return &info.author;
    }
    return nullptr;
}

}  // namespace

Result<void> Replica::checkpoint() {
    for (auto& [scope, state] : scopes_)
        state.unsent.reset();
    return store_->checkpoint();
}

Result<Handover> Replica::hand_over(std::optional<ScopeId> scope) {
    if (scope) static_cast<void>(WEDSYNC_TRY(find(*scope)));
    Handover handover;
    std::map<std::uint64_t, const store::OwnRow*> rows;
    for (const auto& [id, state] : scopes_) {
        if (scope && *scope != id) continue;
        std::set<Incarnation> lanes;
        for (const auto& [sequence, row] : state.pending) {
            rows[sequence] = &row;
            lanes.insert(row.change.dot.incarnation);
        }
        for (LaneInfo& lane : WEDSYNC_TRY(store_->load_lanes(id))) {
            if (lanes.contains(lane.incarnation)) handover.lanes.emplace_back(id, std::move(lane));
        }
    }
    for (const auto& [sequence, row] : rows) {
        handover.items.push_back(
            {row->scope, row->change, row->priority, row->created_ms, row->deadline_ms, row->type});
    }
    if (scope) return handover;
    WEDSYNC_TRY(
        store_->visit_meta(store::kBesidePrefix, [&](std::string_view name, BytesView value) {
            handover.beside.emplace_back(name, Bytes(value.begin(), value.end()));
            return handover.beside.size() < kBesideHandedMax;
        }));
    return handover;
}

/// Who made a change; an error for what no copy of this store on this device can have made.
Result<Author> Replica::author_handed(const ScopeState& state, const Change& change,
                                      const Handover& handover) {
    WEDSYNC_TRY(validate(change));
    const Incarnation& lane = change.dot.incarnation;
    const bool is_of_this_opening =
        lane == incarnation_ || std::any_of(lanes_.begin(), lanes_.end(), [&](const auto& own) {
            return own.second.incarnation == lane;
        });
    if (is_of_this_opening) return not_of_a_copy("a change of this opening that it never made");
    const ScopeId scope = state.row.scope;
    const Authors* authors = WEDSYNC_TRY(authors_of(scope));
    const auto known = authors->find(lane);
    const Author* author =
        known != authors->end() ? &known->second : find_author(handover, scope, lane);
    if (author == nullptr) return not_of_a_copy("nobody is known under this lane");
    if (author->device != author_.device) return not_of_a_copy("another device made this change");
    return *author;
}

Result<void> Replica::take_item(Now now, const Handover& handover, const Handover::Item& item,
                                TakeOver& taking) {
    const ScopeState* state = WEDSYNC_TRY(find(item.scope));
    const Dot dot = item.change.dot;
    if (taking.is_here(*state, dot) || taking.is_refused(*state, dot)) {
        ++taking.result.known;
        return {};
    }
    const Author author = WEDSYNC_TRY(author_handed(*state, item.change, handover));
    bool stands_on_refused = false;
    for (const Dot& named : named_dots(item.change)) {
        if (taking.is_here(*state, named)) continue;
        if (!taking.is_refused(*state, named)) {
            return Error{ErrorCode::kNotFound, "names a change that is not here"};
        }
        stands_on_refused = true;
    }
    const std::size_t count = state->pending.size() + state->refused.size();
    if (count + ++taking.counts[item.scope] > kPendingMax) {
        return Error{ErrorCode::kTooLarge, "too many changes wait to be sent from this device"};
    }
    taking.batch.lanes.push_back({item.scope, {dot.incarnation, author}});
    if (!stands_on_refused) return take_pending(now, item, taking);
    // As if it had been made here before the other was refused (Fold::give_up).
    store::ScopeRow row = taking.row_of(*state);
    row.refused.add(dot);
    taking.rows.insert_or_assign(item.scope, std::move(row));
    taking.batch.withdrawn_added.emplace_back(item.scope, dot);
    taking.batch.refused_added.push_back(
        {item.scope, item.change, RefusalReason::kAfterRefused, now.wall.value()});
    ++taking.result.refused;
    return {};
}

Result<void> Replica::take_pending(Now now, const Handover::Item& item, TakeOver& taking) {
    store::OwnRow own;
    own.sequence = ++taking.sequence;
    own.scope = item.scope;
    own.change = without(item.change, scopes_[item.scope].erased);
    own.priority = item.priority;
    own.created_ms = item.created_ms;
    own.deadline_ms = item.deadline_ms;
    own.type = item.type;
    for (const RecordId& record : touched_records(own.change)) {
        const TakeOver::Key key{item.scope, record};
        if (!taking.before.contains(key)) {
            taking.before[key] = WEDSYNC_TRY(store_->load_record(item.scope, record));
            taking.after[key] = taking.before[key];
        }
        merge::apply(taking.after[key], own.change, &own.displaced);
    }
    taking.clock.see(own.change.time, now.wall);
    taking.added.insert({item.scope, own.change.dot});
    taking.batch.own_added.push_back(std::move(own));
    ++taking.result.added;
    return {};
}

/// Before the changes: what is done twice after a crash does no harm, what is missing would.
Result<void> Replica::take_beside(const Beside& values) {
    for (std::size_t at = 0; at < values.size(); at += kBesideCountMax) {
        Beside part;
        for (std::size_t i = at; i < std::min(values.size(), at + kBesideCountMax); ++i) {
            const bool is_known = WEDSYNC_TRY(store_->load_meta(values[i].first)).has_value();
            if (!is_known) part.push_back(values[i]);
        }
        WEDSYNC_TRY(write_beside(part));
    }
    return {};
}

Result<TakenOver> Replica::take_over(Now now, const Handover& handover) {
    TakeOver taking;
    taking.clock = clock_;
    taking.sequence = last_sequence_;
    for (const Handover::Item& item : handover.items)
        WEDSYNC_TRY(take_item(now, handover, item, taking));
    WEDSYNC_TRY(take_beside(handover.beside));
    if (taking.result.added + taking.result.refused > 0) WEDSYNC_TRY(commit_taken(taking));
    return taking.result;
}

Result<void> Replica::commit_taken(TakeOver& taking) {
    store::Batch& batch = taking.batch;
    for (const auto& [key, after] : taking.after) {
        add_search(batch, key.first, taking.before[key], after);
        batch.records.emplace_back(key.first, after);
    }
    for (const auto& [scope, row] : taking.rows)
        batch.scopes.push_back(row);
    WEDSYNC_TRY(store_->commit(batch));
    note_written(batch);

    // From here on nothing can fail: memory follows the disk.
    see_lanes(batch);
    clock_ = taking.clock;
    last_sequence_ = taking.sequence;
    for (auto& [scope, row] : taking.rows)
        scopes_[scope].row = std::move(row);
    for (const auto& [scope, dot] : batch.withdrawn_added)
        scopes_[scope].withdrawn.insert(dot);
    for (store::RefusedRow& row : batch.refused_added) {
        const Dot dot = row.change.dot;
        scopes_[row.scope].refused.insert_or_assign(dot, std::move(row));
    }
    for (store::OwnRow& row : batch.own_added) {
        ScopeState& state = scopes_[row.scope];
        // Only the newest change of a scope is amended, and it is not the newest any more.
        state.unsent.reset();
        state.add_pending(std::move(row));
    }
    for (const auto& [key, after] : taking.after)
        announce(key.first, taking.before[key], after);
    return {};
}

}  // namespace wedsync::replica
