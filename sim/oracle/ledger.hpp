#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/erasure.hpp"
#include "engine/replica/replica.hpp"
#include "hub/core/hub.hpp"
#include "sim/oracle/findings.hpp"

namespace wedsync::sim {

/// A change that a device acknowledged to its person.
struct Commit {
    std::size_t device = 0;
    ScopeId scope;
    Change change;
    /// What it added to a counter that nothing else touches, if that was all it did.
    struct Tally {
        RecordId record;
        std::int64_t by = 0;
    };
    std::optional<Tally> tally;
    /// Its only holders were lost (a restored device and a restored hub): nobody can have it.
    bool is_excused = false;
    /// The device has another disk now, without it: another holder owes it.
    bool is_elsewhere = false;
};

/// What really happened, seen from outside: every change anybody acknowledged or a hub accepted.
/// The oracles compare with this; it believes the hub's log and nothing else.
class Ledger {
public:
    explicit Ledger(Findings& findings) : findings_(findings) {}

    /// A person was told that this change is kept. The replica still has it as pending.
    void committed(std::size_t device, ScopeId scope, const Change& change,
                   std::optional<Commit::Tally> tally);
    /// Reads what the hub's logs have grown by: call it after each flush, and before anything is
    /// compacted. Checks P2 (causes first) and P6 (nothing twice) on the way.
    void read_logs(hub::Hub& hub);
    /// The hub is another life of itself, with less in its log. Read on from its head.
    void hub_restored(hub::Hub& hub);
    /// The hub told somebody that it has this change safely.
    void acknowledged(ScopeId scope, const Dot& dot) { acknowledged_.emplace(scope, dot); }
    /// A person let a refused change go.
    void discarded(ScopeId scope, const Dot& dot) { discarded_.emplace(scope, dot); }
    /// Notes changes that the replica of a device issued again under new dots: call it after each
    /// commit and before each push.
    void read_reissues(std::size_t device, const replica::Replica& replica);
    /// The device has another store now: its sequences begin anew.
    void forget_sequences(std::size_t device) { sequences_.erase(device); }

    struct Place {
        Position position;
        std::optional<RefusalReason> refused;
        Dot dot;
    };
    struct Scope {
        /// Everything ever acknowledged or accepted, by dot.
        std::map<Dot, Change> changes;
        /// What a device itself wrote under a dot: at the commit, or when it issued it again.
        std::map<Dot, Change> written;
        /// This hub life's log.
        std::map<std::uint64_t, Place> log;
        DotSet have;
        /// What this life refused and has not accepted since.
        DotSet refused_now;
        /// Dots that a hub ever refused.
        std::map<Dot, RefusalReason> refused;
        std::map<Dot, Dot> reissued;
        /// Names of changes that the hub's log does not hold any more: compacted, or lost in a
        /// restore and not given back yet.
        DotSet beyond_compare;
        /// What lives of the hub before this one accepted and this one had not: devices may still
        /// have it, whatever comes under the same name.
        std::vector<Change> lost;
        /// Records that a hub ever erased.
        RecordSet erased;
        std::uint64_t read_to = 0;
    };
    [[nodiscard]] const std::map<ScopeId, Scope>& scopes() const { return scopes_; }
    [[nodiscard]] const Scope* scope(ScopeId scope) const;
    [[nodiscard]] std::vector<Commit>& commits() { return commits_; }
    [[nodiscard]] const std::vector<Commit>& commits() const { return commits_; }
    [[nodiscard]] const std::set<std::pair<ScopeId, Dot>>& acknowledged() const {
        return acknowledged_;
    }
    /// Whether a person let the change go.
    [[nodiscard]] bool is_discarded(const Commit& commit) const;
    /// Whether all that the change did was to records that were erased since.
    [[nodiscard]] bool is_erased(const Commit& commit) const;
    /// Whether a forger took the name of the change where nobody could compare: the hub's log lost
    /// what it was, or a restored hub was told a lie before the truth. The change is taken for the
    /// forger's (docs/limits.md).
    [[nodiscard]] bool is_taken_for_another(const Commit& commit) const;
    /// All dots under which a change went: its own, then those under which it was issued again.
    [[nodiscard]] std::vector<Dot> names_of(ScopeId scope, const Dot& dot) const;
    /// Whether the hub accepted this very change, under any of its names.
    [[nodiscard]] bool is_accepted(const Commit& commit) const;
    /// Whether what counts under this name of the change is the change: a forger may have taken its
    /// first name.
    [[nodiscard]] bool is_its_own(const Commit& commit, const Dot& name) const {
        return name != commit.change.dot || is_honest(commit.scope, name);
    }
    /// Whether what the hub accepted under this dot is what a device wrote: not a forger's work.
    [[nodiscard]] bool is_honest(ScopeId scope, const Dot& dot) const;
    /// The records that a forger's accepted changes write to, and those that the changes wrote to
    /// whose names he took.
    [[nodiscard]] std::set<RecordId> forged_records(ScopeId scope) const;
    /// Those of names that he took where nobody could compare (is_taken_for_another()), and of
    /// names that another life of the hub knew for something else: a device may still have what
    /// they stood for.
    [[nodiscard]] std::set<RecordId> taken_records(ScopeId scope) const;
    /// What an earlier life of the hub acknowledged and this one has not: devices owe it that.
    [[nodiscard]] const std::set<std::pair<ScopeId, Dot>>& owed() const { return owed_; }
    /// Forgets what nobody has any more.
    void excuse_owed(ScopeId scope, const Dot& dot) { owed_.erase({scope, dot}); }

private:
    [[nodiscard]] std::set<RecordId> records_of_forgers(
        ScopeId scope, const std::function<bool(const Scope&, const Dot&)>& is_meant) const;
    static void note_erased(Scope& scope, const std::vector<Entry>& entries);
    void read_entry(ScopeId id, Scope& scope, std::uint64_t position, const Entry& entry);
    void note_reissue(Scope& scope, const Change& change);

    Findings& findings_;
    std::map<ScopeId, Scope> scopes_;
    std::vector<Commit> commits_;
    std::set<std::pair<ScopeId, Dot>> acknowledged_;
    std::set<std::pair<ScopeId, Dot>> owed_;
    std::set<std::pair<ScopeId, Dot>> discarded_;
    std::set<std::pair<ScopeId, Dot>> committed_;
    /// Under which dot an own change of a device was last seen.
    std::map<std::size_t, std::map<std::uint64_t, Dot>> sequences_;
};

/// A dot for a person to find in a log: "3f2a...:17".
[[nodiscard]] std::string to_text(const Dot& dot);

}  // namespace wedsync::sim
