#include "hub/core/fan_out.hpp"

#include <algorithm>
#include <span>

#include "engine/base/assert.hpp"
#include "engine/codec/frame.hpp"
#include "hub/core/sizes.hpp"
#include "hub/core/thin_log.hpp"

namespace wedsync::hub {
namespace {

/// So many entries are thinned into one page, and so much of them by the estimate from above: even
/// if nothing is left out it fits into a frame.
constexpr std::size_t kThinnedEntriesMax = 8'192;
constexpr std::size_t kThinnedBytesMax = 3 * kFrameContentBytesMax;

enum class Form { kWhole, kEcho, kKnown };

/// How an accepted change at a position travels to this reader.
Form form_of(const Dot& dot, Position position, const Follow& follow) {
    if (position <= follow.known_last && follow.known.contains(dot)) return Form::kKnown;
    return follow.pushed.contains(dot) ? Form::kEcho : Form::kWhole;
}

/// Forgets what the reader, now sent everything up to `to`, cannot need any more.
void note_sent(Follow& follow, const std::vector<Entry>& entries, std::size_t count, Position to) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto* accepted = std::get_if<entry::Accepted>(&entries[i]);
        if (accepted != nullptr) follow.pushed.remove(accepted->change.dot);
    }
    follow.sent = to;
    follow.pages_in_flight.push_back(to);
    if (to >= follow.known_last) follow.known = {};
}

}  // namespace

void FanOut::subscribe(PeerId peer, ScopeId scope, Follow& follow, start::Stream&& start) {
    follow.is_subscribed = true;
    follow.sent = start.after;
    follow.pages_in_flight.clear();
    follow.known = std::move(start.known);
    follow.known_last = start.known_last;
    // A reader that starts anew may have dropped what it was told.
    follow.lanes_sent.clear();
    readers_[scope].insert(peer);
    line_up(peer, scope, follow);
}

void FanOut::unsubscribe(PeerId peer, ScopeId scope, Follow& follow) {
    follow.is_subscribed = false;
    follow.pages_in_flight.clear();
    follow.known = {};
    const auto readers = readers_.find(scope);
    if (readers == readers_.end()) return;
    readers->second.erase(peer);
    if (readers->second.empty()) readers_.erase(readers);
}

void FanOut::forget(PeerId peer, const Session& session) {
    for (const auto& [scope, follow] : session.scopes) {
        const auto readers = readers_.find(scope);
        if (!follow.is_subscribed || readers == readers_.end()) continue;
        readers->second.erase(peer);
        if (readers->second.empty()) readers_.erase(readers);
    }
}

void FanOut::see(PeerId peer, const message::Seen& seen, Follow& follow) {
    // Whoever reports more than was sent has seen what was sent.
    std::erase_if(follow.pages_in_flight,
                  [&](const Position& page) { return page <= seen.position; });
    if (follow.is_subscribed) line_up(peer, seen.scope, follow);
}

void FanOut::wake(ScopeId scope, Sessions& sessions) {
    // Both were cut from a log that ended earlier.
    if (slice_.has_value() && slice_->scope == scope) slice_.reset();
    if (plain_.has_value() && plain_->scope == scope) plain_.reset();

    const auto readers = readers_.find(scope);
    if (readers == readers_.end()) return;
    for (const PeerId peer : readers->second) {
        const auto session = sessions.find(peer);
        WEDSYNC_ASSERT(session != sessions.end());
        line_up(peer, scope, session->second.scopes[scope]);
    }
}

void FanOut::line_up(PeerId peer, ScopeId scope, Follow& follow) {
    if (follow.is_queued) return;
    follow.is_queued = true;
    line_.emplace_back(peer, scope);
}

std::size_t FanOut::window() const {
    return std::max(limits_.pages_in_flight_max, 1U);
}

Result<std::optional<action::Send>> FanOut::next(Sessions& sessions, const Scopes& scopes) {
    while (!line_.empty()) {
        const auto [peer, id] = line_.front();
        line_.pop_front();
        const auto session = sessions.find(peer);
        if (session == sessions.end()) continue;
        Follow& follow = session->second.scopes[id];
        follow.is_queued = false;
        const auto scope = scopes.find(id);
        if (!follow.is_subscribed || scope == scopes.end()) continue;
        const store::ScopeRow& row = scope->second.row;
        if (follow.sent >= row.cursor.position) {
            // Caught up: nothing that was pushed is still to come back.
            follow.pushed = {};
            continue;
        }
        if (follow.pages_in_flight.size() >= window()) continue;
        if (follow.sent < row.log_start) {
            unsubscribe(peer, id, follow);
            const message::SnapshotNeeded needed{id, row.cursor.epoch};
            return std::optional{action::Send{peer, session->second.frames.encode(needed)}};
        }
        Result<Bytes> frame = send_page(scope->second, follow, session->second.frames);
        // Also after an error, or the reader would wait for the next change of the scope.
        line_up(peer, id, follow);
        if (!frame.ok()) return std::move(frame).error();
        return std::optional{action::Send{peer, std::move(frame).value()}};
    }
    return std::optional<action::Send>{};
}

Result<void> FanOut::read(ScopeId scope, Position after) {
    if (slice_.has_value() && slice_->scope == scope && slice_->after == after) return {};
    const std::size_t count_max =
        std::clamp<std::size_t>(limits_.entries_per_page_max, 1, kEntriesPerPageMax);
    store::Store::LogSlice log = WEDSYNC_TRY(store_.load_log(scope, after, count_max));
    if (log.entries.empty() || log.last.value() != after.value() + log.entries.size()) {
        return Error{ErrorCode::kCorrupt, "the log has a gap"};
    }
    slice_ = Slice{scope, after, std::move(log)};
    return {};
}

FanOut::Cut FanOut::cut(const Slice& slice, const Follow& follow) {
    Cut cut;
    std::size_t bytes = 0;
    for (const Entry& entry : slice.log.entries) {
        bytes += bytes_of(entry);
        if (cut.count > 0 && bytes > kFrameContentBytesMax) break;
        ++cut.count;
        const auto* accepted = std::get_if<entry::Accepted>(&entry);
        if (accepted == nullptr) continue;
        const Dot& dot = accepted->change.dot;
        const Position position{slice.after.value() + cut.count};
        if (form_of(dot, position, follow) != Form::kWhole) {
            cut.is_plain = false;
        } else if (!follow.lanes_sent.contains(dot.incarnation)) {
            cut.lanes.insert(dot.incarnation);
            cut.is_plain = false;
        }
    }
    return cut;
}

message::Page FanOut::make_page(const Cut& cut, const ScopeState& scope, const Follow& follow) {
    message::Page page;
    page.scope = scope.row.scope;
    page.epoch = scope.row.cursor.epoch;
    page.from = slice_->after;
    page.to = Position{page.from.value() + cut.count};
    page.head = scope.row.cursor.position;
    page.lanes = describe(cut.lanes, scope.lanes);
    page.entries.reserve(cut.count);
    for (std::size_t i = 0; i < cut.count; ++i) {
        const Entry& entry = slice_->log.entries[i];
        const auto* accepted = std::get_if<entry::Accepted>(&entry);
        const Position position{page.from.value() + i + 1};
        const Form form =
            accepted == nullptr ? Form::kWhole : form_of(accepted->change.dot, position, follow);
        switch (form) {
            case Form::kWhole:
                page.entries.push_back(entry);
                break;
            case Form::kEcho:
                page.entries.emplace_back(entry::Echo{accepted->change.dot});
                break;
            case Form::kKnown:
                page.entries.emplace_back(entry::Known{});
                break;
        }
    }
    return page;
}

bool FanOut::may_thin(const ScopeState& scope, const Follow& follow) const {
    const Position end = backup_.last_of(scope.row);
    if (end <= follow.sent) return false;
    const std::uint64_t behind = end.value() - follow.sent.value();
    return follow.takes_thinned && limits_.thinned_entries_min > 0 &&
           behind >= limits_.thinned_entries_min && follow.known.empty();
}

Result<std::optional<Bytes>> FanOut::send_thinned(const ScopeState& scope, Follow& follow,
                                                  codec::FrameSession& frames) {
    const ScopeId id = scope.row.scope;
    const std::uint64_t behind = backup_.last_of(scope.row).value() - follow.sent.value();
    const auto count_max =
        static_cast<std::size_t>(std::min<std::uint64_t>(behind, kThinnedEntriesMax));
    const store::Store::LogSlice log = WEDSYNC_TRY(store_.load_log(id, follow.sent, count_max));
    std::size_t count = 0;
    for (std::size_t bytes = 0; count < log.entries.size(); ++count) {
        bytes += bytes_of(log.entries[count]);
        if (count > 0 && bytes > kThinnedBytesMax) break;
    }
    std::optional<ThinLog> thinned = thin(std::span(log.entries).first(count));
    if (!thinned || thinned->entries.size() > kEntriesPerPageMax) return std::optional<Bytes>{};
    std::set<Incarnation> lanes;
    for (const Entry& entry : thinned->entries) {
        const Incarnation& lane = std::get<entry::Accepted>(entry).change.dot.incarnation;
        if (follow.lanes_sent.insert(lane).second) lanes.insert(lane);
    }
    message::Page page;
    page.scope = id;
    page.epoch = scope.row.cursor.epoch;
    page.from = follow.sent;
    page.to = Position{page.from.value() + count};
    page.head = scope.row.cursor.position;
    page.lanes = describe(lanes, scope.lanes);
    page.entries = std::move(thinned->entries);
    page.thinned = {std::move(thinned->have), std::move(thinned->refused)};
    note_sent(follow, log.entries, count, page.to);
    if (page.to == page.head) follow.pushed = {};
    return std::optional{frames.encode(page)};
}

Result<Bytes> FanOut::send_page(const ScopeState& scope, Follow& follow,
                                codec::FrameSession& frames) {
    if (may_thin(scope, follow)) {
        std::optional<Bytes> thinned = WEDSYNC_TRY(send_thinned(scope, follow, frames));
        if (thinned) return *std::move(thinned);
    }
    const ScopeId id = scope.row.scope;
    WEDSYNC_TRY(read(id, follow.sent));
    const Cut reader_cut = cut(*slice_, follow);
    const bool is_cached = reader_cut.is_plain && plain_.has_value() && plain_->scope == id &&
                           plain_->from == follow.sent;
    Bytes frame = is_cached ? plain_->frame : frames.encode(make_page(reader_cut, scope, follow));
    const bool is_for_all = reader_cut.is_plain && !codec::is_short(frame);
    if (is_for_all && !is_cached) plain_ = PlainFrame{id, follow.sent, frame};
    const Position to{follow.sent.value() + reader_cut.count};
    note_sent(follow, slice_->log.entries, reader_cut.count, to);
    follow.lanes_sent.insert(reader_cut.lanes.begin(), reader_cut.lanes.end());
    if (to == scope.row.cursor.position) follow.pushed = {};
    return frame;
}

}  // namespace wedsync::hub
