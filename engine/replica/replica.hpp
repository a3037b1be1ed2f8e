#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/message.hpp"
#include "engine/live/live_query.hpp"
#include "engine/merge/conflict.hpp"
#include "engine/merge/switches.hpp"
#include "engine/merge/undo.hpp"
#include "engine/model/schema.hpp"
#include "engine/replica/advice.hpp"
#include "engine/replica/commit_keys.hpp"
#include "engine/replica/draft.hpp"
#include "engine/replica/fold.hpp"
#include "engine/replica/handover.hpp"
#include "engine/replica/history.hpp"
#include "engine/replica/kept.hpp"
#include "engine/replica/scope_state.hpp"
#include "engine/rules/book.hpp"
#include "engine/store/store.hpp"

namespace wedsync::replica {

/// The meta value that holds the latest hybrid time seen, written with what a hub said.
inline constexpr std::string_view kClockName = "replica.clock";
/// Bounds of values beside the records (Replica::write_beside()).
inline constexpr std::size_t kBesideCountMax = 1'000;
inline constexpr std::size_t kBesideNameBytesMax = 128;
inline constexpr std::size_t kBesideValueBytesMax = 16'384;
/// The outbox is full at so many waiting changes of one scope: the edit fails, visibly.
inline constexpr std::size_t kPendingMax = 50'000;
/// The refused list is full at so many: a further refusal waits in the outbox instead.
inline constexpr std::size_t kRefusedMax = 10'000;
/// Typing a word is one change: a good value for Options::coalesce_ms.
inline constexpr std::uint64_t kCoalesceMs = 2'000;
/// How far back in the log undo_last() and redo_last() look for a person's own changes.
inline constexpr std::uint64_t kUndoEntriesMax = 5'000;
/// How many undos of undos are followed to the write that they put back.
inline constexpr std::size_t kUndoChainMax = 64;

/// One record as it stood and as it stands, after a commit.
struct RecordChange {
    ScopeId scope;
    merge::RecordState before;
    merge::RecordState after;
};

/// What taking a change back did.
struct Undone {
    /// The new change; none if there was nothing left to take back.
    std::optional<Dot> dot;
    /// Cells that somebody wrote since: left as they are.
    std::vector<merge::UndoLeft> left;
};

/// A copy of some scopes on one device: the whole engine below the network. One road for every
/// edit, local or remote: gather (load), decide (merge, pure), commit (one batch), announce.
///
/// Not thread-safe. Calls that fail with kStore or kFull have changed nothing, on disk or in
/// memory; after a kStore the replica has to be opened anew.
class Replica {
public:
    struct Options {
        store::Options store;
        Schema schema;
        Author author;
        /// Random bits of the host, not predictable by others.
        std::function<std::uint64_t()> random;
        /// How long the newest change takes in edits that only rewrite its own values: as long as
        /// it is younger than so many milliseconds, has no note, is the newest of its scope, was
        /// made since this opening, and was never handed out (mark_sent()). 0: never. Whoever sends
        /// changes calls mark_sent() first, or this stays 0.
        std::uint64_t coalesce_ms = 0;
    };
    [[nodiscard]] static Result<std::unique_ptr<Replica>> open(Options options);
    Replica(const Replica&) = delete;
    Replica& operator=(const Replica&) = delete;
    ~Replica() = default;

    /// Makes this replica hold a scope, empty at first. Does nothing if it does already.
    [[nodiscard]] Result<void> add_scope(ScopeId scope, const std::string& name);
    [[nodiscard]] std::vector<ScopeId> scopes() const;
    /// Null if the scope is not held. Borrowed until the next call that changes the replica.
    [[nodiscard]] const ScopeState* scope(ScopeId scope) const;
    [[nodiscard]] const Schema& schema() const { return schema_; }
    [[nodiscard]] const Author& author() const { return author_; }
    [[nodiscard]] store::Store& store() { return *store_; }
    /// Options::random, for names that nobody shall guess.
    [[nodiscard]] std::uint64_t draw_random() { return random_(); }

    // ---- Edits. Durable when they return (see store::Durability). ----

    [[nodiscard]] Result<Committed> commit(Now now, const Draft& draft);
    /// Writes small named values of this device alone, all or none: they are in no log and go to no
    /// other device. Names begin with store::kBesidePrefix; an empty value removes, and leaves no
    /// trace. Read by Store::visit_meta(). Fails with kInvalid for another name, kTooLarge beyond
    /// the bounds.
    using Beside = std::vector<std::pair<std::string, Bytes>>;
    [[nodiscard]] Result<void> write_beside(const Beside& values);
    /// Settles a conflict as a person chose. kNotFound if it is not open any more. A record that is
    /// kept has again what its deletion took and nobody wrote since, as far as the log goes back.
    [[nodiscard]] Result<Dot> decide(Now now, ScopeId scope, const RecordId& record, FieldId field,
                                     const merge::Choice& choice);
    /// Switches what machines may do about a field in a scope; without `decides` it is again what
    /// the schema says. An ordinary change of ordinary records. Fails with kInvalid for a field
    /// that people cannot disagree about, or only people decide about.
    [[nodiscard]] Result<void> set_switch(Now now, ScopeId scope, const FieldSchema& field,
                                          std::optional<Decides> decides);
    /// Takes a change of this scope back, as far as nobody wrote since: what an undo of a later
    /// change put back counts as the value it was. Taking a decision back
    /// opens the disagreement again: with one more change for each further value, tied by their
    /// group. kNotFound if the log does not hold the change, or the values before it, any more.
    [[nodiscard]] Result<Undone> undo(Now now, ScopeId scope, const Dot& dot);
    /// Takes back this person's newest change that can be: not an undo, not taken back already, not
    /// all overwritten since. Changes of the person's other devices count.
    [[nodiscard]] Result<Undone> undo_last(Now now, ScopeId scope);
    /// Takes back this person's newest undo, unless the person edited something since.
    [[nodiscard]] Result<Undone> redo_last(Now now, ScopeId scope);

    // ---- Changes that a hub refused: they wait for a person. ScopeState::refused lists them. ----

    /// The edits of a refused change in the words of the schema, to be looked at, mended and given
    /// to retry_refused(). kNotFound if there is none.
    [[nodiscard]] Result<Draft> refused_draft(ScopeId scope, const Dot& dot);
    /// Makes a new change of the draft and takes the refused one off the list, at once. What is
    /// refused and stood on the records it creates is led to the new ones.
    [[nodiscard]] Result<Committed> retry_refused(Now now, const Dot& dot, const Draft& draft);
    /// Lets a refused change go for good. kNotFound if there is none.
    [[nodiscard]] Result<void> discard_refused(ScopeId scope, const Dot& dot);

    // ---- Another copy of this store, opened for itself. ----

    /// Puts all of it into the one file (see store::Store::checkpoint()), as a copy of it will have
    /// it: the newest change takes no further edits in.
    [[nodiscard]] Result<void> checkpoint();
    /// Own changes of one scope or of all that have not come back from a hub, and whose they are.
    [[nodiscard]] Result<Handover> hand_over(std::optional<ScopeId> scope);
    /// Takes such changes of another copy over as own pending ones, under their own names; what is
    /// known here by its name is passed over. All of it is taken, or nothing. Fails with kInvalid
    /// for what cannot come from a copy of this store on this device, with kNotFound for a scope
    /// that is not held, or for a change that names one that is not here: synchronise, and again.
    /// A change that stands on a refused one goes to the refused list, as if it had been made here.
    [[nodiscard]] Result<TakenOver> take_over(Now now, const Handover& handover);

    // ---- Reading. Never waits for the network. ----

    /// The visible state; empty if there is no such record here.
    [[nodiscard]] Result<merge::RecordState> get(ScopeId scope, const RecordId& record);
    [[nodiscard]] Result<std::vector<merge::Conflict>> conflicts(ScopeId scope);
    /// The disagreements of a scope with all that the logs say about them, for this person at this
    /// time. Reads the logs of all scopes twice; nothing where no disagreement is open.
    [[nodiscard]] Result<Insight> look_into(Now now, ScopeId scope);
    /// What was settled in one scope or in all, by machines and by people, and what became of it;
    /// with what the resolver would have suggested to these people then. Reads the logs of all
    /// scopes twice.
    [[nodiscard]] Result<DecidedLog> decided(std::optional<ScopeId> scope,
                                             const suggest::Resolver& resolver);
    /// What machines may do about the fields of a scope: the schema's word, and the switches'.
    [[nodiscard]] Result<merge::Switches> switches(ScopeId scope);
    /// Everything that is known to have been done to a record, as far back as the log goes.
    [[nodiscard]] Result<RecordHistory> full_history(ScopeId scope, const RecordId& record);
    /// Its items.
    [[nodiscard]] Result<std::vector<HistoryItem>> history(ScopeId scope, const RecordId& record);
    [[nodiscard]] Result<Author> author_of(ScopeId scope, const Incarnation& incarnation);

    /// The rows of a query as they stand, in order. Fails with kInvalid for what the schema lacks.
    [[nodiscard]] Result<std::vector<live::Row>> query(const live::Query& query);
    /// Follows a query: `on_steps` is told after each commit, for each record that changed it, what
    /// to do to its rows. An error ends the watch, and so does the callback by answering false. The
    /// callback changes nothing here.
    struct Watch {
        std::uint64_t id = 0;
        std::vector<live::Row> rows;
    };
    using OnSteps = std::function<bool(const Result<std::vector<live::Step>>&)>;
    [[nodiscard]] Result<Watch> watch(const live::Query& query, OnSteps on_steps);
    void unwatch(std::uint64_t id) { watches_.erase(id); }

    // ---- Rules across records (docs/schema.md). ----

    /// What breaks the schema's rules as the records are shown here, in all scopes held or where a
    /// record of this one takes part; the same on every replica that holds the scopes and shows the
    /// same. The first call reads every record that a rule counts; later ones cost what changed.
    [[nodiscard]] Result<std::vector<rules::Violation>> violations(
        std::optional<ScopeId> scope = std::nullopt);
    /// By its name (rules::id_of()). kNotFound if it is not open any more.
    [[nodiscard]] Result<rules::Violation> find_violation(std::uint64_t id);
    /// What may be done about a violation that is open: each leaves it mended and breaks nothing
    /// else. None: only people can tell.
    [[nodiscard]] Result<std::vector<rules::Repair>> repairs(const rules::Violation& violation);
    /// Violations, and repairs for the first rules::kProposedMax of them.
    [[nodiscard]] Result<std::vector<rules::Proposed>> proposals(
        std::optional<ScopeId> scope = std::nullopt);
    /// A repair as a draft: an ordinary change, of the type "repair".
    [[nodiscard]] Result<Draft> repair_draft(const rules::Repair& repair) const;
    /// Commits one of the repairs that repairs() gives for this violation now; both by their names
    /// (rules::id_of()). kNotFound if the violation is not open any more, or if the repair would
    /// not do any more.
    [[nodiscard]] Result<Committed> repair(Now now, std::uint64_t violation, std::uint64_t repair);
    /// Another number whenever violations() has another answer; fails as that does.
    [[nodiscard]] Result<std::uint64_t> violations_version();

    // ---- The session with a hub. ----

    /// These own changes are about to leave the device: they are never amended any more, and each
    /// has one attempt more. The attempts are written with the next commit of the scope.
    void mark_sent(ScopeId scope, const std::vector<std::uint64_t>& sequences);
    /// Writes the attempts now: a connection ended before anything else was to be written.
    [[nodiscard]] Result<void> keep_attempts(ScopeId scope);

    /// Log entries (page.from, page.to]. kProtocol if they do not follow the cursor or name what
    /// is not here: nothing was applied, and the scope wants a resync.
    [[nodiscard]] Result<void> apply_page(Now now, const message::Page& page);
    [[nodiscard]] Result<void> apply_verdicts(Now now, const message::PushResult& result,
                                              const std::vector<Dot>& withdrawn_sent);
    /// Joins a whole snapshot: its parts, then the log after its base, in one transaction.
    struct Snapshot {
        ScopeId scope;
        Epoch epoch;
        Position base;
        DotSet have;
        DotSet refused;
        std::vector<LaneInfo> lanes;
        std::vector<merge::RecordState> records;
        /// Entries after `base` up to `to`.
        std::vector<Entry> entries;
        Position to;
    };
    [[nodiscard]] Result<void> join_snapshot(Now now, Snapshot snapshot);
    /// Puts the accepted state of some buckets back to what the hub has at the same cursor: the
    /// records of the part, and nothing else in these buckets. `held` are the records here that
    /// lie in them. Requires equal `have` sets; does nothing where the cursor has moved on.
    [[nodiscard]] Result<void> join_repair(Now now, const message::RepairPart& part,
                                           const std::vector<RecordId>& held);
    /// The hub is another one than the cursor's, or another life of it: where to go on.
    [[nodiscard]] Result<void> move_cursor(ScopeId scope, Cursor cursor);

    // ---- Checks. ----

    struct Verification {
        std::uint64_t records = 0;
        /// Rows that are not what the accepted state and the changes waiting on it come to.
        std::uint64_t pending_damaged = 0;
        /// The sums over the rows as they are on the disk, beside those that were kept.
        std::uint64_t cells_sum_found = 0;
        std::uint64_t cells_sum_kept = 0;
        std::uint64_t have_sum_found = 0;
        std::uint64_t have_sum_kept = 0;
        [[nodiscard]] bool sums_agree() const {
            return cells_sum_found == cells_sum_kept && have_sum_found == have_sum_kept;
        }
        [[nodiscard]] bool ok() const { return pending_damaged == 0 && sums_agree(); }
    };
    /// Reads every row of a scope again and compares. Fails with kCorrupt if the file is damaged.
    [[nodiscard]] Result<Verification> verify(ScopeId scope);
    /// Takes the sums as the rows have them now: after verify() found a difference, so that the
    /// next comparison with the hub finds the damage and repairs it. What waits to be shared is
    /// written into its rows anew. Where the list of what is accepted is damaged itself, nothing
    /// tells what the rows hold: they are emptied, and the cursor is Cursor{} again.
    [[nodiscard]] Result<void> rescan(ScopeId scope);
    /// How much of its log a device keeps.
    struct LogBound {
        std::uint64_t entries_max = 0;
        /// Entries younger than this stay, however many: what a restored hub may have lost.
        std::uint64_t kept_ms = 0;
    };
    /// Drops the oldest log entries beyond the bound, and with them history and undo. An entry that
    /// the root hub may lack is never dropped, nor is anything after it: `at_root` is what the root
    /// said it has (its `have` in a Resync; this scope's own `have` while the hub followed is the
    /// root). Returns where the log begins now.
    [[nodiscard]] Result<Position> trim_log(Now now, ScopeId scope, const LogBound& bound,
                                            const DotSet& at_root);
    /// The accepted state of a record: what the hub has agreed to.
    [[nodiscard]] Result<merge::RecordState> accepted(ScopeId scope, const RecordId& record);

    /// Told of every record whose visible state changed, after the commit; it changes nothing here.
    /// The number is for forget_observer().
    using Observer = std::function<void(const RecordChange&)>;
    [[nodiscard]] std::uint64_t add_observer(Observer observer) {
        observers_.emplace(++last_watch_, std::move(observer));
        return last_watch_;
    }
    void forget_observer(std::uint64_t number) { observers_.erase(number); }

private:
    Replica(std::unique_ptr<store::Store> store, Options options);

    struct Composed {
        std::vector<Operation> operations;
        /// Records that were loaded for it, as they are before it.
        std::map<RecordId, merge::RecordState> states;
        Note note;
        std::uint8_t priority = 5;
        std::uint64_t deadline_ms = 0;
        std::uint64_t group = 0;
        std::string type;
    };
    /// A change of this person, as undo_last() sees it.
    struct OwnPast {
        Dot dot;
        Note note;
        /// Takes something back; an undo of an undo does it again.
        bool is_undo = false;
    };

    /// A decision that is being taken back, what it replaced, and the operations that did so.
    struct Reopened {
        const Change& decision;
        const std::vector<merge::Displaced>& displaced;
        const std::vector<Operation>& operations;
        std::uint64_t group;
    };

    using Authors = std::map<Incarnation, Author>;

    [[nodiscard]] Result<ScopeState*> find(ScopeId scope);
    using LookFor = std::function<void(ScopeId, const Change&)>;
    using Add = std::function<void(ScopeId, const Change&, const Author&)>;
    [[nodiscard]] Result<void> tell_logs(const LookFor& look_for, const Add& add);
    [[nodiscard]] Result<void> tell_past(suggest::Past& past);
    [[nodiscard]] Result<suggest::Past::SwitchesOf> all_switches();
    [[nodiscard]] Result<DecidedLog::Standing> standing_of(const ScopeState& state,
                                                           const suggest::Resolver& resolver);
    /// Who writes in the lanes of a scope. Borrowed until the next commit.
    [[nodiscard]] Result<const Authors*> authors_of(ScopeId scope);
    [[nodiscard]] Result<RecordSet> load_erased(const ScopeState& state);
    /// After a commit that names lanes.
    void see_lanes(const store::Batch& batch);
    [[nodiscard]] OwnLane lane_of(ScopeId scope) const;
    [[nodiscard]] Dot next_dot(ScopeId scope) const;
    [[nodiscard]] Result<Composed> compose_draft(const ScopeState& state, const Draft& draft);
    /// `batch` is what else belongs to this commit.
    [[nodiscard]] Result<Dot> commit_composed(Now now, ScopeState& state, Composed composed,
                                              store::Batch batch = {});
    [[nodiscard]] Result<bool> amend(Now now, ScopeState& state, const Composed& composed,
                                     store::Batch batch);
    /// What the key of a draft was answered before, if it was.
    [[nodiscard]] Result<std::optional<Committed>> find_done(const Draft& draft);
    /// The row of the draft's key, if it has one, and what is written beside it.
    [[nodiscard]] store::Batch beside_of(const Draft& draft, const Committed& committed) const;
    void keep_key(const Draft& draft, const Committed& committed);
    /// What taking over has to write and to tell.
    struct TakeOver;
    [[nodiscard]] Result<Author> author_handed(const ScopeState& state, const Change& change,
                                               const Handover& handover);
    [[nodiscard]] Result<void> take_item(Now now, const Handover& handover,
                                         const Handover::Item& item, TakeOver& taking);
    [[nodiscard]] Result<void> take_pending(Now now, const Handover::Item& item, TakeOver& taking);
    [[nodiscard]] Result<void> commit_taken(TakeOver& taking);
    [[nodiscard]] Result<void> take_beside(const Beside& values);
    [[nodiscard]] Result<void> check_names(const ScopeState& state, const Change& change) const;
    void add_lane(store::Batch& batch, ScopeId scope, const OwnLane& lane) const;
    [[nodiscard]] Result<void> commit_fold(Now now, ScopeState& state,
                                           const std::function<Result<void>(Fold&)>& steps,
                                           store::Batch batch);
    void adopt(ScopeState& state, Folded& folded);
    /// `run` has its entries, `count` of them, and gets its place.
    [[nodiscard]] Result<void> append_to_log(store::Batch& batch, const ScopeState& state,
                                             store::LogRun run, std::size_t count);
    void add_search(store::Batch& batch, ScopeId scope, const merge::RecordState& before,
                    const merge::RecordState& after) const;
    void add_search(store::Batch& batch, ScopeId scope, const codec::RowEdit& row) const;
    /// Whether announce() has anybody to tell.
    [[nodiscard]] bool is_watched() const { return !observers_.empty() || !watches_.empty(); }
    void announce(ScopeId scope, const merge::RecordState& before, const merge::RecordState& after);
    [[nodiscard]] Result<live::Reader> reader_of(const live::Query& query);
    [[nodiscard]] Result<std::vector<live::Row>> read_rows(const live::Reader& reader,
                                                           std::size_t count);
    [[nodiscard]] Result<std::optional<Change>> find_change(const ScopeState& state,
                                                            const Dot& dot);
    [[nodiscard]] Result<std::vector<merge::Displaced>> displaced_by(const ScopeState& state,
                                                                     const Change& change);
    [[nodiscard]] Result<std::vector<merge::Displaced>> taken_by_deletion(const ScopeState& state,
                                                                          const RecordId& record);
    [[nodiscard]] Result<bool> stands_in(const ScopeState& state, const CellKey& key,
                                         const merge::Sibling& sibling, const Dot& dot);
    [[nodiscard]] Result<merge::StandIns> stand_ins_of(
        const ScopeState& state, const Change& undone,
        const std::map<RecordId, merge::RecordState>& states);
    [[nodiscard]] Result<void> reopen(Now now, ScopeState& state, const Reopened& reopened);
    /// The rows with pending changes as they are, and as they have to be.
    [[nodiscard]] Result<std::vector<Folded::Record>> rows_with_pending(const ScopeState& state);
    [[nodiscard]] Result<std::vector<OwnPast>> own_past(const ScopeState& state);
    /// Nothing is accepted in the scope any more, and no history is left; what is pending stays.
    [[nodiscard]] Result<void> forget_accepted(ScopeState& state);
    [[nodiscard]] Incarnation draw_incarnation() const;
    [[nodiscard]] rules::Source rules_source();
    /// After a commit.
    void note_written(const store::Batch& batch);
    [[nodiscard]] Result<const rules::Index*> rules_index();

    std::unique_ptr<store::Store> store_;
    Schema schema_;
    Author author_;
    std::function<std::uint64_t()> random_;
    HybridClock clock_;
    Incarnation incarnation_;
    std::uint64_t last_sequence_ = 0;
    std::map<ScopeId, ScopeState> scopes_;
    std::map<ScopeId, OwnLane> lanes_;
    /// By scope, loaded when first asked for.
    std::map<ScopeId, Authors> authors_;
    std::uint64_t coalesce_ms_;
    /// Written with the first edit of this opening.
    std::vector<std::pair<std::string, Bytes>> opening_meta_;
    /// Loaded when a draft first has a key.
    std::optional<CommitKeys> keys_;
    std::map<std::uint64_t, Observer> observers_;
    struct Watched {
        live::LiveQuery query;
        OnSteps on_steps;
    };
    std::map<std::uint64_t, Watched> watches_;
    std::uint64_t last_watch_ = 0;
    rules::Book rules_;
};

}  // namespace wedsync::replica
