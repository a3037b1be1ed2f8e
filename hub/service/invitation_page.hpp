#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/base/instant.hpp"
#include "hub/mail/post_room.hpp"
#include "hub/service/bucket.hpp"
#include "hub/service/http_message.hpp"
#include "hub/service/log.hpp"

namespace wedsync::hub {

/// What somebody sees who follows the link of an invitation that was mailed: who invites, and what
/// can be answered. To look at it changes nothing but that it was opened (mail servers follow links
/// too); to accept, and to get no more mail, are POSTs. No script, nothing from elsewhere; in the
/// reader's language, or else that of the mail. Not thread-safe.
class InvitationPage {
public:
    struct Parts {
        PostRoom& room;
        const Log& log;
        /// How the house is called.
        std::function<std::string()> house;
    };
    explicit InvitationPage(Parts parts) : parts_(std::move(parts)) {}

    /// "/i/TOKEN", "/i/TOKEN/accept", "/i/TOKEN/stop", and the style of these pages.
    [[nodiscard]] static bool takes(std::string_view path);
    [[nodiscard]] HttpResponse handle(const HttpRequest& request, Now now);

private:
    struct Asked;
    [[nodiscard]] HttpResponse answer(const Asked& asked, const LinkAnswer& found,
                                      const HttpRequest& request) const;
    [[nodiscard]] HttpResponse trouble(const Error& error) const;

    Parts parts_;
    /// Requests, by address.
    Buckets requests_{{120, 120}};
};

}  // namespace wedsync::hub
