#include "engine/sync/pusher.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/codec/frame.hpp"

namespace wedsync::sync {
namespace {

using Kind = message::Verdict::Kind;

/// A change that the hub answers `missing` for is sent again at once this often, then held.
constexpr std::uint32_t kMissingRoundsAtOnce = 2;
constexpr std::uint32_t kHoldDoublingsMax = 6;
constexpr std::uint64_t kHoldBaseMs = 1'000;
/// What is relayed and names what nobody here can send is offered again this long after.
constexpr std::uint64_t kRelayAgainMs = 30'000;

}  // namespace

const replica::ScopeState& Pusher::state() const {
    const replica::ScopeState* state = replica_.scope(scope_);
    WEDSYNC_ASSERT(state != nullptr);
    return *state;
}

bool Pusher::is_due(const store::OwnRow& row) const {
    const Dot& dot = row.change.dot;
    if (row.status == store::OwnStatus::kDurable && !doubted_.contains(dot)) return false;
    const auto held = holds_.find(dot);
    if (held != holds_.end() && held->second.until != Instant{}) return false;
    return !dots_in_flight_.contains(dot);
}

void Pusher::open(Now now, OutboxTime time) {
    in_flight_.clear();
    dots_in_flight_.clear();
    withdrawn_in_flight_.clear();
    relays_in_flight_ = 0;
    relay_.reset();
    relay_rounds_.clear();
    relay_held_ = {};
    relay_again_at_.reset();
    lanes_told_.clear();
    paused_until_.reset();
    handle_timeout(now, time);
    look_again(time);
}

void Pusher::look_again(OutboxTime time) {
    outbox_.rebuild(state(), time, [this](const store::OwnRow& row) { return is_due(row); });
}

void Pusher::refresh(OutboxTime time) {
    outbox_.refresh(state(), time, [this](const store::OwnRow& row) { return is_due(row); });
}

void Pusher::doubt_durable(OutboxTime time) {
    doubted_.clear();
    for (const auto& [sequence, row] : state().pending) {
        if (row.status == store::OwnStatus::kDurable) doubted_.insert(row.change.dot);
    }
    if (!doubted_.empty()) look_again(time);
}

std::vector<Dot> Pusher::withdrawn_to_tell() const {
    std::vector<Dot> dots;
    for (const Dot& dot : state().withdrawn) {
        if (withdrawn_in_flight_.contains(dot)) continue;
        dots.push_back(dot);
        if (dots.size() == kWithdrawnPerPushMax) break;
    }
    return dots;
}

std::optional<Outbox::Rank> Pusher::rank(Now now, const pace::Plan& plan, OutboxTime time) {
    refresh(time);
    if (is_paused(now)) return std::nullopt;
    std::optional<Outbox::Rank> rank = outbox_.rank(plan, time);
    if (rank) return rank;
    if (!relay_.is_done()) return Outbox::Rank{kPriorityLast, 0};
    if (withdrawn_in_flight_.size() < state().withdrawn.size()) {
        return Outbox::Rank{kPriorityLast + 1, 0};
    }
    return std::nullopt;
}

Result<const Author*> Pusher::author_of(const Incarnation& incarnation) {
    if (!lanes_.contains(incarnation)) {
        for (LaneInfo& lane : WEDSYNC_TRY(replica_.store().load_lanes(scope_))) {
            lanes_.insert_or_assign(lane.incarnation, std::move(lane.author));
        }
    }
    const auto known = lanes_.find(incarnation);
    return known == lanes_.end() ? nullptr : &known->second;
}

Result<std::vector<LaneInfo>> Pusher::lanes_of(const std::vector<Change>& changes) {
    std::vector<LaneInfo> lanes;
    for (const Change& change : changes) {
        const Incarnation& incarnation = change.dot.incarnation;
        if (lanes_told_.contains(incarnation)) continue;
        const Author* author = WEDSYNC_TRY(author_of(incarnation));
        if (author == nullptr) continue;
        lanes_told_.insert(incarnation);
        lanes.push_back({incarnation, *author});
    }
    return lanes;
}

/// The frame; leaves out the end of `push.changes` where that makes it too large.
Result<Bytes> Pusher::send(Now now, const pace::Plan& plan, message::Push& push, Way way) {
    push.scope = scope_;
    push.request = ++request_last_;
    push.lanes = WEDSYNC_TRY(lanes_of(push.changes));
    Bytes frame = frames_.encode(push, plan.compression_level);
    while (frame.size() > kPushBytesMax && push.changes.size() > 1) {
        // So large a frame stands for itself: it may be dropped.
        WEDSYNC_ASSERT(!codec::is_short(frame));
        push.changes.resize(push.changes.size() / 2);
        frame = frames_.encode(push, plan.compression_level);
    }
    Sent sent{{}, push.withdrawn, way, frame.size(), now.monotonic};
    for (const Change& change : push.changes)
        sent.dots.push_back(change.dot);
    if (way == Way::kRelay) {
        ++relays_in_flight_;
    } else {
        dots_in_flight_.insert(sent.dots.begin(), sent.dots.end());
    }
    withdrawn_in_flight_.insert(sent.withdrawn.begin(), sent.withdrawn.end());
    in_flight_.emplace(push.request, std::move(sent));
    return frame;
}

/// What this device wrote when it had another name, it relays: a hub takes other changes only in
/// lanes of the device that sends them. How many of the first changes travel so, or do not.
Result<std::size_t> Pusher::count_of_one_device(message::Push& push) {
    std::size_t count = 0;
    for (const Change& change : push.changes) {
        const Author* author = WEDSYNC_TRY(author_of(change.dot.incarnation));
        const bool is_other = author != nullptr && author->device != replica_.author().device;
        if (count == 0) push.is_relayed = is_other;
        if (is_other != push.is_relayed) break;
        ++count;
    }
    return count;
}

Result<std::optional<Bytes>> Pusher::next_relay(Now now, const pace::Plan& plan) {
    message::Push push;
    push.is_relayed = true;
    push.changes = WEDSYNC_TRY(relay_.next(std::max(plan.batch_changes, 1U)));
    if (push.changes.empty()) return std::optional<Bytes>{};
    const std::vector<Change> all = push.changes;
    Bytes frame = WEDSYNC_TRY(send(now, plan, push, Way::kRelay));
    DotSet left_out;
    for (std::size_t i = push.changes.size(); i < all.size(); ++i)
        left_out.add(all[i].dot);
    if (!left_out.empty()) relay_.want(left_out);
    return std::optional{std::move(frame)};
}

Result<std::optional<Bytes>> Pusher::next(Now now, const pace::Plan& plan, OutboxTime time) {
    if (is_paused(now)) return std::optional<Bytes>{};
    if (!relay_.is_done()) {
        std::optional<Bytes> relayed = WEDSYNC_TRY(next_relay(now, plan));
        if (relayed) return relayed;
    }
    refresh(time);
    message::Push push;
    std::vector<std::uint64_t> sequences;
    for (const std::uint64_t sequence : outbox_.take(state(), plan, time)) {
        const store::OwnRow& row = state().pending.find(sequence)->second;
        // Whatever changed meanwhile: a change is on the wire once (1).
        if (!is_due(row)) continue;
        push.changes.push_back(row.change);
        sequences.push_back(sequence);
    }
    const std::size_t count = WEDSYNC_TRY(count_of_one_device(push));
    push.changes.resize(count);
    push.withdrawn = withdrawn_to_tell();
    if (push.changes.empty() && push.withdrawn.empty()) return std::optional<Bytes>{};
    Bytes frame = WEDSYNC_TRY(send(now, plan, push, Way::kPush));
    for (std::size_t i = push.changes.size(); i < sequences.size(); ++i) {
        outbox_.put_back(state().pending.find(sequences[i])->second, time);
    }
    sequences.resize(push.changes.size());
    replica_.mark_sent(scope_, sequences);
    return std::optional{std::move(frame)};
}

// ---- Verdicts ----

void Pusher::pause(Now now, std::uint64_t retry_after_ms) {
    paused_until_ = after(now.monotonic, backoff_.next_ms(prng_, retry_after_ms));
}

void Pusher::hold(Now now, const Dot& dot) {
    Hold& hold = holds_[dot];
    const std::uint64_t ceiling = kHoldBaseMs << std::min(hold.rounds, kHoldDoublingsMax);
    ++hold.rounds;
    hold_order_.erase({hold.until, dot});
    hold.until = after(now.monotonic, ceiling / 2 + prng_.between(1, ceiling / 2));
    hold_order_.emplace(hold.until, dot);
}

void Pusher::release(const Dot& dot) {
    const auto held = holds_.find(dot);
    if (held == holds_.end()) return;
    hold_order_.erase({held->second.until, dot});
    holds_.erase(held);
}

/// Sends what the hub lacks first: own changes go out again, those of others from the log.
void Pusher::need(const std::vector<Dot>& missing, OutboxTime time) {
    DotSet relayed;
    for (const Dot& dot : missing) {
        const auto own = state().pending_by_dot.find(dot);
        if (own == state().pending_by_dot.end()) {
            relayed.add(dot);
            continue;
        }
        const store::OwnRow& row = state().pending.find(own->second)->second;
        if (row.status == store::OwnStatus::kDurable) doubted_.insert(dot);
        if (is_due(row)) outbox_.put_back(row, time);
    }
    if (!relayed.empty()) relay_.want(relayed);
}

void Pusher::take_relayed(Now now, const message::Verdict& verdict) {
    if (verdict.kind == Kind::kAccepted || verdict.kind == Kind::kRefused) return;
    DotSet again;
    if (verdict.kind != Kind::kMissing || ++relay_rounds_[verdict.dot] <= kMissingRoundsAtOnce) {
        again.add(verdict.dot);
    } else {
        relay_held_.add(verdict.dot);
        if (!relay_again_at_) relay_again_at_ = after(now.monotonic, kRelayAgainMs);
    }
    for (const Dot& dot : verdict.missing)
        again.add(dot);
    relay_.want(again);
}

/// What happens to a change after its verdict was taken, if it is still pending.
void Pusher::settle(Now now, const message::Verdict& verdict, OutboxTime time) {
    const auto own = state().pending_by_dot.find(verdict.dot);
    if (own == state().pending_by_dot.end()) {
        release(verdict.dot);
        doubted_.erase(verdict.dot);
        return;
    }
    const store::OwnRow& row = state().pending.find(own->second)->second;
    switch (verdict.kind) {
        case Kind::kAccepted:
            doubted_.erase(verdict.dot);
            if (row.status == store::OwnStatus::kDurable) {
                release(verdict.dot);
            } else {
                // It could not be noted (disk full): the hub will say it again.
                hold(now, verdict.dot);
            }
            break;
        case Kind::kRefused:
            // The refused list is full, or the disk: it waits here (kRefusedMax).
            hold(now, verdict.dot);
            break;
        case Kind::kMissing: {
            need(verdict.missing, time);
            Hold& held = holds_[verdict.dot];
            if (held.rounds < kMissingRoundsAtOnce) {
                ++held.rounds;
                outbox_.put_back(row, time);
            } else {
                hold(now, verdict.dot);
            }
            break;
        }
        case Kind::kTryLater:
            outbox_.put_back(row, time);
            break;
    }
}

Result<std::optional<pace::Acknowledged>> Pusher::take(Now now, const message::PushResult& result,
                                                       OutboxTime time) {
    const auto at = in_flight_.find(result.request);
    if (at == in_flight_.end()) return std::optional<pace::Acknowledged>{};
    const Sent sent = std::move(at->second);
    in_flight_.erase(at);
    for (const Dot& dot : sent.dots)
        dots_in_flight_.erase(dot);
    for (const Dot& dot : sent.withdrawn)
        withdrawn_in_flight_.erase(dot);

    message::PushResult judged{result.scope, result.request, {}, result.retry_after_ms};
    const std::set<Dot> asked(sent.dots.begin(), sent.dots.end());
    for (const message::Verdict& verdict : result.verdicts) {
        if (asked.contains(verdict.dot)) judged.verdicts.push_back(verdict);
    }
    const std::optional acknowledged = pace::Acknowledged{sent.bytes, sent.dots.size(), sent.at};
    is_put_off_ = result.retry_after_ms > 0;
    if (is_put_off_) {
        pause(now, result.retry_after_ms);
    } else {
        backoff_.reset();
        paused_until_.reset();
    }
    if (sent.way == Way::kRelay) {
        --relays_in_flight_;
        for (const message::Verdict& verdict : judged.verdicts)
            take_relayed(now, verdict);
        return acknowledged;
    }
    const std::size_t renamed_before = state().renamed.size();
    // A hub that was busy may not have taken what was withdrawn.
    const std::vector<Dot> told = is_put_off_ ? std::vector<Dot>{} : sent.withdrawn;
    const Result<void> applied = replica_.apply_verdicts(now, judged, told);
    if (!applied.ok() && applied.error().code != ErrorCode::kFull) return applied.error();
    for (const message::Verdict& verdict : judged.verdicts)
        settle(now, verdict, time);
    // Changes that were issued again wait under other names, and name others.
    const bool is_reissue = state().renamed.size() != renamed_before;
    if (is_reissue || judged.verdicts.size() != sent.dots.size()) look_again(time);
    return acknowledged;
}

// ---- Time ----

void Pusher::handle_timeout(Now now, OutboxTime time) {
    if (paused_until_ && *paused_until_ <= now.monotonic) paused_until_.reset();
    if (relay_again_at_ && *relay_again_at_ <= now.monotonic) {
        relay_again_at_.reset();
        relay_.want(std::exchange(relay_held_, {}));
    }
    while (!hold_order_.empty() && hold_order_.begin()->first <= now.monotonic) {
        const Dot dot = hold_order_.begin()->second;
        hold_order_.erase(hold_order_.begin());
        const auto own = state().pending_by_dot.find(dot);
        if (own == state().pending_by_dot.end()) {
            holds_.erase(dot);
            continue;
        }
        holds_[dot].until = Instant{};
        const store::OwnRow& row = state().pending.find(own->second)->second;
        if (is_due(row)) outbox_.put_back(row, time);
    }
}

std::optional<Instant> Pusher::timeout() const {
    std::optional<Instant> first = paused_until_;
    if (!hold_order_.empty() && (!first || hold_order_.begin()->first < *first)) {
        first = hold_order_.begin()->first;
    }
    if (relay_again_at_ && (!first || *relay_again_at_ < *first)) first = relay_again_at_;
    return first;
}

std::optional<Instant> Pusher::oldest_sent() const {
    if (in_flight_.empty()) return std::nullopt;
    return in_flight_.begin()->second.at;
}

}  // namespace wedsync::sync
