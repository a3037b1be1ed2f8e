#pragma once

#include <cstdint>

namespace wedsync::pace {

/// The changes of this priority and above are the urgent ones: all that goes where data is saved.
inline constexpr std::uint8_t kPriorityUrgent = 7;

/// What a strategy decided for the moment: how a session sends.
struct Plan {
    /// Changes in one push.
    std::uint32_t batch_changes = 100;
    /// Pushes waiting for their verdict at the same time.
    std::uint32_t pushes_in_flight = 2;
    /// zstd level of the batches, 1 (fast) to 19 (small).
    std::uint8_t compression_level = 3;
    /// Only changes of this priority or above go out.
    std::uint8_t priority_min = 0;
    /// Whether photos and files may travel.
    bool is_media_allowed = true;
    /// A change that is not urgent waits so long for others to go with it, while nothing else keeps
    /// it: what an app writes together travels together.
    std::uint32_t gather_ms = 0;

    friend bool operator==(const Plan&, const Plan&) = default;
};

}  // namespace wedsync::pace
