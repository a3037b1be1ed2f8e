#include "engine/base/exact_math.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>

#include "engine/base/assert.hpp"

namespace wedsync {
namespace {

constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;
constexpr double kInverseLn2 = 1.44269504088896338700e+00;
constexpr double kSqrt2 = 1.41421356237309514547e+00;

double from_bits(std::uint64_t bits) {
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    return number;
}

std::uint64_t to_bits(double number) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    return bits;
}

}  // namespace

double exp_same(double x) {
    if (std::isnan(x)) return x;
    if (x < -700) return 0;
    if (x > 700) x = 700;
    // x = k ln 2 + r with |r| <= ln 2 / 2; e^r by its series, 2^k by its bits.
    const double scaled = x * kInverseLn2;
    const auto k = static_cast<std::int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    const auto k_number = static_cast<double>(k);
    const double r = (x - k_number * kLn2High) - k_number * kLn2Low;
    double sum = 1;
    for (int n = 17; n >= 1; --n)
        sum = 1 + sum * r / n;
    return sum * from_bits(static_cast<std::uint64_t>(k + 1023) << 52U);
}

double log_same(double x) {
    WEDSYNC_ASSERT(x > 0);
    const std::uint64_t bits = to_bits(x);
    auto exponent = static_cast<int>((bits >> 52U) & 0x7FFU) - 1023;
    double m = from_bits((bits & 0x000FFFFFFFFFFFFFULL) | 0x3FF0000000000000ULL);
    if (m > kSqrt2) {
        m *= 0.5;
        ++exponent;
    }
    // log m = 2 artanh s, |s| < 0.172.
    const double s = (m - 1) / (m + 1);
    const double square = s * s;
    double sum = 0;
    for (int n = 23; n >= 1; n -= 2)
        sum = sum * square + 1.0 / n;
    return exponent * kLn2High + (exponent * kLn2Low + 2 * s * sum);
}

double signed_log(double x) {
    if (std::isnan(x)) return x;
    constexpr double kMost = 1e300;
    const double size = x < 0 ? -x : x;
    const double squeezed = log_same(1 + (size < kMost ? size : kMost));
    return x < 0 ? -squeezed : squeezed;
}

}  // namespace wedsync
