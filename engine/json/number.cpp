// Decimal to double: exact in two steps. A short mantissa and a small power of ten are two doubles
// without error, whose product or quotient is rounded once (Clinger 1990). Everything else is a
// fraction of two big integers, divided to 63 or 64 bits and rounded by hand.

#include "engine/json/number.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "boost/json/serialize.hpp"
#include "boost/json/value.hpp"

#include "engine/base/assert.hpp"

namespace wedsync::json {
namespace {

/// No double needs more digits than these to be told from its neighbours; one more digit says
/// whether anything followed.
constexpr std::size_t kDigitsMax = 770;
/// Exponents are cut here: far outside what a double can hold, far inside an int.
constexpr int kExponentMax = 1'000'000;

/// digits x 10^exponent; no leading zero, so that zero has no digits.
struct Decimal {
    bool is_negative = false;
    std::string digits;
    int exponent = 0;
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

int parse_exponent(std::string_view text) {
    bool is_negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        is_negative = text.front() == '-';
        text.remove_prefix(1);
    }
    int exponent = 0;
    for (const char c : text)
        exponent = std::min(exponent * 10 + (c - '0'), kExponentMax);
    return is_negative ? -exponent : exponent;
}

Decimal parse_decimal(std::string_view text) {
    Decimal decimal;
    if (text.front() == '-') {
        decimal.is_negative = true;
        text.remove_prefix(1);
    }
    bool is_fraction = false;
    bool has_more = false;
    std::int64_t exponent = 0;
    std::size_t i = 0;
    for (; i < text.size() && (is_digit(text[i]) || text[i] == '.'); ++i) {
        if (text[i] == '.') {
            is_fraction = true;
            continue;
        }
        const bool is_leading_zero = decimal.digits.empty() && text[i] == '0';
        if (is_fraction) --exponent;
        if (is_leading_zero) continue;
        if (decimal.digits.size() < kDigitsMax) {
            decimal.digits.push_back(text[i]);
        } else {
            has_more = has_more || text[i] != '0';
            ++exponent;
        }
    }
    if (has_more) {
        decimal.digits.push_back('1');
        --exponent;
    }
    if (i < text.size()) exponent += parse_exponent(text.substr(i + 1));
    exponent = std::clamp<std::int64_t>(exponent, -kExponentMax, kExponentMax);
    decimal.exponent = static_cast<int>(exponent);
    return decimal;
}

/// A natural number of any size, least significant word first, without leading zero words.
class Natural {
public:
    explicit Natural(std::uint32_t value) {
        if (value != 0) words_.push_back(value);
    }

    void multiply_add(std::uint32_t factor, std::uint32_t addend) {
        std::uint64_t carry = addend;
        for (std::uint32_t& word : words_) {
            carry += std::uint64_t{word} * factor;
            word = static_cast<std::uint32_t>(carry);
            carry >>= 32U;
        }
        if (carry != 0) words_.push_back(static_cast<std::uint32_t>(carry));
    }

    void multiply_by_ten_to(int exponent) {
        for (; exponent >= 9; exponent -= 9)
            multiply_add(1'000'000'000, 0);
        for (; exponent > 0; --exponent)
            multiply_add(10, 0);
    }

    void shift_left(std::size_t bits) {
        if (words_.empty()) return;
        multiply_add(std::uint32_t{1} << (bits % 32), 0);
        words_.insert(words_.begin(), bits / 32, 0);
    }

    [[nodiscard]] int bit_count() const {
        if (words_.empty()) return 0;
        return static_cast<int>(words_.size()) * 32 - std::countl_zero(words_.back());
    }
    [[nodiscard]] bool is_zero() const { return words_.empty(); }

    [[nodiscard]] bool is_less_than(const Natural& other) const {
        if (words_.size() != other.words_.size()) return words_.size() < other.words_.size();
        return std::lexicographical_compare(words_.rbegin(), words_.rend(), other.words_.rbegin(),
                                            other.words_.rend());
    }

    /// Requires other <= *this.
    void subtract(const Natural& other) {
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < words_.size(); ++i) {
            const std::uint64_t taken = (i < other.words_.size() ? other.words_[i] : 0) + borrow;
            borrow = words_[i] < taken ? 1 : 0;
            words_[i] = static_cast<std::uint32_t>(words_[i] - taken);
        }
        WEDSYNC_ASSERT(borrow == 0);
        while (!words_.empty() && words_.back() == 0)
            words_.pop_back();
    }

private:
    std::vector<std::uint32_t> words_;
};

Natural natural_of(std::string_view digits) {
    Natural number(0);
    for (const char digit : digits)
        number.multiply_add(10, static_cast<std::uint32_t>(digit - '0'));
    return number;
}

/// mantissa x 2^exponent, and whether something smaller than the last bit was left over.
struct Binary {
    std::uint64_t mantissa = 0;
    int exponent = 0;
    bool has_rest = false;
};

Binary divide(Natural dividend, Natural divisor) {
    const int shift = 63 - (dividend.bit_count() - divisor.bit_count());
    if (shift >= 0) {
        dividend.shift_left(static_cast<std::size_t>(shift));
    } else {
        divisor.shift_left(static_cast<std::size_t>(-shift));
    }
    // Now the quotient lies in (2^62, 2^64): one bit at a time, from the top.
    Binary quotient{0, -shift, false};
    divisor.shift_left(63);
    dividend.shift_left(0);
    for (int bit = 63; bit >= 0; --bit) {
        quotient.mantissa <<= 1U;
        if (!dividend.is_less_than(divisor)) {
            dividend.subtract(divisor);
            quotient.mantissa |= 1U;
        }
        dividend.shift_left(1);
    }
    quotient.has_rest = !dividend.is_zero();
    return quotient;
}

/// Rounds half to even at the precision that a double has at this size.
double round_to_double(const Binary& binary) {
    const int top = static_cast<int>(std::bit_width(binary.mantissa)) + binary.exponent - 1;
    const int precision = top >= -1022 ? 53 : 53 - (-1022 - top);
    if (precision < 0) return 0.0;
    const int drop = static_cast<int>(std::bit_width(binary.mantissa)) - precision;
    WEDSYNC_ASSERT(drop >= 1 && drop <= 64);
    std::uint64_t kept = drop == 64 ? 0 : binary.mantissa >> static_cast<unsigned>(drop);
    const std::uint64_t half = std::uint64_t{1} << static_cast<unsigned>(drop - 1);
    const std::uint64_t rest = binary.mantissa & ((half << 1U) - 1);
    const bool is_above = rest > half || (rest == half && binary.has_rest);
    const bool is_tie = rest == half && !binary.has_rest;
    if (is_above || (is_tie && (kept & 1U) != 0)) ++kept;
    return std::ldexp(static_cast<double>(kept), drop + binary.exponent);
}

constexpr std::array<double, 23> kPowersOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// Both operands are exact, so one rounding is the right one.
std::optional<double> convert_exactly(const Decimal& decimal) {
    const int power = std::abs(decimal.exponent);
    if (decimal.digits.size() > 15 || power > 22) return std::nullopt;
    std::uint64_t mantissa = 0;
    for (const char digit : decimal.digits) {
        mantissa = mantissa * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    const double factor = kPowersOfTen[static_cast<std::size_t>(power)];
    const auto exact = static_cast<double>(mantissa);
    return decimal.exponent < 0 ? exact / factor : exact * factor;
}

double convert(const Decimal& decimal) {
    if (decimal.digits.empty()) return 0.0;
    if (const std::optional<double> exact = convert_exactly(decimal)) return *exact;
    const int magnitude = static_cast<int>(decimal.digits.size()) + decimal.exponent;
    if (magnitude > 310) return HUGE_VAL;
    if (magnitude < -330) return 0.0;
    Natural dividend = natural_of(decimal.digits);
    Natural divisor(1);
    if (decimal.exponent >= 0) {
        dividend.multiply_by_ten_to(decimal.exponent);
    } else {
        divisor.multiply_by_ten_to(-decimal.exponent);
    }
    return round_to_double(divide(std::move(dividend), std::move(divisor)));
}

/// digits x 10^exponent as text: 120.0, 0.0012, 1.2e+30.
std::string lay_out(const std::string& digits, int exponent) {
    const int count = static_cast<int>(digits.size());
    const int point = count + exponent;  // The point stands before this digit.
    if (point > 21 || point < -5) {
        std::string text = digits.substr(0, 1);
        if (count > 1) text += "." + digits.substr(1);
        return text + (point > 0 ? "e+" : "e") + std::to_string(point - 1);
    }
    if (point <= 0) return "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    if (exponent >= 0) return digits + std::string(static_cast<std::size_t>(exponent), '0') + ".0";
    return digits.substr(0, static_cast<std::size_t>(point)) + "." +
           digits.substr(static_cast<std::size_t>(point));
}

}  // namespace

std::optional<double> parse_double(std::string_view text) {
    WEDSYNC_ASSERT(!text.empty());
    const Decimal decimal = parse_decimal(text);
    const double magnitude = convert(decimal);
    if (!std::isfinite(magnitude)) return std::nullopt;
    return decimal.is_negative ? -magnitude : magnitude;
}

std::string write_double(double number) {
    WEDSYNC_ASSERT(std::isfinite(number));
    if (number == 0.0) return std::signbit(number) ? "-0.0" : "0.0";
    // Boost.JSON finds the shortest digits (Ryu) and writes 1.25E2 for 125.
    const std::string found = boost::json::serialize(boost::json::value(std::abs(number)));
    const std::size_t mark = found.find('E');
    WEDSYNC_ASSERT(mark != std::string::npos);
    std::string digits;
    int exponent = parse_exponent(std::string_view(found).substr(mark + 1));
    bool is_fraction = false;
    for (std::size_t i = 0; i < mark; ++i) {
        if (found[i] == '.') {
            is_fraction = true;
            continue;
        }
        digits.push_back(found[i]);
        if (is_fraction) --exponent;
    }
    return (number < 0 ? "-" : "") + lay_out(digits, exponent);
}

}  // namespace wedsync::json
