#include "tests/modules/toasts/answers.hpp"

#include "tests/modules/toasts/records.hpp"

namespace wedsync::toasts {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

constexpr std::uint64_t kMinutesMax = 60;

Result<bj::value> ask(const modules::Place& place, const JsonNode& question) {
    question.expect_object({"module", "question", "scope"});
    static_cast<void>(modules::choice_of(question.member("question"), {"plan"}));
    const auto scope = modules::scope_of(question);
    if (!question.ok()) return bj::value(nullptr);
    const Plan& plan = *WEDSYNC_TRY(place.views.find<Plan>(scope));
    return bj::value(bj::object{{"toasts", plan.toasts()}, {"minutes", plan.minutes()}});
}

Result<bj::value> act(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "speaker", "minutes"});
    static_cast<void>(modules::choice_of(action.member("action"), {"add"}));
    const ScopeId scope{action.member("scope").number()};
    const std::string speaker = modules::text_of(action.member("speaker"));
    const auto minutes = static_cast<std::int64_t>(action.member("minutes").number(kMinutesMax));
    if (!action.ok()) return bj::value(nullptr);
    static_cast<void>(
        WEDSYNC_TRY(place.replica.commit(place.now, draft_toast(scope, speaker, minutes))));
    return bj::value(nullptr);
}

}  // namespace

const modules::Module& module() {
    static const modules::Module kModule{"toasts", ask, act};
    return kModule;
}

}  // namespace wedsync::toasts
