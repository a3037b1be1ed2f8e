#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/base/result.hpp"
#include "hub/mail/letter.hpp"
#include "hub/mail/mail_settings.hpp"

namespace wedsync::hub {

/// What came of one try to send a mail.
struct SendResult {
    enum class Kind : std::uint8_t {
        kSent,        ///< The server took it.
        kBounced,     ///< It refuses this person for good.
        kTryLater,    ///< It refuses this person for now.
        kNoServer,    ///< Not about this person: no connection, no login, the sender refused.
        kUnanswered,  ///< It got all of the mail, and nothing is known after that.
        kHeldBack,    ///< The end of the mail was withheld.
    };
    Kind kind = Kind::kNoServer;
    /// For programs: "smtp_550", "no_connection"; never an address.
    std::string reason;
};

/// Sends mail to one SMTP server over one connection, which it keeps and uses again. Blocks; for
/// one thread.
class SmtpSender {
public:
    struct Parts {
        MailSettings settings;
        std::string password;
        /// Whether to give up now; asked about once a second, from within send(). `is_handed`: the
        /// server has all of the mail, and its answer is worth waiting for.
        std::function<bool(bool is_handed)> is_to_stop;
    };
    /// kInvalid: the settings name no server; kStore: there is no libcurl.
    [[nodiscard]] static Result<std::unique_ptr<SmtpSender>> create(Parts parts);
    SmtpSender(const SmtpSender&) = delete;
    SmtpSender& operator=(const SmtpSender&) = delete;
    /// Ends the connection without a word.
    ~SmtpSender();

    /// `before_end` is called once when all but the end of the mail was read: false, and the server
    /// does not get the end, which is what makes it a mail.
    [[nodiscard]] SendResult send(const Letter& letter, const std::function<bool()>& before_end);

private:
    class Impl;
    explicit SmtpSender(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace wedsync::hub
