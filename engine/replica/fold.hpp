#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

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
    /// Own rows that changed (by sequence, order kept), and those that left the outbox.
    std::vector<store::OwnRow> own_changed;
    std::vector<std::uint64_t> own_removed;
    std::vector<store::RefusedRow> refused_added;
    std::vector<Dot> refused_removed;
    std::vector<Dot> withdrawn_added;
};

/// Folds what a hub says into one scope: accepted changes go under the pending ones, refusals take
/// pending changes out, and what stood on them is led over (issued again) or refused with them.
/// Nothing is changed outside until finish(); a fold that fails is simply dropped.
///
/// Invariants: (1) visible = accepted with the pending changes applied in order. (2) a pending
/// change names only dots in `have` or of earlier pending changes. (3) accepted beats refused.
class Fold {
public:
    /// Loads the visible state of a record; empty if there is none.
    using Load = std::function<Result<merge::RecordState>(const RecordId&)>;

    struct Context {
        const ScopeState& scope;
        Load load;
        /// The next free dot of this replica in the scope, each once.
        std::function<Dot()> next_dot;
        /// Moves this replica to an incarnation that nobody has used; next_dot() follows.
        std::function<Incarnation()> new_incarnation;
        std::uint64_t wall_ms = 0;
    };
    explicit Fold(Context context);

    /// A change from the hub's log. A dot that is known already is skipped; an own pending change
    /// counts as seen back, and one with other content under its dot is issued again. Fails with
    /// kProtocol if it names a dot that is not accepted: nothing may then be applied.
    [[nodiscard]] Result<void> accept(const Change& change);
    /// The own pending change with this dot is in the hub's log. Unknown dots: kProtocol.
    [[nodiscard]] Result<void> accept_own(const Dot& dot);
    /// The hub refused a dot, whoever wrote it.
    [[nodiscard]] Result<void> refuse(const Dot& dot, RefusalReason reason);
    /// Gives every pending change a new dot: the lane of `forked` is used by somebody else.
    /// Fails like accept().
    [[nodiscard]] Result<void> reissue_all(const Incarnation& forked);
    /// Joins a whole accepted state (snapshot, repair). `theirs` are its records, `visit_mine`
    /// names every record held here that the join may concern.
    struct Joined {
        DotSet have;
        DotSet refused;
        std::vector<merge::RecordState> records;
    };
    [[nodiscard]] Result<void> join(const Joined& theirs, const std::vector<RecordId>& mine);

    /// Puts the accepted state of one record back to what the hub has at the same `have`: the way
    /// to mend a damaged row.
    [[nodiscard]] Result<void> mend(const merge::RecordState& accepted);

    /// Where the reader now stands in the hub's log.
    void move_to(Cursor cursor) { row_.cursor = cursor; }

    [[nodiscard]] Result<Folded> finish();

private:
    struct Slot {
        merge::RecordState visible;
        merge::RecordState accepted;
    };

    [[nodiscard]] Result<Slot*> slot(const RecordId& record);
    [[nodiscard]] Result<void> apply_accepted(const Change& change);
    /// The pending row as this fold left it, null if it is no longer pending.
    [[nodiscard]] const store::OwnRow* pending(std::uint64_t sequence) const;
    [[nodiscard]] std::optional<std::uint64_t> pending_sequence(const Dot& dot) const;
    [[nodiscard]] Result<void> take_out(std::uint64_t sequence);
    /// Moves a pending change to the refused list and notes what later ones have to be led over.
    [[nodiscard]] Result<void> give_up(store::OwnRow row, RefusalReason reason);
    [[nodiscard]] std::int64_t subtotal_before(const operation::Put& put) const;
    [[nodiscard]] Result<void> lead_over(std::uint64_t after_sequence);
    [[nodiscard]] Result<void> reissue(const store::OwnRow& row);
    [[nodiscard]] std::vector<std::uint64_t> pending_after(std::uint64_t sequence) const;
    void add_to_have(const Dot& dot);
    [[nodiscard]] Result<void> settle_pending_in_have();

    Context context_;
    store::ScopeRow row_;
    std::map<RecordId, Slot> slots_;
    std::set<std::uint64_t> removed_;
    std::map<std::uint64_t, store::OwnRow> replaced_;
    std::map<Dot, std::uint64_t> replaced_by_dot_;
    Leading leading_;
    std::vector<store::RefusedRow> refused_added_;
    std::vector<Dot> refused_removed_;
    std::vector<Dot> withdrawn_;
};

}  // namespace wedsync::replica
