#include "modules/marketing/attribution.hpp"

#include <algorithm>

namespace wedsync::marketing {

bool Attribution::add(const Engagement& engagement) {
    std::vector<Engagement>& happened = by_user_[engagement.user];
    const auto is_it = [&](const Engagement& each) { return each.id == engagement.id; };
    if (std::any_of(happened.begin(), happened.end(), is_it)) return false;
    const auto place =
        std::upper_bound(happened.begin(), happened.end(), engagement, happened_before);
    const auto at = static_cast<std::size_t>(place - happened.begin());
    const Stretch stretch = stretch_around(happened, at);
    const auto all = [&](std::size_t end) {
        return std::span<const Engagement>(happened).subspan(stretch.begin, end - stretch.begin);
    };
    count(all(stretch.end), -1);
    happened.insert(place, engagement);
    count(all(stretch.end + 1), 1);
    return true;
}

bool Attribution::remove(const std::string& user, const std::string& id) {
    const auto found = by_user_.find(user);
    if (found == by_user_.end()) return false;
    std::vector<Engagement>& happened = found->second;
    const auto it = std::find_if(happened.begin(), happened.end(),
                                 [&](const Engagement& each) { return each.id == id; });
    if (it == happened.end()) return false;
    const auto at = static_cast<std::size_t>(it - happened.begin());
    const Stretch before = stretch_around(happened, at);
    // What it ended goes on into the next stretch, if it was a conversion.
    const Stretch after = stretch_around(happened, at + 1);
    const std::size_t end = std::max(before.end, after.end);
    const auto all = [&](std::size_t last) {
        return std::span<const Engagement>(happened).subspan(before.begin, last - before.begin);
    };
    count(all(end), -1);
    happened.erase(it);
    count(all(end - 1), 1);
    if (happened.empty()) by_user_.erase(found);
    return true;
}

const std::vector<Engagement>* Attribution::find(const std::string& user) const {
    const auto found = by_user_.find(user);
    return found == by_user_.end() ? nullptr : &found->second;
}

Credits Attribution::credits(Model model) const {
    return model == Model::kDataDriven ? paths_.credits()
                                       : credits_[static_cast<std::size_t>(model)];
}

Attribution::Stretch Attribution::stretch_around(const std::vector<Engagement>& happened,
                                                 std::size_t at) {
    const auto is_conversion = [&](std::size_t i) {
        return happened[i].kind == EngagementKind::kConverted;
    };
    Stretch stretch{at, at};
    while (stretch.begin > 0 && !is_conversion(stretch.begin - 1))
        --stretch.begin;
    while (stretch.end < happened.size() && !is_conversion(stretch.end))
        ++stretch.end;
    stretch.end = std::min(stretch.end + 1, happened.size());
    return stretch;
}

void Attribution::count(std::span<const Engagement> happened, std::int64_t times) {
    for (const Journey& journey : journeys_of(happened)) {
        if (times > 0) {
            paths_.add(journey);
        } else {
            paths_.remove(journey);
        }
        if (!journey.is_converted) continue;
        conversions_ += times;
        if (journey.touches.empty()) unattributed_ += times;
        for (std::size_t model = 0; model < credits_.size(); ++model) {
            Credits& credits = credits_[model];
            for (const auto& [campaign, credit] : credit_of(journey, static_cast<Model>(model))) {
                std::int64_t& sum = credits[campaign];
                sum += times * credit;
                if (sum == 0) credits.erase(campaign);
            }
        }
    }
}

}  // namespace wedsync::marketing
