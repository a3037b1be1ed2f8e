#include "modules/kit/processor.hpp"

#include <algorithm>
#include <utility>

#include "modules/kit/day.hpp"

namespace wedsync::modules {
namespace {

/// The digits at a place of a text as a number; nothing where something else stands there.
std::optional<std::int64_t> digits_at(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return std::nullopt;
    std::int64_t number = 0;
    for (const char digit : text.substr(at, count)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * 10 + (digit - '0');
    }
    return number;
}

/// Days since 1970 of a date of the Gregorian calendar (years from 1970 on).
std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) {
    const std::int64_t shifted = month <= 2 ? year - 1 : year;
    const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    constexpr std::int64_t kUntil1970 = 719'468;
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + of_year - kUntil1970;
}

std::int64_t days_in(std::int64_t year, std::int64_t month) {
    constexpr std::int64_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return kDays[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

}  // namespace

Outcome refused(std::string code, std::string detail) {
    return {Outcome::Status::kRefused, std::move(code), std::move(detail)};
}

Outcome duplicate(std::string code, std::string detail) {
    return {Outcome::Status::kDuplicate, std::move(code), std::move(detail)};
}

std::optional<std::int64_t> moment_in_text(std::string_view text) {
    constexpr std::string_view kForm = "0000-00-00T00:00:00";
    constexpr std::int64_t kMinuteMs = 60'000;
    constexpr std::int64_t kHourMs = 60 * kMinuteMs;
    if (text.size() <= kForm.size()) return std::nullopt;
    for (std::size_t i = 0; i < kForm.size(); ++i) {
        if (kForm[i] != '0' && text[i] != kForm[i]) return std::nullopt;
    }
    const auto year = digits_at(text, 0, 4);
    const auto month = digits_at(text, 5, 2);
    const auto day = digits_at(text, 8, 2);
    const auto hour = digits_at(text, 11, 2);
    const auto minute = digits_at(text, 14, 2);
    const auto second = digits_at(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const bool is_date =
        *year >= 1970 && *month >= 1 && *month <= 12 && *day >= 1 && *day <= days_in(*year, *month);
    if (!is_date || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    std::int64_t ms = 0;
    std::string_view rest = text.substr(kForm.size());
    if (rest.front() == '.') {
        const std::size_t count = rest.size() - 2;
        if (rest.size() < 3 || count > 3) return std::nullopt;
        const auto fraction = digits_at(rest, 1, count);
        if (!fraction) return std::nullopt;
        ms = *fraction;
        for (std::size_t i = count; i < 3; ++i)
            ms *= 10;
        rest.remove_prefix(count + 1);
    }
    if (rest != "Z") return std::nullopt;
    return days_of(*year, *month, *day) * kDayMs + *hour * kHourMs + *minute * kMinuteMs +
           *second * 1'000 + ms;
}

std::int64_t moment_of(const codec::JsonNode& node) {
    if (!node.ok()) return 0;
    if (!node.value().is_string()) return time_of(node);
    const auto moment = moment_in_text(node.text());
    if (!moment) node.fail("milliseconds since 1970, or a time in UTC", ErrorCode::kInvalid);
    return moment.value_or(0);
}

std::string line_of(const codec::JsonNode& node, std::size_t most) {
    const std::string_view text = node.text();
    if (text.empty() && node.ok()) node.fail("is empty", ErrorCode::kInvalid);
    if (text.size() > most) node.fail("too long", ErrorCode::kInvalid);
    const bool has_control = std::any_of(text.begin(), text.end(), [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte < 0x20U || byte == 0x7fU;
    });
    if (has_control) node.fail("has control characters", ErrorCode::kInvalid);
    return std::string(text);
}

std::string optional_line(const codec::JsonNode& node, std::string_view member, std::size_t most) {
    const auto found = node.find(member);
    return found ? line_of(*found, most) : std::string();
}

std::string object_text(const codec::JsonNode& node, std::string_view member, std::size_t most) {
    const auto found = node.find(member);
    if (!found) return {};
    if (!found->is_object()) {
        found->fail("is to be an object", ErrorCode::kInvalid);
        return {};
    }
    std::string text = json::write_json(found->value());
    if (text.size() > most) found->fail("too large", ErrorCode::kInvalid);
    return text;
}

}  // namespace wedsync::modules
