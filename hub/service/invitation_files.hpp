#pragma once

#include <string_view>

/// The files of the page of an invitation as they are in this folder, inside the program.
namespace wedsync {

[[nodiscard]] std::string_view invitation_html();
/// By language, the words of the page.
[[nodiscard]] std::string_view invitation_words();

}  // namespace wedsync
