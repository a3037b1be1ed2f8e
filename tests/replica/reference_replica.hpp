#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/codec/message.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/change.hpp"

namespace wedsync::property {

using Records = std::map<RecordId, merge::RecordState>;

/// The state of a set of changes by its definition: a value stands where no change of the set
/// covers it.
[[nodiscard]] Records state_of(const std::vector<Change>& changes);

/// What a replica should hold of one scope, recomputed from nothing at each look: the set of
/// accepted changes and the list of pending ones.
class ReferenceReplica {
public:
    struct Pending {
        Change change;
        /// What it added to counters.
        std::map<CellKey, std::int64_t> added;
        bool is_durable = false;
    };

    void add_pending(Pending pending) { pending_.push_back(std::move(pending)); }
    /// `is_logged`: it came as an entry of the log, not within the state of a snapshot.
    void accept(const Change& change, bool is_logged = true);
    void refuse(const Dot& dot, RefusalReason reason);
    void acknowledge(const Dot& dot);
    void fork(const Dot& dot) { forks_[dot.incarnation].insert(dot); }
    /// Ends a step: what was refused or forked is led over. `lane` is where new names come from
    /// (incarnation and last counter), `forked_lane` those of a new incarnation; returns the last
    /// name given.
    void settle(Dot lane);
    void set_next_incarnation(Incarnation incarnation) { next_ = incarnation; }

    [[nodiscard]] Records accepted() const;
    [[nodiscard]] Records visible() const;
    [[nodiscard]] DotSet have() const;
    [[nodiscard]] const std::vector<Change>& accepted_changes() const { return accepted_; }
    [[nodiscard]] const std::vector<Pending>& pending() const { return pending_; }
    [[nodiscard]] const std::set<Dot>& refused() const { return refused_; }
    [[nodiscard]] const std::map<Dot, Change>& refused_list() const { return refused_list_; }
    [[nodiscard]] bool has_accepted(const Dot& dot) const;

private:
    void lead_over_refused(Dot lane);
    void lead_over_forked(const Incarnation& forked_lane, const std::set<Dot>& forked);
    [[nodiscard]] std::optional<std::int64_t> subtotal(const std::vector<Pending>& before,
                                                       const operation::Put& put) const;

    std::vector<Change> accepted_;
    std::set<Dot> unlogged_;
    std::vector<Pending> pending_;
    std::set<Dot> refused_;
    std::map<Dot, Change> refused_list_;
    std::map<Dot, RefusalReason> refusals_;
    std::map<Incarnation, std::set<Dot>> forks_;
    Incarnation next_;
};

}  // namespace wedsync::property
