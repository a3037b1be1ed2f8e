#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wedsync::crypto {

/// Lower-case hexadecimal digits, two for each byte.
[[nodiscard]] std::string hex(std::span<const std::uint8_t> bytes);
/// Base64 with the alphabet for addresses and without padding (RFC 4648, section 5).
[[nodiscard]] std::string base64url(std::span<const std::uint8_t> bytes);
/// The bytes of such a text. Nothing for anything that base64url() would not have written.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

/// The bytes of a text, and back.
[[nodiscard]] inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view text_of(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace wedsync::crypto
