// contentline := [ group "." ] name { ";" param } ":" value CR LF
// param       := name [ "=" ( text | '"' text '"' ) { "," ... } ]
// A line that begins with a space or a tab goes on with the line before it. A quoted-printable
// value that ends with "=" goes on with the next line as it is.

#include "importers/content_lines.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "importers/fold.hpp"
#include "importers/text_encoding.hpp"

namespace wedsync::importers {
namespace {

std::string in_capitals(std::string_view text) {
    std::string capitals(text);
    std::transform(capitals.begin(), capitals.end(), capitals.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return capitals;
}

struct RawLine {
    std::size_t line = 0;
    std::string text;
};

/// Takes a line off the front, without its end (CR LF, LF or CR).
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    const bool is_pair = text.substr(end).starts_with("\r\n");
    text.remove_prefix(std::min(end + (is_pair ? 2U : 1U), text.size()));
    return line;
}

bool is_soft_break(const std::string& line) {
    if (!line.ends_with('=')) return false;
    const std::string head =
        in_capitals(line.substr(0, std::min<std::size_t>(line.find(':'), 200)));
    return head.find("QUOTED-PRINTABLE") != std::string::npos;
}

Result<std::vector<RawLine>> unfold(std::string_view text) {
    std::vector<RawLine> lines;
    std::size_t number = 0;
    bool goes_on = false;
    while (!text.empty()) {
        std::string_view line = take_line(text);
        ++number;
        const bool is_folded = !goes_on && (line.starts_with(' ') || line.starts_with('\t'));
        if (!lines.empty() && (goes_on || is_folded)) {
            if (goes_on) lines.back().text.pop_back();
            if (is_folded) line.remove_prefix(1);
            lines.back().text += line;
        } else if (!line.empty()) {
            if (lines.size() >= kContentLinesMax) {
                return Error{ErrorCode::kTooLarge, "more than 1,000,000 lines"};
            }
            lines.push_back({number, std::string(line)});
        }
        goes_on = !lines.empty() && !line.empty() && is_soft_break(lines.back().text);
    }
    return lines;
}

/// One parameter after its ";", up to the next ";" or ":" outside of quotes.
std::pair<std::string, std::string> take_parameter(std::string_view& text) {
    bool is_quoted = false;
    std::size_t end = 0;
    for (; end < text.size(); ++end) {
        if (text[end] == '"') is_quoted = !is_quoted;
        if (!is_quoted && (text[end] == ';' || text[end] == ':')) break;
    }
    const std::string_view parameter = text.substr(0, end);
    text.remove_prefix(end);
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) return {"TYPE", std::string(parameter)};
    std::string value(parameter.substr(equals + 1));
    std::erase(value, '"');
    return {in_capitals(parameter.substr(0, equals)), std::move(value)};
}

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    return std::nullopt;
}

std::string from_quoted_printable(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
        if (text[i] == '=' && high && low) {
            bytes += static_cast<char>(*high * 16 + *low);
            i += 2;
        } else {
            bytes += text[i];
        }
    }
    return bytes;
}

/// The bytes between the first character and the value are few in any real file.
Result<ContentLine> parse_line(const RawLine& raw) {
    const Error no_property{ErrorCode::kCorrupt, "not NAME:VALUE"};
    const DecodedText decoded = WEDSYNC_TRY(decode_text(raw.text));
    std::string_view text = decoded.text;
    ContentLine line;
    line.line = raw.line;
    const std::size_t name_end = text.find_first_of(";:");
    if (name_end == std::string_view::npos) return no_property;
    std::string_view name = text.substr(0, name_end);
    name.remove_prefix(std::min(name.rfind('.') + 1, name.size()));
    if (name.empty() || name.size() > 100) return no_property;
    line.name = in_capitals(name);
    text.remove_prefix(name_end);
    while (text.starts_with(';')) {
        text.remove_prefix(1);
        if (line.parameters.size() >= kContentParametersMax) {
            return Error{ErrorCode::kTooLarge, "more than 50 parameters"};
        }
        line.parameters.push_back(take_parameter(text));
    }
    if (!text.starts_with(':')) return no_property;
    text.remove_prefix(1);
    if (text.size() > kContentValueBytesMax) {
        line.is_cut = true;
        return line;
    }
    line.value = text;
    const bool is_quoted_printable = line.has_parameter("ENCODING", "QUOTED-PRINTABLE") ||
                                     line.has_parameter("TYPE", "QUOTED-PRINTABLE");
    if (is_quoted_printable) {
        line.value = WEDSYNC_TRY(decode_text(from_quoted_printable(line.value))).text;
    }
    return line;
}

}  // namespace

std::string_view ContentLine::parameter(std::string_view wanted) const {
    for (const auto& [key, held] : parameters) {
        if (key == wanted) return held;
    }
    return {};
}

bool ContentLine::has_parameter(std::string_view wanted, std::string_view held) const {
    const std::string capitals = in_capitals(held);
    for (const auto& [key, values] : parameters) {
        if (key != wanted) continue;
        for (const std::string& one : split_list(values, ",")) {
            if (in_capitals(one) == capitals) return true;
        }
    }
    return false;
}

Result<ContentLines> parse_content_lines(std::string_view bytes) {
    if (bytes.size() > kContentBytesMax) return Error{ErrorCode::kTooLarge, "a file too large"};
    std::string converted;
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        converted = WEDSYNC_TRY(decode_text(bytes)).text;
        bytes = converted;
    }
    ContentLines result;
    // Unfolded as bytes: a fold may stand inside a character.
    for (const RawLine& raw : WEDSYNC_TRY(unfold(bytes))) {
        Result<ContentLine> line = parse_line(raw);
        if (line.ok()) {
            result.lines.push_back(std::move(line).value());
            continue;
        }
        result.errors.push_back({raw.line, "", line.error().detail, false});
        if (result.errors.size() > kContentErrorsMax) {
            return Error{ErrorCode::kCorrupt, "line " + std::to_string(raw.line) +
                                                  ": more than 1,000 lines that are no properties"};
        }
    }
    return result;
}

std::string unescaped(std::string_view value) {
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '\\' || i + 1 == value.size()) {
            text += value[i];
            continue;
        }
        ++i;
        text += value[i] == 'n' || value[i] == 'N' ? '\n' : value[i];
    }
    return text;
}

std::vector<std::string> split_escaped(std::string_view value, char separator) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == separator) {
            parts.emplace_back();
            continue;
        }
        parts.back() += value[i];
        if (value[i] == '\\' && i + 1 < value.size()) parts.back() += value[++i];
    }
    return parts;
}

std::string escaped(std::string_view text) {
    std::string value;
    for (const char c : text) {
        if (c == '\\' || c == ',' || c == ';') value += '\\';
        if (c == '\n') {
            value += "\\n";
        } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') {
            value += c;
        }
    }
    return value;
}

std::string content_line(std::string_view name, std::string_view value) {
    constexpr std::size_t kBytesMax = 75;
    std::string text;
    std::size_t column = 0;
    for (const std::string_view part : {name, std::string_view(":"), value}) {
        for (std::size_t i = 0; i < part.size();) {
            std::size_t length = 1;
            while (i + length < part.size() &&
                   (static_cast<unsigned char>(part[i + length]) & 0xC0U) == 0x80U)
                ++length;
            if (column + length > kBytesMax) {
                text += "\r\n ";
                column = 1;
            }
            text += part.substr(i, length);
            column += length;
            i += length;
        }
    }
    return text + "\r\n";
}

}  // namespace wedsync::importers
