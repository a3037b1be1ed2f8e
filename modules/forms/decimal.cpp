#include "modules/forms/decimal.hpp"

#include <cmath>
#include <cstddef>

namespace wedsync::forms {
namespace {

constexpr std::size_t kWholeDigitsMax = 12;
constexpr std::size_t kPartDigitsMax = 6;

/// Takes the digits at the front of a text off; how many there were.
std::size_t take_digits(std::string_view& text, std::int64_t& number) {
    std::size_t count = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9' &&
           count <= kWholeDigitsMax) {
        number = number * 10 + (text.front() - '0');
        text.remove_prefix(1);
        ++count;
    }
    return count;
}

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    std::int64_t whole = 0;
    const std::size_t digits = take_digits(text, whole);
    if (digits == 0 || digits > kWholeDigitsMax) return std::nullopt;
    std::int64_t part = 0;
    if (!text.empty()) {
        if (text.front() != '.' && text.front() != ',') return std::nullopt;
        text.remove_prefix(1);
        std::size_t places = take_digits(text, part);
        if (!text.empty() || places > kPartDigitsMax) return std::nullopt;
        for (; places < kPartDigitsMax; ++places)
            part *= 10;
    }
    const std::int64_t number = whole * kMillionth + part;
    return is_negative ? -number : number;
}

std::optional<std::int64_t> decimal_of(const boost::json::value& value) {
    if (const std::int64_t* whole = value.if_int64()) {
        if (*whole < -kDecimalMax || *whole > kDecimalMax) return std::nullopt;
        return *whole * kMillionth;
    }
    if (const double* real = value.if_double()) {
        constexpr auto kMost = static_cast<double>(kDecimalMax);
        if (!(*real >= -kMost && *real <= kMost)) return std::nullopt;
        return std::llround(*real * static_cast<double>(kMillionth));
    }
    if (const boost::json::string* text = value.if_string())
        return parse_decimal({text->data(), text->size()});
    return std::nullopt;
}

}  // namespace wedsync::forms
