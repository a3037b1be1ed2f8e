#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "engine/base/result.hpp"
#include "hub/service/settings_text.hpp"

// Errors as values: the parser throws nothing.
#define TOML_EXCEPTIONS 0
// toml++ 3.3 asserts of a key what it checks right after ("[:" stops the program): an error will
// do.
#define TOML_ASSERT(claim) static_cast<void>(0)
#include "toml++/toml.h"

namespace wedsync::hub {

/// Reads a TOML document, however hostile. kInvalid, with the line.
[[nodiscard]] inline Result<toml::table> parse_toml(std::string_view text) {
    const auto wrong = [](std::size_t line, std::string_view what) {
        return Error{ErrorCode::kInvalid,
                     "line " + std::to_string(line) + ": " + std::string(what)};
    };
    if (const auto line = line_of_stray_character(text))
        return wrong(*line, "letters beyond ASCII stand in quotes, in a text of one line");
    toml::parse_result parsed = toml::parse(text);
    if (!parsed) return wrong(parsed.error().source().begin.line, parsed.error().description());
    return std::move(parsed).table();
}

}  // namespace wedsync::hub
