#pragma once

#include <map>
#include <string>

#include "CLI/App.hpp"

#include "engine/base/result.hpp"

namespace wedsync::cli {

/// What a person has set for all commands: names of shared options ("person") and their values.
using UserSettings = std::map<std::string, std::string>;

/// Where they are looked for: $WEDSYNC_CONFIG, else wedsync/config.toml in $XDG_CONFIG_HOME or
/// ~/.config. Empty: nowhere.
[[nodiscard]] std::string user_settings_path();

/// Reads a TOML file of names and texts. Strict: kInvalid for any other name than `known`, and for
/// a value that is no text, with the line.
[[nodiscard]] Result<UserSettings> read_user_settings(std::string_view toml,
                                                      const std::vector<std::string>& known);

/// Gives options that neither the command line nor the environment set the value of the file.
/// Throws Failure for a file that is not as it has to be, or that is named and missing.
void apply_user_settings(CLI::App& app);

}  // namespace wedsync::cli
