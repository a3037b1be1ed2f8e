#include "hub/core/lease_board.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "engine/codec/frame.hpp"
#include "engine/prevent/lease.hpp"

namespace wedsync::hub {
namespace {

std::int64_t ms_of(Instant at) {
    return static_cast<std::int64_t>(at.value());
}

std::uint64_t ms_until(Instant at, Instant now) {
    return at > now ? at.value() - now.value() : 0;
}

const std::string& name_of(const Author& who) {
    return who.person.empty() ? who.device : who.person;
}

/// It is somebody's, or will be.
bool is_live(Standing standing) {
    return standing == Standing::kHeld || standing == Standing::kWaiting;
}

std::uint64_t life_of(const Ask& ask) {
    return is_area(ask.on) ? std::min(ask.left_ms, kAreaLifeMsMax)
                           : std::min(ask.left_ms, kLeaseLifeMs);
}

/// Said again, an area ends when it did, but for the time that frames take.
bool is_moved(Instant was, Instant is) {
    constexpr std::uint64_t kSameMs = 2'000;
    return ms_until(was, is) > kSameMs || ms_until(is, was) > kSameMs;
}

}  // namespace

void LeaseBoard::sooner(Instant at) {
    due_ = due_ ? std::min(*due_, at) : at;
}

void LeaseBoard::want_round(Board& board, Instant now) {
    board.wants_round = true;
    sooner(std::max(board.round, now));
}

void LeaseBoard::change(Board& board, Entry& entry, Instant now) {
    entry.version = ++board.version;
    sooner(entry.until);
    want_round(board, now);
}

void LeaseBoard::end(Board& board, Entry& entry, Instant now) {
    entry.standing = Standing::kGone;
    entry.until = after(now, kClaimGoneMs);
    change(board, entry, now);
}

// ---- What comes in ----

void LeaseBoard::follow(PeerId peer, ScopeId scope, Instant now) {
    Board& board = boards_[scope];
    const bool is_new = board.listeners.try_emplace(peer).second;
    if (is_new && !board.entries.empty()) want_round(board, now);
}

/// A bucket, as the moment at which it would be full again.
bool LeaseBoard::take_token(Listener& listener, Instant now) {
    const Instant paced = std::max(listener.paced, now);
    if (paced > after(now, kClaimBurst * kClaimEveryMs)) return false;
    listener.paced = after(paced, kClaimEveryMs);
    return true;
}

std::optional<message::ClaimsTold> LeaseBoard::hear(PeerId peer, const Author& who,
                                                    const message::Claims& claims,
                                                    const MayClaim& may_claim, Instant now) {
    const auto at = boards_.find(claims.scope);
    if (at == boards_.end()) return std::nullopt;
    Board& board = at->second;
    const auto listener = board.listeners.find(peer);
    if (listener == board.listeners.end() || !take_token(listener->second, now)) {
        return std::nullopt;
    }
    if (listener->second.told == 0) {
        listener->second.wants_all = true;
        want_round(board, now);
    }
    message::ClaimsTold answer{claims.scope, false, {}};
    std::set<Extent> kept;
    for (const Ask& ask : claims.asks) {
        if (may_claim(ask.on) && hear_one(board, peer, who, ask, now)) {
            kept.insert(ask.on);
            continue;
        }
        ++counters_.claims_refused;
        answer.holdings.push_back({ask.on,
                                   ask.label,
                                   who.device,
                                   who.person,
                                   who.role,
                                   Standing::kRefused,
                                   ask.left_ms,
                                   0,
                                   {}});
    }
    for (auto& [key, entry] : board.entries) {
        // Of a device in two places, each place speaks for its own.
        const bool is_its = key.first == who.device &&
                            (entry.peer == peer || !board.listeners.contains(entry.peer));
        if (is_its && entry.standing != Standing::kGone && !kept.contains(key.second)) {
            end(board, entry, now);
        }
    }
    rank(board, now);
    if (answer.holdings.empty()) return std::nullopt;
    return answer;
}

bool LeaseBoard::hear_one(Board& board, PeerId peer, const Author& who, const Ask& ask,
                          Instant now) {
    Key key{who.device, ask.on};
    const auto known = board.entries.find(key);
    const bool is_new = known == board.entries.end() || known->second.standing == Standing::kGone;
    if (known == board.entries.end() && board.entries.size() >= kClaimsMax) {
        drop_gone(board, Instant{UINT64_MAX});
        if (board.entries.size() >= kClaimsMax) return false;
    }
    Entry& entry = board.entries[key];
    if (is_new) {
        entry = Entry{};
        entry.asked_ms = ms_of(now);
        if (ask.held_ms) entry.granted_ms = ms_of(now) - static_cast<std::int64_t>(*ask.held_ms);
    }
    entry.peer = peer;
    if (entry.standing == Standing::kTaken) return true;
    const Instant until = after(now, life_of(ask));
    if (is_new || is_moved(entry.until, until) || entry.label != ask.label || entry.who != who) {
        entry.who = who;
        entry.label = ask.label;
        entry.until = until;
        change(board, entry, now);
    }
    if (ask.takes_over && entry.standing == Standing::kWaiting) take_over(board, key, entry, now);
    return true;
}

void LeaseBoard::take_over(Board& board, const Key& key, Entry& entry, Instant now) {
    for (auto& [other_key, other] : board.entries) {
        const bool is_in_way = other.standing == Standing::kHeld &&
                               name_of(other.who) != name_of(entry.who) &&
                               prevent::overlaps(other_key.second, key.second);
        if (!is_in_way) continue;
        other.standing = Standing::kTaken;
        other.taken_by = name_of(entry.who);
        change(board, other, now);
        ++counters_.claims_taken_over;
    }
    entry.granted_ms = ms_of(now);
}

/// Gives what is free to who is next.
void LeaseBoard::rank(Board& board, Instant now) {
    std::vector<prevent::Contender> contenders;
    std::vector<Entry*> entries;
    for (auto& [key, entry] : board.entries) {
        if (!is_live(entry.standing)) continue;
        contenders.push_back(
            {&key.second, name_of(entry.who), key.first, entry.granted_ms, entry.asked_ms});
        entries.push_back(&entry);
    }
    const std::vector<bool> holds = prevent::who_holds(contenders);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        Entry& entry = *entries[i];
        const Standing standing = holds[i] ? Standing::kHeld : Standing::kWaiting;
        if (entry.standing == standing) continue;
        entry.standing = standing;
        if (holds[i]) {
            entry.granted_ms = entry.granted_ms.value_or(ms_of(now));
            ++counters_.claims_granted;
        } else {
            entry.granted_ms.reset();
        }
        change(board, entry, now);
    }
}

void LeaseBoard::see(PeerId peer, ScopeId scope, Instant now) {
    const auto board = boards_.find(scope);
    if (board == boards_.end()) return;
    const auto listener = board->second.listeners.find(peer);
    if (listener == board->second.listeners.end()) return;
    listener->second.is_in_flight = false;
    if (listener->second.told < board->second.version) want_round(board->second, now);
}

void LeaseBoard::forget(PeerId peer, const Session& session) {
    for (const auto& [scope, follow] : session.scopes) {
        const auto at = boards_.find(scope);
        if (at == boards_.end()) continue;
        at->second.listeners.erase(peer);
        if (at->second.listeners.empty() && at->second.entries.empty()) boards_.erase(at);
    }
}

// ---- Time ----

/// Forgets what went long ago.
void LeaseBoard::drop_gone(Board& board, Instant now) {
    for (auto entry = board.entries.begin(); entry != board.entries.end();) {
        if (entry->second.standing != Standing::kGone || entry->second.until > now) {
            ++entry;
            continue;
        }
        board.forgotten = std::max(board.forgotten, entry->second.version);
        entry = board.entries.erase(entry);
    }
}

void LeaseBoard::end_if(Board& board, Instant now,
                        const std::function<bool(const Key& key, const Entry& entry)>& is_meant) {
    bool has_ended = false;
    for (auto& [key, entry] : board.entries) {
        if (entry.standing != Standing::kGone && is_meant(key, entry)) {
            end(board, entry, now);
            has_ended = true;
        }
        sooner(entry.until);
    }
    if (has_ended) rank(board, now);
}

void LeaseBoard::expire(Board& board, Instant now) {
    drop_gone(board, now);
    end_if(board, now, [&](const Key&, const Entry& entry) { return entry.until <= now; });
}

void LeaseBoard::review(const MayKeep& may_keep, Instant now) {
    for (auto& [scope, board] : boards_) {
        const ScopeId in = scope;
        end_if(board, now,
               [&](const Key& key, const Entry&) { return !may_keep(key.first, in, key.second); });
    }
}

void LeaseBoard::handle_timeout(Instant now) {
    if (!due_ || now < *due_) return;
    due_.reset();
    for (auto at = boards_.begin(); at != boards_.end();) {
        const ScopeId scope = at->first;
        Board& board = at->second;
        expire(board, now);
        if (board.listeners.empty()) {
            at = board.entries.empty() ? boards_.erase(at) : std::next(at);
            continue;
        }
        ++at;
        if (!board.wants_round) continue;
        if (now < board.round) {
            sooner(board.round);
            continue;
        }
        board.wants_round = false;
        board.round = after(now, kClaimRoundMs);
        for (auto& [peer, listener] : board.listeners) {
            const bool is_behind = listener.told < board.version || listener.wants_all;
            if (listener.is_in_flight || listener.is_in_line || !is_behind) continue;
            listener.is_in_line = true;
            line_.emplace_back(peer, scope);
        }
    }
}

// ---- What goes out ----

bool LeaseBoard::has_news(const Board& board, const Listener& listener) {
    if (listener.wants_all || (listener.told != 0 && listener.told < board.forgotten)) return true;
    return std::any_of(board.entries.begin(), board.entries.end(), [&](const auto& at) {
        const bool is_unheard = listener.told == 0 && at.second.standing == Standing::kGone;
        return at.second.version > listener.told && !is_unheard;
    });
}

message::ClaimsTold LeaseBoard::message_of(ScopeId scope, const Board& board, std::uint64_t from,
                                           Instant now) {
    message::ClaimsTold told{scope, from == 0, {}};
    for (const auto& [key, entry] : board.entries) {
        const bool is_over = entry.standing == Standing::kGone || entry.until <= now;
        if (entry.version <= from || (told.is_whole && is_over)) continue;
        const std::int64_t since = entry.granted_ms.value_or(entry.asked_ms);
        const std::int64_t held_ms = std::max(std::int64_t{0}, ms_of(now) - since);
        told.holdings.push_back(
            {key.second, entry.label, entry.who.device, entry.who.person, entry.who.role,
             is_over ? Standing::kGone : entry.standing, is_over ? 0 : ms_until(entry.until, now),
             std::min(static_cast<std::uint64_t>(held_ms), kAreaLifeMsMax), entry.taken_by});
    }
    return told;
}

std::optional<action::Send> LeaseBoard::next(Instant now) {
    while (!line_.empty()) {
        const auto [peer, scope] = line_.front();
        line_.pop_front();
        const auto board = boards_.find(scope);
        if (board == boards_.end()) continue;
        const auto at = board->second.listeners.find(peer);
        if (at == board->second.listeners.end()) continue;
        Listener& listener = at->second;
        listener.is_in_line = false;
        const bool has_any = has_news(board->second, listener);
        const bool is_whole = listener.wants_all || listener.told < board->second.forgotten;
        const std::uint64_t from = is_whole ? 0 : listener.told;
        listener.told = board->second.version;
        listener.wants_all = false;
        if (!has_any) continue;
        listener.is_in_flight = true;
        return action::Send{peer, codec::encode_frame(message_of(scope, board->second, from, now))};
    }
    return std::nullopt;
}

// ---- What is asked ----

std::size_t LeaseBoard::held() const {
    std::size_t held = 0;
    for (const auto& [scope, board] : boards_) {
        for (const auto& [key, entry] : board.entries)
            held += entry.standing == Standing::kHeld ? 1U : 0U;
    }
    return held;
}

std::vector<Holding> LeaseBoard::holdings(ScopeId scope, Instant now) const {
    const auto board = boards_.find(scope);
    if (board == boards_.end()) return {};
    return message_of(scope, board->second, 0, now).holdings;
}

}  // namespace wedsync::hub
