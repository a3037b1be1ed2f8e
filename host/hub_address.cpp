#include "host/hub_address.hpp"

#include <algorithm>
#include <charconv>

namespace wedsync::host {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;
constexpr std::size_t kHostBytesMax = 253;

Error invalid(std::string_view url, const char* what) {
    return {ErrorCode::kInvalid, "\"" + std::string(url) + "\" is no address of a hub (" + what +
                                     "): write it as https://hub.example:8710"};
}

bool is_host_character(char character) {
    const bool is_letter =
        (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    const bool is_digit = character >= '0' && character <= '9';
    return is_letter || is_digit || character == '.' || character == '-' || character == ':';
}

}  // namespace

std::string HubAddress::authority() const {
    const bool is_six = host.find(':') != std::string::npos;
    return (is_six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string HubAddress::url() const {
    return (has_tls ? "https://" : "http://") + authority();
}

Result<HubAddress> parse_hub_address(std::string_view url) {
    HubAddress address;
    std::string_view rest = url;
    constexpr std::string_view kHttp = "http://";
    constexpr std::string_view kHttps = "https://";
    if (rest.starts_with(kHttps)) {
        address.has_tls = true;
        rest.remove_prefix(kHttps.size());
    } else if (rest.starts_with(kHttp)) {
        rest.remove_prefix(kHttp.size());
    } else {
        return invalid(url, "it begins with https:// or http://");
    }
    if (rest.ends_with('/')) rest.remove_suffix(1);
    std::string_view port;
    if (rest.starts_with('[')) {
        const std::size_t end = rest.find(']');
        if (end == std::string_view::npos) return invalid(url, "the bracket is not closed");
        address.host = rest.substr(1, end - 1);
        port = rest.substr(end + 1);
        if (!port.empty() && port.front() != ':')
            return invalid(url, "what is behind the bracket?");
        if (!port.empty()) port.remove_prefix(1);
    } else {
        const std::size_t colon = rest.find(':');
        address.host = rest.substr(0, colon);
        if (address.host.find(':') != std::string::npos) return invalid(url, "it needs brackets");
        if (colon != std::string_view::npos) {
            port = rest.substr(colon + 1);
            if (port.empty()) return invalid(url, "no port");
        }
    }
    const bool is_clean = std::all_of(address.host.begin(), address.host.end(), is_host_character);
    if (address.host.empty() || address.host.size() > kHostBytesMax || !is_clean) {
        return invalid(url, "no host");
    }
    address.port = address.has_tls ? kHttpsPort : kHttpPort;
    if (port.empty()) return address;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc() || end != port.data() + port.size() || address.port == 0) {
        return invalid(url, "no port");
    }
    return address;
}

Result<InviteLink> parse_invite_link(std::string_view link) {
    const std::size_t mark = link.find('#');
    if (mark == std::string_view::npos || mark + 1 == link.size()) {
        return Error{ErrorCode::kInvalid,
                     "an invitation is an address, \"#\" and a secret, as the hub printed it"};
    }
    std::string_view url = link.substr(0, mark);
    if (url.ends_with(kInvitePath)) url.remove_suffix(kInvitePath.size());
    return InviteLink{WEDSYNC_TRY(parse_hub_address(url)), std::string(link.substr(mark + 1))};
}

}  // namespace wedsync::host
