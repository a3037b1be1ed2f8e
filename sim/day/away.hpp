#pragma once

#include <cstdint>
#include <vector>

namespace wedsync::sim {

/// A time in which a device has no network, [start, end), in milliseconds.
struct Away {
    std::uint64_t start_ms = 0;
    std::uint64_t end_ms = 0;

    friend bool operator==(const Away&, const Away&) = default;
};

inline constexpr std::uint64_t kDayMs = 24ULL * 60 * 60 * 1'000;
/// The longest `away_ms` that away_windows() takes: half a day each.
inline constexpr std::uint64_t kAwayMsMax = kDayMs / 2;

/// The windows of one device: two in each day of the time up to `until_ms`, one in each half of
/// it, of `away_ms` each at a time drawn from the seed. In order, apart from each other; none for
/// `away_ms` 0. Requires `away_ms` at most kAwayMsMax.
[[nodiscard]] std::vector<Away> away_windows(std::uint64_t seed, std::uint32_t device,
                                             std::uint64_t away_ms, std::uint64_t until_ms);

}  // namespace wedsync::sim
