#include "sim/day/away.hpp"

#include "engine/base/assert.hpp"
#include "engine/base/prng.hpp"

namespace wedsync::sim {

std::vector<Away> away_windows(std::uint64_t seed, std::uint32_t device, std::uint64_t away_ms,
                               std::uint64_t until_ms) {
    WEDSYNC_ASSERT(away_ms <= kAwayMsMax);
    std::vector<Away> windows;
    if (away_ms == 0) return windows;
    constexpr std::uint64_t kHalfMs = kDayMs / 2;
    Prng prng(seed * 1'000'003 + device);
    for (std::uint64_t half_ms = 0; half_ms < until_ms; half_ms += kHalfMs) {
        const std::uint64_t start_ms = half_ms + prng.between(0, kHalfMs - away_ms);
        if (start_ms >= until_ms) break;
        windows.push_back({start_ms, start_ms + away_ms});
    }
    return windows;
}

}  // namespace wedsync::sim
