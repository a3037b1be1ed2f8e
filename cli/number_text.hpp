#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.hpp"

namespace wedsync::cli {

/// The whole text as a decimal number; nothing if it is not one, or too large.
template <class Integer>
[[nodiscard]] std::optional<Integer> number_of(std::string_view text) {
    Integer number{};
    const char* end = text.data() + text.size();
    const std::from_chars_result read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return number;
}

[[nodiscard]] std::string hex_text(BytesView bytes);
/// 16 digits.
[[nodiscard]] std::string hex_text(std::uint64_t number);

}  // namespace wedsync::cli
