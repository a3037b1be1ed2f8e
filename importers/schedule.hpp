#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace wedsync::importers {

/// One entry of a schedule.
struct ScheduleItem {
    /// Unique in the schedule: the guid, or else the number the file gives it.
    std::string id;
    std::int64_t start_ms = 0;  ///< Since 1970, UTC.
    std::int64_t duration_ms = 0;
    std::string room;
    std::string title;
    std::string subtitle;
    std::string track;
    std::string type;
    std::string language;
    std::vector<std::string> persons;
    std::size_t day = 0;  ///< Index into Schedule::days.

    friend bool operator==(const ScheduleItem&, const ScheduleItem&) = default;
};

struct ScheduleDay {
    std::string date;  ///< YYYY-MM-DD, in local time.
    std::vector<std::string> rooms;

    friend bool operator==(const ScheduleDay&, const ScheduleDay&) = default;
};

/// A conference or any other programme of parallel events.
struct Schedule {
    std::string title;
    std::string time_zone;
    std::vector<ScheduleDay> days;
    /// Every room once, in the order of first mention.
    std::vector<std::string> rooms;
    /// By start, then room, then id.
    std::vector<ScheduleItem> items;

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

inline constexpr std::size_t kScheduleBytesMax = std::size_t{32} * 1024 * 1024;
inline constexpr std::size_t kScheduleDaysMax = 400;
inline constexpr std::size_t kScheduleItemsMax = 50'000;
inline constexpr std::size_t kScheduleTextBytesMax = 4'096;
inline constexpr std::size_t kSchedulePersonsMax = 500;

/// Reads a schedule in the frab (pentabarf) format, XML or JSON by its first character. Strict
/// about what it needs (an id, a time, a duration, a room and a title for each item) and deaf to
/// the rest. Fails with kCorrupt, naming the line (XML) or the place (JSON), or kTooLarge.
[[nodiscard]] Result<Schedule> parse_schedule(std::string_view text);

}  // namespace wedsync::importers
