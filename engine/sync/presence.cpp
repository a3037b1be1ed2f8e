#include "engine/sync/presence.hpp"

#include <algorithm>
#include <iterator>

namespace wedsync::sync {

// ---- This device ----

void Presence::say(const message::Presence& said) {
    const auto known = own_.find(said.scope);
    const bool is_gone = said.where.activity == Activity::kGone;
    if (known == own_.end()) {
        if (!is_gone) own_[said.scope].where = said.where;
        return;
    }
    if (known->second.where == said.where) return;
    // Nobody knows of it yet: nothing is to be taken back.
    if (is_gone && !known->second.sent) {
        own_.erase(known);
        return;
    }
    known->second.where = said.where;
    known->second.is_told = false;
}

std::optional<Instant> Presence::timeout(ScopeId scope) const {
    const auto own = own_.find(scope);
    if (!is_spoken_ || own == own_.end()) return std::nullopt;
    if (!own->second.sent) return Instant{};
    return after(*own->second.sent, own->second.is_told ? kPresenceRepeatMs : kPresenceGapMs);
}

std::optional<message::Presence> Presence::next(Instant now, ScopeId scope) {
    const std::optional<Instant> due = timeout(scope);
    if (!due || now < *due) return std::nullopt;
    const auto own = own_.find(scope);
    const message::Presence said{scope, own->second.where};
    own->second.sent = now;
    own->second.is_told = true;
    if (said.where.activity == Activity::kGone) own_.erase(own);
    return said;
}

// ---- Others ----

void Presence::leave(Other& other, Instant now) {
    if (!other.is_here) return;
    other.is_here = false;
    other.seen = now;
}

void Presence::drop_old(Others& others, Instant now) {
    for (auto other = others.begin(); other != others.end();) {
        const bool is_old = !other->second.is_here && after(other->second.seen, kSightingMs) <= now;
        other = is_old ? others.erase(other) : std::next(other);
    }
}

void Presence::closed(Instant now) {
    is_spoken_ = false;
    ++version_;
    for (auto& [scope, others] : others_) {
        for (auto& [device, other] : others)
            leave(other, now);
    }
    for (auto own = own_.begin(); own != own_.end();) {
        own->second.sent.reset();
        own->second.is_told = false;
        const bool is_gone = own->second.where.activity == Activity::kGone;
        own = is_gone ? own_.erase(own) : std::next(own);
    }
}

void Presence::take(Instant now, const message::Presences& presences) {
    if (!is_spoken_) return;
    ++version_;
    Others& others = others_[presences.scope];
    drop_old(others, now);
    if (presences.is_whole) {
        for (auto& [device, other] : others)
            leave(other, now);
    }
    for (const Present& present : presences.present) {
        const bool is_known = others.contains(present.device);
        const bool is_gone = present.where.activity == Activity::kGone;
        if (!is_known && (is_gone || others.size() >= kPresencesMax)) continue;
        Other& other = others[present.device];
        const std::uint64_t age_ms = std::min(present.age_ms, now.value());
        if (is_gone) {
            // Where they were last is still of use.
            other.is_here = false;
        } else {
            other.who = present;
            other.is_here = true;
        }
        other.seen = Instant{now.value() - age_ms};
    }
}

std::vector<Sighting> Presence::others(Instant now, ScopeId scope,
                                       const std::string& own_device) const {
    std::vector<Sighting> sightings;
    const auto at = others_.find(scope);
    if (at == others_.end()) return sightings;
    for (const auto& [device, other] : at->second) {
        const bool is_old = !other.is_here && after(other.seen, kSightingMs) <= now;
        if (is_old || device == own_device) continue;
        Sighting& sighting = sightings.emplace_back(Sighting{other.who, other.is_here});
        sighting.who.age_ms = now > other.seen ? now.value() - other.seen.value() : 0;
        if (other.is_here) sighting.who.age_ms = 0;
    }
    return sightings;
}

}  // namespace wedsync::sync
