#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "engine/base/strong.hpp"
#include "engine/codec/message.hpp"
#include "engine/model/schema.hpp"
#include "engine/rules/violation.hpp"
#include "engine/store/store.hpp"
#include "engine/suggest/resolver.hpp"
#include "hub/core/backup_mark.hpp"

namespace wedsync::hub {

/// Records that one look at the rules begins to read.
inline constexpr std::size_t kRulesReadMax = 20'000;

/// One connection, as numbered by the shell. Never re-used.
using PeerId = Strong<struct PeerIdTag, std::uint64_t>;

/// Who may do what: a value, judged at receipt, default deny. Each function must be a pure function
/// of its arguments for as long as the policy is in place.
struct Policy {
    /// Whether a device may open a session; the answer is the reason why not.
    std::function<std::optional<std::string>(const message::Hello&)> admit;
    /// Whether a device may follow a scope.
    std::function<bool(const std::string& device, ScopeId scope)> may_read;
    /// Whether a change may stand: judged once, under the rights of the device that pushes it and
    /// of the author that its lane names. Empty: accepted.
    std::function<std::optional<RefusalReason>(const std::string& device, const Author& author,
                                               ScopeId scope, const Change& change)>
        judge;
    /// Whom others see behind a device. Empty: the device itself, and no person.
    std::function<Author(const std::string& device)> describe = {};
    /// Whether a device that follows a scope may claim that there: what it may write. Empty: no.
    std::function<bool(const std::string& device, ScopeId scope, const Extent& on)> may_claim = {};
};

/// A record that was erased (engine/model/erasure.hpp), by its name: what it said nobody keeps.
struct ErasedRecord {
    ScopeId scope;
    RecordId record;
    friend std::strong_ordering operator<=>(const ErasedRecord&, const ErasedRecord&) = default;
    friend bool operator==(const ErasedRecord&, const ErasedRecord&) = default;
};

/// Everything is allowed: the simulator's default and the demo's.
[[nodiscard]] Policy open_policy();

/// The published bounds of one hub.
struct Limits {
    /// Pages sent to a reader and not yet seen by it.
    std::uint32_t pages_in_flight_max = 8;
    std::uint32_t entries_per_page_max = 1'000;
    /// A reader that is so many entries behind, and takes it, gets thinned pages. 0: never.
    std::uint32_t thinned_entries_min = 1'000;
    /// Records in one part of a snapshot.
    std::uint32_t records_per_part_max = 500;
    /// Changes that wait for the next group commit; more are answered kTryLater.
    std::uint32_t group_changes_max = 10'000;
    /// Log entries kept for each scope; older ones are compacted away. 0: keep all.
    std::uint64_t log_entries_max = 0;
    /// A peer that says nothing for so long is disconnected.
    std::uint64_t idle_ms_max = 180'000;
};

namespace action {
struct Send {
    PeerId peer;
    Bytes frame;
};
struct Disconnect {
    PeerId peer;
    std::string reason;
};
}  // namespace action
using Action = std::variant<action::Send, action::Disconnect>;

/// What happened since the hub was created. Forks and commit failures want a person.
struct Counters {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    /// Two contents under one dot: a cloned device or a forged change. The first one stands.
    std::uint64_t forked = 0;
    /// Records that were erased.
    std::uint64_t erased = 0;
    /// Decisions of the decider by exact rules, and by what people are likely to choose.
    std::uint64_t decided = 0;
    std::uint64_t chosen = 0;
    std::uint64_t sessions_broken = 0;
    std::uint64_t commits_failed = 0;
    /// Claims that became somebody's, that were taken over, and that were refused.
    std::uint64_t claims_granted = 0;
    std::uint64_t claims_taken_over = 0;
    std::uint64_t claims_refused = 0;
};

/// The hub without sockets: sessions, admission, one log for each scope, fan-out by cursor,
/// snapshots, repair, compaction. Not thread-safe; deterministic.
///
/// Drive it so: after every `handle_*`, call `handle_flush()` once no further input is waiting (it
/// commits the group of pushed changes and so makes their verdicts due), drain `poll_action()`,
/// then arm one timer for `poll_timeout()`.
///
/// What a reader has not asked for is never in memory: pages are read from the log when its window
/// opens, so a slow reader costs a cursor and nothing else.
class Hub {
public:
    struct Options {
        /// The nonce kept outside the database: another one after each restore.
        Epoch epoch;
        Schema schema;
        Policy policy;
        Limits limits;
        /// What the decider knows of people's choices; it outlives the hub. Null: it settles by
        /// exact rules only.
        const suggest::Resolver* resolver = nullptr;
    };
    /// Takes the store over. Fails if it cannot be read.
    [[nodiscard]] static Result<std::unique_ptr<Hub>> create(std::unique_ptr<store::Store> store,
                                                             Options options);
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;
    ~Hub();

    /// A scope that devices may follow and write to. Scopes are made by the owner of the hub, or by
    /// the first push into them where the policy allows it (`may_read` is true).
    [[nodiscard]] Result<void> add_scope(ScopeId scope, const std::string& name);

    void handle_connected(PeerId peer, Now now);
    void handle_disconnected(PeerId peer);
    /// Takes one whole frame. Hostile input ends that peer's session and nothing else.
    void handle_frame(PeerId peer, Now now, BytesView frame);
    void handle_timeout(Now now);
    /// The policy says something else now: what is claimed by who may not any more is free.
    void handle_rights_changed(Now now);
    /// Commits what was pushed since the last flush. On a failing disk nothing is acknowledged:
    /// the pushes are answered kTryLater, and the error is returned for the shell to act on.
    [[nodiscard]] Result<void> handle_flush(Now now);

    [[nodiscard]] std::optional<Action> poll_action();
    [[nodiscard]] std::optional<Instant> poll_timeout() const;

    /// How far the store reaches at this moment: taken when a copy of it is whole. If there was no
    /// backup before, what comes later is held back from now on.
    [[nodiscard]] BackupMark take_backup_mark();
    /// To be called once the copy that the mark was taken of is safe: a backup. Everything later
    /// stays in the logs until the next one, and devices get it whole: a hub that is restored from
    /// the backup (under a new epoch) gets it back from them.
    [[nodiscard]] Result<void> mark_backup(const BackupMark& mark);

    /// The records of all scopes that are erased, in order.
    [[nodiscard]] std::vector<ErasedRecord> erased() const;
    /// Erases records as the hub itself, once: those that this store knows at once, others as soon
    /// as a device brings what made them. For a store that was restored, which may not know any
    /// more what was erased.
    [[nodiscard]] Result<void> erase(Now now, const std::vector<ErasedRecord>& records);

    /// Drops log entries at or before a position that are in the last backup, if there is one;
    /// waits for nobody else.
    [[nodiscard]] Result<void> compact(ScopeId scope, Position last);

    [[nodiscard]] Epoch epoch() const;
    [[nodiscard]] const Schema& schema() const;
    /// The hub's view of a scope, null if there is none. Borrowed until the next call.
    [[nodiscard]] const store::ScopeRow* scope(ScopeId scope) const;
    [[nodiscard]] const Counters& counters() const;
    /// Claims that are somebody's now, over all scopes: at most kClaimsMax of each that is
    /// followed.
    [[nodiscard]] std::size_t claims_held() const;
    /// The claims of a scope as the last call left them: what a device would be told that follows
    /// it. In memory only.
    [[nodiscard]] std::vector<Holding> claims(ScopeId scope) const;
    /// What breaks the schema's rules in all scopes, as committed; none as long as not everything
    /// was read: each call reads on, and no more than kRulesReadMax records beyond a scope. Nobody
    /// pays for it who does not ask.
    [[nodiscard]] Result<std::optional<std::vector<rules::Violation>>> violations();
    /// For oracles, export and backup.
    [[nodiscard]] store::Store& store();

private:
    class Impl;
    explicit Hub(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace wedsync::hub
