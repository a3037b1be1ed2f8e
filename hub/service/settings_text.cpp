#include "hub/service/settings_text.hpp"

#include <algorithm>

namespace wedsync::hub {
namespace {

bool is_beyond_ascii(char character) {
    return static_cast<unsigned char>(character) >= 0x80;
}

/// Whether a quote here is the first of a text: elsewhere the parser looks at what follows.
bool may_begin(std::string_view toml, std::size_t at) {
    const std::size_t last = toml.substr(0, at).find_last_not_of(" \t");
    return last == std::string_view::npos ||
           std::string_view("=[,{.\r\n").find(toml[last]) != std::string_view::npos;
}

/// Where a text on one line ends, which begins at `at` with its quote.
std::size_t end_of_text(std::string_view toml, std::size_t at) {
    const char quote = toml[at];
    for (++at; at < toml.size() && toml[at] != '\n'; ++at) {
        if (toml[at] == quote) return at + 1;
        if (toml[at] == '\\' && quote == '"') ++at;
    }
    return std::min(at, toml.size());
}

/// Behind a comment or a text on one line that begins here; `at` itself for anything else.
std::size_t skip(std::string_view toml, std::size_t at) {
    const char first = toml[at];
    if (first == '#') return std::min(toml.find('\n', at), toml.size());
    const bool is_quote = first == '"' || first == '\'';
    return is_quote && may_begin(toml, at) ? end_of_text(toml, at) : at;
}

/// Behind the next step within a text of several lines; `is_end`: it was the end.
std::size_t step_in_lines(std::string_view toml, std::size_t at, std::string_view quotes,
                          bool& is_end) {
    is_end = toml.substr(at, 3) == quotes;
    if (is_end) return at + 3;
    const bool is_escape = toml[at] == '\\' && quotes.front() == '"';
    // What is escaped is looked at where it is beyond ASCII.
    return is_escape && at + 1 < toml.size() && !is_beyond_ascii(toml[at + 1]) ? at + 2 : at + 1;
}

}  // namespace

std::optional<std::size_t> line_of_stray_character(std::string_view toml) {
    // Of the text of several lines that this is in; empty: of none.
    std::string_view quotes;
    for (std::size_t at = 0; at < toml.size();) {
        if (is_beyond_ascii(toml[at])) {
            const std::string_view before = toml.substr(0, at);
            return static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
        }
        if (!quotes.empty()) {
            bool is_end = false;
            at = step_in_lines(toml, at, quotes, is_end);
            if (is_end) quotes = {};
            continue;
        }
        const std::string_view three = toml.substr(at, 3);
        if ((three == R"(""")" || three == "'''") && may_begin(toml, at)) {
            quotes = three;
            at += 3;
            continue;
        }
        const std::size_t behind = skip(toml, at);
        at = behind == at ? at + 1 : behind;
    }
    return std::nullopt;
}

}  // namespace wedsync::hub
