#include "engine/causal/hybrid_time.hpp"

#include <algorithm>

namespace wedsync {

HybridTime HybridClock::tick(WallTime wall) {
    const std::uint64_t wall_ms = std::min(wall.value(), kWallMsMax);
    const HybridTime now = make_hybrid_time(wall_ms, 0);
    // The logical part may run over into the milliseconds: the order is what counts.
    last_ = now > last_ ? now : HybridTime{last_.value() + 1};
    return last_;
}

void HybridClock::see(HybridTime other, WallTime wall) {
    if (other <= last_) return;
    const std::uint64_t wall_ms = std::min(wall.value(), kWallMsMax);
    if (wall_ms_of(other) > wall_ms + kClockSkewMsMax) return;
    last_ = other;
}

}  // namespace wedsync
