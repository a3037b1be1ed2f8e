#include "hub/service/settings.hpp"

#include <array>
#include <charconv>

#include <arpa/inet.h>

namespace wedsync::hub {
namespace {

Error invalid(const std::string& what) {
    return {ErrorCode::kInvalid, what};
}

bool is_loopback(const std::string& address) {
    return address == "::1" || address.starts_with("127.");
}

bool is_address(const std::string& address) {
    std::array<unsigned char, sizeof(in6_addr)> unused{};
    return inet_pton(AF_INET, address.c_str(), unused.data()) == 1 ||
           inet_pton(AF_INET6, address.c_str(), unused.data()) == 1;
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
    return check_mail_settings(settings.mail);
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
    compare("mail", served.mail == fresh.mail);
    compare("log_entries_max", served.log_entries_max == fresh.log_entries_max);
    return names;
}

}  // namespace wedsync::hub
