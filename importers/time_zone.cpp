#include "importers/time_zone.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "importers/fold.hpp"
#include "importers/number_cell.hpp"

namespace wedsync::importers {
namespace {

constexpr std::int64_t kSecondMs = 1'000;
constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;

std::chrono::year_month_day date_of(WallMs wall_ms) {
    const std::chrono::sys_time<std::chrono::milliseconds> moment{
        std::chrono::milliseconds{wall_ms}};
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(moment)};
}

WallMs start_of(const std::chrono::sys_days& day) {
    return day.time_since_epoch().count() * kDayMs;
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return std::nullopt;
    const std::string_view part = text.substr(at, count);
    if (part.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    return parse_integer<int>(part);
}

/// The day on which a yearly rule begins in a year.
std::optional<std::chrono::sys_days> day_in(const ZoneRule& rule, std::chrono::year year) {
    const auto start = date_of(rule.starts_ms);
    const std::chrono::month month =
        rule.month == 0 ? start.month() : std::chrono::month{rule.month};
    if (!month.ok()) return std::nullopt;
    if (rule.weekday < 0) {
        const std::chrono::day day =
            rule.days.empty() ? start.day() : std::chrono::day{rule.days.front()};
        const std::chrono::year_month_day date{year, month, day};
        return date.ok() ? std::optional(std::chrono::sys_days{date}) : std::nullopt;
    }
    const std::chrono::weekday weekday{static_cast<unsigned>(rule.weekday)};
    if (!rule.days.empty()) {
        // "The Sunday among these days".
        for (const unsigned number : rule.days) {
            const std::chrono::year_month_day date{year, month, std::chrono::day{number}};
            if (!date.ok()) continue;
            if (std::chrono::weekday{std::chrono::sys_days{date}} == weekday) {
                return std::chrono::sys_days{date};
            }
        }
        return std::nullopt;
    }
    if (rule.week < 0) {
        const std::chrono::sys_days last{year / month / weekday[std::chrono::last]};
        return last - std::chrono::days{7 * (-rule.week - 1)};
    }
    const auto nth = static_cast<unsigned>(std::max(rule.week, 1));
    const std::chrono::year_month_weekday date{year, month, weekday[nth]};
    return date.ok() ? std::optional(std::chrono::sys_days{date}) : std::nullopt;
}

/// The last beginning of the rule at or before a moment.
std::optional<WallMs> latest_start(const ZoneRule& rule, WallMs wall_ms) {
    std::optional<WallMs> latest;
    const auto consider = [&](WallMs start) {
        if (start <= wall_ms && (!latest || start > *latest)) latest = start;
    };
    consider(rule.starts_ms);
    for (const WallMs further : rule.further)
        consider(further);
    if (!rule.is_yearly || wall_ms < rule.starts_ms) return latest;
    const std::chrono::year first = date_of(rule.starts_ms).year();
    const WallMs time_of_day =
        rule.starts_ms - start_of(std::chrono::sys_days{date_of(rule.starts_ms)});
    // Where the rule has ended, its last year counts.
    WallMs last_ms = wall_ms;
    if (rule.until_ms)
        last_ms = std::min(last_ms, *rule.until_ms + rule.offset_from_min * kMinuteMs);
    const std::chrono::year last = date_of(last_ms).year();
    for (int back = 0; back <= 1; ++back) {
        std::chrono::year year = last - std::chrono::years{back};
        if (rule.count) year = std::min(year, first + std::chrono::years{*rule.count - 1});
        if (year < first) break;
        const std::optional<std::chrono::sys_days> day = day_in(rule, year);
        if (!day) continue;
        const WallMs start = start_of(*day) + time_of_day;
        if (start >= rule.starts_ms && start <= last_ms) consider(start);
    }
    return latest;
}

/// FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU. False where the rule is of another kind.
bool take_recurrence(std::string_view text, ZoneRule& rule) {
    for (const std::string& part : split_list(text, ";")) {
        const std::size_t equals = part.find('=');
        if (equals == std::string::npos) return false;
        const std::string name = part.substr(0, equals);
        const std::string value = part.substr(equals + 1);
        if (name == "FREQ") {
            if (value != "YEARLY") return false;
            rule.is_yearly = true;
        } else if (name == "BYMONTH") {
            rule.month = parse_integer<unsigned>(value).value_or(13);
            if (rule.month > 12) return false;
        } else if (name == "BYDAY") {
            constexpr std::array<std::string_view, 7> kDays{"SU", "MO", "TU", "WE",
                                                            "TH", "FR", "SA"};
            if (value.size() < 2) return false;
            const std::string_view name_of_day = std::string_view(value).substr(value.size() - 2);
            const auto* day = std::find(kDays.begin(), kDays.end(), name_of_day);
            if (day == kDays.end()) return false;
            rule.weekday = static_cast<int>(day - kDays.begin());
            std::string_view week = std::string_view(value).substr(0, value.size() - 2);
            if (week.starts_with('+')) week.remove_prefix(1);
            rule.week = week.empty() ? 0 : parse_integer<int>(week).value_or(9);
            if (rule.week > 5 || rule.week < -5) return false;
        } else if (name == "BYMONTHDAY") {
            for (const std::string& number : split_list(value, ",")) {
                const std::optional<unsigned> day = parse_integer<unsigned>(number);
                if (!day || *day > 31) return false;
                rule.days.push_back(*day);
            }
        } else if (name == "UNTIL") {
            const std::optional<CalendarTime> until = parse_calendar_time(value);
            if (!until) return false;
            rule.until_ms = until->wall_ms;
        } else if (name == "COUNT") {
            rule.count = parse_integer<int>(value);
            if (!rule.count || *rule.count < 1 || *rule.count > 10'000) return false;
        }
    }
    return rule.is_yearly;
}

}  // namespace

std::optional<CalendarTime> parse_calendar_time(std::string_view text) {
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 4, 2);
    const auto day = digits(text, 6, 2);
    if (!year || !month || !day || *year < 1) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    CalendarTime time;
    time.wall_ms = start_of(std::chrono::sys_days{date});
    if (text.size() == 8) {
        time.is_date = true;
        return time;
    }
    const auto hour = digits(text, 9, 2);
    const auto minute = digits(text, 11, 2);
    const auto second = digits(text, 13, 2);
    time.is_utc = text.size() == 16 && text[15] == 'Z';
    if (text[8] != 'T' || !hour || !minute || !second || (text.size() != 15 && !time.is_utc) ||
        *hour > 23 || *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    time.wall_ms += *hour * kHourMs + *minute * kMinuteMs + std::min(*second, 59) * kSecondMs;
    return time;
}

std::string calendar_time_text(std::int64_t utc_ms) {
    const auto date = date_of(utc_ms);
    const std::int64_t second = (utc_ms - start_of(std::chrono::sys_days{date})) / kSecondMs;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d%02u%02uT%02d%02d%02dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(second / 3'600),
                  static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
    return text.data();
}

std::optional<std::int64_t> parse_calendar_duration(std::string_view text) {
    constexpr std::int64_t kLongestMs = 1'000 * kDayMs;
    if (text.starts_with('+')) text.remove_prefix(1);
    if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
    text.remove_prefix(1);
    std::int64_t total_ms = 0;
    bool is_time = false;
    while (!text.empty()) {
        if (text.front() == 'T' && !is_time) {
            is_time = true;
            text.remove_prefix(1);
        }
        const std::size_t end = text.find_first_not_of("0123456789");
        if (end == std::string_view::npos || end == 0 || end > 7) return std::nullopt;
        const std::int64_t number = parse_integer<std::int64_t>(text.substr(0, end)).value_or(0);
        std::int64_t unit_ms = 0;
        if (!is_time && text[end] == 'W') unit_ms = 7 * kDayMs;
        if (!is_time && text[end] == 'D') unit_ms = kDayMs;
        if (is_time && text[end] == 'H') unit_ms = kHourMs;
        if (is_time && text[end] == 'M') unit_ms = kMinuteMs;
        if (is_time && text[end] == 'S') unit_ms = kSecondMs;
        if (unit_ms == 0) return std::nullopt;
        total_ms += number * unit_ms;
        if (total_ms > kLongestMs) return std::nullopt;
        text.remove_prefix(end + 1);
    }
    return total_ms;
}

std::optional<int> parse_utc_offset(std::string_view text) {
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    std::string number(text.substr(1));
    std::erase(number, ':');
    const auto hours = digits(number, 0, 2);
    const auto minutes = digits(number, 2, 2);
    const bool has_length = number.size() == 4 || number.size() == 6;
    if (!hours || !minutes || !has_length || *hours > 23 || *minutes > 59) return std::nullopt;
    const int offset_min = *hours * 60 + *minutes;
    return text[0] == '-' ? -offset_min : offset_min;
}

std::optional<int> TimeZone::offset_min(WallMs wall_ms) const {
    std::optional<int> offset;
    std::optional<WallMs> latest;
    std::optional<WallMs> first;
    for (const ZoneRule& rule : rules) {
        if (!first || rule.starts_ms < *first) {
            first = rule.starts_ms;
            if (!latest) offset = rule.offset_from_min;
        }
        const std::optional<WallMs> start = latest_start(rule, wall_ms);
        if (!start || (latest && *start <= *latest)) continue;
        latest = start;
        offset = rule.offset_to_min;
    }
    return offset;
}

std::optional<ZoneRule> zone_rule_of(const std::vector<ContentLine>& properties) {
    ZoneRule rule;
    bool has_start = false;
    bool has_offset = false;
    for (const ContentLine& property : properties) {
        if (property.name == "DTSTART") {
            const std::optional<CalendarTime> start = parse_calendar_time(property.value);
            if (!start) return std::nullopt;
            rule.starts_ms = start->wall_ms;
            has_start = true;
        } else if (property.name == "TZOFFSETTO" || property.name == "TZOFFSETFROM") {
            const std::optional<int> offset = parse_utc_offset(property.value);
            if (!offset) return std::nullopt;
            const bool is_to = property.name == "TZOFFSETTO";
            (is_to ? rule.offset_to_min : rule.offset_from_min) = *offset;
            has_offset = has_offset || is_to;
        } else if (property.name == "RRULE") {
            if (!take_recurrence(property.value, rule)) return std::nullopt;
        } else if (property.name == "RDATE") {
            for (const std::string& text : split_list(property.value, ",")) {
                const std::optional<CalendarTime> further = parse_calendar_time(text);
                if (!further || rule.further.size() >= kZoneRulesMax) return std::nullopt;
                rule.further.push_back(further->wall_ms);
            }
        }
    }
    if (!has_start || !has_offset) return std::nullopt;
    return rule;
}

}  // namespace wedsync::importers
