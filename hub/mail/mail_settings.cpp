#include "hub/mail/mail_settings.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "modules/viral/address.hpp"

namespace wedsync::hub {
namespace {

constexpr std::uint16_t kSubmissionPort = 587;
constexpr std::uint16_t kSubmissionsPort = 465;

Error invalid(const std::string& what) {
    return {ErrorCode::kInvalid, what};
}

bool is_host_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '.' || letter == '-';
}

bool is_loopback_host(std::string_view host) {
    const bool is_four =
        host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
    return host == "localhost" || host == "[::1]" || is_four;
}

/// A name, an address, or an IPv6 address in brackets.
bool is_host(std::string_view host) {
    constexpr std::size_t kBytesMax = 253;
    if (host.empty() || host.size() > kBytesMax) return false;
    if (host.starts_with('[')) {
        constexpr std::string_view kLetters = "0123456789abcdefABCDEF:.";
        return host.ends_with(']') && host.size() > 2 &&
               host.substr(1, host.size() - 2).find_first_not_of(kLetters) ==
                   std::string_view::npos;
    }
    return std::all_of(host.begin(), host.end(), is_host_letter);
}

/// The end of a host in "host:port/path".
std::size_t host_end(std::string_view text) {
    const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
    return std::min(text.find_first_of(":/", bracket == std::string_view::npos ? 0 : bracket),
                    text.size());
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) < 0x20U || letter == 0x7f;
    });
}

Result<void> check_links(const std::string& links) {
    const Error error =
        invalid("mail.links is how invited people reach this hub: \"https://hub.example.org\"");
    const bool is_secure = links.starts_with("https://");
    std::string_view rest = links;
    if (!is_secure && !links.starts_with("http://")) return error;
    rest.remove_prefix(is_secure ? 8 : 7);
    const std::string_view host = rest.substr(0, host_end(rest));
    constexpr std::string_view kLetters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~/";
    std::string_view tail = rest.substr(host.size());
    if (tail.starts_with(':')) {
        const std::size_t digits = tail.find_first_not_of("0123456789", 1);
        if (digits == 1 || tail.size() == 1) return error;
        tail = digits == std::string_view::npos ? std::string_view{} : tail.substr(digits);
    }
    const bool is_path = tail.empty() || tail.starts_with('/');
    if (!is_host(host) || !is_path || tail.find_first_not_of(kLetters) != std::string_view::npos)
        return error;
    if (!is_secure && !is_loopback_host(host)) {
        return invalid("mail.links has to be https: what is in a link lets somebody accept");
    }
    return {};
}

Result<void> check_sender(const MailSettings& settings) {
    if (viral::normal_address(settings.from) != settings.from) {
        return invalid("mail.from is the sender's address: \"invitations@example.org\"");
    }
    if (!settings.reply_to.empty() &&
        viral::normal_address(settings.reply_to) != settings.reply_to) {
        return invalid("mail.reply_to is an address, or empty");
    }
    return {};
}

}  // namespace

bool MailServer::is_loopback() const {
    return is_loopback_host(host);
}

Result<MailServer> parse_mail_server(const std::string& text) {
    const Error error = invalid(
        "mail.server is \"smtp://mail.example.org:587\" or \"smtps://mail.example.org:465\"");
    MailServer server;
    server.is_smtps = text.starts_with("smtps://");
    if (!server.is_smtps && !text.starts_with("smtp://")) return error;
    const std::string_view rest = std::string_view(text).substr(server.is_smtps ? 8 : 7);
    server.host = std::string(rest.substr(0, host_end(rest)));
    server.port = server.is_smtps ? kSubmissionsPort : kSubmissionPort;
    if (!is_host(server.host)) return error;
    const std::string_view port = rest.substr(server.host.size());
    if (port.empty()) return server;
    const char* const end = port.data() + port.size();
    const auto [at, failure] = std::from_chars(port.data() + 1, end, server.port);
    if (port.front() != ':' || failure != std::errc() || at != end || server.port == 0)
        return error;
    return server;
}

Result<void> check_mail_settings(const MailSettings& settings) {
    if (has_control(settings.from_name)) {
        return invalid("mail.from_name has a character that is none");
    }
    if (settings.per_hour == 0) return invalid("mail.per_hour has to be at least 1");
    if (settings.per_person == 0) return invalid("mail.per_person has to be at least 1");
    if (settings.valid_days == 0) return invalid("mail.valid_days has to be at least 1");
    if (settings.retry_s == 0) return invalid("mail.retry_s has to be at least 1");
    if (settings.timeout_s == 0) return invalid("mail.timeout_s has to be at least 1");
    if (settings.user.empty() != settings.password_file.empty()) {
        return invalid("mail.user and mail.password_file go together");
    }
    if (!settings.sends()) return {};
    const MailServer server = WEDSYNC_TRY(parse_mail_server(settings.server));
    if (!server.is_loopback() && settings.tls == MailTls::kNone && !server.is_smtps) {
        return invalid(
            "mail.tls = \"none\" is for a server on this machine: others could read along");
    }
    const bool is_checked =
        server.is_smtps || server.is_loopback() || settings.tls == MailTls::kRequired;
    if (!settings.user.empty() && !is_checked) {
        return invalid(
            "a password goes to no server whose name is not checked: mail.tls = "
            "\"required\"");
    }
    WEDSYNC_TRY(check_sender(settings));
    return check_links(settings.links);
}

}  // namespace wedsync::hub
