#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wedsync::json {

/// The double nearest to a JSON number (ties to even), on every target and in every locale. What is
/// too small becomes a zero; nothing if it is too large. Requires text of the JSON number grammar.
[[nodiscard]] std::optional<double> parse_double(std::string_view text);

/// The shortest text of the JSON number grammar that reads back as the same double. It always has
/// a point or an exponent, so that it stays a double. Requires a finite number.
[[nodiscard]] std::string write_double(double number);

}  // namespace wedsync::json
