#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/json/strict_json.hpp"

namespace wedsync::forms {

/// Numbers of forms are counted in millionths: exact, and compared alike on every device.
inline constexpr std::int64_t kMillionth = 1'000'000;
/// The largest number that an answer may be, either way.
inline constexpr std::int64_t kDecimalMax = 1'000'000'000'000;

/// A number as people type it, in millionths: at most twelve digits, then a point or a comma with
/// up to six more. "12", "-3,5" and "7." are numbers; " 7", "1e3" and "" are none.
[[nodiscard]] std::optional<std::int64_t> parse_decimal(std::string_view text);

/// The same of a number in JSON, rounded to millionths, or of a text that parse_decimal() reads.
[[nodiscard]] std::optional<std::int64_t> decimal_of(const boost::json::value& value);

}  // namespace wedsync::forms
