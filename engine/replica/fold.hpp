#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/codec/row_edit.hpp"
#include "engine/replica/lead_over.hpp"
#include "engine/replica/scope_state.hpp"

namespace wedsync::replica {

/// What a fold decided, ready to be committed as one batch and then taken over in memory.
struct Folded {
    store::ScopeRow row;
    /// Visible states before and after, of every record that was touched.
    struct Record {
        merge::RecordState before;
        merge::RecordState after;
    };
    std::vector<Record> records;
    /// Other records that were touched, and by nothing but puts.
    std::vector<codec::RowEdit> rows;
    /// Own rows that changed (by sequence, order kept), and those that left the outbox.
    std::vector<store::OwnRow> own_changed;
    std::vector<std::uint64_t> own_removed;
    /// Other own rows that only went on their way.
    std::vector<store::Batch::OwnProgress> own_progress;
    std::vector<store::RefusedRow> refused_added;
    std::vector<Dot> refused_removed;
    std::vector<Dot> withdrawn_added;
    /// Records that this fold found erased.
    RecordSet erased;
    /// Changes that were issued again: the old dot and the new one.
    std::map<Dot, Dot> renamed;
    OwnLane lane;
};

/// Folds what a hub says into one scope: accepted changes go under the pending ones, refusals take
/// pending changes out, and what stood on them is led over (issued again) or refused with them.
/// Nothing is changed outside: a fold that fails is simply dropped.
///
/// Invariants: (1) visible = accepted with the pending changes applied in order. (2) a pending
/// change names only dots in `have` or of earlier pending changes. (3) accepted beats refused.
/// (4) a counter that is issued again counts on from the accepted subtotal of its lane.
/// (5) nothing that waits here, or was refused, says more of an erased record than that it is.
class Fold {
public:
    /// Loads the visible state of a record; empty if there is none.
    using Load = std::function<Result<merge::RecordState>(const RecordId&)>;

    struct Context {
        const ScopeState& scope;
        Load load;
        /// The same record as a row to be edited, none if there is none. Null where everything that
        /// was touched is wanted as states.
        std::function<Result<std::optional<codec::RowEdit>>(const RecordId&)> load_row = nullptr;
        /// A change as the log kept here has it; none if it is not there (any more).
        std::function<Result<std::optional<Change>>(const Dot&)> find_accepted;
        OwnLane lane;
        /// An incarnation that nobody has used.
        std::function<Incarnation()> draw_incarnation;
        std::uint64_t wall_ms = 0;
    };
    explicit Fold(Context context);

    /// Records that changes further on erase: what is left of earlier ones says no more of them.
    void foretell(const std::vector<RecordId>& erased) {
        foretold_.insert(erased.begin(), erased.end());
    }

    /// A change from the hub's log. A dot that is known already is skipped; an own pending change
    /// counts as seen back. Where somebody else wrote under an own name theirs stands, and what
    /// waits here is issued again. Fails with kProtocol if it names a dot that is not accepted:
    /// nothing may then be applied.
    [[nodiscard]] Result<void> accept(const Change& change);
    /// What a thinned page comes to. Fails with kProtocol if some of it is accepted here already
    /// (what it covers could not be told then), or if it names a dot that is neither accepted nor
    /// its own.
    [[nodiscard]] Result<void> accept_thinned(const std::vector<Entry>& entries,
                                              const message::Thinned& thinned);
    /// The own pending change with this dot is in the hub's log. Unknown dots: kProtocol.
    [[nodiscard]] Result<void> accept_own(const Dot& dot);
    /// The hub refused a dot, whoever wrote it.
    void refuse(const Dot& dot, RefusalReason reason);
    /// A hub holds the own pending change with this dot durably. Unknown dots are passed over.
    void acknowledge(const Dot& dot);
    /// Somebody else wrote under this name of an own lane: nothing more is written there, and the
    /// pending change of that name, if there is one, gets a new one. What else is pending keeps its
    /// names: the hub may have it by now.
    void fork(const Dot& dot) { forks_[dot.incarnation].insert(dot); }

    /// Joins a whole accepted state (snapshot). `theirs` are its records, `mine` names every record
    /// that is visible here.
    struct Joined {
        DotSet have;
        DotSet refused;
        std::vector<merge::RecordState> records;
    };
    [[nodiscard]] Result<void> join(const Joined& theirs, const std::vector<RecordId>& mine);

    /// After join(): takes out what a change of the log after the snapshot's base covers. Where the
    /// hub passed over entries known here, the snapshot could not tell that they are covered.
    [[nodiscard]] Result<void> cover(const Change& change);

    /// Puts the accepted state of one record back to what the hub has at the same `have`: the way
    /// to mend a damaged row.
    [[nodiscard]] Result<void> mend(const merge::RecordState& accepted);

    /// After mend() of every record: nothing is accepted here any more, and the reader stands
    /// nowhere. What is pending stays.
    void start_over();

    /// Where the reader now stands in the hub's log. In another epoch acknowledgements of before
    /// say nothing: the changes are offered again.
    void move_to(Cursor cursor);

    /// What the steps so far come to. The fold is of no use afterwards.
    [[nodiscard]] Result<Folded> finish();

private:
    struct Slot {
        merge::RecordState visible;
        merge::RecordState accepted;
    };

    [[nodiscard]] Result<Slot*> slot(const RecordId& record);
    /// The row of a record that nothing but puts touch, the changes waiting here included: null
    /// where it takes a slot.
    [[nodiscard]] Result<codec::RowEdit*> row_of(const RecordId& record, const Change& change);
    [[nodiscard]] Result<void> apply_accepted(const Change& change);
    /// What may be kept of a change.
    [[nodiscard]] Change kept_of(const Change& change) const;
    void see_erased(const merge::RecordState& accepted);
    [[nodiscard]] RecordSet all_erased() const;
    [[nodiscard]] Result<void> forget_erased();
    [[nodiscard]] Result<void> apply_to_records(const Change& change);
    [[nodiscard]] Result<void> apply_to_record(const RecordId& record, const Change& change);
    void take_over_have(const DotSet& have);
    void take_over_refused(const DotSet& refused);
    void add_to_have(const Dot& dot);

    /// The pending row as this fold left it, null if it is no longer pending.
    [[nodiscard]] const store::OwnRow* pending(std::uint64_t sequence) const;
    [[nodiscard]] const store::OwnRow* pending(const Dot& dot) const;
    [[nodiscard]] std::vector<std::uint64_t> pending_sequences() const;
    [[nodiscard]] Result<void> take_out(std::uint64_t sequence);
    [[nodiscard]] Result<void> settle_joined();
    [[nodiscard]] std::set<Dot> contradicted() const;

    [[nodiscard]] Result<void> lead_over_forked(const Incarnation& lane,
                                                const std::set<Dot>& forked);
    [[nodiscard]] Result<void> lead_over_refused();
    [[nodiscard]] Result<void> give_up(const store::OwnRow& row, RefusalReason reason,
                                       Leading& leading);
    [[nodiscard]] Result<void> reissue(const store::OwnRow& row, Leading& leading);
    void withdraw(const Dot& dot);
    [[nodiscard]] Result<std::int64_t> subtotal_before(const store::OwnRow& row,
                                                       const operation::Put& put) const;
    [[nodiscard]] Result<void> shift_forked_counters(const store::OwnRow& row,
                                                     Leading& leading) const;

    [[nodiscard]] std::map<RecordId, std::vector<std::uint64_t>> touching_slots() const;
    void show(Slot& slot, const std::vector<std::uint64_t>& sequences);

    Context context_;
    OwnLane lane_;
    store::ScopeRow row_;
    std::map<RecordId, Slot> slots_;
    /// A record is here or there, never in both.
    std::map<RecordId, codec::RowEdit> rows_edited_;
    /// What one step took away.
    std::vector<merge::Displaced> displaced_;
    std::set<std::uint64_t> removed_;
    std::map<std::uint64_t, store::OwnRow> replaced_;
    std::map<Dot, std::uint64_t> replaced_by_dot_;
    std::map<std::uint64_t, store::OwnStatus> statuses_;
    /// Settled in finish(), all at once: so that it takes one look at what is pending.
    std::map<Dot, RefusalReason> refusals_;
    std::map<Incarnation, std::set<Dot>> forks_;
    std::map<Dot, Dot> renamed_;
    std::vector<store::RefusedRow> refused_added_;
    std::vector<Dot> refused_removed_;
    std::vector<Dot> withdrawn_;
    RecordSet erased_;
    RecordSet foretold_;
};

}  // namespace wedsync::replica
