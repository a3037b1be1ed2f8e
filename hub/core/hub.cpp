// Long because: every message goes through this one class; what is done with each is elsewhere.

#include "hub/core/hub.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/causal/hybrid_time.hpp"
#include "hub/core/admission.hpp"
#include "hub/core/backup_mark.hpp"
#include "hub/core/decider.hpp"
#include "hub/core/fan_out.hpp"
#include "hub/core/goodbye.hpp"
#include "hub/core/group.hpp"
#include "hub/core/lease_board.hpp"
#include "hub/core/likely_choice.hpp"
#include "hub/core/presence_board.hpp"
#include "hub/core/repair.hpp"
#include "hub/core/rule_desk.hpp"
#include "hub/core/session.hpp"
#include "hub/core/snapshot.hpp"
#include "hub/core/subscription.hpp"
#include "hub/core/undecided.hpp"

namespace wedsync::hub {
// A session: kNew --Hello, admitted--> kOpen; from either --anything wrong, idle, Goodbye--> gone.
// Gone means: a Disconnect is queued, the session is erased, later frames of the peer are ignored.
//
// Invariants:
// 1. `scopes_` is what is committed; only a successful commit changes it. What was pushed since is
//    in `group_`, and nobody but later pushes sees it.
// 2. A verdict is queued after the commit that made it true.
// 3. Pages are made when poll_action() is asked for them and nothing else is queued.
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
    std::uint64_t accept_decisions(Uncommitted& scope, const std::vector<Change>& changes);
    Result<void> compact_grown();

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
    /// Of the repair that somebody is at; dropped with the next commit.
    std::optional<RepairView> repair_view_;
    /// What went wrong where no error could be returned; flush() does.
    std::optional<Error> failure_;
};

const ScopeState* Hub::Impl::find(ScopeId scope) const {
    const auto at = scopes_.find(scope);
    return at == scopes_.end() ? nullptr : &at->second;
}

Result<void> Hub::Impl::add_scope(ScopeId scope, const std::string& name) {
    const ScopeState* known = find(scope);
    store::ScopeRow row = known != nullptr ? known->row : empty_row(scope, options_.epoch);
    if (known != nullptr && row.name == name) return {};
    row.name = name;
    store::Batch batch;
    batch.scopes.push_back(row);
    WEDSYNC_TRY(store_->commit(batch));
    scopes_[scope].row = std::move(row);
    return {};
}

// ---- Sessions ----

void Hub::Impl::connect(PeerId peer, Now now) {
    now_ = now.monotonic;
    Session& session = sessions_[peer];
    session.heard = now.monotonic;
    if (!idle_check_.has_value()) idle_check_ = after(now.monotonic, options_.limits.idle_ms_max);
}

void Hub::Impl::disconnect(PeerId peer) {
    const auto session = sessions_.find(peer);
    if (session == sessions_.end()) return;
    fan_out_.forget(peer, session->second);
    board_.forget(peer, session->second, now_);
    leases_.forget(peer, session->second);
    sessions_.erase(session);
    if (sessions_.empty()) idle_check_.reset();
}

void Hub::Impl::send(PeerId peer, const Message& message) {
    const auto session = sessions_.find(peer);
    if (session == sessions_.end()) return;
    actions_.emplace_back(action::Send{peer, session->second.frames.encode(message)});
}

void Hub::Impl::end(PeerId peer, GoodbyeCode code, const std::string& reason) {
    send(peer, message::Goodbye{static_cast<std::uint16_t>(code), reason, 0});
    actions_.emplace_back(action::Disconnect{peer, reason});
    disconnect(peer);
}

void Hub::Impl::fail(PeerId peer, const Error& error) {
    note_failure(error);
    end(peer, GoodbyeCode::kFailed, "the hub could not read its store");
}

void Hub::Impl::note_failure(const Error& error) {
    if (!failure_.has_value()) failure_ = error;
}

void Hub::Impl::take_frame(PeerId peer, Now now, BytesView frame) {
    now_ = now.monotonic;
    const auto session = sessions_.find(peer);
    if (session == sessions_.end()) return;
    session->second.heard = now.monotonic;
    const Result<std::optional<Message>> decoded = session->second.frames.decode(frame);
    if (!decoded.ok()) {
        ++counters_.sessions_broken;
        end(peer, GoodbyeCode::kProtocol, decoded.error().detail);
        return;
    }
    if (!decoded.value()) return;
    const Message& message = *decoded.value();
    const auto* hello = std::get_if<message::Hello>(&message);
    const bool is_first = !session->second.is_open;
    if (is_first != (hello != nullptr)) {
        ++counters_.sessions_broken;
        end(peer, GoodbyeCode::kProtocol, is_first ? "Hello comes first" : "a second Hello");
    } else if (hello != nullptr) {
        greet({peer, session->second}, now, *hello);
    } else {
        take({peer, session->second}, message);
    }
}

void Hub::Impl::greet(Peer peer, Now now, const message::Hello& hello) {
    if (hello.protocol < kProtocolVersionMin || hello.protocol_min > kProtocolVersion ||
        hello.protocol_min > hello.protocol) {
        end(peer.id, GoodbyeCode::kVersion, "no protocol version in common");
        return;
    }
    const std::optional<std::string> refusal =
        options_.policy.admit ? options_.policy.admit(hello) : "nobody is admitted here";
    if (refusal.has_value()) {
        end(peer.id, GoodbyeCode::kNotAdmitted, *refusal);
        return;
    }
    peer.session.is_open = true;
    peer.session.device = hello.device;
    peer.session.protocol = std::min(hello.protocol, kProtocolVersion);
    send(peer.id, message::Welcome{peer.session.protocol, options_.epoch, options_.schema.version,
                                   now.wall.value()});
}

void Hub::Impl::take(Peer peer, const Message& message) {
    std::visit(
        Overloaded{
            [&](const message::Subscribe& subscribe) { take_subscribe(peer, subscribe); },
            [&](const message::Push& push) { take_push(peer, push); },
            [&](const message::Seen& seen) { take_seen(peer, seen); },
            [&](const message::SnapshotRequest& request) { take_snapshot_request(peer, request); },
            [&](const message::Checksum& checksum) { take_checksum(peer, checksum); },
            [&](const message::RepairRequest& request) { take_repair_request(peer, request); },
            [&](const message::Presence& presence) { take_presence(peer, presence); },
            [&](const message::PresencesSeen& seen) { board_.see(peer.id, seen.scope, now_); },
            [&](const message::Claims& claims) { take_claims(peer, claims); },
            [&](const message::ClaimsSeen& seen) { leases_.see(peer.id, seen.scope, now_); },
            [&](const message::Ping& ping) { send(peer.id, message::Pong{ping.nonce}); },
            [](const message::Pong&) {},
            [&](const message::Goodbye&) {
                actions_.emplace_back(action::Disconnect{peer.id, "the peer said goodbye"});
                disconnect(peer.id);
            },
            [&](const auto&) {
                ++counters_.sessions_broken;
                end(peer.id, GoodbyeCode::kProtocol, "a message that only a hub sends");
            }},
        message);
}

void Hub::Impl::take_timeout(Now now) {
    now_ = now.monotonic;
    end_silent(now);
    board_.handle_timeout(now.monotonic);
    leases_.handle_timeout(now.monotonic);
}

void Hub::Impl::end_silent(Now now) {
    if (!idle_check_.has_value() || now.monotonic < *idle_check_) return;
    const Silence silence = look_for_silent(sessions_, now.monotonic, options_.limits.idle_ms_max);
    idle_check_ = silence.next;
    for (const PeerId peer : silence.peers)
        end(peer, GoodbyeCode::kIdle, "nothing was heard for long");
}

bool Hub::Impl::may_read(const Peer& peer, ScopeId scope) const {
    const Policy& policy = options_.policy;
    return policy.may_read && policy.may_read(peer.session.device, scope);
}

Follow* Hub::Impl::follow(Peer peer, ScopeId scope) {
    if (!may_read(peer, scope)) {
        send(peer.id, message::Denied{scope, "no such scope for this device"});
        return nullptr;
    }
    const auto known = peer.session.scopes.find(scope);
    if (known != peer.session.scopes.end()) return &known->second;
    if (peer.session.scopes.size() >= kScopesPerSessionMax) {
        end(peer.id, GoodbyeCode::kTooMany, "too many scopes in one session");
        return nullptr;
    }
    return &peer.session.scopes[scope];
}

const ScopeState& Hub::Impl::view(ScopeId scope) {
    const ScopeState* known = find(scope);
    if (known != nullptr) return *known;
    empty_.row = empty_row(scope, options_.epoch);
    return empty_;
}

// ---- Reading ----

void Hub::Impl::take_subscribe(Peer peer, const message::Subscribe& subscribe) {
    Follow* const reader = follow(peer, subscribe.scope);
    if (reader == nullptr) return;
    const store::ScopeRow& row = view(subscribe.scope).row;
    Result<Start> planned = plan_start(subscribe, row, *store_);
    if (!planned.ok()) return fail(peer.id, planned.error());
    fan_out_.unsubscribe(peer.id, subscribe.scope, *reader);
    reader->takes_thinned = subscribe.takes_thinned && peer.session.frames.has_short();
    Start plan = std::move(planned).value();
    std::visit(
        Overloaded{[&](start::Stream& stream) {
                       fan_out_.subscribe(peer.id, subscribe.scope, *reader, std::move(stream));
                       if (peer.session.protocol >= kProtocolPresence) {
                           board_.follow(peer.id, subscribe.scope, now_);
                       }
                       if (peer.session.protocol >= kProtocolClaims) {
                           leases_.follow(peer.id, subscribe.scope, now_);
                       }
                   },
                   [&](const start::Exchange&) {
                       send(peer.id, message::Resync{subscribe.scope, row.cursor.epoch,
                                                     row.cursor.position, row.have, row.refused});
                   },
                   [&](const start::Snapshot&) {
                       send(peer.id, message::SnapshotNeeded{subscribe.scope, row.cursor.epoch});
                   }},
        plan);
}

void Hub::Impl::take_seen(Peer peer, const message::Seen& seen) {
    const auto reader = peer.session.scopes.find(seen.scope);
    if (reader != peer.session.scopes.end()) fan_out_.see(peer.id, seen, reader->second);
}

void Hub::Impl::take_snapshot_request(Peer peer, const message::SnapshotRequest& request) {
    if (follow(peer, request.scope) == nullptr) return;
    const Result<Message> part = make_part(request, view(request.scope), *store_, options_.limits,
                                           backup_.last_of(view(request.scope).row));
    if (!part.ok()) return fail(peer.id, part.error());
    send(peer.id, part.value());
}

void Hub::Impl::take_checksum(Peer peer, const message::Checksum& checksum) {
    if (follow(peer, checksum.scope) == nullptr) return;
    const store::ScopeRow& row = view(checksum.scope).row;
    // A reader that is behind asks again when it has caught up.
    if (checksum.cursor != row.cursor) return;
    send(peer.id, message::Checksum{checksum.scope, row.cursor, row.cells_sum, row.have_sum});
}

void Hub::Impl::take_repair_request(Peer peer, const message::RepairRequest& request) {
    if (follow(peer, request.scope) == nullptr) return;
    const ScopeState& scope = view(request.scope);
    const bool is_here = repair_view_ && repair_view_->scope == request.scope &&
                         repair_view_->cursor == scope.row.cursor;
    if (!is_here) {
        Result<RepairView> view = open_repair_view(scope, *store_);
        if (!view.ok()) return fail(peer.id, view.error());
        repair_view_ = std::move(view).value();
    }
    const Result<std::vector<Message>> answers =
        answer_repair(request, *repair_view_, scope, *store_);
    if (!answers.ok()) return fail(peer.id, answers.error());
    for (const Message& answer : answers.value())
        send(peer.id, answer);
}

// ---- Presence and claims: who does not follow the scope is not heard there ----

Author Hub::Impl::author_of(const Session& session) const {
    Author who;
    if (options_.policy.describe) who = options_.policy.describe(session.device);
    who.device = session.device;
    return who;
}

void Hub::Impl::take_presence(Peer peer, const message::Presence& presence) {
    board_.hear(peer.id, author_of(peer.session), presence, now_);
}

void Hub::Impl::take_claims(Peer peer, const message::Claims& claims) {
    const auto may_claim = [&](const Extent& on) {
        const Policy& policy = options_.policy;
        return policy.may_claim && policy.may_claim(peer.session.device, claims.scope, on);
    };
    const std::optional<message::ClaimsTold> refused =
        leases_.hear(peer.id, author_of(peer.session), claims, may_claim, now_);
    if (refused) send(peer.id, *refused);
}

void Hub::Impl::take_new_rights(Now now) {
    now_ = now.monotonic;
    if (options_.policy.may_claim) leases_.review(options_.policy.may_claim, now_);
}

// ---- Writing ----

bool Hub::Impl::hear_lanes(Peer peer, const message::Push& push, Follow& follow) {
    const ScopeState* scope = find(push.scope);
    for (const LaneInfo& lane : push.lanes) {
        if (scope != nullptr && scope->lanes.contains(lane.incarnation)) continue;
        follow.lanes_heard.try_emplace(lane.incarnation, lane.author);
    }
    if (follow.lanes_heard.size() <= kLanesHeardMax) return true;
    std::erase_if(follow.lanes_heard, [&](const auto& lane) {
        return scope != nullptr && scope->lanes.contains(lane.first);
    });
    if (follow.lanes_heard.size() <= kLanesHeardMax) return true;
    end(peer.id, GoodbyeCode::kTooMany, "too many lanes without changes");
    return false;
}

void Hub::Impl::take_push(Peer peer, const message::Push& push) {
    if (!may_read(peer, push.scope)) {
        message::Verdict verdict;
        verdict.kind = message::Verdict::Kind::kRefused;
        verdict.reason = RefusalReason::kNotAllowed;
        group_.pushes.push_back({peer.id, answer_all(push, verdict), {}});
        return;
    }
    Follow* const reader = follow(peer, push.scope);
    if (reader == nullptr || !hear_lanes(peer, push, *reader)) return;
    const ScopeState* committed = find(push.scope);
    Uncommitted& scope = open_scope(group_, push.scope, options_.epoch, committed);
    Admission admission({*store_, options_.policy, options_.limits, counters_, committed},
                        {peer.session.device, *reader}, group_, scope);
    Admission::Outcome outcome = admission.judge(push);
    if (outcome.failure.has_value()) note_failure(*outcome.failure);
    group_.pushes.push_back({peer.id, std::move(outcome.result), std::move(outcome.echoes)});
}

Result<void> Hub::Impl::flush(Now now) {
    now_ = now.monotonic;
    const Result<void> written = write_all(now);
    // Whatever became of the writing: timeout() asks to be called until this was reported. What
    // could not be read is worse than a full disk, which passes.
    const std::optional<Error> failure = std::exchange(failure_, std::nullopt);
    const bool is_worse = !written.ok() && written.error().code != ErrorCode::kFull;
    if (!failure.has_value() || is_worse) return written;
    return *failure;
}

Result<void> Hub::Impl::write_all(Now now) {
    WEDSYNC_TRY(commit_group());
    WEDSYNC_TRY(decide_all(now));
    return compact_grown();
}

Result<void> Hub::Impl::commit_group() {
    Group group = std::exchange(group_, {});
    const store::Batch batch = make_batch(group, scopes_);
    Result<void> committed = batch.scopes.empty() ? Result<void>{} : store_->commit(batch);
    if (!committed.ok()) {
        ++counters_.commits_failed;
        for (Judged& push : group.pushes) {
            take_back(push.result);
            push.echoes.clear();
        }
        answer(group.pushes);
        return committed;
    }
    rules_.note(batch);
    note_undecided(group, options_.schema, undecided_);
    if (options_.resolver != nullptr) note_answers(group, scopes_, heard_);
    adopt(group, scopes_);
    if (!batch.scopes.empty()) repair_view_.reset();
    answer(group.pushes);
    for (const store::ScopeRow& row : batch.scopes)
        fan_out_.wake(row.scope, sessions_);
    return {};
}

void Hub::Impl::answer(std::vector<Judged>& pushes) {
    for (const Judged& push : pushes) {
        const auto session = sessions_.find(push.peer);
        if (session == sessions_.end()) continue;
        for (const Dot& dot : push.echoes) {
            DotSet& pushed = session->second.scopes[push.result.scope].pushed;
            if (pushed.interval_count() < kPushedIntervalsMax) pushed.add(dot);
        }
        send(push.peer, push.result);
    }
}

// ---- Deciding ----

Result<void> Hub::Impl::look_for_undecided() {
    undecided_ = WEDSYNC_TRY(find_undecided(scopes_, options_.schema, *store_));
    return {};
}

Result<void> Hub::Impl::decide_all(Now now) {
    if (undecided_.empty() && heard_.empty()) return {};
    const Result<Made> made = decide_each(now);
    if (!made.ok()) {
        group_ = {};
        return made.error();
    }
    WEDSYNC_TRY(commit_group());
    counters_.decided += made.value().decided;
    counters_.chosen += made.value().chosen;
    undecided_.clear();
    heard_.clear();
    return {};
}

/// By exact rules first; what they leave open, by what people are likely to choose.
Result<Hub::Impl::Made> Hub::Impl::decide_each(Now now) {
    Made made;
    const auto tick = [&] { return clock_.tick(now.wall); };
    for (const auto& [id, record] : undecided_) {
        Uncommitted& scope = open_scope(group_, id, options_.epoch, find(id));
        made.decided += accept_decisions(
            scope, WEDSYNC_TRY(decide(scope, record, options_.schema, *store_, tick)));
    }
    for (const auto& [id, heard] : heard_) {
        const ScopeState* committed = find(id);
        Uncommitted& scope = open_scope(group_, id, options_.epoch, committed);
        const Chooser chooser{options_.schema, *options_.resolver, *store_, committed->lanes};
        made.chosen += accept_decisions(
            scope, WEDSYNC_TRY(choose(scope, heard, now.wall.value(), chooser, tick)));
    }
    return made;
}

std::uint64_t Hub::Impl::accept_decisions(Uncommitted& scope, const std::vector<Change>& changes) {
    for (const Change& change : changes) {
        scope.lanes.try_emplace(decider_lane(options_.epoch), decider_author());
        accept(scope, change);
    }
    return changes.size();
}

// ---- Backup and compaction ----

BackupMark Hub::Impl::take_backup_mark() {
    BackupMark mark = BackupMark::of(scopes_);
    if (!backup_.is_set()) backup_ = mark;
    return mark;
}

Result<void> Hub::Impl::mark_backup(const BackupMark& mark) {
    WEDSYNC_TRY(store_->commit(mark.to_batch()));
    backup_ = mark;
    return {};
}

Result<void> Hub::Impl::compact(ScopeId scope, Position last) {
    const auto state = scopes_.find(scope);
    if (state == scopes_.end()) return Error{ErrorCode::kNotFound, "no such scope"};
    store::ScopeRow& row = state->second.row;
    row.log_start = WEDSYNC_TRY(store_->trim_log(scope, std::min(last, backup_.last_of(row))));
    fan_out_.wake(scope, sessions_);
    return {};
}

Result<void> Hub::Impl::compact_grown() {
    const std::uint64_t kept = options_.limits.log_entries_max;
    if (kept == 0) return {};
    for (const auto& [id, scope] : scopes_) {
        const std::uint64_t head = scope.row.cursor.position.value();
        const std::uint64_t length = head - scope.row.log_start.value();
        if (length > kept + kept / 4) WEDSYNC_TRY(compact(id, Position{head - kept}));
    }
    return {};
}

std::optional<Action> Hub::Impl::next_action() {
    if (!actions_.empty()) {
        Action action = std::move(actions_.front());
        actions_.pop_front();
        return action;
    }
    Result<std::optional<action::Send>> page = fan_out_.next(sessions_, scopes_);
    if (!page.ok()) {
        note_failure(page.error());
        return std::nullopt;
    }
    std::optional<action::Send> send = std::move(page).value();
    if (!send.has_value()) send = board_.next(now_);
    if (!send.has_value()) send = leases_.next(now_);
    if (!send.has_value()) return std::nullopt;
    return Action{*std::move(send)};
}

// ---- The public face ----

Hub::Hub(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Hub::~Hub() = default;

Result<std::unique_ptr<Hub>> Hub::create(std::unique_ptr<store::Store> store, Options options) {
    Scopes scopes = WEDSYNC_TRY(load_scopes(*store, options.epoch));
    BackupMark backup = WEDSYNC_TRY(BackupMark::load(*store));
    auto impl = std::make_unique<Impl>(std::move(store), std::move(options), std::move(scopes),
                                       std::move(backup));
    WEDSYNC_TRY(impl->look_for_undecided());
    // tidy: allow(new) because the constructor is not public
    return std::unique_ptr<Hub>(new Hub(std::move(impl)));
}

Result<void> Hub::add_scope(ScopeId scope, const std::string& name) {
    return impl_->add_scope(scope, name);
}
void Hub::handle_connected(PeerId peer, Now now) {
    impl_->connect(peer, now);
}
void Hub::handle_disconnected(PeerId peer) {
    impl_->disconnect(peer);
}
void Hub::handle_frame(PeerId peer, Now now, BytesView frame) {
    impl_->take_frame(peer, now, frame);
}
void Hub::handle_timeout(Now now) {
    impl_->take_timeout(now);
}
void Hub::handle_rights_changed(Now now) {
    impl_->take_new_rights(now);
}
Result<void> Hub::handle_flush(Now now) {
    return impl_->flush(now);
}
std::optional<Action> Hub::poll_action() {
    return impl_->next_action();
}
std::optional<Instant> Hub::poll_timeout() const {
    return impl_->timeout();
}
BackupMark Hub::take_backup_mark() {
    return impl_->take_backup_mark();
}
Result<void> Hub::mark_backup(const BackupMark& mark) {
    return impl_->mark_backup(mark);
}
Result<void> Hub::compact(ScopeId scope, Position last) {
    return impl_->compact(scope, last);
}
Epoch Hub::epoch() const {
    return impl_->options().epoch;
}
const Schema& Hub::schema() const {
    return impl_->options().schema;
}
const store::ScopeRow* Hub::scope(ScopeId scope) const {
    const ScopeState* state = impl_->find(scope);
    return state == nullptr ? nullptr : &state->row;
}
Result<std::optional<std::vector<rules::Violation>>> Hub::violations() {
    return impl_->rules().violations(impl_->scopes());
}
const Counters& Hub::counters() const {
    return impl_->counters();
}
std::size_t Hub::claims_held() const {
    return impl_->leases().held();
}
std::vector<Holding> Hub::claims(ScopeId scope) const {
    return impl_->leases().holdings(scope, impl_->last_time());
}
store::Store& Hub::store() {
    return impl_->store();
}

}  // namespace wedsync::hub
