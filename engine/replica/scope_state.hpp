#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/merge/record_state.hpp"
#include "engine/model/erasure.hpp"
#include "engine/store/store.hpp"

namespace wedsync::replica {

/// Where this replica writes next in a scope: after `counter` of the lane of `incarnation`.
struct OwnLane {
    Incarnation incarnation;
    std::uint64_t counter = 0;
    /// The store knows who writes in it.
    bool is_announced = false;
};

/// What a replica keeps in memory of one scope: the clocks of its accepted state and its own
/// changes on their way. The records themselves stay in the store, as they are visible:
/// accepted state with the pending changes over it.
struct ScopeState {
    store::ScopeRow row;
    /// Own changes that have not come back in a hub's log, in the order they were written.
    std::map<std::uint64_t, store::OwnRow> pending;
    std::map<Dot, std::uint64_t> pending_by_dot;
    /// For each record, the sequences of the pending changes that touch it, in order.
    std::map<RecordId, std::vector<std::uint64_t>> touching;
    /// Records that were erased, as accepted: nothing done to them is kept.
    RecordSet erased;
    /// Given up here; the hub is told with the next push.
    std::set<Dot> withdrawn;
    /// Refused changes that wait for a person, by dot.
    std::map<Dot, store::RefusedRow> refused;
    /// New names of changes that were issued again since this replica was opened: for forms that
    /// still show the old ones.
    std::map<Dot, Dot> renamed;
    /// The newest pending change, while it may still be amended: made since this replica was
    /// opened, and nobody has been given it.
    std::optional<std::uint64_t> unsent;
    /// Pending changes whose attempts are not written yet, by sequence.
    std::set<std::uint64_t> tried;

    void add_pending(store::OwnRow own);
    void remove_pending(std::uint64_t sequence);
    /// Accepted here, or own and pending: what a new change may name.
    [[nodiscard]] bool knows(const Dot& dot) const;
    /// The pending changes that touch a record, in order. Borrowed until the next change.
    [[nodiscard]] std::vector<const store::OwnRow*> pending_on(const RecordId& record) const;
    /// What is left of dots that somebody saw earlier, under their present names. Sorted.
    [[nodiscard]] std::vector<Dot> present_names(const std::vector<Dot>& seen) const;
};

/// The accepted state under a visible one: without the siblings of pending changes, with what
/// those displaced. `pending` are the rows that touch the record, in order.
[[nodiscard]] merge::RecordState accepted_under(const merge::RecordState& visible,
                                                const std::vector<const store::OwnRow*>& pending);

/// The visible state over an accepted one: with the pending changes applied, in order.
[[nodiscard]] merge::RecordState visible_over(const merge::RecordState& accepted,
                                              const std::vector<const store::OwnRow*>& pending);

}  // namespace wedsync::replica
