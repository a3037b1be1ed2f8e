#pragma once

#include <cstdint>

#include "engine/base/instant.hpp"
#include "engine/base/strong.hpp"

namespace wedsync {

/// Wall-clock milliseconds in the upper 48 bits and a logical count in the lower 16: later than
/// everything its author had seen. It breaks ties and is shown to people; it never decides whether
/// two changes are concurrent, nor whether one is valid.
using HybridTime = Strong<struct HybridTimeTag, std::uint64_t>;

[[nodiscard]] constexpr HybridTime make_hybrid_time(std::uint64_t wall_ms, std::uint16_t logical) {
    return HybridTime{(wall_ms << 16U) | logical};
}
[[nodiscard]] constexpr std::uint64_t wall_ms_of(HybridTime time) {
    return time.value() >> 16U;
}

/// The largest wall time the clock will carry (the year 10,889): 48 bits of milliseconds.
inline constexpr std::uint64_t kWallMsMax = (std::uint64_t{1} << 48U) - 1;
/// How far ahead of the local wall clock another's time may pull this clock. What lies further
/// ahead is stored and ordered as it stands, but does not drag this device into the future.
inline constexpr std::uint64_t kClockSkewMsMax = 60'000;

/// Kulkarni et al., "Logical Physical Clocks" (2014), with a bound on how far others may pull it.
class HybridClock {
public:
    HybridClock() = default;
    explicit HybridClock(HybridTime last) : last_(last) {}

    /// A time later than every one this clock gave before, and than those it saw within the bound.
    [[nodiscard]] HybridTime tick(WallTime wall);
    /// Takes note of a time received from elsewhere.
    void see(HybridTime other, WallTime wall);
    [[nodiscard]] HybridTime last() const { return last_; }

private:
    HybridTime last_;
};

}  // namespace wedsync
