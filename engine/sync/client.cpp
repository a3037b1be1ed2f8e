#include "engine/sync/client.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/base/overloaded.hpp"
#include "engine/sync/connection.hpp"
#include "engine/sync/kept_areas.hpp"
#include "engine/sync/scope_sync.hpp"
#include "engine/sync/wire.hpp"

namespace wedsync::sync {

// Invariants:
// 1. What belongs to one connection (frames to send, what is on the wire, subscriptions) is dropped
//    with it; what belongs to the replica is on the disk.
// 2. Pushes are made when poll_action() finds nothing else to send: what is urgent is chosen as
//    late as possible.
// 3. After Phase::kFailed nothing is done any more.
class Client::Impl {
public:
    Impl(replica::Replica& replica, Options options)
        : replica_(replica),
          options_(std::move(options)),
          prng_(options_.seed),
          connection_(prng_, options_.idle_ping_ms),
          claims_(options_.device),
          areas_(replica_.store(), claims_) {
        plan_anew();
    }

    void set_token(std::string token) { options_.token = std::move(token); }
    void take_connected(Now now);
    void take_closed(Now now, const std::string& reason);
    void take_frame(Now now, BytesView frame);
    void take_timeout(Now now);
    void take_commit(Now now);
    void take_network(Now now, bool is_available);
    void take_hint(std::optional<pace::NetworkHint> hint);
    void set_presence(Now now, const message::Presence& presence);
    [[nodiscard]] const Presence& presence() const { return presence_; }
    Result<void> claim(Now now, const ClaimWish& wish);
    bool release_claim(Now now, ScopeId scope, const Extent& on);
    [[nodiscard]] const Claims& claims() const { return claims_; }
    [[nodiscard]] const std::string& device() const { return options_.device; }
    std::optional<Action> next_action(Now now);
    [[nodiscard]] std::optional<Instant> timeout() const;
    [[nodiscard]] Status status() const;
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

private:
    /// False: nothing more is to be done with this call.
    bool begin(Now now);
    void end_connection(Now now);
    void give_up(Now now, const std::string& reason, std::uint64_t retry_after_ms = 0);
    void give_up_silent(Now now, const std::string& reason);
    void plan_anew() { plan_ = pace::plan_for(options_.strategy, link_, hint_); }
    void fail(Now now, const Error& error);
    void keep(Now now, const Result<void>& result);
    [[nodiscard]] OutboxTime outbox_time(Now now) const;
    /// Since when the hub owes an answer in any scope.
    [[nodiscard]] std::optional<Instant> owed_since() const;
    ScopeSync* find(ScopeId scope);
    void open_new_scopes(Now now);

    void greet(Now now, const message::Welcome& welcome);
    void take(Now now, const Message& message, BytesView frame);
    void take_push_result(Now now, const message::PushResult& result);
    void take_goodbye(Now now, const message::Goodbye& goodbye);
    std::optional<Bytes> next_push(Now now);
    void say_presence(Now now);
    bool is_gathering(Now now, const Outbox::Rank& rank);

    template <class Part>
    void hand(Now now, const Part& part) {
        if (ScopeSync* scope = find(part.scope)) keep(now, scope->take(now, part));
    }

    replica::Replica& replica_;
    Options options_;
    Prng prng_;
    Wire wire_;
    Connection connection_;
    std::map<ScopeId, ScopeSync> scopes_;
    Presence presence_;
    Claims claims_;
    KeptAreas areas_;
    pace::LinkEstimate link_;
    std::optional<pace::NetworkHint> hint_;
    /// What the strategy makes of the two.
    pace::Plan plan_;
    /// Until when the next push waits for more to go with it.
    std::optional<Instant> gather_until_;
    /// As many pushes are on their way as the plan allows: what waits has waited enough.
    bool is_full_ = false;
    std::optional<Epoch> epoch_;
    std::optional<std::int64_t> clock_ahead_ms_;
    Instant hello_sent_;
    /// How long there was a connection, until the present one.
    std::uint64_t open_ms_ = 0;
    Instant opened_;
    std::optional<Instant> lost_at_;
    std::uint64_t ping_last_ = 0;
    std::optional<Error> failure_;
};

// ---- The connection ----

bool Client::Impl::begin(Now now) {
    if (connection_.phase() == Phase::kFailed) return false;
    const std::optional<Instant> due = timeout();
    if (connection_.is_up() && due && now.monotonic > after(*due, kSuspendedMs)) {
        wire_.disconnect("the app was suspended");
        end_connection(now);
        connection_.suspended(now);
    }
    return true;
}

void Client::Impl::end_connection(Now now) {
    gather_until_.reset();
    is_full_ = false;
    if (presence_.is_spoken()) presence_.closed(now.monotonic);
    if (claims_.is_spoken()) claims_.closed(now.monotonic);
    open_ms_ = outbox_time(now).open_ms;
    if (connection_.phase() == Phase::kOpen) lost_at_ = now.monotonic;
    for (auto& [id, scope] : scopes_) {
        if (!scope.is_open()) continue;
        scope.close();
        // A full disk, or one that is gone: then the count is lost, nothing else.
        static_cast<void>(replica_.keep_attempts(id));
    }
}

void Client::Impl::give_up(Now now, const std::string& reason, std::uint64_t retry_after_ms) {
    wire_.disconnect(reason);
    end_connection(now);
    connection_.lost(now, reason, retry_after_ms);
}

/// Nothing came for longer than any link takes that is worth having.
void Client::Impl::give_up_silent(Now now, const std::string& reason) {
    link_.stalled();
    plan_anew();
    give_up(now, reason);
}

void Client::Impl::fail(Now now, const Error& error) {
    failure_ = error;
    wire_.disconnect("the store failed");
    end_connection(now);
    connection_.fail();
}

void Client::Impl::keep(Now now, const Result<void>& result) {
    if (!result.ok() && connection_.phase() != Phase::kFailed) fail(now, result.error());
}

OutboxTime Client::Impl::outbox_time(Now now) const {
    const bool is_open = connection_.phase() == Phase::kOpen;
    const std::uint64_t present =
        is_open && now.monotonic > opened_ ? now.monotonic.value() - opened_.value() : 0;
    return {now.wall.value(), open_ms_ + present};
}

void Client::Impl::take_connected(Now now) {
    if (!begin(now) || connection_.phase() != Phase::kConnecting) return;
    connection_.connected(now);
    hello_sent_ = now.monotonic;
    message::Hello hello;
    hello.protocol = options_.protocol;
    hello.schema_version = replica_.schema().version;
    hello.device = options_.device;
    hello.token = options_.token;
    wire_.send(hello);
}

void Client::Impl::take_closed(Now now, const std::string& reason) {
    if (!begin(now)) return;
    if (!connection_.is_up() && connection_.phase() != Phase::kConnecting) return;
    wire_.drop_frames();
    end_connection(now);
    connection_.lost(now, reason);
}

void Client::Impl::take_network(Now now, bool is_available) {
    if (!begin(now)) return;
    if (is_available) {
        connection_.network_back(now);
        return;
    }
    const bool is_used = connection_.is_up() || connection_.phase() == Phase::kConnecting;
    if (is_used) wire_.disconnect("no network");
    end_connection(now);
    connection_.network_gone();
}

void Client::Impl::take_hint(std::optional<pace::NetworkHint> hint) {
    hint_ = hint;
    plan_anew();
}

void Client::Impl::take_timeout(Now now) {
    if (!begin(now)) return;
    claims_.handle_timeout(now.monotonic);
    switch (connection_.check(now, owed_since())) {
        case Connection::Due::kNothing:
            break;
        case Connection::Due::kPing:
            wire_.send(message::Ping{++ping_last_});
            break;
        case Connection::Due::kSilent:
            give_up_silent(now, "the hub fell silent");
            break;
        case Connection::Due::kTooLate:
            give_up(now, "no answer to the attempt to connect");
            break;
    }
    if (connection_.phase() != Phase::kOpen) return;
    const std::optional<Instant> since = owed_since();
    if (since && now.monotonic >= connection_.answer_due(*since)) {
        connection_.note_silence();
        give_up_silent(now, "the hub owes an answer");
        return;
    }
    open_new_scopes(now);
    for (auto& [id, scope] : scopes_)
        keep(now, scope.handle_timeout(now, outbox_time(now)));
    say_presence(now);
}

void Client::Impl::take_commit(Now now) {
    if (!begin(now) || connection_.phase() != Phase::kOpen) return;
    open_new_scopes(now);
    say_presence(now);
}

// ---- Frames ----

ScopeSync* Client::Impl::find(ScopeId scope) {
    const auto at = scopes_.find(scope);
    return at == scopes_.end() ? nullptr : &at->second;
}

/// Scopes that the replica holds and this connection does not follow.
void Client::Impl::open_new_scopes(Now now) {
    for (const ScopeId id : replica_.scopes()) {
        if (scopes_.size() >= kScopesPerSessionMax && !scopes_.contains(id)) continue;
        const auto [scope, is_new] =
            scopes_.try_emplace(id, ScopeSync::Parts{replica_, wire_, prng_}, id);
        if (scope->second.is_open()) continue;
        if (is_new) keep(now, areas_.load(now, {id}));
        keep(now, scope->second.open(now, *epoch_, outbox_time(now)));
        if (failure_) return;
    }
}

void Client::Impl::greet(Now now, const message::Welcome& welcome) {
    if (welcome.protocol < kProtocolVersionMin || welcome.protocol > kProtocolVersion) {
        give_up(now, "the hub speaks another protocol", kRefusedRetryMs);
        return;
    }
    connection_.opened(now);
    presence_.opened(welcome.protocol >= kProtocolPresence);
    claims_.opened(now.monotonic, welcome.protocol >= kProtocolClaims);
    opened_ = now.monotonic;
    epoch_ = welcome.epoch;
    // The hub read its clock about half a round trip ago.
    const std::uint64_t round_trip_ms = now.monotonic.value() - hello_sent_.value();
    link_.connected();
    link_.answered(now.monotonic, hello_sent_);
    plan_anew();
    clock_ahead_ms_ = static_cast<std::int64_t>(welcome.wall_ms + round_trip_ms / 2) -
                      static_cast<std::int64_t>(now.wall.value());
    open_new_scopes(now);
}

void Client::Impl::take_frame(Now now, BytesView frame) {
    if (!begin(now) || !connection_.is_up()) return;
    const Result<std::optional<Message>> decoded = wire_.frames().decode(frame);
    if (!decoded.ok()) {
        give_up(now, "the hub sent a broken frame: " + decoded.error().detail);
        return;
    }
    if (!decoded.value()) return;
    const Message& message = *decoded.value();
    connection_.heard(now, std::get_if<message::Pong>(&message) == nullptr);
    const auto* welcome = std::get_if<message::Welcome>(&message);
    const auto* goodbye = std::get_if<message::Goodbye>(&message);
    if (goodbye != nullptr) {
        take_goodbye(now, *goodbye);
    } else if (connection_.phase() == Phase::kOpen) {
        take(now, message, frame);
    } else if (welcome != nullptr) {
        greet(now, *welcome);
    } else {
        give_up(now, "the hub did not greet");
    }
    say_presence(now);
    if (connection_.is_up() && wire_.is_flooded()) give_up(now, "too much waits to be sent");
}

void Client::Impl::take(Now now, const Message& message, BytesView frame) {
    const OutboxTime time = outbox_time(now);
    std::visit(Overloaded{[&](const message::Page& page) {
                              if (ScopeSync* scope = find(page.scope)) {
                                  keep(now, scope->take(now, page, time));
                              }
                          },
                          [&](const message::SnapshotPart& part) {
                              if (ScopeSync* scope = find(part.scope)) {
                                  keep(now, scope->take(now, part, frame, time));
                              }
                          },
                          [&](const message::Resync& resync) {
                              if (ScopeSync* scope = find(resync.scope)) {
                                  keep(now, scope->take(now, resync, time));
                              }
                          },
                          [&](const message::Checksum& checksum) {
                              if (ScopeSync* scope = find(checksum.scope)) {
                                  keep(now, scope->take(now, checksum, time));
                              }
                          },
                          [&](const message::SnapshotNeeded& needed) { hand(now, needed); },
                          [&](const message::BucketSums& sums) { hand(now, sums); },
                          [&](const message::RepairPart& part) { hand(now, part); },
                          [&](const message::Denied& denied) { hand(now, denied); },
                          [&](const message::PushResult& result) { take_push_result(now, result); },
                          [&](const message::Presences& presences) {
                              if (find(presences.scope) == nullptr) return;
                              presence_.take(now.monotonic, presences);
                              wire_.send(message::PresencesSeen{presences.scope});
                          },
                          [&](const message::ClaimsTold& told) {
                              if (find(told.scope) == nullptr) return;
                              const bool is_other = claims_.take(now.monotonic, told);
                              if (is_other) keep(now, areas_.save(now, told.scope));
                              wire_.send(message::ClaimsSeen{told.scope});
                          },
                          [&](const message::Ping& ping) { wire_.send(message::Pong{ping.nonce}); },
                          [](const message::Pong&) {},
                          // What was delivered twice, or a message that only a device sends.
                          [](const auto&) {}},
               message);
}

void Client::Impl::take_push_result(Now now, const message::PushResult& result) {
    ScopeSync* scope = find(result.scope);
    if (scope == nullptr) return;
    const Result<std::optional<pace::Acknowledged>> taken =
        scope->take(now, result, outbox_time(now));
    if (!taken.ok()) {
        fail(now, taken.error());
    } else if (taken.value()) {
        link_.acknowledged(now.monotonic, *taken.value());
        plan_anew();
    }
}

void Client::Impl::take_goodbye(Now now, const message::Goodbye& goodbye) {
    // What will not change by itself is not asked for every few seconds.
    const bool is_final = goodbye.code >= 401 && goodbye.code <= 426 && goodbye.code != 408;
    const std::uint64_t wait_ms =
        std::max<std::uint64_t>(goodbye.retry_after_ms, is_final ? kRefusedRetryMs : 0);
    give_up(now, goodbye.reason, wait_ms);
}

// ---- Presence ----

void Client::Impl::set_presence(Now now, const message::Presence& presence) {
    if (!begin(now)) return;
    presence_.say(presence);
    say_presence(now);
}

/// In scopes that the hub has us follow: elsewhere it would not listen. Called whenever that may
/// have changed, so that what is due is never long past.
void Client::Impl::say_presence(Now now) {
    if (connection_.phase() != Phase::kOpen) return;
    for (const auto& [id, scope] : scopes_) {
        if (!scope.is_following()) continue;
        if (const auto said = presence_.next(now.monotonic, id)) wire_.send(*said);
        const auto claims = claims_.next(now.monotonic, id);
        if (!claims) continue;
        wire_.send(*claims);
        keep(now, areas_.renew(now, id));
        if (failure_) return;
    }
}

// ---- Claims ----

Result<void> Client::Impl::claim(Now now, const ClaimWish& wish) {
    if (!begin(now)) return *failure_;
    WEDSYNC_TRY(areas_.load(now, {wish.scope}));
    WEDSYNC_TRY(claims_.claim(now.monotonic, wish));
    if (is_area(wish.on)) keep(now, areas_.save(now, wish.scope));
    if (failure_) return *failure_;
    say_presence(now);
    return {};
}

bool Client::Impl::release_claim(Now now, ScopeId scope, const Extent& on) {
    if (!begin(now)) return false;
    keep(now, areas_.load(now, {scope}));
    if (!claims_.release(scope, on)) return false;
    if (is_area(on)) keep(now, areas_.save(now, scope));
    say_presence(now);
    return true;
}

// ---- What is next ----

/// Whether the next push, of that rank, is still to wait for more to go with it.
bool Client::Impl::is_gathering(Now now, const Outbox::Rank& rank) {
    const bool is_urgent = rank.first <= kPriorityLast - pace::kPriorityUrgent;
    if (is_urgent || is_full_ || plan_.gather_ms == 0) return false;
    if (!gather_until_) gather_until_ = after(now.monotonic, plan_.gather_ms);
    return now.monotonic < *gather_until_;
}

/// The most urgent push of all scopes, as far as the plan lets one go.
std::optional<Bytes> Client::Impl::next_push(Now now) {
    const OutboxTime time = outbox_time(now);
    std::size_t in_flight = 0;
    for (auto& [id, scope] : scopes_)
        in_flight += scope.pusher().pushes_in_flight();
    is_full_ = is_full_ || in_flight >= plan_.pushes_in_flight;
    if (in_flight >= plan_.pushes_in_flight) {
        gather_until_.reset();
        return std::nullopt;
    }
    ScopeSync* first = nullptr;
    std::optional<Outbox::Rank> best;
    for (auto& [id, scope] : scopes_) {
        if (!scope.may_push()) continue;
        const std::optional<Outbox::Rank> rank = scope.pusher().rank(now, plan_, time);
        if (!rank || (best && *best <= *rank)) continue;
        best = rank;
        first = &scope;
    }
    if (first == nullptr) {
        gather_until_.reset();
        is_full_ = false;
        return std::nullopt;
    }
    if (is_gathering(now, *best)) return std::nullopt;
    gather_until_.reset();
    is_full_ = false;
    Result<std::optional<Bytes>> push = first->next_push(now, plan_, time);
    if (push.ok()) return std::move(push).value();
    fail(now, push.error());
    return std::nullopt;
}

std::optional<Action> Client::Impl::next_action(Now now) {
    if (std::optional<Action> action = wire_.next()) return action;
    if (connection_.is_due(now)) {
        keep(now, areas_.load(now, replica_.scopes()));
        if (failure_) return wire_.next();
        connection_.start_connecting(now);
        return Action{action::Connect{}};
    }
    if (connection_.phase() != Phase::kOpen) return std::nullopt;
    if (std::optional<Bytes> push = next_push(now)) return Action{action::Send{*std::move(push)}};
    // Looking for a push may have ended something that waited for it.
    return wire_.next();
}

std::optional<Instant> Client::Impl::timeout() const {
    const std::optional<Instant> owed = owed_since();
    std::optional<Instant> first = connection_.timeout(owed);
    if (owed && (!first || connection_.answer_due(*owed) < *first)) {
        first = connection_.answer_due(*owed);
    }
    const auto sooner = [&](std::optional<Instant> at) {
        if (at && (!first || *at < *first)) first = at;
    };
    for (const auto& [id, scope] : scopes_) {
        sooner(scope.timeout());
        if (!scope.is_following()) continue;
        sooner(presence_.timeout(id));
        sooner(claims_.timeout(id));
    }
    if (connection_.phase() != Phase::kFailed) sooner(claims_.expiry());
    if (connection_.phase() == Phase::kOpen) sooner(gather_until_);
    return first;
}

std::optional<Instant> Client::Impl::owed_since() const {
    std::optional<Instant> first;
    for (const auto& [id, scope] : scopes_) {
        const std::optional<Instant> since = scope.owed_since();
        if (since && (!first || *since < *first)) first = since;
    }
    return first;
}

Status Client::Impl::status() const {
    Status status;
    status.phase = connection_.phase();
    status.next_try = connection_.next_try();
    status.failures = connection_.failures();
    status.last_reason = connection_.last_reason();
    status.epoch = epoch_;
    status.clock_ahead_ms = clock_ahead_ms_;
    status.plan = plan_;
    status.round_trip_ms = link_.round_trip_ms();
    status.goodput = link_.goodput();
    status.lost_at = lost_at_;
    status.has_presence = presence_.is_spoken();
    status.has_claims = claims_.is_spoken();
    for (const ScopeId id : replica_.scopes()) {
        const auto scope = scopes_.find(id);
        status.scopes.push_back(scope == scopes_.end() ? status_of(*replica_.scope(id))
                                                       : scope->second.status());
    }
    return status;
}

bool Status::is_in_sync() const {
    return phase == Phase::kOpen && !scopes.empty() &&
           std::all_of(scopes.begin(), scopes.end(), [](const ScopeStatus& scope) {
               return scope.phase == ScopePhase::kLive && scope.waiting == 0 &&
                      scope.durable == 0 && scope.withdrawn == 0;
           });
}

// ---- The public face ----

Client::Client(replica::Replica& replica, Options options)
    : impl_(std::make_unique<Impl>(replica, std::move(options))) {}
Client::~Client() = default;

void Client::set_token(std::string token) {
    impl_->set_token(std::move(token));
}
void Client::handle_connected(Now now) {
    impl_->take_connected(now);
}
void Client::handle_closed(Now now, const std::string& reason) {
    impl_->take_closed(now, reason);
}
void Client::handle_frame(Now now, BytesView frame) {
    impl_->take_frame(now, frame);
}
void Client::handle_timeout(Now now) {
    impl_->take_timeout(now);
}
void Client::handle_commit(Now now) {
    impl_->take_commit(now);
}
void Client::handle_network(Now now, bool is_available) {
    impl_->take_network(now, is_available);
}
void Client::handle_network_hint(std::optional<pace::NetworkHint> hint) {
    impl_->take_hint(hint);
}
void Client::set_presence(Now now, const message::Presence& presence) {
    impl_->set_presence(now, presence);
}
std::vector<Sighting> Client::presence(Now now, ScopeId scope) const {
    return impl_->presence().others(now.monotonic, scope, impl_->device());
}
std::uint64_t Client::presence_version() const {
    return impl_->presence().version();
}
Result<void> Client::claim(Now now, const ClaimWish& wish) {
    return impl_->claim(now, wish);
}
bool Client::release_claim(Now now, ScopeId scope, const Extent& on) {
    return impl_->release_claim(now, scope, on);
}
std::vector<Claim> Client::claims(Now now, ScopeId scope) const {
    return impl_->claims().all(now.monotonic, scope);
}
std::uint64_t Client::claims_version() const {
    return impl_->claims().version();
}
std::optional<Action> Client::poll_action(Now now) {
    return impl_->next_action(now);
}
std::optional<Instant> Client::poll_timeout() const {
    return impl_->timeout();
}
Status Client::status() const {
    return impl_->status();
}
const std::optional<Error>& Client::failure() const {
    return impl_->failure();
}

}  // namespace wedsync::sync
