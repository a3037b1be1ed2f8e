#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/mail/mail_settings.hpp"
#include "hub/mail/post_room.hpp"

namespace wedsync::hub {

/// A mail as a server takes it.
struct Letter {
    /// The addresses of the envelope.
    std::string from;
    std::string to;
    /// The whole message (RFC 5322), lines ended by CR LF, ASCII but for an address that is not.
    std::string message;
};

/// The mail of an invitation: plain text and HTML in its language (multipart/alternative), with
/// links to accept and to get no more (RFC 8058). Nothing of what people typed can be more than
/// text in it. The same input gives the same bytes.
[[nodiscard]] Letter compose_letter(const MailJob& job, const MailSettings& settings,
                                    std::int64_t now_ms);

/// Where an invitation's page is, under the address of MailSettings::links.
[[nodiscard]] std::string page_address(const MailSettings& settings, std::string_view token);

}  // namespace wedsync::hub
