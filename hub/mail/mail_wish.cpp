#include "hub/mail/mail_wish.hpp"

namespace wedsync::hub {

std::string_view name_of(MailState state) {
    switch (state) {
        case MailState::kQueued:
            return "queued";
        case MailState::kSent:
            return "sent";
        case MailState::kRepeated:
            return "repeated";
        case MailState::kRefused:
            return "refused";
        case MailState::kBounced:
            return "bounced";
        case MailState::kUnknown:
            return "unknown";
        case MailState::kOptedOut:
            return "opted_out";
        case MailState::kExpired:
            return "expired";
    }
    return {};
}

}  // namespace wedsync::hub
