#include "cli/user_settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>

#include "cli/failure.hpp"
#include "cli/store_file.hpp"

#include "hub/service/toml_document.hpp"

namespace wedsync::cli {
namespace {

constexpr const char* kAdvice = "docs/command.md says what may be in it. Nothing was done.";

std::string variable(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before threads.
    return value == nullptr ? "" : value;
}

}  // namespace

std::string user_settings_path() {
    std::string named = variable("WEDSYNC_CONFIG");
    if (!named.empty()) return named;
    const std::string place = variable("XDG_CONFIG_HOME");
    if (!place.empty()) return place + "/wedsync/config.toml";
    const std::string home = variable("HOME");
    return home.empty() ? "" : home + "/.config/wedsync/config.toml";
}

Result<UserSettings> read_user_settings(std::string_view toml,
                                        const std::vector<std::string>& known) {
    const toml::table document = WEDSYNC_TRY(hub::parse_toml(toml));
    UserSettings settings;
    for (const auto& [key, value] : document) {
        const std::string name(key.str());
        const std::uint32_t line = key.source().begin.line;
        const auto wrong = [line](const std::string& what) {
            return Error{ErrorCode::kInvalid, "line " + std::to_string(line) + ": " + what};
        };
        if (std::find(known.begin(), known.end(), name) == known.end())
            return wrong("there is no setting \"" + name + "\"");
        const std::optional<std::string> text = value.value_exact<std::string>();
        if (!text) return wrong(name + " is to be a text in quotes");
        settings.emplace(name, *text);
    }
    return settings;
}

void apply_user_settings(CLI::App& app) {
    const std::string path = user_settings_path();
    if (path.empty()) return;
    std::error_code ignored;
    const bool is_named = !variable("WEDSYNC_CONFIG").empty();
    if (!is_named && !std::filesystem::exists(path, ignored)) return;
    const std::vector<std::string> known{"data", "schema", "person", "role", "device"};
    const UserSettings settings =
        take_input(read_user_settings(read_file(path), known), path, kAdvice);
    for (const auto& [name, value] : settings) {
        CLI::Option* const option = app.get_option("--" + name);
        if (option->count() > 0) continue;
        option->add_result(value);
        option->run_callback();
    }
}

}  // namespace wedsync::cli
