#pragma once

#include <string>
#include <utility>
#include <vector>

#include "CLI/App.hpp"

namespace wedsync::cli {

/// The manual pages of a program, made of what its --help says: one for the program and one for
/// each command that does something, as file name ("wedsync-hub-invite.1") and text (roff, man(7)).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> manual_pages(
    const CLI::App& program, const std::string& version);

}  // namespace wedsync::cli
