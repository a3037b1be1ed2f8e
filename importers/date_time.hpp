#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wedsync::importers {

/// A moment as ISO 8601 writes it, and its offset from UTC if it says one.
struct DateTime {
    std::int64_t utc_ms = 0;  ///< Without an offset: as if it were UTC.
    std::optional<int> offset_min;
};

/// YYYY-MM-DDThh:mm[:ss[.fff]][Z|+hh:mm|+hhmm]; nothing if it is not that or no such moment.
[[nodiscard]] std::optional<DateTime> parse_date_time(std::string_view text);
/// YYYY-MM-DD as milliseconds since 1970 at 00:00 UTC.
[[nodiscard]] std::optional<std::int64_t> parse_date(std::string_view text);
/// h:mm, hh:mm or hh:mm:ss as milliseconds, up to 99:59:59.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);

/// A moment of the years 1 to 9999 as YYYY-MM-DDThh:mm:ss[.fff]Z, with milliseconds where they are
/// wanted; any other as its number and " ms".
[[nodiscard]] std::string date_time_text(std::int64_t utc_ms, bool with_ms);

}  // namespace wedsync::importers
