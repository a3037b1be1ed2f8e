#pragma once

#include <cstdint>

#include "bench/load/latencies.hpp"

namespace wedsync::bench::load {

/// What the devices of one run met with. Latencies are those of changes that were committed within
/// the window, whenever they arrived.
struct Figures {
    double from_us = 0;
    double until_us = 0;
    /// From the frame with the change to its verdict.
    Latencies push_to_ack;
    /// From the commit on the device: with the milliseconds in which a device gathers.
    Latencies commit_to_ack;
    /// From the commit on the author's device to the fold on another one.
    Latencies fan_out;
    /// To the decoded page on a device without a replica.
    Latencies arrival;
    /// How much later than meant the generator made a change: what it is behind itself.
    Latencies late;
    std::uint64_t changes = 0;
    std::uint64_t refused = 0;
    /// Connections that ended though nobody wanted it, and tries that failed.
    std::uint64_t lost = 0;

    [[nodiscard]] bool is_measured(double at_us) const {
        return from_us <= at_us && at_us < until_us;
    }
};

}  // namespace wedsync::bench::load
