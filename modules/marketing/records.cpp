#include "modules/marketing/records.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace wedsync::marketing {
namespace {

constexpr std::uint8_t kPriority = 5;
constexpr std::int64_t kAllPercent = 100;
constexpr EngagementKind kKinds[kEngagementKinds] = {
    EngagementKind::kOpened, EngagementKind::kClicked, EngagementKind::kConverted};

/// In the order of State::sources().
enum Source : std::size_t { kCampaigns, kEngagements };

constexpr std::uint64_t one(bool is_there) {
    return is_there ? 1 : std::uint64_t{0} - 1;
}

bool is_like(const Engagement& a, const Engagement& b) {
    return a.kind == b.kind && a.campaign == b.campaign;
}

}  // namespace

bool Campaign::runs_at(std::int64_t now_ms) const {
    return !is_paused && (!starts_at_ms || *starts_at_ms <= now_ms) &&
           (!ends_at_ms || now_ms < *ends_at_ms);
}

const std::vector<modules::Source>& State::sources() {
    static const std::vector<modules::Source> kSources = {
        {"campaigns",
         {"name", "title", "starts_at", "ends_at", "is_paused", "held_back_percent", "body",
          "shown_a_day"}},
        {"engagements", {"user", "campaign", "kind", "happened_at"}}};
    return kSources;
}

void State::count(std::size_t source, const modules::Row& row, bool is_there) {
    if (source == kCampaigns) count_campaign(row, is_there);
    if (source == kEngagements) count_engagement(row, is_there);
}

void State::count_campaign(const modules::Row& row, bool is_there) {
    const std::string name = row.text(0);
    std::map<std::string, Campaign>& records = campaigns_[name];
    if (is_there) {
        const std::int64_t percent =
            std::clamp<std::int64_t>(row.number(5).value_or(0), 0, kAllPercent);
        const std::int64_t shown =
            std::clamp<std::int64_t>(row.number(7).value_or(kShownADay), 1, kShownADayMost);
        records.emplace(row.name(),
                        Campaign{name, row.text(1), row.time_ms(2), row.time_ms(3), row.flag(4),
                                 static_cast<unsigned>(percent), row.text(6), shown});
    } else {
        records.erase(row.name());
        if (records.empty()) campaigns_.erase(name);
    }
}

void State::count_engagement(const modules::Row& row, bool is_there) {
    const auto kind = kind_of(row.text(2));
    const auto at_ms = row.time_ms(3);
    if (!kind || !at_ms || row.text(0).empty()) return;
    Engagement engagement{row.name(), row.text(0), row.text(1), *kind, *at_ms};
    if (!attribution_.is_counted(engagement.user)) {
        is_there ? attribution_.add(std::move(engagement)) : attribution_.remove(engagement);
        return;
    }
    const std::vector<Engagement>& before = attribution_.of(engagement.user);
    // Whoever only looked again is in the groups as before.
    const bool is_regrouped =
        engagement.kind == EngagementKind::kConverted || before.size() == (is_there ? 0 : 1);
    if (is_regrouped) regroup(engagement.user, before, false);
    is_there ? attribution_.add(engagement) : attribution_.remove(engagement);
    const std::vector<Engagement>& after = attribution_.of(engagement.user);
    if (is_regrouped) regroup(engagement.user, after, true);
    const auto likes = std::count_if(after.begin(), after.end(),
                                     [&](const auto& each) { return is_like(each, engagement); });
    count_done(engagement, is_there, likes == (is_there ? 1 : 0));
}

bool State::settle(std::size_t most) {
    if (!std::exchange(has_groups_, true)) begin_groups();
    for (; most > 0; --most) {
        const std::string* user = attribution_.count_next();
        if (user == nullptr) return true;
        const std::vector<Engagement>& happened = attribution_.of(*user);
        regroup(*user, happened, true);
        std::vector<const Engagement*> done;
        done.reserve(happened.size());
        for (const Engagement& each : happened)
            done.push_back(&each);
        std::sort(done.begin(), done.end(), [](const Engagement* a, const Engagement* b) {
            return std::tie(a->campaign, a->kind) < std::tie(b->campaign, b->kind);
        });
        for (std::size_t i = 0; i < done.size(); ++i)
            count_done(*done[i], true, i == 0 || !is_like(*done[i - 1], *done[i]));
    }
    return false;
}

/// For all campaigns, so that what each of the people did is looked at once.
void State::begin_groups() {
    for (const Campaign* campaign : campaigns()) {
        if (campaign->held_back_percent > 0 && campaign->starts_at_ms)
            groups_[campaign->name] = {campaign->held_back_percent, *campaign->starts_at_ms};
    }
}

void State::regroup(const std::string& user, const std::vector<Engagement>& happened, bool is_in) {
    if (happened.empty()) return;
    for (auto& [campaign, groups] : groups_)
        count_in_groups(campaign, groups, user, happened, is_in);
}

void State::count_done(const Engagement& engagement, bool is_there, bool is_of_another) {
    const auto found = counts_.try_emplace(engagement.campaign).first;
    Counts& counts = found->second;
    const auto kind = static_cast<std::size_t>(engagement.kind);
    counts.engagements[kind] += one(is_there);
    if (is_of_another) counts.people[kind] += one(is_there);
    if (counts == Counts{}) counts_.erase(found);
}

void State::count_in_groups(const std::string& campaign, Groups& groups, const std::string& user,
                            const std::vector<Engagement>& happened, bool is_there) {
    const bool is_held = is_held_back(user, campaign, groups.held_back_percent);
    if (is_held) groups.held_back += one(is_there);
    const auto first = std::find_if(happened.begin(), happened.end(), [&](const auto& each) {
        return each.kind == EngagementKind::kConverted && each.at_ms >= groups.starts_at_ms;
    });
    if (first == happened.end()) return;
    std::multiset<std::int64_t>& firsts = is_held ? groups.firsts_held_back : groups.firsts_shown;
    if (is_there) {
        firsts.insert(first->at_ms);
    } else {
        firsts.erase(firsts.find(first->at_ms));
    }
}

const Campaign* State::find(const std::string& name) const {
    const auto found = campaigns_.find(name);
    return found == campaigns_.end() ? nullptr : &found->second.begin()->second;
}

std::vector<const Campaign*> State::campaigns() const {
    std::vector<const Campaign*> all;
    for (const auto& [name, records] : campaigns_)
        all.push_back(&records.begin()->second);
    return all;
}

std::set<std::string> State::names() const {
    std::set<std::string> names;
    for (const auto& [name, records] : campaigns_)
        names.insert(name);
    for (const auto& [name, counted] : counts_)
        names.insert(name);
    return names;
}

State::Counts State::counts(const std::string& campaign) const {
    const auto found = counts_.find(campaign);
    return found == counts_.end() ? Counts{} : found->second;
}

const State::Groups& State::groups_of(const Campaign& campaign, std::int64_t starts_at_ms) const {
    const auto [found, is_new] = groups_.try_emplace(campaign.name);
    Groups& groups = found->second;
    if (is_new || groups.held_back_percent != campaign.held_back_percent ||
        groups.starts_at_ms != starts_at_ms) {
        groups = {campaign.held_back_percent, starts_at_ms};
        for (const auto& [user, person] : attribution_.people())
            count_in_groups(campaign.name, groups, user, person.happened, true);
    }
    return groups;
}

std::optional<Lift> State::lift(const std::string& campaign, std::int64_t now_ms) const {
    const Campaign* about = find(campaign);
    if (about == nullptr || about->held_back_percent == 0) return std::nullopt;
    if (!about->starts_at_ms || *about->starts_at_ms > now_ms) return std::nullopt;
    const std::int64_t end_ms = std::min(about->ends_at_ms.value_or(now_ms), now_ms);
    const Groups& groups = groups_of(*about, *about->starts_at_ms);
    // Few are later than that: they are counted, and not those before.
    const auto until_end = [&](const std::multiset<std::int64_t>& firsts) {
        const auto later = std::distance(firsts.upper_bound(end_ms), firsts.end());
        return firsts.size() - static_cast<std::size_t>(later);
    };
    measure::Share shown;
    measure::Share held_back;
    held_back.whole = groups.held_back;
    shown.whole = attribution_.people().size() - groups.held_back;
    held_back.part = until_end(groups.firsts_held_back);
    shown.part = until_end(groups.firsts_shown);
    return lift_of(shown, held_back);
}

const char* name_of(EngagementKind kind) {
    constexpr const char* kNames[kEngagementKinds] = {"opened", "clicked", "converted"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::optional<EngagementKind> kind_of(const std::string& name) {
    for (const EngagementKind kind : kKinds) {
        if (name == name_of(kind)) return kind;
    }
    return std::nullopt;
}

Draft draft_campaign(ScopeId scope, const Campaign& campaign) {
    Draft draft;
    draft.scope = scope;
    draft.type = "campaign";
    const NewRecord record = draft.create("campaigns");
    draft.set(record, "name", campaign.name);
    if (!campaign.title.empty()) draft.set(record, "title", campaign.title);
    if (!campaign.body.empty()) draft.set(record, "body", campaign.body);
    if (campaign.shown_a_day != kShownADay) draft.set(record, "shown_a_day", campaign.shown_a_day);
    if (campaign.starts_at_ms) draft.set(record, "starts_at", *campaign.starts_at_ms);
    if (campaign.ends_at_ms) draft.set(record, "ends_at", *campaign.ends_at_ms);
    if (campaign.held_back_percent > 0) {
        draft.set(record, "held_back_percent",
                  static_cast<std::int64_t>(campaign.held_back_percent));
    }
    return draft;
}

Draft draft_engagement(ScopeId scope, const Engagement& engagement) {
    Draft draft;
    draft.scope = scope;
    draft.type = "marketing_engagement";
    draft.priority = kPriority;
    const NewRecord record = draft.create("engagements");
    draft.set(record, "user", engagement.user);
    draft.set(record, "campaign", engagement.campaign);
    draft.set(record, "kind", std::string(name_of(engagement.kind)));
    draft.set(record, "happened_at", engagement.at_ms);
    return draft;
}

}  // namespace wedsync::marketing
