#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace wedsync::host {

/// Where a hub is: "https://hub.example:8710", "http://127.0.0.1:8710".
struct HubAddress {
    bool has_tls = false;
    /// A name or an address (one of IPv6 without brackets).
    std::string host;
    std::uint16_t port = 0;

    /// As in a Host header.
    [[nodiscard]] std::string authority() const;
    [[nodiscard]] std::string url() const;
    friend bool operator==(const HubAddress&, const HubAddress&) = default;
};

/// Reads an address: http or https, a host, a port or the usual one, nothing behind it but "/".
/// kInvalid with what is wrong.
[[nodiscard]] Result<HubAddress> parse_hub_address(std::string_view url);

/// Where the web app takes an invitation.
inline constexpr std::string_view kInvitePath = "/join";

/// A link of an invitation: the hub's address, "/join#", the secret. A browser opens it as well;
/// what stands behind "#" it sends to nobody. Without "/join" it is taken too.
struct InviteLink {
    HubAddress hub;
    std::string secret;
};
[[nodiscard]] Result<InviteLink> parse_invite_link(std::string_view link);

}  // namespace wedsync::host
