#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "modules/kit/day.hpp"
#include "modules/measure/distinct_sketch.hpp"
#include "modules/measure/interval.hpp"
#include "modules/measure/quantile_sketch.hpp"

namespace wedsync::analytics {

using modules::day_of;
using modules::kDayMs;
/// A device that counted within the last week and not for so long has figures that are not here.
inline constexpr std::int64_t kMissingAfterMs = kDayMs;
inline constexpr std::int64_t kActiveDays = 7;

/// What was counted, by one device or by many, on one day or on many. No names of anything: how
/// long, how many, and how many different ones.
struct Counted {
    std::uint64_t sessions = 0;
    std::uint64_t edits = 0;
    measure::QuantileSketch session_ms;
    measure::DistinctSketch touched;

    /// The same as if both had been counted together.
    void merge(const Counted& other);
    friend bool operator==(const Counted&, const Counted&) = default;
};

/// What one device counted on one day (counted from 1970, in UTC).
struct DeviceDay {
    std::string device;
    std::int64_t day = 0;
    /// When it last counted, by its clock.
    std::int64_t counted_at_ms = 0;
    Counted counted;
};

struct DeviceStanding {
    std::int64_t last_day = 0;
    std::int64_t counted_at_ms = 0;
    /// It was at work lately and its latest figures are not here.
    bool is_missing = false;
    friend bool operator==(const DeviceStanding&, const DeviceStanding&) = default;
};

struct Usage {
    struct Day {
        std::set<std::string> devices;
        Counted counted;
        friend bool operator==(const Day&, const Day&) = default;
    };
    /// The days asked for that anything was counted on.
    std::map<std::int64_t, Day> days;
    Counted whole;
    /// Of the devices at work in the week before the last seven days, those also at work in these.
    measure::Share returned;
    std::map<std::string, DeviceStanding> devices;

    friend bool operator==(const Usage&, const Usage&) = default;
};

/// The usage of the last `days` days up to now, today included; the same for the same parts in any
/// order.
[[nodiscard]] Usage usage_of(const std::vector<DeviceDay>& parts, std::int64_t days,
                             std::int64_t now_ms);

}  // namespace wedsync::analytics
