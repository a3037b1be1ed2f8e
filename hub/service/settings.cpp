#include "hub/service/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <sstream>
#include <utility>

#include <arpa/inet.h>

#include "hub/service/toml_document.hpp"

namespace wedsync::hub {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warning", "error"};

Error invalid(const std::string& what) {
    return {ErrorCode::kInvalid, what};
}

Error at(const toml::node& node, const std::string& what) {
    return invalid("line " + std::to_string(node.source().begin.line) + ": " + what);
}

Result<std::string> text_of(const std::string& name, const toml::node& node) {
    const auto text = node.value_exact<std::string>();
    if (!text) return at(node, name + " is to be a text in quotes");
    return *text;
}

Result<std::uint64_t> number_of(const std::string& name, const toml::node& node,
                                std::uint64_t most) {
    const auto number = node.value_exact<std::int64_t>();
    if (!number || *number < 0 || static_cast<std::uint64_t>(*number) > most) {
        return at(node, name + " is to be a whole number from 0 to " + std::to_string(most));
    }
    return static_cast<std::uint64_t>(*number);
}

Result<bool> boolean_of(const std::string& name, const toml::node& node) {
    const auto value = node.value_exact<bool>();
    if (!value) return at(node, name + " is to be true or false");
    return *value;
}

Result<Endpoint> endpoint_of(const std::string& name, const toml::node& node) {
    const std::string text = WEDSYNC_TRY(text_of(name, node));
    Result<Endpoint> endpoint = parse_endpoint(text);
    if (!endpoint.ok()) return at(node, name + ": " + endpoint.error().detail);
    return endpoint;
}

Result<std::set<std::string>> texts_of(const std::string& name, const toml::node& node) {
    const toml::array* array = node.as_array();
    if (array == nullptr) return at(node, name + " is to be a list of texts");
    std::set<std::string> texts;
    for (const toml::node& item : *array)
        texts.insert(WEDSYNC_TRY(text_of(name, item)));
    return texts;
}

Result<LogLevel> level_of(const toml::node& node) {
    const std::string text = WEDSYNC_TRY(text_of("log_level", node));
    for (std::size_t i = 0; i < kLevelNames.size(); ++i) {
        if (kLevelNames.at(i) == text) return static_cast<LogLevel>(i);
    }
    return at(node, "log_level is debug, info, warning or error");
}

Result<RoleRules> role_of(const std::string& name, const toml::node& node) {
    const toml::table* table = node.as_table();
    const toml::node* writes = table == nullptr ? nullptr : table->get("writes");
    if (writes == nullptr || table->size() != 1) {
        return at(node,
                  "roles." + name + " has one entry: writes = \"*\" or a list of collections");
    }
    if (writes->value_exact<std::string>() == "*") return RoleRules{true, {}};
    return RoleRules{false, WEDSYNC_TRY(texts_of("roles." + name + ".writes", *writes))};
}

Result<Roles> roles_of(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return at(node, "roles is to be a table");
    Roles roles;
    for (const auto& [key, value] : *table) {
        const std::string name(key.str());
        roles[name] = WEDSYNC_TRY(role_of(name, value));
    }
    return roles;
}

using Setter = std::function<Result<void>(Settings&, const toml::node&)>;

Setter set_text(std::string Settings::*member, const char* name) {
    return [member, name](Settings& settings, const toml::node& node) -> Result<void> {
        settings.*member = WEDSYNC_TRY(text_of(name, node));
        return {};
    };
}

Setter set_endpoint(Endpoint Settings::*member, const char* name) {
    return [member, name](Settings& settings, const toml::node& node) -> Result<void> {
        settings.*member = WEDSYNC_TRY(endpoint_of(name, node));
        return {};
    };
}

Setter set_count(std::uint32_t Settings::*member, const char* name) {
    return [member, name](Settings& settings, const toml::node& node) -> Result<void> {
        constexpr std::uint64_t kMost = 1'000'000;
        settings.*member = static_cast<std::uint32_t>(WEDSYNC_TRY(number_of(name, node, kMost)));
        return {};
    };
}

Result<void> set_welcome(Settings& settings, const toml::node& node) {
    settings.welcome.reset();
    if (WEDSYNC_TRY(text_of("welcome", node)).empty()) return {};
    settings.welcome = WEDSYNC_TRY(endpoint_of("welcome", node));
    return {};
}

Result<void> set_web(Settings& settings, const toml::node& node) {
    const toml::table* table = node.as_table();
    const toml::node* folder = table == nullptr ? nullptr : table->get("folder");
    if (folder == nullptr || table->size() != 1) {
        return at(node, "web has one entry: folder, where the built web app is");
    }
    settings.web_folder = WEDSYNC_TRY(text_of("web.folder", *folder));
    return {};
}

/// The numbers of the table "media".
struct MediaSetting {
    std::string_view name;
    std::uint64_t MediaLimits::*member;
    std::uint64_t least;
    std::uint64_t most;
};
constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;
constexpr std::array<MediaSetting, 5> kMediaSettings{{
    {"picture_bytes_max", &MediaLimits::picture_bytes_max, 0, 16 * kMebibyte},
    {"piece_bytes_max", &MediaLimits::piece_bytes_max, 16'384, kMebibyte},
    {"scope_bytes_max", &MediaLimits::scope_bytes_max, 0, kMebibyte << 30U},
    {"unfinished_per_device_max", &MediaLimits::unfinished_per_device_max, 1, 100},
    {"unfinished_hours", &MediaLimits::unfinished_hours, 0, 10'000},
}};

Result<void> set_media(Settings& settings, const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return at(node, "media is to be a table");
    for (const auto& [key, value] : *table) {
        const std::string_view own_name = key.str();
        const std::string name = "media." + std::string(own_name);
        const auto* const setting =
            std::find_if(kMediaSettings.begin(), kMediaSettings.end(),
                         [&](const MediaSetting& one) { return one.name == own_name; });
        if (setting == kMediaSettings.end())
            return at(value, "there is no setting \"" + name + "\"");
        const std::uint64_t number = WEDSYNC_TRY(number_of(name, value, setting->most));
        if (number < setting->least)
            return at(value, name + " is to be at least " + std::to_string(setting->least));
        settings.media.*(setting->member) = number;
    }
    return {};
}

toml::table media_table(const MediaLimits& limits) {
    toml::table table;
    for (const MediaSetting& setting : kMediaSettings)
        table.insert(setting.name, static_cast<std::int64_t>(limits.*(setting.member)));
    return table;
}

Result<void> set_log_entries(Settings& settings, const toml::node& node) {
    constexpr std::uint64_t kMost = std::uint64_t{1} << 53U;
    settings.log_entries_max = WEDSYNC_TRY(number_of("log_entries_max", node, kMost));
    return {};
}

const std::map<std::string, Setter, std::less<>>& setters() {
    static const std::map<std::string, Setter, std::less<>> kSetters{
        {"data", set_text(&Settings::data, "data")},
        {"listen", set_endpoint(&Settings::listen, "listen")},
        {"operations", set_endpoint(&Settings::operations, "operations")},
        {"tls_certificate", set_text(&Settings::tls_certificate, "tls_certificate")},
        {"tls_key", set_text(&Settings::tls_key, "tls_key")},
        {"tls_authority", set_text(&Settings::tls_authority, "tls_authority")},
        {"welcome", &set_welcome},
        {"connections_max", set_count(&Settings::connections_max, "connections_max")},
        {"connections_per_address_max",
         set_count(&Settings::connections_per_address_max, "connections_per_address_max")},
        {"allow_plain",
         [](Settings& settings, const toml::node& node) -> Result<void> {
             settings.allow_plain = WEDSYNC_TRY(boolean_of("allow_plain", node));
             return {};
         }},
        {"origins",
         [](Settings& settings, const toml::node& node) -> Result<void> {
             settings.origins = WEDSYNC_TRY(texts_of("origins", node));
             return {};
         }},
        {"log_level",
         [](Settings& settings, const toml::node& node) -> Result<void> {
             settings.log_level = WEDSYNC_TRY(level_of(node));
             return {};
         }},
        {"log_entries_max", &set_log_entries},
        {"web", &set_web},
        {"media", &set_media},
        {"roles",
         [](Settings& settings, const toml::node& node) -> Result<void> {
             settings.roles = WEDSYNC_TRY(roles_of(node));
             return {};
         }},
    };
    return kSetters;
}

bool is_loopback(const std::string& address) {
    return address == "::1" || address.starts_with("127.");
}

bool is_address(const std::string& address) {
    std::array<unsigned char, sizeof(in6_addr)> unused{};
    return inet_pton(AF_INET, address.c_str(), unused.data()) == 1 ||
           inet_pton(AF_INET6, address.c_str(), unused.data()) == 1;
}

toml::array array_of(const std::set<std::string>& texts) {
    toml::array array;
    for (const std::string& text : texts)
        array.push_back(text);
    return array;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
    const Error error = invalid("\"" + std::string(text) +
                                "\" is no address and port, as in 127.0.0.1:8710 or [::1]:8710");
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return error;
    std::string_view address = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    const bool is_bracketed = address.starts_with('[') && address.ends_with(']');
    if (is_bracketed) address = address.substr(1, address.size() - 2);
    Endpoint endpoint{std::string(address), 0};
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
    if (failure != std::errc() || end != digits.data() + digits.size()) return error;
    const bool is_six = endpoint.address.find(':') != std::string::npos;
    if (!is_address(endpoint.address) || is_six != is_bracketed) return error;
    return endpoint;
}

std::string to_text(const Endpoint& endpoint) {
    const bool is_six = endpoint.address.find(':') != std::string::npos;
    const std::string address = is_six ? "[" + endpoint.address + "]" : endpoint.address;
    return address + ":" + std::to_string(endpoint.port);
}

Result<Settings> read_settings(std::string_view toml) {
    const toml::table document = WEDSYNC_TRY(parse_toml(toml));
    Settings settings;
    for (const auto& [key, value] : document) {
        const auto setter = setters().find(key.str());
        if (setter == setters().end()) {
            return at(value, "there is no setting \"" + std::string(key.str()) + "\"");
        }
        WEDSYNC_TRY(setter->second(settings, value));
    }
    WEDSYNC_TRY(check_settings(settings));
    return settings;
}

std::string write_settings(const Settings& settings) {
    toml::table roles;
    for (const auto& [name, rules] : settings.roles) {
        toml::table role;
        if (rules.writes_everything) {
            role.insert("writes", "*");
        } else {
            role.insert("writes", array_of(rules.writes));
        }
        roles.insert(name, std::move(role));
    }
    toml::table table{
        {"data", settings.data},
        {"listen", to_text(settings.listen)},
        {"operations", to_text(settings.operations)},
        {"tls_certificate", settings.tls_certificate},
        {"tls_key", settings.tls_key},
        {"tls_authority", settings.tls_authority},
        {"welcome", settings.welcome ? to_text(*settings.welcome) : ""},
        {"allow_plain", settings.allow_plain},
        {"origins", array_of(settings.origins)},
        {"log_level", kLevelNames.at(static_cast<std::size_t>(settings.log_level))},
        {"connections_max", static_cast<std::int64_t>(settings.connections_max)},
        {"connections_per_address_max",
         static_cast<std::int64_t>(settings.connections_per_address_max)},
        {"log_entries_max", static_cast<std::int64_t>(settings.log_entries_max)},
        {"web", toml::table{{"folder", settings.web_folder}}},
        {"media", media_table(settings.media)},
        {"roles", std::move(roles)},
    };
    std::ostringstream text;
    // Of the ways to write a text only the one in double quotes reads back whatever is in it.
    constexpr auto kFlags =
        toml::toml_formatter::default_flags &
        ~(toml::format_flags::allow_multi_line_strings | toml::format_flags::allow_literal_strings);
    text << toml::toml_formatter{table, kFlags} << "\n";
    return text.str();
}

Result<void> check_settings(const Settings& settings) {
    if (settings.data.empty()) return invalid("data names the folder of the hub");
    if (settings.tls_certificate.empty() != settings.tls_key.empty()) {
        return invalid("tls_certificate and tls_key go together");
    }
    if (!settings.tls_authority.empty() && !settings.has_tls()) {
        return invalid("tls_authority goes with tls_certificate and tls_key");
    }
    if (settings.welcome && settings.tls_authority.empty()) {
        return invalid(
            "welcome hands out tls_authority: set that too (`wedsync hub ca` makes it), or leave "
            "welcome out where devices trust the certificate already");
    }
    if (!is_loopback(settings.operations.address)) {
        return invalid(
            "operations has to be a loopback address: health and metrics are for this "
            "machine only");
    }
    if (!settings.has_tls() && !settings.allow_plain && !is_loopback(settings.listen.address)) {
        return invalid("listening on " + settings.listen.address +
                       " wants TLS: set tls_certificate and tls_key (`wedsync hub ca` makes them), "
                       "or allow_plain where a proxy has it");
    }
    if (settings.connections_max == 0) return invalid("connections_max has to be at least 1");
    return {};
}

std::vector<std::string> wanting_restart(const Settings& served, const Settings& fresh) {
    std::vector<std::string> names;
    const auto compare = [&](const char* name, bool is_same) {
        if (!is_same) names.emplace_back(name);
    };
    compare("data", served.data == fresh.data);
    compare("listen", served.listen == fresh.listen);
    compare("operations", served.operations == fresh.operations);
    compare("tls_certificate", served.has_tls() == fresh.has_tls());
    compare("welcome", served.welcome == fresh.welcome);
    compare("allow_plain", served.allow_plain == fresh.allow_plain);
    compare("log_level", served.log_level == fresh.log_level);
    compare("connections_max", served.connections_max == fresh.connections_max);
    compare("connections_per_address_max",
            served.connections_per_address_max == fresh.connections_per_address_max);
    compare("media", served.media == fresh.media);
    compare("log_entries_max", served.log_entries_max == fresh.log_entries_max);
    return names;
}

}  // namespace wedsync::hub
