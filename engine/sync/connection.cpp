#include "engine/sync/connection.hpp"

#include <algorithm>

namespace wedsync::sync {
namespace {

constexpr std::uint32_t kDoublingsMax = 3;

}  // namespace

std::optional<Instant> Connection::next_try() const {
    if (phase_ != Phase::kWaiting) return std::nullopt;
    return next_try_;
}

bool Connection::is_due(Now now) const {
    return phase_ == Phase::kWaiting && next_try_ <= now.monotonic;
}

void Connection::start_connecting(Now now) {
    phase_ = Phase::kConnecting;
    since_ = now.monotonic;
}

void Connection::connected(Now now) {
    phase_ = Phase::kGreeting;
    since_ = heard_ = now.monotonic;
    pinged_.reset();
    idle_ping_after_ms_ = std::min(kPingAfterMs, idle_ping_ms_);
}

void Connection::opened(Now now) {
    phase_ = Phase::kOpen;
    since_ = now.monotonic;
    backoff_.reset();
}

void Connection::lost(Now now, const std::string& reason, std::uint64_t retry_after_ms) {
    phase_ = Phase::kWaiting;
    next_try_ = after(now.monotonic, backoff_.next_ms(prng_, retry_after_ms));
    last_reason_ = reason;
}

void Connection::suspended(Now now) {
    phase_ = Phase::kWaiting;
    next_try_ = now.monotonic;
    last_reason_ = "the app was suspended";
}

void Connection::network_back(Now now) {
    if (phase_ != Phase::kPaused && phase_ != Phase::kWaiting) return;
    phase_ = Phase::kWaiting;
    backoff_.reset();
    const Instant soon = after(now.monotonic, prng_.between(0, pace::kReconnectSpreadMs));
    next_try_ = soon;
}

void Connection::network_gone() {
    if (phase_ == Phase::kFailed) return;
    phase_ = Phase::kPaused;
    last_reason_ = "no network";
}

void Connection::heard(Now now, bool is_progress) {
    heard_ = now.monotonic;
    if (pinged_) idle_ping_after_ms_ = std::min(idle_ping_after_ms_ * 2, idle_ping_ms_);
    pinged_.reset();
    if (is_progress) silences_ = 0;
}

void Connection::note_silence() {
    silences_ = std::min(silences_ + 1, kDoublingsMax);
}

Instant Connection::ping_due(std::optional<Instant> owed_since) const {
    const Instant idle = after(heard_, idle_ping_after_ms_);
    if (!owed_since) return idle;
    return std::min(idle, after(std::max(heard_, *owed_since), kPingAfterMs));
}

Connection::Due Connection::check(Now now, std::optional<Instant> owed_since) {
    if (phase_ == Phase::kConnecting || phase_ == Phase::kGreeting) {
        const std::uint64_t limit =
            phase_ == Phase::kConnecting ? kConnectMsMax : patience(kSilenceMsMax);
        if (now.monotonic < after(since_, limit)) return Due::kNothing;
        note_silence();
        return Due::kTooLate;
    }
    if (phase_ != Phase::kOpen) return Due::kNothing;
    if (pinged_) {
        if (now.monotonic < pong_due()) return Due::kNothing;
        note_silence();
        return Due::kSilent;
    }
    if (now.monotonic < ping_due(owed_since)) return Due::kNothing;
    pinged_ = now.monotonic;
    return Due::kPing;
}

std::optional<Instant> Connection::timeout(std::optional<Instant> owed_since) const {
    switch (phase_) {
        case Phase::kWaiting:
            return next_try_;
        case Phase::kConnecting:
            return after(since_, kConnectMsMax);
        case Phase::kGreeting:
            return after(since_, patience(kSilenceMsMax));
        case Phase::kOpen:
            return pinged_ ? pong_due() : ping_due(owed_since);
        case Phase::kPaused:
        case Phase::kFailed:
            break;
    }
    return std::nullopt;
}

}  // namespace wedsync::sync
