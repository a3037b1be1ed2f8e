#include "modules/marketing/showing.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "modules/kit/day.hpp"

namespace wedsync::marketing {
namespace {

/// What a person has seen and done of one campaign.
struct Seen {
    std::int64_t today = 0;
    std::int64_t ever = 0;
    bool has_converted = false;
};

}  // namespace

std::vector<Showable> showable_to(const State& state, const std::string& user,
                                  std::int64_t now_ms) {
    std::map<std::string, Seen> seen;
    std::int64_t in_all = 0;
    const std::int64_t today = modules::day_of(now_ms);
    for (const Engagement& each : state.attribution().of(user)) {
        Seen& of_campaign = seen[each.campaign];
        if (each.kind == EngagementKind::kConverted) of_campaign.has_converted = true;
        if (each.kind != EngagementKind::kOpened) continue;
        ++of_campaign.ever;
        if (modules::day_of(each.at_ms) != today) continue;
        ++of_campaign.today;
        ++in_all;
    }
    if (in_all >= kShownADayInAll) return {};
    std::vector<std::pair<std::int64_t, Showable>> found;
    for (const Campaign* campaign : state.campaigns()) {
        const Seen& before = seen[campaign->name];
        if (!campaign->runs_at(now_ms) || before.has_converted) continue;
        if (before.today >= campaign->shown_a_day) continue;
        if (is_held_back(user, campaign->name, campaign->held_back_percent)) continue;
        found.emplace_back(before.ever, Showable{campaign, before.today});
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return std::make_pair(a.second.shown_today, a.first) <
               std::make_pair(b.second.shown_today, b.first);
    });
    std::vector<Showable> showable;
    showable.reserve(found.size());
    for (const auto& [ever, each] : found)
        showable.push_back(each);
    return showable;
}

}  // namespace wedsync::marketing
