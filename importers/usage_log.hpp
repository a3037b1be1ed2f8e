#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"

namespace wedsync::importers {

/// Somebody did something to a shared record.
struct UsageEvent {
    std::int64_t time_s = 0;  ///< Since 1970.
    std::uint32_t user = 0;   ///< 0: nobody, or automatic.
    std::uint32_t item = 0;
    std::string action;
    std::string lifecycle;

    friend bool operator==(const UsageEvent&, const UsageEvent&) = default;
};

inline constexpr std::size_t kUsageBytesMax = std::size_t{256} * 1024 * 1024;
inline constexpr std::size_t kUsageEventsMax = 2'000'000;

/// Reads a log of how people worked: CSV with the columns t_unix, user, item, action and lifecycle,
/// plain or as .xz, in order of time. Fails with kCorrupt, naming the line, or kTooLarge.
[[nodiscard]] Result<std::vector<UsageEvent>> parse_usage_log(BytesView file);

}  // namespace wedsync::importers
