#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "hub/mail/mail_settings.hpp"
#include "hub/service/log.hpp"
#include "hub/service/media_store.hpp"
#include "hub/service/roles.hpp"

namespace wedsync::hub {

/// Where to listen: an address of this machine and a port; port 0: any that is free.
struct Endpoint {
    std::string address;
    std::uint16_t port = 0;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};
/// "127.0.0.1:8710", "[::1]:8710". kInvalid for anything else.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view text);
[[nodiscard]] std::string to_text(const Endpoint& endpoint);

/// Everything that can be set about a hub: defaults, over them the file, over it variables of the
/// environment, over them options of the command line (the last two by the command).
struct Settings {
    /// The folder of the store, the registry and the epoch.
    std::string data = "wedsync-hub";
    Endpoint listen{"127.0.0.1", 8'710};
    /// Health and metrics, on a loopback address only.
    Endpoint operations{"127.0.0.1", 8'711};
    /// PEM files; both empty: no TLS. Then only loopback is listened on, unless `allow_plain`.
    std::string tls_certificate;
    std::string tls_key;
    /// PEM file of the authority that devices have to trust, to hand it out; empty: everybody does.
    std::string tls_authority;
    /// A plain page for tablets that do not trust the hub yet (see WelcomePage); none: nowhere.
    std::optional<Endpoint> welcome;
    /// Listens without TLS on other addresses too: behind a proxy that has it, or in a test
    /// network.
    bool allow_plain = false;
    /// Origins of web pages that may connect, beside pages of the hub itself.
    std::set<std::string> origins;
    /// The folder of the built web app; empty: none is served.
    std::string web_folder;
    LogLevel log_level = LogLevel::kInfo;
    std::uint32_t connections_max = 10'000;
    std::uint32_t connections_per_address_max = 5'000;
    /// Log entries kept for each scope; 0: all.
    std::uint64_t log_entries_max = 0;
    MediaLimits media;
    /// Invitations by mail (see MailSettings).
    MailSettings mail;
    Roles roles = default_roles();

    [[nodiscard]] bool has_tls() const { return !tls_certificate.empty(); }
    friend bool operator==(const Settings&, const Settings&) = default;
};

/// Reads a TOML file over the defaults. Strict: an unknown name is an error. kInvalid, with line
/// and what to write there.
[[nodiscard]] Result<Settings> read_settings(std::string_view toml);
/// As TOML that reads back equal.
[[nodiscard]] std::string write_settings(const Settings& settings);
/// What does not fit together. kInvalid with what to do about it.
[[nodiscard]] Result<void> check_settings(const Settings& settings);

/// The names of what differs and what a hub that serves cannot take over: it has to be started
/// again for them. The others are roles, origins, the web app, and where it has TLS its
/// certificate, key and authority.
[[nodiscard]] std::vector<std::string> wanting_restart(const Settings& served,
                                                       const Settings& fresh);

}  // namespace wedsync::hub
