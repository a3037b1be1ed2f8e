#include "modules/viral/answers.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "modules/viral/address.hpp"

namespace wedsync::viral {
namespace {

namespace bj = boost::json;
using codec::JsonNode;
using modules::time_of;

constexpr std::uint64_t kListMax = 1'000;
constexpr std::size_t kListUsual = 200;
constexpr std::size_t kKeyDigits = 32;
constexpr std::uint64_t kMembersMax = 1'000'000;

std::string line_in(const JsonNode& node, std::string_view member, std::size_t bytes_max) {
    const auto found = node.find(member);
    if (!found) return {};
    const std::string_view text = found->text();
    const bool is_line = std::none_of(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) < 0x20U || letter == '\x7f';
    });
    if (!is_line) found->fail("is to be one line", ErrorCode::kInvalid);
    if (text.size() > bytes_max) found->fail("too long", ErrorCode::kInvalid);
    return std::string(text);
}

std::optional<std::int64_t> time_in(const JsonNode& node, std::string_view member) {
    const auto found = node.find(member);
    return found ? std::optional(time_of(*found)) : std::nullopt;
}

bj::value json_of_time(const std::optional<std::int64_t>& at_ms) {
    return at_ms ? bj::value(*at_ms) : bj::value(nullptr);
}

bj::value json_of_estimate(const std::optional<measure::Estimate>& estimate) {
    if (!estimate) return nullptr;
    return bj::object{{"value", estimate->value}, {"low", estimate->low}, {"high", estimate->high}};
}

bj::object json_of_funnel(const Funnel& funnel) {
    bj::object object;
    for (std::size_t i = 0; i < kStages; ++i)
        object[name_of(static_cast<Stage>(i))] = funnel[i];
    return object;
}

Result<void> add_queue(bj::object& answer, const modules::Place& place) {
    const modules::QueueState queue = WEDSYNC_TRY(modules::ActionQueue(place.replica).state());
    answer["waiting"] = queue.waiting;
    answer["held"] = queue.held;
    answer["as_of"] = place.wall_ms();
    return {};
}

bj::object json_of_invited(const Invited& invited) {
    bj::object object;
    object["status"] = invited.is_new() ? "saved" : "known";
    object["shown_as"] = codec::json_of_text(invited.shown_as);
    object["recipient"] = invited.recipient;
    object["action_id"] = invited.action_id;
    object["by"] = codec::json_of_text(invited.by);
    object["at"] = invited.at_ms;
    return object;
}

std::string address_of(const JsonNode& node) {
    const std::optional<std::string> address = normal_address(node.text());
    if (address) return *address;
    node.fail("no address that mail can be sent to", ErrorCode::kInvalid);
    return {};
}

std::vector<std::string> recipients_of(const JsonNode& action) {
    std::vector<std::string> addresses;
    const auto several = action.find("recipients");
    if (!several) {
        addresses.push_back(address_of(action.member("recipient")));
        return addresses;
    }
    const std::size_t count = several->count(kWishesMax);
    for (std::size_t i = 0; i < count && action.ok(); ++i)
        addresses.push_back(address_of(several->item(i)));
    return addresses;
}

Wish read_wish(const modules::Place& place, const JsonNode& action) {
    Wish wish;
    wish.actor = line_in(action, "actor", kActorBytesMax);
    if (wish.actor.empty()) wish.actor = place.replica.author().person;
    wish.about = line_in(action, "about", kAboutBytesMax);
    if (const auto language = action.find("language")) {
        static_cast<void>(modules::choice_of(*language, {"en", "de", "fr", "es", "ar"}));
        wish.language = language->text();
    }
    wish.has_consent = action.member("consent").boolean();
    wish.sent_at_ms = place.wall_ms();
    wish.expires_at_ms = time_in(action, "expires_at");
    return wish;
}

Result<bj::value> act_invite(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "recipient", "recipients", "consent",
                          "actor", "about", "language", "expires_at", "again"});
    const ScopeId scope{action.member("scope").number()};
    const Wish wish = read_wish(place, action);
    const std::vector<std::string> addresses = recipients_of(action);
    const auto again = action.find("again");
    const WhenKnown when_known = again && again->boolean() ? WhenKnown::kAgain : WhenKnown::kTell;
    if (!action.ok()) return bj::value(nullptr);
    std::vector<Wish> wishes;
    for (const std::string& address : addresses) {
        wishes.push_back(wish);
        wishes.back().address = address;
    }
    bj::array results;
    for (const Invited& invited : WEDSYNC_TRY(invite(place, scope, std::move(wishes), when_known)))
        results.push_back(json_of_invited(invited));
    bj::object answer{{"results", std::move(results)}};
    WEDSYNC_TRY(add_queue(answer, place));
    return bj::value(std::move(answer));
}

/// The key of an address, or the key itself: others have no address.
std::string key_in(const JsonNode& node) {
    const std::string_view text = node.text();
    const bool is_key = text.size() == kKeyDigits &&
                        text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    return is_key ? std::string(text) : key_of_address(address_of(node));
}

Result<bj::value> act_accepted(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "recipient", "at"});
    const ScopeId scope{action.member("scope").number()};
    const std::string recipient = key_in(action.member("recipient"));
    const std::int64_t at_ms = time_in(action, "at").value_or(place.wall_ms());
    if (!action.ok()) return bj::value(nullptr);
    const InvitationRecord record = WEDSYNC_TRY(accept(place, scope, recipient, at_ms));
    return bj::value(json_of(record, WEDSYNC_TRY(waiting_here(place.replica))));
}

Result<bj::value> act(const modules::Place& place, const JsonNode& action) {
    const std::size_t which = modules::choice_of(action.member("action"), {"invite", "accepted"});
    if (!action.ok()) return bj::value(nullptr);
    return which == 0 ? act_invite(place, action) : act_accepted(place, action);
}

Result<bj::value> list_answer(const modules::Place& place, const State& state, std::size_t limit) {
    const Waiting waiting = WEDSYNC_TRY(waiting_here(place.replica));
    bj::array invitations;
    for (const InvitationRecord* record : state.newest(limit))
        invitations.push_back(json_of(*record, waiting));
    bj::object answer{{"invitations", std::move(invitations)}, {"count", state.size()}};
    WEDSYNC_TRY(add_queue(answer, place));
    return bj::value(std::move(answer));
}

Result<bj::value> ask(const modules::Place& place, const JsonNode& question) {
    question.expect_object({"module", "question", "scope", "limit", "members"});
    const std::size_t which =
        modules::choice_of(question.member("question"), {"invitations", "metrics"});
    const auto limit = question.find("limit");
    const auto members = question.find("members");
    const auto most = limit ? static_cast<std::size_t>(limit->number(kListMax)) : kListUsual;
    const std::uint64_t member_count = members ? members->number(kMembersMax) : 0;
    const std::optional<ScopeId> scope = modules::scope_of(question);
    if (!question.ok()) return bj::value(nullptr);
    const State& state = *WEDSYNC_TRY(place.views.find<State>(scope));
    if (which == 0) return list_answer(place, state, most);
    bj::object answer = json_of_metrics(state, member_count);
    WEDSYNC_TRY(add_queue(answer, place));
    return bj::value(std::move(answer));
}

}  // namespace

Result<std::vector<Invited>> invite(const modules::Place& place, ScopeId scope,
                                    std::vector<Wish> wishes, WhenKnown when_known) {
    const State& state = *WEDSYNC_TRY(place.views.find<State>());
    std::vector<Invited> answers;
    std::vector<NamedWish> fresh;
    std::set<std::string> seen;
    for (Wish& wish : wishes) {
        Invited invited;
        invited.shown_as = masked(wish.address);
        invited.recipient = key_of_address(wish.address);
        invited.by = wish.actor;
        invited.at_ms = wish.sent_at_ms;
        const Invitation* first = state.book().first_to(invited.recipient);
        const bool is_known = first != nullptr && when_known == WhenKnown::kTell;
        if (is_known) {
            invited.by = first->actor;
            invited.at_ms = first->sent_at_ms;
        }
        const bool is_first_here = seen.insert(invited.recipient).second;
        if (!is_known && is_first_here) {
            invited.action_id = new_action_id(place.replica);
            fresh.push_back({invited.action_id, std::move(wish)});
        }
        answers.push_back(std::move(invited));
    }
    WEDSYNC_TRY(modules::ActionQueue(place.replica).check_room(fresh.size()));
    for (std::size_t at = 0; at < fresh.size(); at += kWishesMax) {
        const auto first = fresh.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t count = std::min(kWishesMax, fresh.size() - at);
        const std::vector<NamedWish> part(first, first + static_cast<std::ptrdiff_t>(count));
        const Draft draft = WEDSYNC_TRY(draft_invitations(scope, part));
        WEDSYNC_TRY(place.replica.commit(place.now, draft));
    }
    return answers;
}

Result<InvitationRecord> accept(const modules::Place& place, ScopeId scope,
                                const std::string& recipient, std::int64_t at_ms) {
    const State& state = *WEDSYNC_TRY(place.views.find<State>(scope));
    const InvitationRecord* first = state.first_to(recipient);
    if (first == nullptr) {
        return Error{ErrorCode::kNotFound, "nobody is invited under this address here"};
    }
    InvitationRecord accepted = *first;
    std::optional<std::int64_t>& known_ms = accepted.invitation.accepted_at_ms;
    if (known_ms && *known_ms <= at_ms) return accepted;
    known_ms = at_ms;
    WEDSYNC_TRY(place.replica.commit(place.now, draft_accepted(*first, at_ms)));
    return accepted;
}

Result<Waiting> waiting_here(replica::Replica& replica) {
    Waiting waiting;
    const std::size_t most = modules::kActionsWaitingMax + modules::kActionsHeldMax;
    for (modules::QueuedAction& action : WEDSYNC_TRY(modules::ActionQueue(replica).list(most)))
        waiting.emplace(action.id, std::move(action));
    return waiting;
}

std::string_view state_of(const InvitationRecord& record, const Waiting& waiting) {
    if (record.invitation.active_at_ms) return "active";
    if (record.invitation.accepted_at_ms) return "accepted";
    if (record.invitation.opened_at_ms) return "opened";
    const std::string& mail = record.mail_state;
    if (mail == "sent" || mail == "repeated") return "sent";
    if (mail == "queued") return "with_hub";
    for (const std::string_view final_state :
         {"bounced", "refused", "unknown", "opted_out", "expired"}) {
        if (mail == final_state) return final_state;
    }
    const auto here = waiting.find(record.action_id);
    if (here == waiting.end()) return "on_the_way";
    switch (here->second.status) {
        case modules::ActionStatus::kWaiting:
            return "waiting";
        case modules::ActionStatus::kStuck:
            return "stuck";
        case modules::ActionStatus::kRefused:
            return "declined";
    }
    return "on_the_way";
}

bj::object json_of(const InvitationRecord& record, const Waiting& waiting) {
    const Invitation& invitation = record.invitation;
    const auto here = waiting.find(record.action_id);
    const bool is_here = here != waiting.end() && record.mail_state.empty();
    bj::object object;
    object["id"] = invitation.id;
    object["scope"] = codec::json_of(record.scope.value());
    object["actor"] = codec::json_of_text(invitation.actor);
    object["recipient"] = codec::json_of_text(invitation.recipient);
    object["shown_as"] = codec::json_of_text(record.shown_as);
    object["about"] = codec::json_of_text(record.about);
    object["language"] = codec::json_of_text(record.language);
    object["state"] = state_of(record, waiting);
    object["reason"] = codec::json_of_text(is_here ? here->second.reason : record.mail_reason);
    object["sent_at"] = invitation.sent_at_ms;
    object["expires_at"] = json_of_time(record.expires_at_ms);
    object["mailed_at"] = json_of_time(record.mailed_at_ms);
    object["opened_at"] = json_of_time(invitation.opened_at_ms);
    object["accepted_at"] = json_of_time(invitation.accepted_at_ms);
    object["active_at"] = json_of_time(invitation.active_at_ms);
    object["action_id"] = codec::json_of_text(record.action_id);
    return object;
}

bj::object json_of_metrics(const State& state, std::uint64_t members) {
    const std::uint64_t actors = state.book().metrics(0).actors;
    const Metrics metrics = state.book().metrics(members == 0 ? actors : members);
    bj::array leaders;
    for (const Leader& leader : metrics.leaders) {
        bj::object each = json_of_funnel(leader.funnel);
        each["actor"] = codec::json_of_text(leader.actor);
        leaders.push_back(std::move(each));
    }
    bj::object object;
    object["funnel"] = json_of_funnel(metrics.funnel);
    object["repeated"] = metrics.repeated;
    object["actors"] = metrics.actors;
    object["conversion"] = json_of_estimate(metrics.conversion);
    object["k_factor"] = json_of_estimate(metrics.k_factor);
    object["cycle_ms"] = json_of_time(metrics.cycle_ms);
    object["leaders"] = std::move(leaders);
    return object;
}

const modules::Module& module() {
    static const modules::Module kModule{"viral", ask, act};
    return kModule;
}

}  // namespace wedsync::viral
