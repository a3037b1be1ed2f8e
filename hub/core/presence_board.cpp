#include "hub/core/presence_board.hpp"

#include <algorithm>

#include "engine/codec/frame.hpp"

namespace wedsync::hub {
namespace {

bool is_over(Instant heard, Instant now) {
    return after(heard, kPresenceLifetimeMs) <= now;
}

std::uint64_t ms_since(Instant then, Instant now) {
    return now > then ? now.value() - then.value() : 0;
}

}  // namespace

void PresenceBoard::sooner(Instant at) {
    due_ = due_ ? std::min(*due_, at) : at;
}

void PresenceBoard::want_round(Board& board, Instant now) {
    board.wants_round = true;
    sooner(std::max(board.round, now));
}

void PresenceBoard::change(Board& board, Entry& entry, Instant now) {
    entry.version = ++board.version;
    entry.heard = now;
    want_round(board, now);
    sooner(after(now, kPresenceLifetimeMs));
}

// ---- What comes in ----

void PresenceBoard::follow(PeerId peer, ScopeId scope, Instant now) {
    Board& board = boards_[scope];
    const bool is_new = board.listeners.try_emplace(peer).second;
    if (is_new && !board.entries.empty()) want_round(board, now);
}

/// A bucket, as the moment at which it would be full again.
bool PresenceBoard::take_token(Listener& listener, Instant now) {
    const Instant paced = std::max(listener.paced, now);
    if (paced > after(now, kPresenceBurst * kPresenceEveryMs)) return false;
    listener.paced = after(paced, kPresenceEveryMs);
    return true;
}

void PresenceBoard::hear(PeerId peer, const Author& who, const message::Presence& said,
                         Instant now) {
    const auto at = boards_.find(said.scope);
    if (at == boards_.end()) return;
    Board& board = at->second;
    const auto listener = board.listeners.find(peer);
    if (listener == board.listeners.end() || !take_token(listener->second, now)) return;
    const auto known = board.entries.find(who.device);
    const bool is_gone = said.where.activity == Activity::kGone;
    if (known == board.entries.end()) {
        if (is_gone) return;
        if (board.entries.size() >= kPresencesMax) drop_old(board, now);
        if (board.entries.size() >= kPresencesMax) return;
        change(board, board.entries[who.device] = {who, peer, said.where, now, 0}, now);
        return;
    }
    Entry& entry = known->second;
    // A device in two places: the one that speaks last is believed.
    if (is_gone && entry.peer != peer) return;
    entry.peer = peer;
    const Whereabouts where = is_gone ? Whereabouts{Activity::kGone, {}, {}} : said.where;
    if (!is_gone) entry.heard = now;
    if (entry.where == where && entry.who == who) return;
    entry.who = who;
    entry.where = where;
    change(board, entry, now);
}

void PresenceBoard::see(PeerId peer, ScopeId scope, Instant now) {
    const auto board = boards_.find(scope);
    if (board == boards_.end()) return;
    const auto listener = board->second.listeners.find(peer);
    if (listener == board->second.listeners.end()) return;
    listener->second.is_in_flight = false;
    if (listener->second.told < board->second.version) want_round(board->second, now);
}

void PresenceBoard::forget(PeerId peer, const Session& session, Instant now) {
    for (const auto& [scope, follow] : session.scopes) {
        const auto at = boards_.find(scope);
        if (at == boards_.end()) continue;
        Board& board = at->second;
        board.listeners.erase(peer);
        if (board.listeners.empty()) {
            boards_.erase(at);
            frame_.reset();
            continue;
        }
        const auto entry = board.entries.find(session.device);
        if (entry == board.entries.end() || entry->second.peer != peer) continue;
        if (entry->second.where.activity == Activity::kGone) continue;
        entry->second.where = {Activity::kGone, {}, {}};
        change(board, entry->second, now);
    }
}

// ---- Time ----

/// Forgets those who went long ago.
void PresenceBoard::drop_old(Board& board, Instant now) {
    for (auto entry = board.entries.begin(); entry != board.entries.end();) {
        const bool is_gone = entry->second.where.activity == Activity::kGone;
        if (!is_gone || !is_over(entry->second.heard, now)) {
            ++entry;
            continue;
        }
        board.forgotten = std::max(board.forgotten, entry->second.version);
        entry = board.entries.erase(entry);
    }
}

void PresenceBoard::handle_timeout(Instant now) {
    if (!due_ || now < *due_) return;
    due_.reset();
    for (auto& [scope, board] : boards_) {
        drop_old(board, now);
        for (auto& [device, entry] : board.entries) {
            if (entry.where.activity != Activity::kGone && is_over(entry.heard, now)) {
                entry.where = {Activity::kGone, {}, {}};
                // It is kept for as long again, so that those who are behind hear of it.
                change(board, entry, now);
            }
            sooner(after(entry.heard, kPresenceLifetimeMs));
        }
        if (!board.wants_round) continue;
        if (now < board.round) {
            sooner(board.round);
            continue;
        }
        board.wants_round = false;
        board.round = after(now, kPresenceRoundMs);
        for (auto& [peer, listener] : board.listeners) {
            if (listener.is_in_flight || listener.is_in_line || listener.told == board.version) {
                continue;
            }
            listener.is_in_line = true;
            line_.emplace_back(peer, scope);
        }
    }
}

// ---- What goes out ----

/// Whether there is anything to tell it but what it said itself.
bool PresenceBoard::has_news(const Board& board, PeerId peer, const Listener& listener) {
    const bool is_behind = listener.told != 0 && listener.told < board.forgotten;
    return is_behind ||
           std::any_of(board.entries.begin(), board.entries.end(), [&](const auto& at) {
               const Entry& entry = at.second;
               const bool is_new = entry.version > listener.told;
               const bool is_known = listener.told == 0 && entry.where.activity == Activity::kGone;
               return is_new && !is_known && entry.peer != peer;
           });
}

const Bytes& PresenceBoard::frame_of(ScopeId scope, const Board& board, std::uint64_t from,
                                     Instant now) {
    const bool is_there = frame_ && frame_->scope == scope && frame_->from == from &&
                          frame_->to == board.version &&
                          ms_since(frame_->made, now) < kPresenceRoundMs;
    if (is_there) return frame_->bytes;
    message::Presences presences;
    presences.scope = scope;
    presences.is_whole = from == 0;
    for (const auto& [device, entry] : board.entries) {
        const bool is_left_out = presences.is_whole && entry.where.activity == Activity::kGone;
        if (entry.version <= from || is_left_out) continue;
        presences.present.push_back({entry.who.device, entry.who.person, entry.who.role,
                                     entry.where, ms_since(entry.heard, now)});
    }
    frame_ = {scope, from, board.version, now, codec::encode_frame(presences)};
    return frame_->bytes;
}

std::optional<action::Send> PresenceBoard::next(Instant now) {
    while (!line_.empty()) {
        const auto [peer, scope] = line_.front();
        line_.pop_front();
        const auto board = boards_.find(scope);
        if (board == boards_.end()) continue;
        const auto at = board->second.listeners.find(peer);
        if (at == board->second.listeners.end()) continue;
        Listener& listener = at->second;
        listener.is_in_line = false;
        const bool has_any = has_news(board->second, peer, listener);
        const std::uint64_t from = listener.told < board->second.forgotten ? 0 : listener.told;
        listener.told = board->second.version;
        if (!has_any) continue;
        listener.is_in_flight = true;
        return action::Send{peer, frame_of(scope, board->second, from, now)};
    }
    return std::nullopt;
}

}  // namespace wedsync::hub
