#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/content_lines.hpp"

namespace wedsync::importers {

/// A moment without a time zone: milliseconds since 1970 as if the clock on the wall were UTC.
using WallMs = std::int64_t;

/// YYYYMMDDThhmmss, and "Z" behind it where it is UTC.
struct CalendarTime {
    WallMs wall_ms = 0;
    bool is_utc = false;
    bool is_date = false;  ///< YYYYMMDD alone.
};
[[nodiscard]] std::optional<CalendarTime> parse_calendar_time(std::string_view text);
/// Of a moment of the years 1 to 9999, in UTC: YYYYMMDDThhmmssZ.
[[nodiscard]] std::string calendar_time_text(std::int64_t utc_ms);
/// P1DT2H30M, P2W: milliseconds. Nothing if it is none, negative, or longer than 1,000 days.
[[nodiscard]] std::optional<std::int64_t> parse_calendar_duration(std::string_view text);
/// +hhmm or -hh:mm, in minutes.
[[nodiscard]] std::optional<int> parse_utc_offset(std::string_view text);

/// When a rule of a time zone begins each year, or on one day.
struct ZoneRule {
    WallMs starts_ms = 0;
    int offset_from_min = 0;
    int offset_to_min = 0;
    bool is_yearly = false;
    unsigned month = 0;  ///< 0: that of the start.
    int week = 0;        ///< The n-th such weekday of the month, from its end if negative; 0: none.
    int weekday = -1;    ///< 0 is Sunday; -1: the day of the month counts alone.
    std::vector<unsigned> days;
    std::optional<WallMs> until_ms;
    std::optional<int> count;
    std::vector<WallMs> further;
};

/// A time zone as a calendar describes it (VTIMEZONE).
struct TimeZone {
    std::string id;
    std::vector<ZoneRule> rules;

    /// The offset from UTC, in minutes, when the clocks of the zone show this; nothing for a zone
    /// without a rule.
    [[nodiscard]] std::optional<int> offset_min(WallMs wall_ms) const;
};

inline constexpr std::size_t kZoneRulesMax = 1'000;

/// A rule out of the properties of STANDARD or DAYLIGHT; nothing where it lacks what it needs.
[[nodiscard]] std::optional<ZoneRule> zone_rule_of(const std::vector<ContentLine>& properties);

}  // namespace wedsync::importers
