#include "crypto/text.hpp"

namespace wedsync::crypto {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned kBitsPerDigit = 6;
constexpr unsigned kBitsPerByte = 8;

}  // namespace

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += kHexDigits[byte >> 4U];
        text += kHexDigits[byte & 0xfU];
    }
    return text;
}

std::string base64url(std::span<const std::uint8_t> bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const std::uint8_t byte : bytes) {
        bits = (bits << kBitsPerByte) | byte;
        count += kBitsPerByte;
        while (count >= kBitsPerDigit) {
            count -= kBitsPerDigit;
            text += kBase64Digits[(bits >> count) & 0x3fU];
        }
    }
    if (count > 0) text += kBase64Digits[(bits << (kBitsPerDigit - count)) & 0x3fU];
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char character : text) {
        const std::size_t digit = kBase64Digits.find(character);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = (bits << kBitsPerDigit) | static_cast<std::uint32_t>(digit);
        count += kBitsPerDigit;
        if (count >= kBitsPerByte) {
            count -= kBitsPerByte;
            bytes += static_cast<char>((bits >> count) & 0xffU);
        }
    }
    // One text for each value: no digit too many, and the last one without stray bits.
    const bool has_stray_digit = count >= kBitsPerDigit;
    const bool has_stray_bits = (bits & ((1U << count) - 1)) != 0;
    if (has_stray_digit || has_stray_bits) return std::nullopt;
    return bytes;
}

}  // namespace wedsync::crypto
