#include "importers/date_time.hpp"

#include <array>
#include <cstddef>

namespace wedsync::importers {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 24 * 60 * kMinuteMs;

/// Takes what it reads from the front of the text; false leaves the text anywhere.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    [[nodiscard]] bool digits(std::size_t count, int& number) {
        if (text_.size() < count) return false;
        number = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (text_[i] < '0' || text_[i] > '9') return false;
            number = number * 10 + (text_[i] - '0');
        }
        text_.remove_prefix(count);
        return true;
    }
    [[nodiscard]] bool take(char c) {
        if (text_.empty() || text_.front() != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    [[nodiscard]] bool at_end() const { return text_.empty(); }

private:
    std::string_view text_;
};

bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/// Days since 1970-01-01 of a date of the Gregorian calendar (Hinnant's days_from_civil).
std::int64_t days_since_1970(int year, int month, int day) {
    const int shifted = month <= 2 ? year - 1 : year;
    const int era = shifted / 400;
    const int year_of_era = shifted - era * 400;
    const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return std::int64_t{era} * 146'097 + day_of_era - 719'468;
}

std::optional<std::int64_t> read_date(Reader& reader) {
    constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 0;
    int month = 0;
    int day = 0;
    const bool is_read = reader.digits(4, year) && reader.take('-') && reader.digits(2, month) &&
                         reader.take('-') && reader.digits(2, day);
    if (!is_read || year < 1 || month < 1 || month > 12 || day < 1) return std::nullopt;
    const int days = kDays[static_cast<std::size_t>(month - 1)];
    if (day > (month == 2 && is_leap(year) ? 29 : days)) return std::nullopt;
    return days_since_1970(year, month, day) * kDayMs;
}

/// hh:mm[:ss[.f...]]; fractions are cut to milliseconds.
std::optional<std::int64_t> read_time_of_day(Reader& reader) {
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!reader.digits(2, hour) || !reader.take(':') || !reader.digits(2, minute)) return {};
    std::int64_t fraction_ms = 0;
    if (reader.take(':')) {
        if (!reader.digits(2, second)) return std::nullopt;
        if (reader.take('.')) {
            int digit = 0;
            std::int64_t unit = 100;
            while (reader.digits(1, digit)) {
                fraction_ms += unit * digit;
                unit /= 10;
            }
        }
    }
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return (hour * 60 + minute) * kMinuteMs + second * std::int64_t{1'000} + fraction_ms;
}

/// Z, +hh:mm or +hhmm.
std::optional<int> read_offset(Reader& reader) {
    if (reader.take('Z')) return 0;
    const bool is_west = reader.take('-');
    if (!is_west && !reader.take('+')) return std::nullopt;
    int hour = 0;
    int minute = 0;
    if (!reader.digits(2, hour)) return std::nullopt;
    static_cast<void>(reader.take(':'));
    if (!reader.digits(2, minute) || hour > 15 || minute > 59) return std::nullopt;
    const int offset_min = hour * 60 + minute;
    return is_west ? -offset_min : offset_min;
}

}  // namespace

std::optional<DateTime> parse_date_time(std::string_view text) {
    Reader reader(text);
    const std::optional<std::int64_t> date = read_date(reader);
    if (!date.has_value() || (!reader.take('T') && !reader.take(' '))) return std::nullopt;
    const std::optional<std::int64_t> time = read_time_of_day(reader);
    if (!time.has_value()) return std::nullopt;
    DateTime result{*date + *time, std::nullopt};
    if (reader.at_end()) return result;
    result.offset_min = read_offset(reader);
    if (!result.offset_min.has_value() || !reader.at_end()) return std::nullopt;
    result.utc_ms -= *result.offset_min * kMinuteMs;
    return result;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
    Reader reader(text);
    const std::optional<std::int64_t> date = read_date(reader);
    return reader.at_end() ? date : std::nullopt;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
    const std::string padded = text.find(':') == 1 ? "0" + std::string(text) : std::string(text);
    Reader reader(padded);
    int hours = 0;
    int minutes = 0;
    int seconds = 0;
    if (!reader.digits(2, hours) || !reader.take(':') || !reader.digits(2, minutes)) return {};
    if (reader.take(':') && !reader.digits(2, seconds)) return std::nullopt;
    if (!reader.at_end() || minutes > 59 || seconds > 59) return std::nullopt;
    return (hours * 60 + minutes) * kMinuteMs + seconds * std::int64_t{1'000};
}

}  // namespace wedsync::importers
