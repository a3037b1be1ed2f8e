#include "modules/viral/records.hpp"

#include <utility>

#include "engine/base/assert.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/codec/json_text.hpp"
#include "modules/viral/address.hpp"

namespace wedsync::viral {
namespace {

namespace bj = boost::json;

constexpr std::uint8_t kPriority = 7;
constexpr const char* kType = "viral_action";

/// The fields that are read, in the order of Field.
const std::vector<std::string_view>& field_names() {
    static const std::vector<std::string_view> kNames = {
        "actor",     "recipient",   "shown_as",   "about",       "language",
        "sent_at",   "expires_at",  "mail_state", "mail_reason", "mailed_at",
        "opened_at", "accepted_at", "active_at",  "action_id"};
    return kNames;
}
enum Field : std::size_t {
    kActor,
    kRecipient,
    kShownAs,
    kAbout,
    kLanguage,
    kSentAt,
    kExpiresAt,
    kMailState,
    kMailReason,
    kMailedAt,
    kOpenedAt,
    kAcceptedAt,
    kActiveAt,
    kActionId,
};

InvitationRecord record_of(const modules::Row& row, std::int64_t sent_at_ms) {
    InvitationRecord record;
    record.invitation.id = row.name();
    record.invitation.actor = row.text(kActor);
    record.invitation.recipient = row.text(kRecipient);
    record.invitation.sent_at_ms = sent_at_ms;
    record.invitation.opened_at_ms = row.time_ms(kOpenedAt);
    record.invitation.accepted_at_ms = row.time_ms(kAcceptedAt);
    record.invitation.active_at_ms = row.time_ms(kActiveAt);
    record.scope = row.scope;
    record.record = row.record;
    record.shown_as = row.text(kShownAs);
    record.about = row.text(kAbout);
    record.language = row.text(kLanguage);
    record.expires_at_ms = row.time_ms(kExpiresAt);
    record.mail_state = row.text(kMailState);
    record.mail_reason = row.text(kMailReason);
    record.mailed_at_ms = row.time_ms(kMailedAt);
    record.action_id = row.text(kActionId);
    return record;
}

bj::object data_of(const NamedWish& named) {
    const Wish& wish = named.wish;
    bj::object context;
    // The record comes by the log: the hub makes none.
    context["tracked"] = true;
    context["consent"] = wish.has_consent;
    context["language"] = wish.language;
    if (!wish.about.empty()) context["about"] = codec::json_of_text(wish.about);
    if (wish.expires_at_ms) context["expiresAt"] = *wish.expires_at_ms;
    bj::object data;
    data["id"] = named.action_id;
    data["actorId"] = codec::json_of_text(wish.actor);
    data["recipientEmail"] = codec::json_of_text(wish.address);
    data["actionType"] = "sent_invite";
    data["context"] = std::move(context);
    data["timestamp"] = wish.sent_at_ms;
    data["syncStatus"] = "pending";
    return data;
}

}  // namespace

const std::vector<modules::Source>& State::sources() {
    static const std::vector<modules::Source> kSources = {{"invitations", field_names()}};
    return kSources;
}

void State::add(std::size_t /*source*/, const modules::Row& row) {
    const auto sent_at_ms = row.time_ms(kSentAt);
    if (!sent_at_ms || row.text(kRecipient).empty()) return;
    InvitationRecord record = record_of(row, *sent_at_ms);
    book_.add(record.invitation);
    const Invitation key = record.invitation;
    records_.emplace(key, std::move(record));
}

void State::remove(std::size_t /*source*/, const modules::Row& row) {
    const auto sent_at_ms = row.time_ms(kSentAt);
    if (!sent_at_ms || row.text(kRecipient).empty()) return;
    const Invitation invitation = record_of(row, *sent_at_ms).invitation;
    book_.remove(invitation);
    records_.erase(invitation);
}

std::vector<const InvitationRecord*> State::newest(std::size_t most) const {
    std::vector<const InvitationRecord*> found;
    for (const auto& [invitation, record] : records_) {
        if (found.size() == most) break;
        found.push_back(&record);
    }
    return found;
}

const InvitationRecord* State::first_to(const std::string& recipient) const {
    const Invitation* first = book_.first_to(recipient);
    if (first == nullptr) return nullptr;
    const auto found = records_.find(*first);
    WEDSYNC_ASSERT(found != records_.end());
    return &found->second;
}

std::string new_action_id(replica::Replica& replica) {
    return codec::format_hex64(replica.draw_random()) + codec::format_hex64(replica.draw_random());
}

modules::QueuedAction action_of(ScopeId scope, const NamedWish& named) {
    modules::QueuedAction action;
    action.id = named.action_id;
    action.type = kType;
    action.priority = kPriority;
    action.scope = scope;
    action.label = masked(named.wish.address);
    action.data = json::write_json(data_of(named));
    action.created_at_ms = named.wish.sent_at_ms;
    return action;
}

Result<Draft> draft_invitations(ScopeId scope, const std::vector<NamedWish>& wishes) {
    WEDSYNC_ASSERT(!wishes.empty() && wishes.size() <= kWishesMax);
    Draft draft;
    draft.scope = scope;
    draft.type = kType;
    draft.priority = kPriority;
    for (const NamedWish& named : wishes) {
        const Wish& wish = named.wish;
        const NewRecord record = draft.create("invitations");
        draft.set(record, "actor", wish.actor);
        draft.set(record, "recipient", key_of_address(wish.address));
        draft.set(record, "shown_as", masked(wish.address));
        if (!wish.about.empty()) draft.set(record, "about", wish.about);
        draft.set(record, "language", wish.language);
        draft.set(record, "sent_at", wish.sent_at_ms);
        if (wish.expires_at_ms) draft.set(record, "expires_at", *wish.expires_at_ms);
        draft.set(record, "action_id", named.action_id);
        draft.beside.push_back(WEDSYNC_TRY(modules::ActionQueue::row_of(action_of(scope, named))));
    }
    return draft;
}

Draft draft_accepted(const InvitationRecord& invited, std::int64_t at_ms) {
    Draft draft;
    draft.scope = invited.scope;
    draft.type = kType;
    draft.priority = kPriority;
    draft.set(invited.record, "accepted_at", at_ms);
    return draft;
}

}  // namespace wedsync::viral
