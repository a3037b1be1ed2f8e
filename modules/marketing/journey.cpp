#include "modules/marketing/journey.hpp"

#include <algorithm>
#include <utility>

namespace wedsync::marketing {
namespace {

/// What is left of the touches for a journey that ends at this time.
std::vector<Touch> within_reach(std::vector<Touch> touches, std::int64_t end_ms) {
    const auto is_old = [&](const Touch& touch) { return end_ms - touch.at_ms > kLookBackMs; };
    touches.erase(touches.begin(), std::find_if_not(touches.begin(), touches.end(), is_old));
    if (touches.size() > kTouchesMax) {
        touches.erase(touches.begin(), touches.end() - static_cast<std::ptrdiff_t>(kTouchesMax));
    }
    return touches;
}

}  // namespace

std::vector<Journey> journeys_of(std::span<const Engagement> happened) {
    std::vector<Journey> journeys;
    std::vector<Touch> touches;
    for (const Engagement& each : happened) {
        const bool is_conversion = each.kind == EngagementKind::kConverted;
        const bool is_named = !each.campaign.empty();
        const bool is_last = !touches.empty() && touches.back().campaign == each.campaign;
        if (is_named && !(is_conversion && is_last)) touches.push_back({each.campaign, each.at_ms});
        if (!is_conversion) continue;
        journeys.push_back({within_reach(std::move(touches), each.at_ms), true, each.at_ms});
        touches.clear();
    }
    if (!touches.empty()) {
        const std::int64_t last_ms = touches.back().at_ms;
        journeys.push_back({within_reach(std::move(touches), last_ms), false, 0});
    }
    return journeys;
}

}  // namespace wedsync::marketing
