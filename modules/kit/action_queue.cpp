// An action that waits is the value "beside.queue.<9 - priority>.<created, 16 digits>.<id>", so
// that the order of names is the order of sending; one that is held "beside.held.<created>.<id>".
// The value is a JSON object.
#include "modules/kit/action_queue.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "engine/base/hash.hpp"
#include "engine/base/prng.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/pace/backoff.hpp"

namespace wedsync::modules {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

constexpr std::string_view kWaiting = "beside.queue.";
constexpr std::string_view kHeld = "beside.held.";
constexpr std::size_t kMomentDigits = 16;
constexpr std::uint8_t kPriorityMax = 9;
constexpr std::size_t kReasonBytesMax = 400;
constexpr unsigned kOk = 200;
constexpr unsigned kFirstServerFailure = 500;

/// Where actions of a type go, and how a batch of them is written.
struct Endpoint {
    std::string_view type;
    std::string_view path;
    std::string_view list;
    std::string_view moment;
};
constexpr std::array<Endpoint, 1> kEndpoints{
    {{"viral_action", "/api/viral/offline-sync", "offlineActions", "syncTimestamp"}}};

const Endpoint* endpoint_of(std::string_view type) {
    for (const Endpoint& endpoint : kEndpoints) {
        if (endpoint.type == type) return &endpoint;
    }
    return nullptr;
}

constexpr std::array<codec::JsonName, 3> kStatusNames{
    {{static_cast<std::uint8_t>(ActionStatus::kWaiting), "waiting"},
     {static_cast<std::uint8_t>(ActionStatus::kStuck), "stuck"},
     {static_cast<std::uint8_t>(ActionStatus::kRefused), "refused"}}};

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= kActionIdBytesMax &&
           std::all_of(id.begin(), id.end(), [](char letter) {
               return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                      (letter >= '0' && letter <= '9') || letter == '-';
           });
}

std::string row_name(const QueuedAction& action) {
    const std::string digits = std::to_string(std::max<std::int64_t>(0, action.created_at_ms));
    const std::string moment =
        std::string(kMomentDigits - std::min(kMomentDigits, digits.size()), '0') + digits;
    if (action.status != ActionStatus::kWaiting)
        return std::string(kHeld) + moment + "." + action.id;
    return std::string(kWaiting) + std::to_string(kPriorityMax - action.priority) + "." + moment +
           "." + action.id;
}

std::string_view id_in(std::string_view row_name) {
    return row_name.substr(row_name.rfind('.') + 1);
}

Bytes row_value(const QueuedAction& action) {
    bj::object object;
    object["type"] = codec::json_of_text(action.type);
    object["priority"] = action.priority;
    object["scope"] = codec::json_of(action.scope.value());
    object["label"] = codec::json_of_text(action.label);
    object["data"] = codec::json_of_text(action.data);
    object["attempts"] = action.attempts;
    object["created_at"] = action.created_at_ms;
    object["not_before"] = action.not_before_ms;
    object["alone"] = action.is_alone;
    object["status"] = name_of(action.status);
    object["code"] = codec::json_of_text(action.code);
    object["reason"] = codec::json_of_text(action.reason);
    const std::string text = json::write_json(object);
    return {text.begin(), text.end()};
}

Result<QueuedAction> read_row(std::string_view name, BytesView value) {
    const std::string text(value.begin(), value.end());
    const bj::value document = WEDSYNC_TRY(json::parse_json(text));
    codec::JsonFailure failure;
    const JsonNode node(document, failure);
    QueuedAction action;
    action.id = id_in(name);
    action.type = node.member("type").text();
    action.priority = static_cast<std::uint8_t>(node.member("priority").number(kPriorityMax));
    action.scope = ScopeId{node.member("scope").number()};
    action.label = node.member("label").text();
    action.data = node.member("data").text();
    action.attempts = node.member("attempts").number_u32();
    action.created_at_ms = node.member("created_at").integer();
    action.not_before_ms = node.member("not_before").integer();
    action.is_alone = node.member("alone").boolean();
    action.status = static_cast<ActionStatus>(node.member("status").one_of(kStatusNames));
    action.code = node.member("code").text();
    action.reason = node.member("reason").text();
    if (failure.where != nullptr) return codec::error_of(failure, document);
    return action;
}

/// Calls `visit` for the actions under a beginning of names until it returns false.
Result<void> visit_actions(replica::Replica& replica, std::string_view prefix,
                           const std::function<bool(QueuedAction)>& visit) {
    Result<void> done;
    WEDSYNC_TRY(replica.store().visit_meta(prefix, [&](std::string_view name, BytesView value) {
        Result<QueuedAction> action = read_row(name, value);
        if (!action.ok()) {
            done = std::move(action).error();
            return false;
        }
        return visit(std::move(action).value());
    }));
    return done;
}

/// Exponential, with jitter, the same for all of a batch: it goes together again.
std::int64_t delay_ms(const QueuedAction& first) {
    Prng prng(hash64(as_bytes(first.id), first.attempts));
    pace::Backoff backoff;
    std::uint64_t delay = 0;
    for (std::uint32_t i = 0; i < std::clamp(first.attempts, 1U, 10U); ++i)
        delay = backoff.next_ms(prng);
    return static_cast<std::int64_t>(delay);
}

std::string shortened(std::string_view text) {
    std::size_t size = std::min(text.size(), kReasonBytesMax);
    while (size < text.size() && size > 0 &&
           (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U)
        --size;
    return std::string(text.substr(0, size));
}

/// What the hub said of one action, or of a request that it took none of.
struct Verdict {
    enum class Kind : std::uint8_t { kLater, kDone, kRefused };
    Kind kind = Kind::kLater;
    std::string code;
    std::string detail;
};

std::string text_or_empty(const JsonNode& node, std::string_view member) {
    if (!node.is_object()) return {};
    const auto found = node.find(member);
    return found && found->value().is_string() ? shortened(found->text()) : std::string();
}

/// A hub without mail takes an invitation and sends nothing: whoever invited has to know.
bool is_without_mail(const JsonNode& result) {
    const auto mail = result.find("mail");
    return mail && text_or_empty(*mail, "reason") == "no_mail";
}

Result<std::map<std::string, Verdict>> read_results(const std::string& body) {
    const bj::value document = WEDSYNC_TRY(json::parse_json(body));
    codec::JsonFailure failure;
    const JsonNode results = JsonNode(document, failure).member("results");
    std::map<std::string, Verdict> verdicts;
    const std::size_t count = results.count(kActionsInBatchMax);
    for (std::size_t i = 0; i < count && results.ok(); ++i) {
        const JsonNode result = results.item(i);
        Verdict verdict;
        const std::string_view status = result.member("status").text();
        if (status == "processed" || status == "duplicate") verdict.kind = Verdict::Kind::kDone;
        if (status == "refused") verdict.kind = Verdict::Kind::kRefused;
        verdict.code = text_or_empty(result, "code");
        verdict.detail = text_or_empty(result, "detail");
        if (is_without_mail(result))
            verdict = {Verdict::Kind::kRefused, "no_mail", "this hub sends no mail"};
        verdicts.emplace(result.member("id").text(), std::move(verdict));
    }
    if (failure.where != nullptr) return codec::error_of(failure, document);
    return verdicts;
}

/// Why a whole request came to nothing.
std::string reason_of(const ActionAnswer& answer) {
    if (answer.status == 0) return "the hub was not reached";
    if (answer.status == kOk) return "the hub answered, and said nothing of it";
    std::string reason = "the hub answered with HTTP status " + std::to_string(answer.status);
    const Result<bj::value> document = json::parse_json(answer.body);
    if (!document.ok()) return reason;
    codec::JsonFailure failure;
    const std::string detail = text_or_empty(JsonNode(document.value(), failure), "detail");
    return detail.empty() ? reason : reason + ": " + detail;
}

/// The hub understood who asks and takes the request in no form, so trying it again is no use.
bool is_turned_down(unsigned status) {
    constexpr std::array<unsigned, 6> kStatuses{400, 403, 409, 413, 415, 422};
    return std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end();
}

/// The action as it is after a request that came to nothing.
QueuedAction put_off(QueuedAction action, const ActionAnswer& answer, std::int64_t not_before_ms) {
    const bool is_down = is_turned_down(answer.status);
    const bool is_hub_ill = answer.status >= kFirstServerFailure || answer.status == kOk;
    const bool is_stuck = (is_down && answer.ids.size() == 1) ||
                          (is_hub_ill && action.attempts >= kActionAttemptsMax);
    action.reason = reason_of(answer);
    action.not_before_ms = not_before_ms;
    // One of them may be what the hub does not take: the others shall not wait for it.
    action.is_alone = action.is_alone || is_down;
    if (is_stuck) action.status = ActionStatus::kStuck;
    return action;
}

}  // namespace

const char* name_of(ActionStatus status) {
    return kStatusNames[static_cast<std::size_t>(status)].name.data();
}

Result<std::pair<std::string, Bytes>> ActionQueue::row_of(const QueuedAction& action) {
    if (!is_id(action.id)) return Error{ErrorCode::kInvalid, "the id of an action"};
    if (action.priority > kPriorityMax) return Error{ErrorCode::kInvalid, "a priority above 9"};
    if (endpoint_of(action.type) == nullptr) {
        return Error{ErrorCode::kInvalid, "nothing takes actions of the type " + action.type};
    }
    const bool is_too_large =
        action.data.size() > kActionDataBytesMax || action.label.size() > kReasonBytesMax;
    if (is_too_large) return Error{ErrorCode::kTooLarge, "an action is too large"};
    const bj::value data = WEDSYNC_TRY(json::parse_json(action.data));
    if (!data.is_object()) return Error{ErrorCode::kInvalid, "an action says nothing"};
    return std::make_pair(row_name(action), row_value(action));
}

Result<void> ActionQueue::check_room(std::size_t count) {
    const std::size_t waiting = WEDSYNC_TRY(replica_.store().count_meta(kWaiting));
    if (waiting + count <= kActionsWaitingMax) return {};
    return Error{ErrorCode::kTooLarge, "too much waits here for the hub already"};
}

Result<std::optional<ActionBatch>> ActionQueue::next(std::int64_t now_ms) {
    std::vector<QueuedAction> chosen;
    WEDSYNC_TRY(visit_actions(replica_, kWaiting, [&](QueuedAction action) {
        if (action.not_before_ms > now_ms) return true;
        if (!chosen.empty()) {
            const QueuedAction& first = chosen.front();
            if (first.is_alone) return false;
            if (action.is_alone || action.type != first.type || action.scope != first.scope)
                return true;
        }
        chosen.push_back(std::move(action));
        return chosen.size() < kActionsInBatchMax;
    }));
    std::optional<ActionBatch> batch;
    if (chosen.empty()) return batch;
    const Endpoint* endpoint = endpoint_of(chosen.front().type);
    if (endpoint == nullptr) return Error{ErrorCode::kCorrupt, "an action of no known type"};
    batch.emplace();
    batch->path = endpoint->path;
    bj::array list;
    for (const QueuedAction& action : chosen) {
        batch->ids.push_back(action.id);
        list.push_back(WEDSYNC_TRY(json::parse_json(action.data)));
    }
    bj::object body;
    body["scope"] = codec::json_of(chosen.front().scope.value());
    body[endpoint->list] = std::move(list);
    body[endpoint->moment] = now_ms;
    batch->body = json::write_json(body);
    return batch;
}

Result<void> ActionQueue::settle(const ActionAnswer& answer, std::int64_t now_ms) {
    std::map<std::string, Verdict> verdicts;
    if (answer.status == kOk) {
        Result<std::map<std::string, Verdict>> read = read_results(answer.body);
        if (read.ok()) verdicts = std::move(read).value();
    }
    std::vector<QueuedAction> sent;
    WEDSYNC_TRY(visit_actions(replica_, kWaiting, [&](QueuedAction action) {
        const bool is_meant =
            std::find(answer.ids.begin(), answer.ids.end(), action.id) != answer.ids.end();
        if (is_meant) sent.push_back(std::move(action));
        return sent.size() < answer.ids.size();
    }));
    if (sent.empty()) return {};
    std::size_t held = WEDSYNC_TRY(replica_.store().count_meta(kHeld));
    for (QueuedAction& action : sent)
        ++action.attempts;
    const std::int64_t later_ms = now_ms + delay_ms(sent.front());
    replica::Replica::Beside rows;
    for (const QueuedAction& action : sent) {
        const auto found = verdicts.find(action.id);
        const Verdict verdict = found == verdicts.end() ? Verdict{} : found->second;
        QueuedAction after = action;
        switch (verdict.kind) {
            case Verdict::Kind::kDone:
                rows.emplace_back(row_name(action), Bytes());
                continue;
            case Verdict::Kind::kRefused:
                after.status = ActionStatus::kRefused;
                after.data.clear();
                after.code = verdict.code;
                after.reason = verdict.detail;
                break;
            case Verdict::Kind::kLater:
                after = put_off(action, answer, later_ms);
                break;
        }
        if (after.status != ActionStatus::kWaiting) {
            if (held >= kActionsHeldMax) {
                // Nobody looked at any of ten thousand: this one goes on waiting.
                after = action;
                after.not_before_ms = later_ms;
            } else {
                ++held;
                rows.emplace_back(row_name(action), Bytes());
            }
        }
        rows.emplace_back(row_name(after), row_value(after));
    }
    return replica_.write_beside(rows);
}

Result<QueuedAction> ActionQueue::find(std::string_view id) {
    std::optional<QueuedAction> found;
    for (const std::string_view prefix : {kHeld, kWaiting}) {
        WEDSYNC_TRY(visit_actions(replica_, prefix, [&](QueuedAction action) {
            if (action.id == id) found = std::move(action);
            return !found;
        }));
        if (found) return *std::move(found);
    }
    return Error{ErrorCode::kNotFound, "nothing of this name waits here"};
}

Result<void> ActionQueue::discard(std::string_view id) {
    const QueuedAction action = WEDSYNC_TRY(find(id));
    return replica_.write_beside({{row_name(action), Bytes()}});
}

Result<void> ActionQueue::retry(std::string_view id) {
    const QueuedAction action = WEDSYNC_TRY(find(id));
    if (action.status == ActionStatus::kRefused) {
        return Error{ErrorCode::kInvalid, "the hub refused it, and nothing of it is left here"};
    }
    QueuedAction again = action;
    again.status = ActionStatus::kWaiting;
    again.attempts = 0;
    again.not_before_ms = 0;
    if (row_name(again) == row_name(action))
        return replica_.write_beside({{row_name(again), row_value(again)}});
    WEDSYNC_TRY(check_room(1));
    return replica_.write_beside(
        {{row_name(action), Bytes()}, {row_name(again), row_value(again)}});
}

Result<std::vector<QueuedAction>> ActionQueue::list(std::size_t limit) {
    std::vector<QueuedAction> all;
    for (const std::string_view prefix : {kHeld, kWaiting}) {
        if (all.size() >= limit) break;
        WEDSYNC_TRY(visit_actions(replica_, prefix, [&](QueuedAction action) {
            all.push_back(std::move(action));
            return all.size() < limit;
        }));
    }
    return all;
}

Result<QueueState> ActionQueue::state() {
    QueueState state;
    state.held = WEDSYNC_TRY(replica_.store().count_meta(kHeld));
    WEDSYNC_TRY(visit_actions(replica_, kWaiting, [&](const QueuedAction& action) {
        ++state.waiting;
        state.next_at_ms =
            std::min(state.next_at_ms.value_or(action.not_before_ms), action.not_before_ms);
        return true;
    }));
    return state;
}

}  // namespace wedsync::modules
