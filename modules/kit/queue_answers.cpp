#include "modules/kit/queue_answers.hpp"

#include <utility>

#include "modules/kit/action_queue.hpp"

namespace wedsync::modules {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

constexpr std::uint64_t kListMax = 1'000;
constexpr std::size_t kListUsual = 200;
constexpr unsigned kStatusMax = 999;

bj::object json_of(const QueueState& state, std::int64_t now_ms) {
    bj::object object;
    object["waiting"] = state.waiting;
    object["held"] = state.held;
    object["next_at"] = state.next_at_ms ? bj::value(*state.next_at_ms) : bj::value(nullptr);
    object["as_of"] = now_ms;
    return object;
}

bj::object json_of(const QueuedAction& action) {
    bj::object object;
    object["id"] = action.id;
    object["type"] = codec::json_of_text(action.type);
    object["scope"] = codec::json_of(action.scope.value());
    object["label"] = codec::json_of_text(action.label);
    object["priority"] = action.priority;
    object["attempts"] = action.attempts;
    object["created_at"] = action.created_at_ms;
    object["not_before"] = action.not_before_ms;
    object["status"] = name_of(action.status);
    object["code"] = codec::json_of_text(action.code);
    object["reason"] = codec::json_of_text(action.reason);
    return object;
}

bj::value json_of(const ActionBatch& batch) {
    bj::array ids;
    for (const std::string& id : batch.ids)
        ids.emplace_back(id);
    return bj::object{{"path", batch.path}, {"body", batch.body}, {"ids", std::move(ids)}};
}

Result<bj::value> ask(const Place& place, const JsonNode& question) {
    question.expect_object({"module", "question", "limit"});
    const std::size_t which = choice_of(question.member("question"), {"next", "list", "state"});
    const auto limit_given = question.find("limit");
    const std::size_t limit =
        limit_given ? static_cast<std::size_t>(limit_given->number(kListMax)) : kListUsual;
    if (!question.ok()) return bj::value(nullptr);
    ActionQueue queue(place.replica);
    if (which == 0) {
        const auto batch = WEDSYNC_TRY(queue.next(place.wall_ms()));
        return batch ? json_of(*batch) : bj::value(nullptr);
    }
    bj::object answer = json_of(WEDSYNC_TRY(queue.state()), place.wall_ms());
    if (which == 1) {
        bj::array actions;
        for (const QueuedAction& action : WEDSYNC_TRY(queue.list(limit)))
            actions.push_back(json_of(action));
        answer["actions"] = std::move(actions);
    }
    return bj::value(std::move(answer));
}

ActionAnswer read_answer(const JsonNode& action) {
    ActionAnswer answer;
    const JsonNode ids = action.member("ids");
    const std::size_t count = ids.count(kActionsInBatchMax);
    for (std::size_t i = 0; i < count; ++i)
        answer.ids.emplace_back(ids.item(i).text());
    answer.status = static_cast<unsigned>(action.member("status").number(kStatusMax));
    answer.body = action.member("body").text();
    return answer;
}

Result<bj::value> act(const Place& place, const JsonNode& action) {
    const std::size_t which = choice_of(action.member("action"), {"settle", "discard", "retry"});
    ActionQueue queue(place.replica);
    if (which == 0) {
        action.expect_object({"module", "action", "ids", "status", "body"});
        const ActionAnswer answer = read_answer(action);
        if (!action.ok()) return bj::value(nullptr);
        WEDSYNC_TRY(queue.settle(answer, place.wall_ms()));
    } else {
        action.expect_object({"module", "action", "id"});
        const std::string id = text_of(action.member("id"));
        if (!action.ok()) return bj::value(nullptr);
        WEDSYNC_TRY(which == 1 ? queue.discard(id) : queue.retry(id));
    }
    return bj::value(json_of(WEDSYNC_TRY(queue.state()), place.wall_ms()));
}

}  // namespace

const Module& queue_module() {
    static const Module kModule{"queue", ask, act};
    return kModule;
}

}  // namespace wedsync::modules
