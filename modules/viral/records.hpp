#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/replica/replica.hpp"
#include "modules/kit/action_queue.hpp"
#include "modules/kit/view.hpp"
#include "modules/viral/invitation.hpp"
#include "modules/viral/invitation_book.hpp"

namespace wedsync::viral {

/// An invitation as its record has it (module.json). The address is in no record.
struct InvitationRecord {
    Invitation invitation;
    ScopeId scope;
    RecordId record;
    std::string shown_as;
    std::string about;
    std::string language;
    std::optional<std::int64_t> expires_at_ms;
    /// What the hub's mail says of it; empty: nothing yet.
    std::string mail_state;
    std::string mail_reason;
    std::optional<std::int64_t> mailed_at_ms;
    std::string action_id;

    friend bool operator==(const InvitationRecord&, const InvitationRecord&) = default;
};

/// All invitations. What has no moment or nobody who is invited is passed over.
class State : public modules::View {
public:
    static constexpr std::string_view kName = "viral";
    static const std::vector<modules::Source>& sources();
    void add(std::size_t source, const modules::Row& row) override;
    void remove(std::size_t source, const modules::Row& row) override;

    [[nodiscard]] std::size_t size() const { return records_.size(); }
    /// The newest first; of one moment in the order of their ids.
    [[nodiscard]] std::vector<const InvitationRecord*> newest(std::size_t most) const;
    /// The record of the invitation that counts for this recipient; null if there is none.
    [[nodiscard]] const InvitationRecord* first_to(const std::string& recipient) const;
    [[nodiscard]] const InvitationBook& book() const { return book_; }

    friend bool operator==(const State& a, const State& b) {
        return a.records_ == b.records_ && a.book_ == b.book_;
    }

private:
    struct Newer {
        bool operator()(const Invitation& a, const Invitation& b) const {
            return a.sent_at_ms != b.sent_at_ms ? a.sent_at_ms > b.sent_at_ms : a.id < b.id;
        }
    };

    std::map<Invitation, InvitationRecord, Newer> records_;
    InvitationBook book_;
};

/// Somebody is to be invited.
struct Wish {
    /// In its normal form.
    std::string address;
    std::string actor;
    std::string about;
    std::string language = "en";
    /// The person agreed to be written to.
    bool has_consent = false;
    std::int64_t sent_at_ms = 0;
    std::optional<std::int64_t> expires_at_ms;
};
inline constexpr std::size_t kWishesMax = 50;
inline constexpr std::size_t kActorBytesMax = 200;
inline constexpr std::size_t kAboutBytesMax = 200;

/// A wish, and the name that its invitation gets: unique, and guessed by nobody.
struct NamedWish {
    std::string action_id;
    Wish wish;
};
[[nodiscard]] std::string new_action_id(replica::Replica& replica);
/// What waits for the hub: priority 7.
[[nodiscard]] modules::QueuedAction action_of(ScopeId scope, const NamedWish& named);
/// The records, and beside them what waits for the hub: all or nothing. Requires 1 to kWishesMax
/// wishes.
[[nodiscard]] Result<Draft> draft_invitations(ScopeId scope, const std::vector<NamedWish>& wishes);
/// That somebody accepted, at a moment.
[[nodiscard]] Draft draft_accepted(const InvitationRecord& invited, std::int64_t at_ms);

}  // namespace wedsync::viral
