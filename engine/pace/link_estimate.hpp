#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "engine/base/instant.hpp"

namespace wedsync::pace {

/// A push that its receiver has answered.
struct Acknowledged {
    std::size_t bytes = 0;
    std::size_t changes = 0;
    Instant sent;
};

/// What a session's own traffic tells of its link: the shortest round trip of late, the goodput
/// upwards, whether it stalls, and what a change weighs. Nothing is sent to find out.
///
/// Goodput is what was acknowledged between the sending of a push and its answer, divided by that
/// time (a delivery rate, as in BBR). A push that was too small to fill the link says nothing about
/// its limit, so it can only raise the estimate.
class LinkEstimate {
public:
    /// A new connection: round trips of an earlier network say nothing. Goodput is kept as a guess.
    void connected();
    /// Something small was answered: a round trip.
    void answered(Instant now, Instant sent);
    void acknowledged(Instant now, const Acknowledged& push);
    /// An answer did not come within every patience.
    void stalled();

    /// The shortest of the last few, in milliseconds; none before the first answer.
    [[nodiscard]] std::optional<std::uint64_t> round_trip_ms() const;
    /// Bytes a second; none before the first acknowledged push.
    [[nodiscard]] std::optional<std::uint64_t> goodput() const { return goodput_; }
    /// Whether the goodput is that of a push which filled the link of this connection: else the
    /// link may well be faster.
    [[nodiscard]] bool is_goodput_measured() const { return is_goodput_measured_; }
    /// What a change took on average, framing included; a guess before the first push.
    [[nodiscard]] std::uint64_t bytes_per_change() const;
    /// Stalls since the last answer to a push.
    [[nodiscard]] std::uint32_t stalls() const { return stalls_; }

private:
    struct Mark {
        Instant at;
        std::uint64_t delivered_bytes = 0;
    };

    /// What was delivered until then.
    [[nodiscard]] std::uint64_t delivered_at(Instant time) const;

    std::deque<std::uint64_t> round_trips_ms_;
    std::deque<Mark> marks_;
    std::uint64_t delivered_bytes_ = 0;
    std::optional<std::uint64_t> goodput_;
    bool is_goodput_measured_ = false;
    std::uint64_t recent_bytes_ = 0;
    std::uint64_t recent_changes_ = 0;
    std::uint32_t stalls_ = 0;
};

}  // namespace wedsync::pace
