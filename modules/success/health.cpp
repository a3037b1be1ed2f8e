#include "modules/success/health.hpp"

#include <algorithm>
#include <set>

namespace wedsync::success {
namespace {

/// What is counted of a supplier's past.
struct Seen {
    std::optional<std::int64_t> last_day;
    std::set<std::int64_t> days;
    std::int64_t kinds = 0;
    std::int64_t complaints = 0;
};

bool is_own_doing(const std::string& kind) {
    return kind != kComplaint && kind != kComplaintSolved;
}

Seen see(const ActivityBook::Kinds& did, std::int64_t now_ms) {
    const std::int64_t today = day_of(now_ms);
    Seen seen;
    for (const auto& [kind, moments] : did) {
        bool is_recent = false;
        // From the newest on that is not still to come.
        for (auto it = moments.upper_bound(now_ms); it != moments.begin();) {
            --it;
            const std::int64_t day = day_of(it->first);
            if (is_own_doing(kind) && (!seen.last_day || day > *seen.last_day)) seen.last_day = day;
            if (today - day >= kMemoryDays) break;
            is_recent = true;
            if (is_own_doing(kind) && today - day < kFrequencyDays) seen.days.insert(day);
            if (kind == kComplaint) seen.complaints += it->second;
            if (kind == kComplaintSolved) seen.complaints -= it->second;
        }
        if (is_recent && is_own_doing(kind)) ++seen.kinds;
    }
    seen.complaints = std::max<std::int64_t>(0, seen.complaints);
    return seen;
}

int points_for(std::int64_t amount, std::int64_t most) {
    if (most <= 0) return 0;
    return static_cast<int>(std::clamp<std::int64_t>(amount, 0, most) * kPartMost / most);
}

Risk risk_of(int score) {
    constexpr int kHealthy = 80;
    constexpr int kFair = 60;
    return score >= kHealthy ? Risk::kLow : score >= kFair ? Risk::kMedium : Risk::kHigh;
}

}  // namespace

const char* name_of(Risk risk) {
    constexpr const char* kNames[] = {"low", "medium", "high"};
    return kNames[static_cast<std::size_t>(risk)];
}

const char* name_of(Part part) {
    constexpr const char* kNames[kParts] = {"recency", "frequency", "breadth", "milestones",
                                            "support"};
    return kNames[static_cast<std::size_t>(part)];
}

Health health_of(const ActivityBook::Kinds* did, const Milestones& milestones,
                 const std::optional<Override>& override_by_person, std::int64_t now_ms) {
    const Seen seen = did == nullptr ? Seen{} : see(*did, now_ms);
    const std::int64_t ago = seen.last_day ? day_of(now_ms) - *seen.last_day : kNeverDays;
    Health health;
    health.amounts = {ago, static_cast<std::int64_t>(seen.days.size()), seen.kinds,
                      static_cast<std::int64_t>(milestones.reached), seen.complaints};
    health.points = {seen.last_day ? points_for(kRecencyDays - ago, kRecencyDays) : 0,
                     points_for(health.amounts[1], kFrequentDays),
                     points_for(seen.kinds, kBroadKinds),
                     points_for(health.amounts[3], static_cast<std::int64_t>(milestones.known)),
                     static_cast<int>(std::max<std::int64_t>(
                         0, kPartMost - kComplaintPoints * seen.complaints))};
    for (const int points : health.points)
        health.score += points;
    health.is_overridden = override_by_person && now_ms < override_by_person->until_ms;
    health.risk = health.is_overridden ? override_by_person->risk : risk_of(health.score);
    for (std::size_t i = 0; i < kParts; ++i) {
        const auto part = static_cast<Part>(i);
        // Who never did anything was not there often either: that goes without saying.
        const bool is_said = !seen.last_day && (part == Part::kFrequency || part == Part::kBreadth);
        if (health.points[i] < kPartMost && !is_said) health.reasons.push_back(part);
    }
    std::stable_sort(health.reasons.begin(), health.reasons.end(), [&](Part a, Part b) {
        return health.points[static_cast<std::size_t>(a)] <
               health.points[static_cast<std::size_t>(b)];
    });
    constexpr std::size_t kReasonsMax = 3;
    if (health.reasons.size() > kReasonsMax) health.reasons.resize(kReasonsMax);
    return health;
}

}  // namespace wedsync::success
