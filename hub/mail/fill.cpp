#include "hub/mail/fill.hpp"

#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::hub {
namespace {

std::string filled_by(std::string_view text, const Words& values,
                      std::string (*form)(std::string_view)) {
    std::string page;
    while (true) {
        const std::size_t begin = text.find("{{");
        page += text.substr(0, begin);
        if (begin == std::string_view::npos) return page;
        const std::size_t end = text.find("}}", begin);
        const auto value = values.find(text.substr(begin + 2, end - begin - 2));
        WEDSYNC_ASSERT(value != values.end());
        page += form(value->second);
        text.remove_prefix(end + 2);
    }
}

std::string as_it_is(std::string_view text) {
    return std::string(text);
}

struct Letter32 {
    std::uint32_t code = 0;
    /// 0: these bytes are no UTF-8.
    std::size_t bytes = 0;
};

/// The first letter of a text that is not empty.
Letter32 first_letter(std::string_view text) {
    const auto byte = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at]));
    };
    const std::uint32_t first = byte(0);
    if (first < 0x80U) return {first, 1};
    const std::size_t count = first >= 0xf0U ? 4 : first >= 0xe0U ? 3 : 2;
    if (first < 0xc2U || first > 0xf4U || text.size() < count) return {};
    std::uint32_t code = first & (0xffU >> (count + 1));
    for (std::size_t at = 1; at < count; ++at) {
        if ((byte(at) & 0xc0U) != 0x80U) return {};
        code = (code << 6U) | (byte(at) & 0x3fU);
    }
    constexpr std::uint32_t kLeastOf[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = code >= 0xd800U && code < 0xe000U;
    if (code < kLeastOf[count] || code > 0x10ffffU || is_surrogate) return {};
    return {code, count};
}

bool is_control(std::uint32_t code) {
    return code < 0x20U || (code >= 0x7fU && code < 0xa0U) || code == 0x2028U || code == 0x2029U;
}

bool turns_direction(std::uint32_t code) {
    return (code >= 0x202aU && code <= 0x202eU) || (code >= 0x2066U && code <= 0x2069U) ||
           code == 0xfeffU;
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string html;
    for (const char character : text) {
        switch (character) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            default:
                html += character;
        }
    }
    return html;
}

std::string filled(std::string_view text, const Words& values) {
    return filled_by(text, values, &as_it_is);
}

std::string filled_html(std::string_view html, const Words& values) {
    return filled_by(html, values, &escaped);
}

Languages read_languages(std::string_view json) {
    Languages all;
    const Result<boost::json::value> parsed = json::parse_json(json);
    // The file is ours: what is wrong with it is a bug.
    WEDSYNC_ASSERT(parsed.ok());
    for (const auto& [language, entries] : parsed.value().as_object()) {
        for (const auto& [name, text] : entries.as_object())
            all[std::string(language)][std::string(name)] = std::string(text.as_string());
    }
    return all;
}

std::string one_line(std::string_view text) {
    std::string line;
    while (!text.empty()) {
        const Letter32 letter = first_letter(text);
        if (letter.bytes == 0) {
            line += "\xef\xbf\xbd";
        } else if (is_control(letter.code)) {
            line += ' ';
        } else if (!turns_direction(letter.code)) {
            line += text.substr(0, letter.bytes);
        }
        text.remove_prefix(letter.bytes == 0 ? 1 : letter.bytes);
    }
    return line;
}

}  // namespace wedsync::hub
