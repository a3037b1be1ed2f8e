#include "modules/success/records.hpp"

#include <optional>

#include "engine/base/assert.hpp"

namespace wedsync::success {
namespace {

constexpr std::uint8_t kHealthPriority = 6;
constexpr std::uint8_t kMilestonePriority = 8;

std::optional<Risk> risk_of_name(const std::string& name) {
    for (const Risk risk : {Risk::kLow, Risk::kMedium, Risk::kHigh}) {
        if (name == name_of(risk)) return risk;
    }
    return std::nullopt;
}

/// In the order of State::sources().
enum Source : std::size_t { kActivities, kMilestones, kRiskNotes };

}  // namespace

const std::vector<modules::Source>& State::sources() {
    static const std::vector<modules::Source> kSources = {
        {"supplier_activities", {"supplier", "kind", "happened_at"}},
        {"milestones", {"supplier", "type"}},
        {"risk_notes", {"supplier", "risk", "holds_until", "said_at"}}};
    return kSources;
}

void State::count(std::size_t source, const modules::Row& row, bool is_there) {
    if (source == kActivities) count_activity(row, is_there);
    if (source == kMilestones) count_milestone(row, is_there);
    if (source == kRiskNotes) count_risk_note(row, is_there);
}

void State::count_activity(const modules::Row& row, bool is_there) {
    const auto at_ms = row.time_ms(2);
    if (!at_ms || row.text(0).empty()) return;
    const Activity activity{row.text(0), row.text(1), *at_ms};
    if (is_there) {
        activities_.add(activity);
    } else {
        activities_.remove(activity);
    }
}

void State::count_milestone(const modules::Row& row, bool is_there) {
    const auto key = std::make_pair(row.text(0), row.text(1));
    if (is_there) {
        ++celebrated_[key];
    } else if (--celebrated_[key] == 0) {
        celebrated_.erase(key);
    }
}

void State::count_risk_note(const modules::Row& row, bool is_there) {
    const auto risk = risk_of_name(row.text(1));
    const auto until_ms = row.time_ms(2);
    if (!risk || !until_ms) return;
    const auto order = std::make_pair(row.number(3).value_or(0), row.name());
    Said& said = said_[row.text(0)];
    if (is_there) {
        said.emplace(order, Override{*risk, *until_ms});
    } else {
        said.erase(order);
        if (said.empty()) said_.erase(row.text(0));
    }
}

Health State::health(const std::string& supplier, std::int64_t now_ms) const {
    const ActivityBook::Kinds* did = activities_.find(supplier);
    const std::vector<MilestoneRule>& rules = default_milestones();
    const Milestones milestones{reached_by(did, rules, now_ms).size(), rules.size()};
    const auto said = said_.find(supplier);
    return health_of(
        did, milestones,
        said == said_.end() ? std::nullopt : std::optional(said->second.rbegin()->second), now_ms);
}

std::vector<Reached> State::to_celebrate(const std::string& supplier, std::int64_t now_ms) const {
    std::vector<Reached> fresh;
    for (Reached& each : reached_by(activities_.find(supplier), default_milestones(), now_ms)) {
        if (!is_celebrated(supplier, each.type)) fresh.push_back(std::move(each));
    }
    return fresh;
}

std::set<std::string> State::suppliers() const {
    std::set<std::string> all;
    for (const auto& [supplier, kinds] : activities_.suppliers())
        all.insert(supplier);
    for (const auto& [supplier, said] : said_)
        all.insert(supplier);
    return all;
}

Draft draft_activity(ScopeId scope, const Activity& activity, const std::string& about) {
    Draft draft;
    draft.scope = scope;
    draft.type = "health_score_update";
    draft.priority = kHealthPriority;
    const NewRecord record = draft.create("supplier_activities");
    draft.set(record, "supplier", activity.supplier);
    draft.set(record, "kind", activity.kind);
    draft.set(record, "happened_at", activity.at_ms);
    if (!about.empty()) draft.set(record, "about", about);
    return draft;
}

Draft draft_milestones(ScopeId scope, const std::string& supplier,
                       const std::vector<Reached>& reached, std::int64_t now_ms) {
    WEDSYNC_ASSERT(!reached.empty());
    Draft draft;
    draft.scope = scope;
    draft.type = "success_milestone";
    draft.priority = kMilestonePriority;
    for (const Reached& each : reached) {
        const NewRecord record = draft.create("milestones");
        draft.set(record, "supplier", supplier);
        draft.set(record, "type", each.type);
        draft.set(record, "achieved_at", each.at_ms);
        draft.set(record, "celebrated_at", now_ms);
    }
    return draft;
}

Draft draft_risk_note(ScopeId scope, const RiskNote& note, std::int64_t now_ms) {
    Draft draft;
    draft.scope = scope;
    draft.type = "health_score_update";
    draft.priority = kHealthPriority;
    const NewRecord record = draft.create("risk_notes");
    draft.set(record, "supplier", note.supplier);
    draft.set(record, "risk", std::string(name_of(note.risk.risk)));
    draft.set(record, "holds_until", note.risk.until_ms);
    draft.set(record, "said_at", now_ms);
    if (!note.reason.empty()) draft.set(record, "reason", note.reason);
    return draft;
}

}  // namespace wedsync::success
