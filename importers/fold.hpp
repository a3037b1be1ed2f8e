#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/fold.hpp"

namespace wedsync::importers {

/// Without spaces and line ends (a no-break space is one) at both sides.
[[nodiscard]] std::string_view trimmed(std::string_view text);

using wedsync::folded;

/// The parts between any of `separators`, trimmed, each once; empty ones are left out.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text,
                                                  std::string_view separators);

/// First and second with a space between, or the one that is not empty.
[[nodiscard]] std::string joined(std::string_view first, std::string_view second);

}  // namespace wedsync::importers
