#include "importers/text_encoding.hpp"

#include <array>
#include <cstddef>

#include "engine/model/value.hpp"

namespace wedsync::importers {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// What Windows-1252 has at 0x80 to 0x9F; 0 where it has nothing.
constexpr std::array<std::uint16_t, 32> kWindows1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_utf8(std::uint32_t code, std::string& out) {
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
    };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0U | (code >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (code >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string from_windows_1252(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        std::uint16_t code = static_cast<unsigned char>(c);
        if (code >= 0x80 && code < 0xA0) code = kWindows1252[code - 0x80U];
        append_utf8(code == 0 && c != '\0' ? 0xFFFD : code, text);
    }
    return text;
}

/// `bytes` without the byte order mark.
Result<std::string> from_utf16(std::string_view bytes, bool is_big_endian) {
    const Error no_utf16{ErrorCode::kCorrupt, "the file begins as UTF-16, but is damaged"};
    if (bytes.size() % 2 != 0) return no_utf16;
    const auto unit_at = [&](std::size_t at) -> std::uint32_t {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return is_big_endian ? (first * 256U + second) : (second * 256U + first);
    };
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        std::uint32_t code = unit_at(at);
        if (code >= 0xDC00 && code < 0xE000) return no_utf16;
        if (code >= 0xD800 && code < 0xDC00) {
            at += 2;
            if (at >= bytes.size()) return no_utf16;
            const std::uint32_t low = unit_at(at);
            if (low < 0xDC00 || low >= 0xE000) return no_utf16;
            code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
        }
        append_utf8(code, text);
    }
    return text;
}

}  // namespace

Result<DecodedText> decode_text(std::string_view bytes) {
    DecodedText decoded;
    const bool is_big_endian = bytes.starts_with("\xFE\xFF");
    if (is_big_endian || bytes.starts_with("\xFF\xFE")) {
        decoded.encoding = TextEncoding::kUtf16;
        decoded.text = WEDSYNC_TRY(from_utf16(bytes.substr(2), is_big_endian));
    } else {
        if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
        if (is_utf8(bytes)) {
            decoded.text = bytes;
        } else {
            decoded.encoding = TextEncoding::kWindows1252;
            decoded.text = from_windows_1252(bytes);
        }
    }
    if (decoded.text.find('\0') != std::string::npos) {
        return Error{ErrorCode::kCorrupt, "not a text file"};
    }
    return decoded;
}

}  // namespace wedsync::importers
