#pragma once

#include <cstdint>
#include <string>

#include "engine/base/result.hpp"

namespace wedsync::hub {

/// Whether mail goes to the server encrypted.
enum class MailTls : std::uint8_t {
    kRequired,       ///< Or it does not go.
    kOpportunistic,  ///< Where the server can; nobody's name is checked.
    kNone,           ///< Only to a server on this machine.
};

/// What becomes of a mail of which it is not known whether the server took it.
enum class AfterUnknown : std::uint8_t {
    kLeave,   ///< It is shown as unknown, and a person decides: nobody gets a mail twice.
    kResend,  ///< It goes out again under the same Message-ID: nobody gets none.
};

/// The table [mail] of the settings. Mail goes out where a server is named.
struct MailSettings {
    /// "smtp://mail.example.org:587" (STARTTLS by `tls`), "smtps://mail.example.org:465"; empty:
    /// invitations are taken, and wait.
    std::string server;
    MailTls tls = MailTls::kRequired;
    /// PEM file of an authority to trust instead of those of the system; empty: those.
    std::string authority;
    /// Empty: without a login.
    std::string user;
    /// A file that holds the password in its first line.
    std::string password_file;
    /// The address of the sender: "invitations@example.org".
    std::string from;
    /// How the sender is called, and the house in what is written.
    std::string from_name;
    /// Where answers go; empty: to the sender.
    std::string reply_to;
    /// How people who are invited reach this hub: "https://hub.example.org".
    std::string links;
    /// Mails that are begun in any hour; the others wait.
    std::uint32_t per_hour = 200;
    /// Invitations that one person is sent within 30 days.
    std::uint32_t per_person = 3;
    /// How long an invitation holds that does not say it itself.
    std::uint32_t valid_days = 30;
    /// Before a mail, or a server, is tried again for the first time; then twice as long each time.
    std::uint32_t retry_s = 60;
    /// For one mail, from the connection to the server's answer.
    std::uint32_t timeout_s = 300;
    /// Who did not agree is not written to.
    bool consent_required = true;
    AfterUnknown after_unknown = AfterUnknown::kLeave;

    [[nodiscard]] bool sends() const { return !server.empty(); }
    friend bool operator==(const MailSettings&, const MailSettings&) = default;
};

/// What does not fit together. kInvalid with what to do about it.
[[nodiscard]] Result<void> check_mail_settings(const MailSettings& settings);

/// The address of an SMTP server in its parts.
struct MailServer {
    bool is_smtps = false;
    std::string host;
    std::uint16_t port = 0;
    /// It is on this machine.
    [[nodiscard]] bool is_loopback() const;
};
/// kInvalid for anything but "smtp://host:port" and "smtps://host:port"; the port may be left out.
[[nodiscard]] Result<MailServer> parse_mail_server(const std::string& text);

}  // namespace wedsync::hub
