#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "modules/marketing/journey.hpp"

namespace wedsync::marketing {

/// How the credit for a conversion is shared among the touches that led to it.
enum class Model : std::uint8_t {
    kFirst,       ///< All to the first.
    kLast,        ///< All to the last.
    kLinear,      ///< The same to each.
    kPosition,    ///< 40 % to the first, 40 % to the last, the rest to those between; two share.
    kTimeDecay,   ///< Half as much for every week earlier.
    kDataDriven,  ///< By how many conversions there would be less without the campaign
                  ///< (markov.hpp).
};
inline constexpr std::size_t kModels = 6;

/// "first", "last", "linear", "position", "time_decay", "data_driven".
[[nodiscard]] const char* name_of(Model model);

/// Credit in millionths of a conversion, by campaign: whole numbers, so that sums are exact and
/// do not depend on their order.
using Credits = std::map<std::string, std::int64_t>;
inline constexpr std::int64_t kWhole = 1'000'000;
inline constexpr std::int64_t kHalfLifeMs = std::int64_t{7} * 86'400'000;

/// Divides `total` by these weights into whole parts that sum up to it: rounded down, and what is
/// left goes to the largest remainders, of equal ones to the earlier. Weights that are all zero
/// count the same. Requires weights, none of them negative or no number.
[[nodiscard]] std::vector<std::int64_t> apportion(std::int64_t total,
                                                  const std::vector<double>& weights);

/// The credit for the conversion of one journey, kWhole in all; empty for a journey without a
/// conversion or without touches. Requires another model than kDataDriven.
[[nodiscard]] Credits credit_of(const Journey& journey, Model model);

}  // namespace wedsync::marketing
