#include "cli/demo_team.hpp"

#include <set>
#include <string>
#include <vector>

#include "cli/demo_forms.hpp"
#include "cli/failure.hpp"

#include "engine/base/prng.hpp"
#include "loaders/plan.hpp"
#include "modules/analytics/answers.hpp"
#include "modules/marketing/records.hpp"
#include "modules/success/answers.hpp"

namespace wedsync::cli {
namespace {

constexpr std::uint64_t kSeed = 6;
constexpr std::size_t kSuppliersMax = 8;
constexpr std::size_t kPeople = 60;
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr unsigned kHeldBackPercent = 25;

std::vector<std::string> suppliers_of(const importers::Venue& venue) {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const importers::VenueWedding& wedding : venue.weddings) {
        for (const importers::VenueVendor& vendor : wedding.vendors) {
            if (names.size() < kSuppliersMax && seen.insert(vendor.name).second)
                names.push_back(vendor.name);
        }
    }
    return names;
}

void add_suppliers(const modules::Place& place, ScopeId scope, const importers::Venue& venue,
                   Prng& prng) {
    const std::vector<std::string> kinds = {"message", "form",    "form_submitted",
                                            "client",  "message", "guest_list"};
    for (const std::string& supplier : suppliers_of(venue)) {
        // Some are there every other day, some were last seen a month ago.
        const std::uint64_t last_days = prng.chance(700) ? prng.below(4) : prng.between(12, 40);
        const std::uint64_t count = prng.between(2, 14);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto days = static_cast<std::int64_t>(last_days + i * prng.between(1, 4));
            const success::Activity activity{
                supplier, prng.pick(kinds),
                place.wall_ms() - days * kDayMs -
                    static_cast<std::int64_t>(prng.below(9)) * kHourMs};
            take(success::note_activity(place, scope, activity, {}));
        }
        if (prng.chance(250)) {
            const success::Activity complaint{supplier, success::kComplaint,
                                              place.wall_ms() - 3 * kDayMs};
            take(success::note_activity(place, scope, complaint, {}));
        }
    }
}

void add_campaigns(const modules::Place& place, ScopeId scope, Prng& prng) {
    const std::vector<std::string> names = {"open_day", "tasting"};
    for (const std::string& name : names) {
        marketing::Campaign campaign;
        campaign.name = name;
        campaign.title = name == "tasting" ? "Tasting for two" : "Open day in the garden";
        campaign.starts_at_ms = place.wall_ms() - 40 * kDayMs;
        campaign.held_back_percent = kHeldBackPercent;
        take(place.replica.commit(place.now, marketing::draft_campaign(scope, campaign)));
    }
    for (std::size_t person = 0; person < kPeople; ++person) {
        const std::string user = "guest-" + std::to_string(person + 1);
        const std::uint64_t steps = prng.between(1, 3);
        std::int64_t at_ms =
            place.wall_ms() - static_cast<std::int64_t>(prng.between(6, 35)) * kDayMs;
        const auto track = [&](const std::string& name, marketing::EngagementKind kind) {
            at_ms += static_cast<std::int64_t>(prng.between(1, 40)) * kHourMs;
            take(place.replica.commit(
                place.now, marketing::draft_engagement(scope, {{}, user, name, kind, at_ms})));
        };
        for (std::uint64_t i = 0; i < steps; ++i) {
            const std::string& name = prng.pick(names);
            const bool is_held = marketing::is_held_back(user, name, kHeldBackPercent);
            if (!is_held) track(name, marketing::EngagementKind::kOpened);
            if (!is_held && prng.chance(400)) track(name, marketing::EngagementKind::kClicked);
            // Who is not shown it decides by herself, less often.
            if (prng.chance(is_held ? 120 : 300))
                track(is_held ? std::string() : name, marketing::EngagementKind::kConverted);
        }
    }
}

/// What the office's own device did in the last weeks, each day noted on that day.
void add_usage(const modules::Place& place, ScopeId scope, Prng& prng) {
    constexpr std::uint64_t kDays = 21;
    for (std::uint64_t ago = kDays; ago > 0; --ago) {
        if (prng.chance(200)) continue;
        Now then = place.now;
        then.wall = WallTime{then.wall.value() - ago * static_cast<std::uint64_t>(kDayMs)};
        analytics::Counted counted;
        counted.sessions = prng.between(1, 9);
        for (std::uint64_t i = 0; i < counted.sessions; ++i)
            counted.session_ms.add(static_cast<double>(prng.between(60'000, 2'400'000)));
        counted.edits = prng.between(4, 160);
        take(analytics::count({place.replica, place.views, then}, scope, counted));
    }
}

}  // namespace

void add_demo_team(replica::Replica& replica, const importers::Venue& venue, Now now) {
    Prng prng(kSeed);
    const ScopeId scope = loaders::scope_id_of(kTeamScope);
    take(replica.add_scope(scope, kTeamScope));
    modules::Views views(replica);
    const modules::Place place{replica, views, now};
    add_suppliers(place, scope, venue, prng);
    add_campaigns(place, scope, prng);
    add_demo_forms(place, scope);
    add_usage(place, scope, prng);
}

}  // namespace wedsync::cli
