#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace wedsync::hub {

/// Words, or what stands for {{their names}}.
using Words = std::map<std::string, std::string, std::less<>>;

/// As text within HTML or within an attribute in double quotes.
[[nodiscard]] std::string escaped(std::string_view text);
/// A text of this program with {{name}} replaced by the value of that name as it is, or escaped for
/// HTML. Requires that there is a value for each.
[[nodiscard]] std::string filled(std::string_view text, const Words& values);
[[nodiscard]] std::string filled_html(std::string_view html, const Words& values);

/// One of "en", "de", "fr", "es", "ar", with its words, of a file of this program in JSON.
using Languages = std::map<std::string, Words, std::less<>>;
[[nodiscard]] Languages read_languages(std::string_view json);

/// A text from outside in one line, fit for headers and pages: valid UTF-8 without control
/// characters and without what turns the direction of what stands behind it.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace wedsync::hub
