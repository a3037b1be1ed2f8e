#include "modules/viral/processor.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "modules/viral/address.hpp"

namespace wedsync::viral {
namespace {

using codec::JsonNode;
using modules::Counter;
using modules::Item;
using modules::Outcome;

constexpr std::uint8_t kPriority = 7;
constexpr std::size_t kWordBytesMax = 64;
constexpr std::size_t kAboutBytesMax = 200;

struct Action {
    std::string actor;
    std::string typed_address;
    bool is_accepted = false;
    std::int64_t at_ms = 0;
    /// What the context says that we know; whatever else is in it is not kept.
    std::string about;
    std::string language;
    std::optional<std::int64_t> expires_at_ms;
    bool has_consent = false;
    /// The device has made the record itself: it comes by the log.
    bool is_tracked = false;
};

bool flag_in(const JsonNode& node, std::string_view member) {
    const auto found = node.find(member);
    return found && found->boolean();
}

void read_context(const JsonNode& context, Action& action) {
    if (!context.is_object()) {
        context.fail("is to be an object", ErrorCode::kInvalid);
        return;
    }
    action.about = modules::optional_line(context, "about", kAboutBytesMax);
    constexpr std::string_view kEnglish = "en";
    action.language = kEnglish;
    if (const auto language = context.find("language")) {
        static_cast<void>(modules::choice_of(*language, {"en", "de", "fr", "es", "ar"}));
        action.language = language->text();
    }
    if (const auto expires = context.find("expiresAt"))
        action.expires_at_ms = modules::moment_of(*expires);
    action.has_consent = flag_in(context, "consent");
    action.is_tracked = flag_in(context, "tracked");
}

Action read_action(const JsonNode& data) {
    data.expect_object(
        {"id", "actorId", "recipientEmail", "actionType", "context", "timestamp", "syncStatus"});
    Action action;
    action.actor = modules::line_of(data.member("actorId"), modules::kNameBytesMax);
    action.typed_address = modules::line_of(data.member("recipientEmail"), 2 * kAddressBytesMax);
    action.is_accepted =
        modules::choice_of(data.member("actionType"), {"sent_invite", "accepted_invite"}) == 1;
    action.at_ms = modules::moment_of(data.member("timestamp"));
    action.language = "en";
    if (const auto context = data.find("context")) read_context(*context, action);
    static_cast<void>(modules::optional_line(data, "syncStatus", kWordBytesMax));
    return action;
}

Draft draft_invitation(const Action& action, const std::string& address, const std::string& id) {
    Draft draft;
    draft.type = "viral_action";
    draft.priority = kPriority;
    const NewRecord record = draft.create("invitations");
    draft.set(record, "actor", action.actor);
    draft.set(record, "recipient", key_of_address(address));
    draft.set(record, "shown_as", masked(address));
    if (!action.about.empty()) draft.set(record, "about", action.about);
    draft.set(record, "language", action.language);
    draft.set(record, "sent_at", action.at_ms);
    if (action.expires_at_ms) draft.set(record, "expires_at", *action.expires_at_ms);
    draft.set(record, "action_id", id);
    return draft;
}

Result<Outcome> send(const Counter& counter, const Item& item, const Action& action,
                     const std::string& address) {
    if (!action.is_tracked) {
        const auto known =
            WEDSYNC_TRY(counter.find("invitations", {"action_id"}, {item.id}, {}, 1));
        if (known.empty()) {
            static_cast<void>(
                WEDSYNC_TRY(counter.commit(draft_invitation(action, address, item.id))));
        }
    }
    Outcome outcome;
    outcome.invite = modules::InviteByMail{
        item.id,         address,      action.actor,         action.about,
        action.language, action.at_ms, action.expires_at_ms, action.has_consent};
    return outcome;
}

/// Of several invitations of one person the first one counts.
Result<Outcome> accept(const Counter& counter, const Action& action, const std::string& address) {
    const auto known = WEDSYNC_TRY(counter.find(
        "invitations", {"recipient"}, {key_of_address(address)}, {"sent_at", "accepted_at"}));
    if (known.empty()) {
        return modules::refused("no_invitation",
                                "nobody was invited under this address yet: send it again later");
    }
    const auto first = std::min_element(
        known.begin(), known.end(), [](const modules::Row& left, const modules::Row& right) {
            return std::make_pair(left.number(0).value_or(0), left.record) <
                   std::make_pair(right.number(0).value_or(0), right.record);
        });
    const auto accepted = first->time_ms(1);
    if (accepted && *accepted <= action.at_ms) {
        return modules::duplicate("known_acceptance", "this was known already");
    }
    Draft draft;
    draft.type = "viral_action";
    draft.priority = kPriority;
    draft.set(first->record, "accepted_at", action.at_ms);
    static_cast<void>(WEDSYNC_TRY(counter.commit(std::move(draft))));
    return Outcome{};
}

Result<Outcome> process(const Counter& counter, const Item& item) {
    const Action action = read_action(item.data);
    if (!item.data.ok()) return Outcome{};
    const std::optional<std::string> address = normal_address(action.typed_address);
    if (!address) {
        return modules::refused("bad_address", "recipientEmail is no address mail can be sent to");
    }
    return action.is_accepted ? accept(counter, action, *address)
                              : send(counter, item, action, *address);
}

}  // namespace

const std::vector<modules::Processor>& processors() {
    static const std::vector<modules::Processor> kProcessors = {
        {"viral_action",
         kPriority,
         "timestamp",
         "recipientEmail",
         {"invitations"},
         {{"invitations", {"action_id"}}, {"invitations", {"recipient"}}},
         process,
         nullptr}};
    return kProcessors;
}

}  // namespace wedsync::viral
