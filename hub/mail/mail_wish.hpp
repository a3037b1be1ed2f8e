#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wedsync::hub {

/// What becomes of the mail of an invitation.
enum class MailState : std::uint8_t {
    kQueued,    ///< It goes out when its turn comes.
    kSent,      ///< A mail server took it.
    kRepeated,  ///< This person was invited already: the first mail stands.
    kRefused,   ///< It must not or cannot be sent; the reason says why.
    kBounced,   ///< A mail server refused it for good.
    kUnknown,   ///< The hub stopped before it knew whether the server took it.
    kOptedOut,  ///< This person wants no mail.
    kExpired,   ///< It was not sent, or not accepted, while it held.
};
/// "queued", "sent", "repeated", "refused", "bounced", "unknown", "opted_out", "expired": as the
/// field `mail_state` of an invitation has it.
[[nodiscard]] std::string_view name_of(MailState state);

/// Somebody is to be invited by mail.
struct MailWish {
    /// The name of the invitation, given where it was made: the same wish twice is one wish.
    std::string id;
    /// In its normal form (viral::normal_address()).
    std::string address;
    /// Who invites, as it is to stand in the mail.
    std::string actor;
    /// A few words for the person who is invited; may be empty.
    std::string about;
    /// One of "en", "de", "fr", "es", "ar".
    std::string language;
    /// Where the invitation's record is.
    std::uint64_t scope = 0;
    /// Milliseconds since 1970.
    std::int64_t invited_at_ms = 0;
    /// None: as long as the settings say.
    std::optional<std::int64_t> expires_at_ms;
    /// The person agreed to be written to.
    bool has_consent = false;
};

/// How an invitation stands at the post room. What it says is written into the record.
struct MailStanding {
    std::string id;
    std::uint64_t scope = 0;
    MailState state = MailState::kQueued;
    /// A word for programs: "no_consent", "too_many", "smtp_550"; empty: none.
    std::string reason;
    std::optional<std::int64_t> mailed_at_ms;
    std::optional<std::int64_t> opened_at_ms;
    std::optional<std::int64_t> accepted_at_ms;
    /// Grows whenever something of this changes.
    std::uint64_t version = 0;

    friend bool operator==(const MailStanding&, const MailStanding&) = default;
};

}  // namespace wedsync::hub
