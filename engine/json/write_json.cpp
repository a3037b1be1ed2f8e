#include <array>
#include <cmath>
#include <cstddef>

#include "engine/base/assert.hpp"
#include "engine/json/number.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::json {
namespace {

namespace bj = boost::json;

constexpr std::size_t kWriteDepthMax = 1'000;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The length of the UTF-8 sequence at the start of `text`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const std::size_t length = lead < 0xE0 ? 2U : lead < 0xF0 ? 3U : 4U;
    if (text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[i])) return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool is_bad = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return is_bad ? 0 : length;
}

void write_ascii(char c, std::string& out) {
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) {
        out += c;
        return;
    }
    out += "\\u00";
    out += kHexDigits[byte >> 4U];
    out += kHexDigits[byte & 0xFU];
}

void write_string(bj::string_view boost_text, std::string& out) {
    std::string_view text(boost_text.data(), boost_text.size());
    out += '"';
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 1) {
            write_ascii(text.front(), out);
        } else {
            out += length == 0 ? kReplacement : text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

void write_value(const bj::value& value, std::size_t depth, std::string& out);

void write_object(const bj::object& object, std::size_t depth, std::string& out) {
    out += '{';
    bool is_first = true;
    for (const bj::key_value_pair& member : object) {
        if (!is_first) out += ',';
        is_first = false;
        write_string(member.key(), out);
        out += ':';
        write_value(member.value(), depth, out);
    }
    out += '}';
}

void write_array(const bj::array& array, std::size_t depth, std::string& out) {
    out += '[';
    bool is_first = true;
    for (const bj::value& item : array) {
        if (!is_first) out += ',';
        is_first = false;
        write_value(item, depth, out);
    }
    out += ']';
}

void write_value(const bj::value& value, std::size_t depth, std::string& out) {
    WEDSYNC_ASSERT(depth <= kWriteDepthMax);
    switch (value.kind()) {
        case bj::kind::null:
            out += "null";
            return;
        case bj::kind::bool_:
            out += value.get_bool() ? "true" : "false";
            return;
        case bj::kind::int64:
            out += std::to_string(value.get_int64());
            return;
        case bj::kind::uint64:
            out += std::to_string(value.get_uint64());
            return;
        case bj::kind::double_:
            out += std::isfinite(value.get_double()) ? write_double(value.get_double()) : "null";
            return;
        case bj::kind::string:
            write_string(value.get_string(), out);
            return;
        case bj::kind::array:
            write_array(value.get_array(), depth + 1, out);
            return;
        case bj::kind::object:
            write_object(value.get_object(), depth + 1, out);
            return;
    }
}

}  // namespace

std::string write_json(const bj::value& value) {
    std::string out;
    write_value(value, 0, out);
    return out;
}

}  // namespace wedsync::json
