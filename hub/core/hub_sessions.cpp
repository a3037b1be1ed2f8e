// What peers say to a hub, and what they hear.
#include <utility>

#include "engine/base/overloaded.hpp"
#include "hub/core/admission.hpp"
#include "hub/core/hub_impl.hpp"
#include "hub/core/snapshot.hpp"
#include "hub/core/subscription.hpp"

namespace wedsync::hub {

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

}  // namespace wedsync::hub
