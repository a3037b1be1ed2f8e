#pragma once

#include <cstdint>

#include "engine/base/strong.hpp"

namespace wedsync {

/// Milliseconds on the host's monotonic clock; only differences mean anything. The engine never
/// reads a clock: it is told the time by whoever calls it (browser, native host, simulator).
using Instant = Strong<struct InstantTag, std::uint64_t>;

/// Milliseconds since 1970 on the host's wall clock. It may be wrong by years and may jump: it is
/// shown to people and breaks ties, and never decides what is valid.
using WallTime = Strong<struct WallTimeTag, std::uint64_t>;

/// Both clocks, read together by the host just before the call.
struct Now {
    Instant monotonic;
    WallTime wall;
};

[[nodiscard]] constexpr Instant after(Instant start, std::uint64_t delay_ms) {
    return Instant{start.value() + delay_ms};
}

}  // namespace wedsync
