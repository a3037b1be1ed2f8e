#include "importers/date_time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>

namespace wedsync::importers {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = kMinuteMs * 60 * 24;

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

std::optional<std::int64_t> read_date(Reader& reader) {
    int year = 0;
    int month = 0;
    int day = 0;
    const bool is_read = reader.digits(4, year) && reader.take('-') && reader.digits(2, month) &&
                         reader.take('-') && reader.digits(2, day);
    if (!is_read || year < 1) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count() * kDayMs;
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

std::string date_time_text(std::int64_t utc_ms, bool with_ms) {
    constexpr std::int64_t kYear1Ms = -62'135'596'800'000;
    constexpr std::int64_t kYear10000Ms = 253'402'300'800'000;
    if (utc_ms < kYear1Ms || utc_ms >= kYear10000Ms) return std::to_string(utc_ms) + " ms";
    const std::chrono::sys_time<std::chrono::milliseconds> moment{
        std::chrono::milliseconds{utc_ms}};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{moment - day};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    std::string whole = text.data();
    if (with_ms) {
        std::snprintf(text.data(), text.size(), ".%03d",
                      static_cast<int>(time.subseconds().count()));
        whole += text.data();
    }
    return whole + "Z";
}

}  // namespace wedsync::importers
