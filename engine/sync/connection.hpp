#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/instant.hpp"
#include "engine/base/prng.hpp"
#include "engine/pace/backoff.hpp"
#include "engine/sync/client.hpp"

namespace wedsync::sync {

/// A host that has not connected by then is told to give up.
inline constexpr std::uint64_t kConnectMsMax = 20'000;
/// So long nothing was heard: the hub is asked whether it is there.
inline constexpr std::uint64_t kPingAfterMs = 7'500;
/// So long nothing was heard though the hub owes an answer: the connection is dead, whatever the
/// host believes. A ping is answered within what is left of this after kPingAfterMs.
inline constexpr std::uint64_t kSilenceMsMax = 15'000;
/// So long the hub owes an answer, though it is there: something was lost on the way.
inline constexpr std::uint64_t kAnswerMsMax = 45'000;
/// A timer that comes so much too late means that the app was suspended: what it was connected to
/// is gone, or full of what was meant for then.
inline constexpr std::uint64_t kSuspendedMs = 15'000;
/// A hub that will not have this device is asked again only so often.
inline constexpr std::uint64_t kRefusedRetryMs = 60'000;

/// Whether there is a connection, when the next is tried, and whether anybody is at the other end.
///
///   kWaiting --due--> kConnecting --> kGreeting --Welcome--> kOpen
///   any of these --closed, silent, broken--> kWaiting (backoff); --no network--> kPaused
///
/// A link that is slow rather than dead is not cut for ever: each connection that died of silence
/// doubles the patience with the next, up to eight times; one page or verdict ends that.
class Connection {
public:
    Connection(Prng& prng, std::uint64_t idle_ping_ms) : prng_(prng), idle_ping_ms_(idle_ping_ms) {}

    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] std::optional<Instant> next_try() const;
    [[nodiscard]] std::uint32_t failures() const { return backoff_.failures(); }
    [[nodiscard]] const std::string& last_reason() const { return last_reason_; }
    [[nodiscard]] bool is_due(Now now) const;
    [[nodiscard]] bool is_up() const {
        return phase_ == Phase::kGreeting || phase_ == Phase::kOpen;
    }

    void start_connecting(Now now);
    void connected(Now now);
    void opened(Now now);
    /// The connection is gone: the next try is after the backoff, and after what the hub asked for.
    void lost(Now now, const std::string& reason, std::uint64_t retry_after_ms = 0);
    /// The app was suspended: tries again at once.
    void suspended(Now now);
    void network_back(Now now);
    void network_gone();
    void fail() { phase_ = Phase::kFailed; }

    /// A frame came; `is_progress`: it was of use.
    void heard(Now now, bool is_progress);
    enum class Due {
        kNothing,
        kPing,     ///< Ask the hub.
        kSilent,   ///< Give the connection up.
        kTooLate,  ///< As kSilent: the host did not connect, or the hub did not greet.
    };
    /// `owed_since`: since when the hub owes an answer.
    [[nodiscard]] Due check(Now now, std::optional<Instant> owed_since);
    [[nodiscard]] std::optional<Instant> timeout(std::optional<Instant> owed_since) const;
    /// When an answer that is owed since then is given up.
    [[nodiscard]] Instant answer_due(Instant since) const {
        return after(since, patience(kAnswerMsMax));
    }
    void note_silence();

private:
    [[nodiscard]] Instant ping_due(std::optional<Instant> owed_since) const;
    [[nodiscard]] Instant pong_due() const {
        return after(*pinged_, patience(kSilenceMsMax) - kPingAfterMs);
    }
    [[nodiscard]] std::uint64_t patience(std::uint64_t delay_ms) const {
        return delay_ms << silences_;
    }

    Prng& prng_;
    std::uint64_t idle_ping_ms_;
    pace::Backoff backoff_;
    Phase phase_ = Phase::kWaiting;
    Instant next_try_;
    /// When the present phase began.
    Instant since_;
    Instant heard_;
    /// When the ping was sent that nothing has answered.
    std::optional<Instant> pinged_;
    std::uint64_t idle_ping_after_ms_ = kPingAfterMs;
    std::uint32_t silences_ = 0;
    std::string last_reason_;
};

}  // namespace wedsync::sync
