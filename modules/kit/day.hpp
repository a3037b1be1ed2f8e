#pragma once

#include <cstdint>

namespace wedsync::modules {

inline constexpr std::int64_t kDayMs = 86'400'000;

/// The day of a moment, counted from 1970 in UTC; also before that.
[[nodiscard]] constexpr std::int64_t day_of(std::int64_t at_ms) {
    return at_ms >= 0 ? at_ms / kDayMs : -((-at_ms + kDayMs - 1) / kDayMs);
}

}  // namespace wedsync::modules
