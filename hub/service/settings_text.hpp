#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace wedsync::hub {

/// The line of the first character beyond ASCII that stands outside quotes and comments, or within
/// a text of several lines: nothing that TOML 1.0 needs, and toml++ 3.3 runs into code that it
/// takes for unreachable there.
[[nodiscard]] std::optional<std::size_t> line_of_stray_character(std::string_view toml);

}  // namespace wedsync::hub
