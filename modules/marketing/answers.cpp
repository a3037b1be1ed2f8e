#include "modules/marketing/answers.hpp"

#include <array>
#include <optional>
#include <utility>

#include "modules/marketing/showing.hpp"

namespace wedsync::marketing {
namespace {

namespace bj = boost::json;
using codec::JsonNode;
using modules::text_of;
using modules::time_of;

constexpr std::uint64_t kHeldBackMost = 90;

std::string name_in(const JsonNode& node, std::string_view member) {
    const JsonNode name = node.member(member);
    if (name.text().empty()) name.fail("no name", ErrorCode::kInvalid);
    return text_of(name);
}

std::optional<std::int64_t> time_in(const JsonNode& node, std::string_view member) {
    const auto found = node.find(member);
    return found ? std::optional(time_of(*found)) : std::nullopt;
}

bj::object json_of(const measure::Estimate& estimate) {
    return {{"value", estimate.value}, {"low", estimate.low}, {"high", estimate.high}};
}

bj::value to_show(const State& state, const std::string& user, std::int64_t now_ms) {
    bj::array campaigns;
    for (const Showable& each : showable_to(state, user, now_ms)) {
        bj::object campaign;
        campaign["campaign"] = codec::json_of_text(each.campaign->name);
        campaign["title"] = codec::json_of_text(each.campaign->title);
        campaign["body"] = codec::json_of_text(each.campaign->body);
        campaign["shown_today"] = each.shown_today;
        campaigns.push_back(std::move(campaign));
    }
    return bj::object{{"campaigns", std::move(campaigns)}, {"as_of", now_ms}};
}

Result<bj::value> ask(const modules::Place& place, const JsonNode& question) {
    const std::size_t which =
        modules::choice_of(question.member("question"), {"campaigns", "to_show"});
    if (which == 0) {
        question.expect_object({"module", "question", "scope"});
    } else {
        question.expect_object({"module", "question", "scope", "user"});
    }
    const std::string user = which == 0 ? std::string() : name_in(question, "user");
    const std::optional<ScopeId> scope = modules::scope_of(question);
    if (!question.ok()) return bj::value(nullptr);
    const State& state = *WEDSYNC_TRY(place.views.find<State>(scope));
    if (which == 1) return to_show(state, user, place.wall_ms());
    const AllCredits credits = all_credits(state);
    bj::array campaigns;
    for (const std::string& name : state.names())
        campaigns.push_back(marketing::json_of(state, credits, name, place.wall_ms()));
    return bj::value(bj::object{{"campaigns", std::move(campaigns)},
                                {"conversions", state.attribution().conversions()},
                                {"unattributed", state.attribution().unattributed()},
                                {"as_of", place.wall_ms()}});
}

Result<bj::value> add(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "campaign", "title", "starts_at", "ends_at",
                          "held_back_percent", "body", "shown_a_day"});
    const ScopeId scope{action.member("scope").number()};
    Campaign campaign;
    campaign.name = name_in(action, "campaign");
    if (const auto title = action.find("title")) campaign.title = text_of(*title);
    campaign.starts_at_ms = time_in(action, "starts_at").value_or(place.wall_ms());
    campaign.ends_at_ms = time_in(action, "ends_at");
    if (const auto percent = action.find("held_back_percent"))
        campaign.held_back_percent = static_cast<unsigned>(percent->number(kHeldBackMost));
    if (const auto body = action.find("body")) campaign.body = text_of(*body);
    if (const auto shown = action.find("shown_a_day")) {
        campaign.shown_a_day =
            static_cast<std::int64_t>(shown->number(static_cast<std::uint64_t>(kShownADayMost)));
        if (campaign.shown_a_day == 0) shown->fail("at least one", ErrorCode::kInvalid);
    }
    if (!action.ok()) return bj::value(nullptr);
    WEDSYNC_TRY(add_campaign(place, scope, campaign));
    return bj::value(nullptr);
}

Result<bj::value> track(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "campaign", "kind", "user", "at"});
    const ScopeId scope{action.member("scope").number()};
    Engagement engagement;
    engagement.campaign = text_of(action.member("campaign"));
    engagement.kind = static_cast<EngagementKind>(
        modules::choice_of(action.member("kind"), {"opened", "clicked", "converted"}));
    engagement.user = name_in(action, "user");
    engagement.at_ms = time_in(action, "at").value_or(place.wall_ms());
    if (!action.ok()) return bj::value(nullptr);
    static_cast<void>(
        WEDSYNC_TRY(place.replica.commit(place.now, draft_engagement(scope, engagement))));
    return bj::value(nullptr);
}

Result<bj::value> act(const modules::Place& place, const JsonNode& action) {
    const std::size_t which = modules::choice_of(action.member("action"), {"add", "track"});
    if (!action.ok()) return bj::value(nullptr);
    return which == 0 ? add(place, action) : track(place, action);
}

}  // namespace

Result<void> add_campaign(const modules::Place& place, ScopeId scope, const Campaign& campaign) {
    if (campaign.starts_at_ms && campaign.ends_at_ms &&
        *campaign.ends_at_ms <= *campaign.starts_at_ms) {
        return Error{ErrorCode::kInvalid, "the campaign would end before it starts"};
    }
    const State& state = *WEDSYNC_TRY(place.views.find<State>());
    if (state.find(campaign.name) != nullptr) {
        return Error{ErrorCode::kInvalid, "there is a campaign " + campaign.name + " already"};
    }
    static_cast<void>(
        WEDSYNC_TRY(place.replica.commit(place.now, draft_campaign(scope, campaign))));
    return {};
}

AllCredits all_credits(const State& state) {
    AllCredits all;
    for (std::size_t i = 0; i < kModels; ++i)
        all[i] = state.attribution().credits(static_cast<Model>(i));
    return all;
}

bj::object json_of(const State& state, const AllCredits& credits, const std::string& campaign,
                   std::int64_t now_ms) {
    const Campaign* known = state.find(campaign);
    const bool is_known = known != nullptr;
    bj::object about;
    about["campaign"] = codec::json_of_text(campaign);
    about["title"] = codec::json_of_text(is_known ? known->title : std::string());
    about["is_known"] = is_known;
    about["is_running"] = is_known && known->runs_at(now_ms);
    const State::Counts counts = state.counts(campaign);
    for (std::size_t i = 0; i < kEngagementKinds; ++i) {
        about[name_of(static_cast<EngagementKind>(i))] =
            bj::object{{"times", static_cast<std::int64_t>(counts.engagements[i])},
                       {"people", static_cast<std::int64_t>(counts.people[i])}};
    }
    bj::object credit;
    for (std::size_t i = 0; i < kModels; ++i) {
        const auto found = credits[i].find(campaign);
        credit[name_of(static_cast<Model>(i))] =
            found == credits[i].end() ? std::int64_t{0} : found->second;
    }
    about["credit_millionths"] = std::move(credit);
    if (const auto lift = state.lift(campaign, now_ms)) {
        about["lift"] = bj::object{{"shown", json_of(lift->shown)},
                                   {"held_back", json_of(lift->held_back)},
                                   {"difference", json_of(lift->difference)},
                                   {"is_clear", lift->is_clear}};
    }
    return about;
}

const modules::Module& module() {
    static const modules::Module kModule{"marketing", ask, act};
    return kModule;
}

}  // namespace wedsync::marketing
