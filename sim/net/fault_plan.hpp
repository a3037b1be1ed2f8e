#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wedsync::sim {

/// Something that comes, lasts and goes: gaps between 0 and twice the mean; 0: never.
struct Intervals {
    std::uint64_t gap_mean_ms = 0;
    std::uint64_t duration_min_ms = 0;
    std::uint64_t duration_max_ms = 0;
};

/// What goes wrong on a link, and how often. All rates are per million frames carried, unless they
/// say otherwise. The default is a network without faults.
struct FaultPlan {
    /// Of segments, per thousand: each loss costs a retransmission, in bytes and in delay.
    std::uint32_t loss_per_mille = 0;
    /// Delay added to a frame, at most; order is kept.
    std::uint64_t jitter_ms_max = 0;
    /// The connection breaks, and both sides hear of it.
    std::uint32_t reset_per_million = 0;
    /// As a reset, in the middle of this frame: what came before the cut is delivered.
    std::uint32_t truncate_per_million = 0;
    /// The connection is gone and nobody hears of it.
    std::uint32_t half_open_per_million = 0;
    /// A frame of an earlier connection comes as well, marked with that one's generation.
    std::uint32_t replay_stale_per_million = 0;
    /// The same, but it looks like a frame of this connection (a proxy that sends again).
    std::uint32_t replay_as_new_per_million = 0;
    /// Of attempts to connect, per thousand: refused.
    std::uint32_t refuse_per_mille = 0;
    /// Nothing moves either way; the connection lives.
    Intervals stall = {};
    /// Nothing moves down, up, or both ways, drawn anew each time.
    Intervals partition = {};
};

enum class LinkFault : std::uint8_t {
    kLoss,
    kQueueDrop,
    kJitter,
    kReset,
    kTruncation,
    kHalfOpen,
    kReplayStale,
    kReplayAsNew,
    kRefusal,
    kStall,
    kPartitionOneWay,
    kPartitionBoth,
};
inline constexpr std::size_t kLinkFaultKinds = 12;

struct LinkFaultCounts {
    std::array<std::uint64_t, kLinkFaultKinds> by_kind{};

    [[nodiscard]] std::uint64_t of(LinkFault fault) const {
        return by_kind[static_cast<std::size_t>(fault)];
    }
    void add(LinkFault fault) { ++by_kind[static_cast<std::size_t>(fault)]; }

    friend bool operator==(const LinkFaultCounts&, const LinkFaultCounts&) = default;
};

}  // namespace wedsync::sim
