#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "importers/guests.hpp"

namespace wedsync::importers {

/// One entry of a calendar. What the calendar does not say is empty.
struct CalendarItem {
    /// The UID; with the time of the one occurrence behind it where the entry changes one of a
    /// series.
    std::string import_key;
    std::string title;  ///< Never empty.
    std::int64_t starts_at_ms = 0;
    std::optional<std::int64_t> duration_min;
    std::string room;
    std::string owner;
    std::string vendor;
    std::string kind;
    std::string notes;
    std::vector<std::string> tags;
    std::size_t line = 0;

    friend bool operator==(const CalendarItem&, const CalendarItem&) = default;
};

struct Calendar {
    std::vector<CalendarItem> items;
    /// By line.
    std::vector<RowError> errors;
};

inline constexpr std::size_t kCalendarItemsMax = 50'000;

/// Reads the events (VEVENT) of an iCalendar file (RFC 5545). Times are UTC, or in a time zone that
/// the file describes; `utc_offset_min` is that of all others, without it times without a zone are
/// taken as UTC (and listed), those in a zone that is not described are left out. Events that
/// repeat come once, and are listed. Of several versions of one event the highest SEQUENCE counts.
/// Fails with kCorrupt where there is no calendar at all, or kTooLarge.
[[nodiscard]] Result<Calendar> parse_calendar(std::string_view bytes,
                                              std::optional<int> utc_offset_min = {});

}  // namespace wedsync::importers
