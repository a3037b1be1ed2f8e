#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace wedsync::importers {

/// A cell that is a whole number and nothing else; nothing if it is not, or does not fit.
template <class Integer>
[[nodiscard]] std::optional<Integer> parse_integer(std::string_view text) {
    Integer number{};
    const char* end = text.data() + text.size();
    const std::from_chars_result result = std::from_chars(text.data(), end, number);
    if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return number;
}

}  // namespace wedsync::importers
