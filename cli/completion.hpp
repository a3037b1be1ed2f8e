#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "CLI/App.hpp"

namespace wedsync::cli {

enum class Shell { kBash, kZsh, kFish };
[[nodiscard]] std::optional<Shell> shell_of(std::string_view name);

/// A script that makes a shell complete the commands and options of a program, and file names where
/// neither fits.
[[nodiscard]] std::string completion_script(const CLI::App& program, Shell shell);

}  // namespace wedsync::cli
