#pragma once

#include <string_view>

/// The files of the welcome page as they are in this folder, inside the program.
namespace wedsync {

[[nodiscard]] std::string_view welcome_html();
[[nodiscard]] std::string_view welcome_css();
/// By language, the words that stand in the page for {{their names}}.
[[nodiscard]] std::string_view welcome_words();

}  // namespace wedsync
