#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <sstream>
#include <utility>

#include "hub/service/settings.hpp"
#include "hub/service/toml_document.hpp"

namespace wedsync::hub {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warning", "error"};

Error at(const toml::node& node, const std::string& what) {
    return {ErrorCode::kInvalid, "line " + std::to_string(node.source().begin.line) + ": " + what};
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
    const toml::node* manages = table == nullptr ? nullptr : table->get("manages");
    const std::size_t known = manages == nullptr ? 1 : 2;
    if (writes == nullptr || table->size() != known) {
        return at(node, "roles." + name +
                            " has writes = \"*\" or a list of collections, and may have manages");
    }
    RoleRules rules;
    rules.writes_everything = writes->value_exact<std::string>() == "*";
    if (!rules.writes_everything) {
        rules.writes = WEDSYNC_TRY(texts_of("roles." + name + ".writes", *writes));
    }
    if (manages != nullptr) {
        const std::optional<bool> does = manages->value_exact<bool>();
        if (!does) return at(*manages, "roles." + name + ".manages is true or false");
        rules.manages = *does;
    }
    return rules;
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
constexpr std::array<MediaSetting, 6> kMediaSettings{{
    {"picture_bytes_max", &MediaLimits::picture_bytes_max, 0, 16 * kMebibyte},
    {"piece_bytes_max", &MediaLimits::piece_bytes_max, 16'384, kMebibyte},
    {"scope_bytes_max", &MediaLimits::scope_bytes_max, 0, kMebibyte << 30U},
    {"unfinished_per_device_max", &MediaLimits::unfinished_per_device_max, 1, 100},
    {"unfinished_hours", &MediaLimits::unfinished_hours, 0, 10'000},
    {"keep_orphans_days", &MediaLimits::keep_orphans_days, 0, 36'500},
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

/// A value of the table "mail": how it is read, and written.
struct MailSetting {
    std::string_view name;
    std::string MailSettings::*text = nullptr;
    std::uint32_t MailSettings::*number = nullptr;
};
constexpr std::array<MailSetting, 13> kMailSettings{{
    {"server", &MailSettings::server},
    {"authority", &MailSettings::authority},
    {"user", &MailSettings::user},
    {"password_file", &MailSettings::password_file},
    {"from", &MailSettings::from},
    {"from_name", &MailSettings::from_name},
    {"reply_to", &MailSettings::reply_to},
    {"links", &MailSettings::links},
    {"per_hour", nullptr, &MailSettings::per_hour},
    {"per_person", nullptr, &MailSettings::per_person},
    {"valid_days", nullptr, &MailSettings::valid_days},
    {"retry_s", nullptr, &MailSettings::retry_s},
    {"timeout_s", nullptr, &MailSettings::timeout_s},
}};
constexpr std::array<std::string_view, 3> kMailTlsNames{"required", "opportunistic", "none"};
constexpr std::array<std::string_view, 2> kAfterUnknownNames{"leave", "resend"};

/// Which of some words it is.
template <class Enum, std::size_t Count>
Result<Enum> word_of(const std::string& name, const toml::node& node,
                     const std::array<std::string_view, Count>& words) {
    const std::string text = WEDSYNC_TRY(text_of(name, node));
    const auto* const word = std::find(words.begin(), words.end(), text);
    if (word != words.end()) return static_cast<Enum>(word - words.begin());
    std::string list;
    for (const std::string_view one : words)
        list += (list.empty() ? "\"" : ", \"") + std::string(one) + "\"";
    return at(node, name + " is one of " + list);
}

Result<void> set_mail_value(MailSettings& mail, std::string_view own_name,
                            const toml::node& value) {
    constexpr std::uint64_t kMost = 1'000'000;
    const std::string name = "mail." + std::string(own_name);
    if (own_name == "tls") {
        mail.tls = WEDSYNC_TRY(word_of<MailTls>(name, value, kMailTlsNames));
        return {};
    }
    if (own_name == "after_unknown") {
        mail.after_unknown = WEDSYNC_TRY(word_of<AfterUnknown>(name, value, kAfterUnknownNames));
        return {};
    }
    if (own_name == "consent_required") {
        mail.consent_required = WEDSYNC_TRY(boolean_of(name, value));
        return {};
    }
    for (const MailSetting& setting : kMailSettings) {
        if (setting.name != own_name) continue;
        if (setting.text != nullptr) {
            mail.*(setting.text) = WEDSYNC_TRY(text_of(name, value));
        } else {
            mail.*(setting.number) =
                static_cast<std::uint32_t>(WEDSYNC_TRY(number_of(name, value, kMost)));
        }
        return {};
    }
    return at(value, "there is no setting \"" + name + "\"");
}

Result<void> set_mail(Settings& settings, const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return at(node, "mail is to be a table");
    for (const auto& [key, value] : *table)
        WEDSYNC_TRY(set_mail_value(settings.mail, key.str(), value));
    return {};
}

toml::table mail_table(const MailSettings& mail) {
    toml::table table{
        {"tls", kMailTlsNames.at(static_cast<std::size_t>(mail.tls))},
        {"after_unknown", kAfterUnknownNames.at(static_cast<std::size_t>(mail.after_unknown))},
        {"consent_required", mail.consent_required},
    };
    for (const MailSetting& setting : kMailSettings) {
        if (setting.text != nullptr) {
            table.insert(setting.name, mail.*(setting.text));
        } else {
            table.insert(setting.name, static_cast<std::int64_t>(mail.*(setting.number)));
        }
    }
    return table;
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
        {"mail", &set_mail},
        {"roles",
         [](Settings& settings, const toml::node& node) -> Result<void> {
             settings.roles = WEDSYNC_TRY(roles_of(node));
             return {};
         }},
    };
    return kSetters;
}

toml::array array_of(const std::set<std::string>& texts) {
    toml::array array;
    for (const std::string& text : texts)
        array.push_back(text);
    return array;
}

}  // namespace

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
        if (rules.manages) role.insert("manages", true);
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
        {"mail", mail_table(settings.mail)},
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

}  // namespace wedsync::hub
