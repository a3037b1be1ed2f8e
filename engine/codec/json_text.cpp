#include "engine/codec/json_text.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <limits>

namespace wedsync::codec {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kHex64Size = 16;

std::optional<unsigned> sextet_of(char c) {
    const std::size_t at = kAlphabet.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    return static_cast<unsigned>(at);
}

std::optional<unsigned> hex_digit_of(char c) {
    const std::size_t at = kHexDigits.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    return static_cast<unsigned>(at);
}

/// Cuts at the last colon: the text before it, and the number after it.
struct Cut {
    std::string_view head;
    std::uint64_t number = 0;
};
std::optional<Cut> cut_number(std::string_view text, std::uint64_t most) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::optional<std::uint64_t> number = parse_decimal(text.substr(colon + 1));
    if (!number || *number > most) return std::nullopt;
    return Cut{text.substr(0, colon), *number};
}

}  // namespace

std::string format_base64(BytesView bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t left = bytes.size() - at;
        const unsigned group = static_cast<unsigned>(bytes[at]) << 16U |
                               (left > 1 ? static_cast<unsigned>(bytes[at + 1]) << 8U : 0U) |
                               (left > 2 ? static_cast<unsigned>(bytes[at + 2]) : 0U);
        text += kAlphabet[group >> 18U];
        text += kAlphabet[(group >> 12U) & 63U];
        text += left > 1 ? kAlphabet[(group >> 6U) & 63U] : '=';
        text += left > 2 ? kAlphabet[group & 63U] : '=';
    }
    return text;
}

std::optional<Bytes> parse_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=')
        ++padding;
    const std::string_view digits = text.substr(0, text.size() - padding);
    Bytes bytes;
    bytes.reserve(text.size() / 4 * 3);
    unsigned bits = 0;
    unsigned bit_count = 0;
    for (const char c : digits) {
        const std::optional<unsigned> sextet = sextet_of(c);
        if (!sextet) return std::nullopt;
        bits = bits << 6U | *sextet;
        bit_count += 6;
        if (bit_count < 8) continue;
        bit_count -= 8;
        bytes.push_back(static_cast<std::uint8_t>(bits >> bit_count));
        bits &= (1U << bit_count) - 1U;
    }
    // Bits that belong to no byte are zero: else two texts would stand for the same bytes.
    if (bits != 0) return std::nullopt;
    return bytes;
}

std::string format_hex(BytesView bytes) {
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text += kHexDigits[byte >> 4U];
        text += kHexDigits[byte & 15U];
    }
    return text;
}

std::optional<Bytes> parse_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t at = 0; at < text.size(); at += 2) {
        const std::optional<unsigned> high = hex_digit_of(text[at]);
        const std::optional<unsigned> low = hex_digit_of(text[at + 1]);
        if (!high || !low) return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(*high << 4U | *low));
    }
    return bytes;
}

std::string format_hex64(std::uint64_t bits) {
    std::string text(kHex64Size, '0');
    for (std::size_t i = 0; i < kHex64Size; ++i)
        text[kHex64Size - 1 - i] = kHexDigits[(bits >> (4 * i)) & 15U];
    return text;
}

std::optional<std::uint64_t> parse_hex64(std::string_view text) {
    if (text.size() != kHex64Size) return std::nullopt;
    std::uint64_t bits = 0;
    for (const char c : text) {
        const std::optional<unsigned> digit = hex_digit_of(c);
        if (!digit) return std::nullopt;
        bits = bits << 4U | *digit;
    }
    return bits;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const std::from_chars_result result = std::from_chars(text.data(), end, number);
    if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
    if (text.front() == '0' && text.size() > 1) return std::nullopt;
    return number;
}

std::string format_incarnation(const Incarnation& incarnation) {
    return format_hex64(incarnation.high) + format_hex64(incarnation.low);
}

std::optional<Incarnation> parse_incarnation(std::string_view text) {
    if (text.size() != 2 * kHex64Size) return std::nullopt;
    const std::optional<std::uint64_t> high = parse_hex64(text.substr(0, kHex64Size));
    const std::optional<std::uint64_t> low = parse_hex64(text.substr(kHex64Size));
    if (!high || !low) return std::nullopt;
    return Incarnation{*high, *low};
}

std::string format_dot(const Dot& dot) {
    return format_incarnation(dot.incarnation) + ':' + std::to_string(dot.counter);
}

std::optional<Dot> parse_dot(std::string_view text) {
    const std::optional<Cut> cut = cut_number(text, kCounterMax);
    if (!cut) return std::nullopt;
    const std::optional<Incarnation> incarnation = parse_incarnation(cut->head);
    if (!incarnation) return std::nullopt;
    return Dot{*incarnation, cut->number};
}

std::string format_record(const RecordId& record) {
    return format_dot(record.dot) + ':' + std::to_string(record.index);
}

std::optional<RecordId> parse_record(std::string_view text) {
    const std::optional<Cut> cut = cut_number(text, std::numeric_limits<std::uint32_t>::max());
    if (!cut) return std::nullopt;
    const std::optional<Dot> dot = parse_dot(cut->head);
    // A record is named by a change, and changes count from 1.
    if (!dot || dot->counter == 0) return std::nullopt;
    return RecordId{*dot, static_cast<std::uint32_t>(cut->number)};
}

}  // namespace wedsync::codec
