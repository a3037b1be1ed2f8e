#include "engine/sync/claims.hpp"

#include <algorithm>
#include <utility>

namespace wedsync::sync {
namespace {

std::uint64_t ms_until(Instant at, Instant now) {
    return at > now ? at.value() - now.value() : 0;
}

std::uint64_t ms_since(Instant then, Instant now) {
    return ms_until(now, then);
}

void sooner(std::optional<Instant>& first, Instant at) {
    if (!first || at < *first) first = at;
}

ClaimState state_of(Standing standing) {
    switch (standing) {
        case Standing::kHeld:
            return ClaimState::kHeld;
        case Standing::kTaken:
            return ClaimState::kTaken;
        case Standing::kRefused:
            return ClaimState::kRefused;
        case Standing::kGone:
        case Standing::kWaiting:
            return ClaimState::kWaiting;
    }
    return ClaimState::kWaiting;
}

}  // namespace

const char* name_of(ClaimState state) {
    switch (state) {
        case ClaimState::kHeld:
            return "held";
        case ClaimState::kWaiting:
            return "waiting";
        case ClaimState::kAsked:
            return "asked";
        case ClaimState::kAlone:
            return "alone";
        case ClaimState::kTaken:
            return "taken";
        case ClaimState::kRefused:
            return "refused";
    }
    return "";
}

void Claims::touch(Scope& scope) {
    scope.is_due = true;
    ++version_;
}

// ---- This device ----

Result<void> Claims::claim(Instant now, const ClaimWish& wish) {
    const bool is_for_some_time = wish.for_ms > 0 && wish.for_ms <= kAreaLifeMsMax;
    if (!is_valid(wish.on) || wish.label.size() > kClaimLabelBytesMax || !is_for_some_time) {
        return Error{ErrorCode::kInvalid, "no such claim: see its bounds"};
    }
    handle_timeout(now);
    Scope& scope = scopes_[wish.scope];
    const auto known = scope.own.find(wish.on);
    if (known == scope.own.end() && scope.own.size() >= kClaimsOfDeviceMax) {
        return Error{ErrorCode::kFull, "this device claims too much already"};
    }
    const Instant end = after(now, is_area(wish.on) ? wish.for_ms : kLeaseUnaskedMs);
    const bool is_new = known == scope.own.end();
    Own& own = scope.own[wish.on];
    const bool is_said = !is_new && !own.lost && !is_area(wish.on) && own.label == wish.label &&
                         own.takes_over == wish.takes_over;
    own.label = wish.label;
    own.end = end;
    // A lease that goes on is said again soon enough.
    if (is_said) return {};
    own.takes_over = own.takes_over || wish.takes_over;
    if (is_new || own.lost) own.began = now;
    if (own.lost) {
        own.is_wanted_again = !own.is_given_back;
        if (own.is_given_back) own.lost.reset();
        own.is_given_back = false;
        own.taken_by.clear();
    }
    touch(scope);
    return {};
}

bool Claims::release(ScopeId scope, const Extent& on) {
    const auto at = scopes_.find(scope);
    if (at == scopes_.end() || at->second.own.erase(on) == 0) return false;
    at->second.known.erase({device_, on});
    touch(at->second);
    return true;
}

std::optional<Instant> Claims::timeout(ScopeId scope) const {
    const auto at = scopes_.find(scope);
    if (!is_spoken_ || at == scopes_.end()) return std::nullopt;
    const Scope& known = at->second;
    if (known.is_due) return known.sent ? after(*known.sent, kClaimGapMs) : Instant{};
    const bool has_own = std::any_of(known.own.begin(), known.own.end(),
                                     [](const auto& own) { return !own.second.lost; });
    if (!has_own) return std::nullopt;
    return known.sent ? after(*known.sent, kClaimRepeatMs) : Instant{};
}

std::optional<message::Claims> Claims::next(Instant now, ScopeId scope) {
    const std::optional<Instant> due = timeout(scope);
    if (!due || now < *due) return std::nullopt;
    handle_timeout(now);
    Scope& known = scopes_[scope];
    message::Claims claims{scope, {}};
    known.is_due = false;
    for (auto& [on, own] : known.own) {
        if (own.lost) {
            own.is_given_back = true;
            if (!own.is_wanted_again) continue;
            own = {own.label, own.began, own.end, own.takes_over, std::nullopt, {}, false, false};
            known.known.erase({device_, on});
            known.is_due = true;
            continue;
        }
        Ask ask{on, own.label, ms_until(own.end, now)};
        if (!is_area(on)) ask.left_ms = std::min(ask.left_ms, kLeaseLifeMs);
        ask.takes_over = own.takes_over;
        const Known* held = known_own(known, on, now);
        if (held != nullptr && held->holding.standing == Standing::kHeld) {
            ask.held_ms =
                std::min(held->holding.held_ms + ms_since(held->told, now), kAreaLifeMsMax);
        }
        claims.asks.push_back(std::move(ask));
    }
    known.sent = now;
    return claims;
}

// ---- The hub ----

void Claims::opened(Instant now, bool is_spoken) {
    handle_timeout(now);
    is_spoken_ = is_spoken;
    ++version_;
    for (auto& [id, scope] : scopes_) {
        scope.sent.reset();
        // What is known of others may be of another hub: saying anything has all told anew.
        scope.is_due = scope.is_due || !scope.own.empty() || !scope.known.empty();
    }
}

void Claims::closed(Instant now) {
    handle_timeout(now);
    is_spoken_ = false;
    ++version_;
    for (auto& [id, scope] : scopes_) {
        scope.sent.reset();
        for (auto& [name, known] : scope.known)
            known.is_live = false;
    }
}

bool Claims::take(Instant now, const message::ClaimsTold& told) {
    if (!is_spoken_) return false;
    ++version_;
    bool has_changed = false;
    Scope& scope = scopes_[told.scope];
    if (told.is_whole) scope.known.clear();
    for (const Holding& holding : told.holdings) {
        const Name name{holding.device, holding.on};
        if (holding.standing == Standing::kGone) {
            scope.known.erase(name);
            continue;
        }
        if (!scope.known.contains(name) && scope.known.size() >= kClaimsMax) continue;
        Known& known = scope.known[name];
        known = {holding, after(now, holding.left_ms), now, true};
        if (holding.device == device_ && take_own(scope, known)) has_changed = true;
    }
    handle_timeout(now);
    return has_changed;
}

bool Claims::take_own(Scope& scope, const Known& known) {
    const Holding& holding = known.holding;
    const auto own = scope.own.find(holding.on);
    if (own == scope.own.end()) {
        // Of an earlier run of this device, or released meanwhile.
        if (holding.standing != Standing::kRefused) scope.is_due = true;
        return false;
    }
    if (holding.standing == Standing::kHeld) {
        return std::exchange(own->second.takes_over, false) && is_area(holding.on);
    }
    if (holding.standing != Standing::kTaken && holding.standing != Standing::kRefused) {
        return false;
    }
    const bool was_lost = own->second.lost.has_value();
    if (!was_lost) scope.is_due = true;
    own->second.lost = holding.standing;
    own->second.taken_by = holding.taken_by;
    own->second.end = std::min(own->second.end, known.until);
    return !was_lost && is_area(holding.on);
}

const Claims::Known* Claims::known_own(const Scope& scope, const Extent& on, Instant now) const {
    const auto known = scope.known.find({device_, on});
    if (known == scope.known.end() || known->second.until <= now) return nullptr;
    return &known->second;
}

// ---- Time ----

void Claims::handle_timeout(Instant now) {
    for (auto& [id, scope] : scopes_) {
        const std::size_t before = scope.own.size() + scope.known.size();
        // The others need not wait until it is over for them too.
        const bool is_said = std::any_of(scope.own.begin(), scope.own.end(), [&](const auto& own) {
            return own.second.end <= now && !own.second.lost;
        });
        scope.is_due = scope.is_due || is_said;
        std::erase_if(scope.own, [&](const auto& own) { return own.second.end <= now; });
        std::erase_if(scope.known, [&](const auto& known) { return known.second.until <= now; });
        if (scope.own.size() + scope.known.size() != before) ++version_;
    }
}

std::optional<Instant> Claims::expiry() const {
    std::optional<Instant> first;
    for (const auto& [id, scope] : scopes_) {
        for (const auto& [on, own] : scope.own)
            sooner(first, own.end);
        for (const auto& [name, known] : scope.known)
            sooner(first, known.until);
    }
    return first;
}

// ---- What is asked ----

Claim Claims::view_own(const Scope& scope, const Extent& on, const Own& own, Instant now) const {
    Claim claim;
    claim.on = on;
    claim.label = own.label;
    claim.device = device_;
    claim.is_own = true;
    claim.left_ms = ms_until(own.end, now);
    claim.held_ms = ms_since(own.began, now);
    claim.state = is_spoken_ ? ClaimState::kAsked : ClaimState::kAlone;
    if (const Known* known = known_own(scope, on, now)) {
        claim.person = known->holding.person;
        claim.role = known->holding.role;
        claim.state = state_of(known->holding.standing);
        claim.left_ms = std::min(claim.left_ms, ms_until(known->until, now));
        claim.is_live = known->is_live;
    }
    if (own.lost && !own.is_wanted_again) claim.state = state_of(*own.lost);
    claim.taken_by = own.taken_by;
    return claim;
}

std::vector<Claim> Claims::all(Instant now, ScopeId scope) const {
    std::vector<Claim> claims;
    const auto at = scopes_.find(scope);
    if (at == scopes_.end()) return claims;
    for (const auto& [on, own] : at->second.own) {
        if (own.end > now) claims.push_back(view_own(at->second, on, own, now));
    }
    for (const auto& [name, known] : at->second.known) {
        if (name.first == device_ || known.until <= now) continue;
        const Holding& holding = known.holding;
        claims.push_back({holding.on, holding.label, holding.device, holding.person, holding.role,
                          state_of(holding.standing), holding.taken_by, ms_until(known.until, now),
                          holding.held_ms + ms_since(known.told, now), false, known.is_live});
    }
    return claims;
}

message::Claims Claims::areas(Instant now, ScopeId scope) const {
    message::Claims areas{scope, {}};
    const auto at = scopes_.find(scope);
    if (at == scopes_.end()) return areas;
    for (const auto& [on, own] : at->second.own) {
        if (!is_area(on) || own.lost || own.end <= now) continue;
        areas.asks.push_back({on, own.label, ms_until(own.end, now), std::nullopt, own.takes_over});
    }
    return areas;
}

void Claims::restore(Instant now, const message::Claims& areas) {
    touch(scopes_[areas.scope]);
    for (const Ask& ask : areas.asks) {
        if (!is_area(ask.on) || ask.left_ms == 0) continue;
        static_cast<void>(
            claim(now, {areas.scope, ask.on, ask.label, ask.left_ms, ask.takes_over}));
    }
}

}  // namespace wedsync::sync
