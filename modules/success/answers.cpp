#include "modules/success/answers.hpp"

#include <optional>
#include <utility>

namespace wedsync::success {
namespace {

namespace bj = boost::json;
using codec::JsonNode;
using modules::text_of;
using modules::time_of;

std::string optional_text(const JsonNode& node, std::string_view name) {
    const auto found = node.find(name);
    return found ? text_of(*found) : std::string();
}

std::string supplier_of(const JsonNode& node) {
    const JsonNode supplier = node.member("supplier");
    if (supplier.text().empty()) supplier.fail("nobody", ErrorCode::kInvalid);
    return text_of(supplier);
}

std::string number_of_things(std::int64_t count, const std::string& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

bj::value health_answer(const State& state, const std::string& only, std::int64_t now_ms) {
    bj::array suppliers;
    for (const std::string& supplier : state.suppliers()) {
        if (!only.empty() && supplier != only) continue;
        suppliers.push_back(json_of(supplier, state.health(supplier, now_ms)));
    }
    return bj::object{{"suppliers", std::move(suppliers)}, {"as_of", now_ms}};
}

bj::value milestones_answer(const State& state, const std::string& only, std::int64_t now_ms) {
    bj::array milestones;
    for (const std::string& supplier : state.suppliers()) {
        if (!only.empty() && supplier != only) continue;
        const ActivityBook::Kinds* did = state.activities().find(supplier);
        for (const Reached& each : reached_by(did, default_milestones(), now_ms)) {
            bj::object milestone;
            milestone["supplier"] = codec::json_of_text(supplier);
            milestone["type"] = each.type;
            milestone["achieved_at"] = each.at_ms;
            milestone["celebrated"] = state.is_celebrated(supplier, each.type);
            milestones.push_back(std::move(milestone));
        }
    }
    return bj::object{{"milestones", std::move(milestones)}, {"as_of", now_ms}};
}

Result<bj::value> ask(const modules::Place& place, const JsonNode& question) {
    question.expect_object({"module", "question", "supplier", "scope"});
    const std::size_t which =
        modules::choice_of(question.member("question"), {"health", "milestones"});
    const std::string only = optional_text(question, "supplier");
    const std::optional<ScopeId> scope = modules::scope_of(question);
    if (!question.ok()) return bj::value(nullptr);
    const State& state = *WEDSYNC_TRY(place.views.find<State>(scope));
    return which == 0 ? health_answer(state, only, place.wall_ms())
                      : milestones_answer(state, only, place.wall_ms());
}

Result<bj::value> note(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "supplier", "kind", "at", "about"});
    const ScopeId scope{action.member("scope").number()};
    const auto at = action.find("at");
    const Activity activity{supplier_of(action), text_of(action.member("kind")),
                            at ? time_of(*at) : place.wall_ms()};
    const std::string about = optional_text(action, "about");
    if (!action.ok()) return bj::value(nullptr);
    const State& state = *WEDSYNC_TRY(place.views.find<State>());
    const std::vector<Reached> reached = WEDSYNC_TRY(note_activity(place, scope, activity, about));
    bj::object answer =
        json_of(activity.supplier, state.health(activity.supplier, place.wall_ms()));
    bj::array milestones;
    for (const Reached& each : reached)
        milestones.push_back(bj::object{{"type", each.type}, {"achieved_at", each.at_ms}});
    answer["milestones"] = std::move(milestones);
    return bj::value(std::move(answer));
}

Result<bj::value> say(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "supplier", "risk", "until", "reason"});
    const ScopeId scope{action.member("scope").number()};
    RiskNote said;
    said.supplier = supplier_of(action);
    said.risk.risk =
        static_cast<Risk>(modules::choice_of(action.member("risk"), {"low", "medium", "high"}));
    said.risk.until_ms = time_of(action.member("until"));
    said.reason = optional_text(action, "reason");
    if (!action.ok()) return bj::value(nullptr);
    const State& state = *WEDSYNC_TRY(place.views.find<State>());
    WEDSYNC_TRY(place.replica.commit(place.now, draft_risk_note(scope, said, place.wall_ms())));
    return bj::value(json_of(said.supplier, state.health(said.supplier, place.wall_ms())));
}

Result<bj::value> act(const modules::Place& place, const JsonNode& action) {
    const std::size_t which = modules::choice_of(action.member("action"), {"note", "say"});
    if (!action.ok()) return bj::value(nullptr);
    return which == 0 ? note(place, action) : say(place, action);
}

}  // namespace

std::string words_for(Part part, const Health& health) {
    const std::int64_t amount = health.amounts[static_cast<std::size_t>(part)];
    switch (part) {
        case Part::kRecency:
            if (amount == kNeverDays) return "did nothing yet";
            return "last active " + number_of_things(amount, "day") + " ago";
        case Part::kFrequency:
            return "active on " + number_of_things(amount, "day") + " of the last " +
                   std::to_string(kFrequencyDays);
        case Part::kBreadth:
            return number_of_things(amount, "kind") + " of activity in " +
                   std::to_string(kMemoryDays) + " days";
        case Part::kMilestones:
            return number_of_things(amount, "milestone") + " reached";
        case Part::kSupport:
            return number_of_things(amount, "complaint") + " open";
    }
    return {};
}

bj::object json_of(const std::string& supplier, const Health& health) {
    bj::object parts;
    for (std::size_t i = 0; i < kParts; ++i) {
        parts[name_of(static_cast<Part>(i))] =
            bj::object{{"points", health.points[i]}, {"amount", health.amounts[i]}};
    }
    bj::array reasons;
    for (const Part part : health.reasons) {
        reasons.push_back(bj::object{{"part", name_of(part)}, {"text", words_for(part, health)}});
    }
    bj::object object;
    object["supplier"] = codec::json_of_text(supplier);
    object["score"] = health.score;
    object["risk"] = name_of(health.risk);
    object["is_overridden"] = health.is_overridden;
    object["parts"] = std::move(parts);
    object["reasons"] = std::move(reasons);
    return object;
}

Result<std::vector<Reached>> note_activity(const modules::Place& place, ScopeId scope,
                                           const Activity& activity, const std::string& about) {
    const State& state = *WEDSYNC_TRY(place.views.find<State>());
    WEDSYNC_TRY(place.replica.commit(place.now, draft_activity(scope, activity, about)));
    std::vector<Reached> fresh = state.to_celebrate(activity.supplier, place.wall_ms());
    if (!fresh.empty()) {
        WEDSYNC_TRY(place.replica.commit(
            place.now, draft_milestones(scope, activity.supplier, fresh, place.wall_ms())));
    }
    return fresh;
}

const modules::Module& module() {
    static const modules::Module kModule{"success", ask, act};
    return kModule;
}

}  // namespace wedsync::success
