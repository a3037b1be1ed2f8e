#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/causal/hybrid_time.hpp"
#include "hub/core/backup_mark.hpp"
#include "hub/core/fan_out.hpp"
#include "hub/core/goodbye.hpp"
#include "hub/core/group.hpp"
#include "hub/core/hub.hpp"
#include "hub/core/lease_board.hpp"
#include "hub/core/likely_choice.hpp"
#include "hub/core/presence_board.hpp"
#include "hub/core/repair.hpp"
#include "hub/core/rule_desk.hpp"
#include "hub/core/session.hpp"
#include "hub/core/undecided.hpp"

namespace wedsync::hub {

/// The parts of a hub: every message goes through this one class, what is done with each is
/// elsewhere. Its methods lie in hub_sessions.cpp (what peers say and hear) and hub_writing.cpp
/// (commits, decisions, erasing, backups, compaction).
///
/// A session: kNew --Hello, admitted--> kOpen; from either --anything wrong, idle, Goodbye--> gone.
/// Gone means: a Disconnect is queued, the session is erased, later frames of the peer are ignored.
///
/// Invariants:
/// 1. `scopes_` is what is committed; only a successful commit changes it. What was pushed since is
///    in `group_`, and nobody but later pushes sees it.
/// 2. A verdict is queued after the commit that made it true.
/// 3. Pages are made when poll_action() is asked for them and nothing else is queued.
class Hub::Impl {
public:
    Impl(std::unique_ptr<store::Store> store, Options options, Scopes scopes, BackupMark backup)
        : store_(std::move(store)),
          options_(std::move(options)),
          scopes_(std::move(scopes)),
          backup_(std::move(backup)),
          fan_out_(*store_, options_.limits, backup_),
          rules_(options_.schema, *store_) {}

    /// What was committed and not decided when the hub last stopped.
    Result<void> look_for_undecided();
    Result<void> add_scope(ScopeId scope, const std::string& name);
    void connect(PeerId peer, Now now);
    void disconnect(PeerId peer);
    void take_frame(PeerId peer, Now now, BytesView frame);
    void take_timeout(Now now);
    void take_new_rights(Now now);
    Result<void> flush(Now now);
    std::optional<Action> next_action();
    BackupMark take_backup_mark();
    Result<void> mark_backup(const BackupMark& mark);
    Result<void> compact(ScopeId scope, Position last);
    std::vector<ErasedRecord> erased() const;
    Result<void> erase(Now now, const std::vector<ErasedRecord>& records);

    /// A failure is to be reported at once.
    [[nodiscard]] std::optional<Instant> timeout() const {
        if (failure_.has_value()) return Instant{};
        std::optional<Instant> first = idle_check_;
        for (const std::optional<Instant>& due : {board_.timeout(), leases_.timeout()}) {
            if (due && (!first || *due < *first)) first = due;
        }
        return first;
    }
    [[nodiscard]] const Options& options() const { return options_; }
    [[nodiscard]] const Counters& counters() const { return counters_; }
    [[nodiscard]] const LeaseBoard& leases() const { return leases_; }
    [[nodiscard]] Instant last_time() const { return now_; }
    [[nodiscard]] store::Store& store() { return *store_; }
    [[nodiscard]] RuleDesk& rules() { return rules_; }
    [[nodiscard]] const Scopes& scopes() const { return scopes_; }
    [[nodiscard]] const ScopeState* find(ScopeId scope) const;

private:
    struct Peer {
        PeerId id;
        Session& session;
    };

    void greet(Peer peer, Now now, const message::Hello& hello);
    void take(Peer peer, const Message& message);
    void take_subscribe(Peer peer, const message::Subscribe& subscribe);
    void take_push(Peer peer, const message::Push& push);
    void take_seen(Peer peer, const message::Seen& seen);
    void take_snapshot_request(Peer peer, const message::SnapshotRequest& request);
    void take_checksum(Peer peer, const message::Checksum& checksum);
    void take_repair_request(Peer peer, const message::RepairRequest& request);
    void take_presence(Peer peer, const message::Presence& presence);
    void take_claims(Peer peer, const message::Claims& claims);
    [[nodiscard]] Author author_of(const Session& session) const;
    void end_silent(Now now);
    bool hear_lanes(Peer peer, const message::Push& push, Follow& follow);

    [[nodiscard]] bool may_read(const Peer& peer, ScopeId scope) const;
    /// The scope in this session, or null: the peer has been told why, or sent away.
    Follow* follow(Peer peer, ScopeId scope);
    /// The committed scope; an empty one where nobody wrote yet.
    const ScopeState& view(ScopeId scope);

    void send(PeerId peer, const Message& message);
    void end(PeerId peer, GoodbyeCode code, const std::string& reason);
    void fail(PeerId peer, const Error& error);
    void note_failure(const Error& error);

    Result<void> write_all(Now now);
    Result<void> commit_group();
    void answer(std::vector<Judged>& pushes);
    Result<void> decide_all(Now now);
    /// Decisions, by exact rules and by likely choice.
    struct Made {
        std::uint64_t decided = 0;
        std::uint64_t chosen = 0;
    };
    Result<Made> decide_each(Now now);
    std::uint64_t accept_decisions(Uncommitted& scope, const std::vector<Change>& changes) const;
    Result<void> compact_grown();
    Result<void> erase_owed(Now now);
    Result<void> erase_some(ScopeId id, const std::vector<RecordId>& records, Now now);

    std::unique_ptr<store::Store> store_;
    Options options_;
    Scopes scopes_;
    BackupMark backup_;
    /// What view() gives for a scope that is not in `scopes_`.
    ScopeState empty_;
    Sessions sessions_;
    Group group_;
    FanOut fan_out_;
    RuleDesk rules_;
    PresenceBoard board_;
    std::deque<Action> actions_;
    Counters counters_;
    LeaseBoard leases_{counters_};
    HybridClock clock_;
    /// The last time that was told.
    Instant now_;
    /// When the peers are next looked through for silent ones; may be early.
    std::optional<Instant> idle_check_;
    /// Records of committed groups that the decider has not looked at.
    Undecided undecided_;
    /// Answers of committed groups after which it has not looked.
    HeardAnswers heard_;
    /// Records to be erased, those of changes that are not here included.
    std::map<ScopeId, RecordSet> owed_;
    /// Of the repair that somebody is at; dropped with the next commit.
    std::optional<RepairView> repair_view_;
    /// What went wrong where no error could be returned; flush() does.
    std::optional<Error> failure_;
};

}  // namespace wedsync::hub
