#include "modules/marketing/attribution.hpp"

#include <algorithm>
#include <utility>

namespace wedsync::marketing {
namespace {

using Happened = std::vector<Engagement>;

bool is_at(const Happened& happened, Happened::const_iterator place, const Engagement& engagement) {
    return place != happened.end() && place->id == engagement.id;
}

}  // namespace

bool Attribution::add(Engagement engagement) {
    const auto [found, is_new] = people_.try_emplace(engagement.user);
    auto& [happened, is_counted] = found->second;
    if (is_new) {
        is_counted = are_all_counted_;
        if (!is_counted) uncounted_.push_back(engagement.user);
    }
    if (!is_counted) {
        happened.push_back(std::move(engagement));
        return true;
    }
    const auto place =
        std::lower_bound(happened.begin(), happened.end(), engagement, happened_before);
    if (is_at(happened, place, engagement)) return false;
    const auto at = static_cast<std::size_t>(place - happened.begin());
    const Stretch stretch = stretch_around(happened, at);
    const auto all = [&happened = happened, &stretch](std::size_t end) {
        return std::span<const Engagement>(happened).subspan(stretch.begin, end - stretch.begin);
    };
    count(all(stretch.end), -1);
    happened.insert(place, std::move(engagement));
    count(all(stretch.end + 1), 1);
    return true;
}

bool Attribution::remove(const Engagement& engagement) {
    const auto found = people_.find(engagement.user);
    if (found == people_.end()) return false;
    std::vector<Engagement>& happened = found->second.happened;
    const bool is_counted = found->second.is_counted;
    const auto place =
        is_counted ? std::lower_bound(happened.begin(), happened.end(), engagement, happened_before)
                   : std::find(happened.begin(), happened.end(), engagement);
    if (!is_at(happened, place, engagement)) return false;
    const auto at = static_cast<std::size_t>(place - happened.begin());
    const Stretch before = stretch_around(happened, at);
    // What it ended goes on into the next stretch, if it was a conversion.
    const Stretch after = stretch_around(happened, at + 1);
    const std::size_t end = std::max(before.end, after.end);
    const auto all = [&](std::size_t last) {
        return std::span<const Engagement>(happened).subspan(before.begin, last - before.begin);
    };
    if (is_counted) count(all(end), -1);
    happened.erase(place);
    if (is_counted) count(all(end - 1), 1);
    if (happened.empty()) people_.erase(found);
    return true;
}

const std::string* Attribution::count_next() {
    is_any_counted_ = true;
    while (!uncounted_.empty()) {
        const auto found = people_.find(uncounted_.back());
        uncounted_.pop_back();
        // Gone again, or came twice.
        if (found == people_.end() || found->second.is_counted) continue;
        auto& [happened, is_counted] = found->second;
        std::sort(happened.begin(), happened.end(), happened_before);
        count(happened, 1);
        is_counted = true;
        return &found->first;
    }
    are_all_counted_ = true;
    return nullptr;
}

bool Attribution::is_counted(const std::string& user) const {
    if (!is_any_counted_) return false;
    const auto found = people_.find(user);
    return found == people_.end() ? are_all_counted_ : found->second.is_counted;
}

const std::vector<Engagement>& Attribution::of(const std::string& user) const {
    static const std::vector<Engagement> kNothing;
    const auto found = people_.find(user);
    return found == people_.end() ? kNothing : found->second.happened;
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
