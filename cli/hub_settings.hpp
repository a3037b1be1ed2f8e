#pragma once

#include <optional>
#include <string>
#include <utility>

#include "CLI/App.hpp"
#include "cli/failure.hpp"

#include "hub/service/registry.hpp"
#include "hub/service/settings.hpp"

namespace wedsync::cli {

/// The options of `wedsync hub`, or the variables that stand for them; what is not given comes from
/// the file, or is as by default.
struct HubOptions {
    std::string config;
    std::optional<std::string> data;
    std::optional<std::string> listen;
    std::optional<std::string> operations;
    std::optional<std::string> tls_certificate;
    std::optional<std::string> tls_key;
    std::optional<std::string> tls_authority;
    std::optional<std::string> welcome;
    std::optional<bool> allow_plain;
    std::optional<std::string> web_folder;
};
void add_hub_options(CLI::App& group, HubOptions& options);

/// Flags over environment over file over defaults, checked. Throws Failure.
[[nodiscard]] hub::Settings settings_of(const HubOptions& options);

/// The address of a hub that listens there, for a browser or a device. Where it listens on all of
/// its addresses: under the first name of its certificate, and without one on this machine.
[[nodiscard]] std::string url_of(const hub::Settings& settings, const hub::Endpoint& endpoint);
/// The same of its welcome page.
[[nodiscard]] std::string welcome_url_of(const hub::Settings& settings,
                                         const hub::Endpoint& endpoint);

/// Adds a scope of this name to a hub. Throws Failure.
void add_hub_scope(hub::Registry& registry, const std::string& name);

/// Why a hub cannot be opened or changed, thrown with what to do.
[[noreturn]] void fail_hub(const Error& error, const std::string& data);

template <class T>
T take_hub(Result<T> result) {
    if (!result.ok()) fail_hub(result.error(), "");
    return std::move(result).value();
}

}  // namespace wedsync::cli
