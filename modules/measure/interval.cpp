#include "modules/measure/interval.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/assert.hpp"

namespace wedsync::measure {
namespace {

constexpr double kZ = 1.959963984540054;  // The normal quantile of 0.975.

}  // namespace

std::optional<Estimate> estimate_share(const Share& share) {
    WEDSYNC_ASSERT(share.part <= share.whole);
    if (share.whole == 0) return std::nullopt;
    const auto n = static_cast<double>(share.whole);
    const double p = static_cast<double>(share.part) / n;
    const double centre = p + kZ * kZ / (2 * n);
    const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
    const double scale = 1 + kZ * kZ / n;
    // At the ends the exact bounds are 0 and 1; rounding must not move them.
    const double low = share.part == 0 ? 0 : std::max(0.0, (centre - half) / scale);
    const double high = share.part == share.whole ? 1 : std::min(1.0, (centre + half) / scale);
    return Estimate{p, low, high};
}

std::optional<Estimate> estimate_difference(const Share& a, const Share& b) {
    const auto first = estimate_share(a);
    const auto second = estimate_share(b);
    if (!first || !second) return std::nullopt;
    const auto root = [](double x, double y) { return std::sqrt(x * x + y * y); };
    const double value = first->value - second->value;
    return Estimate{value, value - root(first->value - first->low, second->high - second->value),
                    value + root(first->high - first->value, second->value - second->low)};
}

}  // namespace wedsync::measure
