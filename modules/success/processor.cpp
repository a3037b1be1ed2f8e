#include "modules/success/processor.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "modules/success/answers.hpp"
#include "modules/success/records.hpp"

namespace wedsync::success {
namespace {

namespace bj = boost::json;
using codec::JsonNode;
using modules::Counter;
using modules::Item;
using modules::Outcome;

constexpr std::uint8_t kMilestonePriority = 8;
constexpr std::uint8_t kHealthPriority = 6;
constexpr std::size_t kTypeBytesMax = 64;
constexpr std::size_t kAboutBytesMax = 200;
constexpr std::size_t kActivitiesMax = 50;
constexpr std::uint64_t kScoreMost = 100;

const std::vector<std::string_view>& activity_fields() {
    static const std::vector<std::string_view> kFields = {"supplier", "kind", "happened_at"};
    return kFields;
}

void add_activity(Draft& draft, const Activity& activity, const std::string& about) {
    const NewRecord record = draft.create("supplier_activities");
    draft.set(record, "supplier", activity.supplier);
    draft.set(record, "kind", activity.kind);
    draft.set(record, "happened_at", activity.at_ms);
    if (!about.empty()) draft.set(record, "about", about);
}

// ---- Milestones ----

struct MilestoneItem {
    std::string supplier;
    std::string type;
    std::int64_t achieved_ms = 0;
    bool is_celebrated = false;
    std::string metadata;
};

MilestoneItem read_milestone(const JsonNode& data) {
    data.expect_object({"id", "supplierId", "milestoneType", "achievedAt", "metadata", "celebrated",
                        "syncStatus"});
    MilestoneItem read;
    read.supplier = modules::line_of(data.member("supplierId"), modules::kNameBytesMax);
    read.type = modules::line_of(data.member("milestoneType"), kTypeBytesMax);
    read.achieved_ms = modules::moment_of(data.member("achievedAt"));
    if (const auto celebrated = data.find("celebrated")) read.is_celebrated = celebrated->boolean();
    read.metadata = modules::object_text(data, "metadata", modules::kMetadataBytesMax);
    static_cast<void>(modules::optional_line(data, "syncStatus", kTypeBytesMax));
    return read;
}

/// What a first milestone stands for, where nothing of that kind is known of the supplier yet.
Result<void> add_what_it_stands_for(const Counter& counter, const MilestoneItem& item,
                                    Draft& draft) {
    const std::vector<MilestoneRule>& rules = default_milestones();
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const MilestoneRule& each) {
        return each.type == item.type && each.count == 1;
    });
    if (rule == rules.end()) return {};
    const auto known = WEDSYNC_TRY(counter.find("supplier_activities", {"supplier", "kind"},
                                                {item.supplier, rule->kind}, {}, 1));
    if (known.empty()) add_activity(draft, {item.supplier, rule->kind, item.achieved_ms}, "");
    return {};
}

Result<Outcome> process_milestone(const Counter& counter, const Item& item) {
    const MilestoneItem read = read_milestone(item.data);
    if (!item.data.ok()) return Outcome{};
    const auto known =
        WEDSYNC_TRY(counter.find("milestones", {"supplier", "type"}, {read.supplier, read.type},
                                 {"achieved_at", "celebrated_at"}, 1));
    Draft draft;
    draft.type = "success_milestone";
    draft.priority = kMilestonePriority;
    RecordRef record = RecordId{};
    bool is_earlier = true;
    if (known.empty()) {
        record = draft.create("milestones");
        draft.set(record, "supplier", read.supplier);
        draft.set(record, "type", read.type);
        if (!read.metadata.empty()) draft.set(record, "metadata", read.metadata);
        WEDSYNC_TRY(add_what_it_stands_for(counter, read, draft));
    } else {
        record = known.front().record;
        const auto achieved = known.front().time_ms(0);
        is_earlier = !achieved || read.achieved_ms < *achieved;
        const bool is_news = read.is_celebrated && !known.front().time_ms(1);
        if (!is_earlier && !is_news) {
            return modules::duplicate("known_milestone", "this milestone was known already");
        }
    }
    if (is_earlier) draft.set(record, "achieved_at", read.achieved_ms);
    if (read.is_celebrated) draft.set(record, "celebrated_at", read.achieved_ms);
    static_cast<void>(WEDSYNC_TRY(counter.commit(std::move(draft))));
    return Outcome{};
}

// ---- Health ----

struct HealthItem {
    std::string supplier;
    std::vector<std::pair<Activity, std::string>> activities;
    std::int64_t score = 0;
};

HealthItem read_health(const JsonNode& data) {
    data.expect_object({"id", "supplierId", "activities", "calculatedScore", "riskLevel",
                        "lastUpdated", "syncStatus"});
    HealthItem read;
    read.supplier = modules::line_of(data.member("supplierId"), modules::kNameBytesMax);
    read.score = static_cast<std::int64_t>(data.member("calculatedScore").number(kScoreMost));
    static_cast<void>(modules::optional_line(data, "riskLevel", kTypeBytesMax));
    static_cast<void>(modules::optional_line(data, "syncStatus", kTypeBytesMax));
    if (const auto updated = data.find("lastUpdated"))
        static_cast<void>(modules::moment_of(*updated));
    const auto activities = data.find("activities");
    const std::size_t count = activities ? activities->count(kActivitiesMax) : 0;
    for (std::size_t i = 0; i < count; ++i) {
        const JsonNode each = activities->item(i);
        each.expect_object({"id", "type", "timestamp", "about"});
        static_cast<void>(modules::optional_line(each, "id", modules::kItemIdBytesMax));
        Activity activity{read.supplier, modules::line_of(each.member("type"), kTypeBytesMax),
                          modules::moment_of(each.member("timestamp"))};
        read.activities.emplace_back(std::move(activity),
                                     modules::optional_line(each, "about", kAboutBytesMax));
    }
    return read;
}

/// What the device did not keep from us: the activities that are not known yet, of one kind and
/// moment once. A device sends what it has cached, so the same ones come again and again.
Result<Outcome> process_health(const Counter& counter, const Item& item) {
    const HealthItem read = read_health(item.data);
    if (!item.data.ok()) return Outcome{};
    Draft draft;
    draft.type = "health_score_update";
    draft.priority = kHealthPriority;
    std::set<std::pair<std::string, std::int64_t>> seen;
    for (const auto& [activity, about] : read.activities) {
        if (!seen.emplace(activity.kind, activity.at_ms).second) continue;
        const auto known =
            WEDSYNC_TRY(counter.find("supplier_activities", activity_fields(),
                                     {activity.supplier, activity.kind, activity.at_ms}, {}, 1));
        if (known.empty()) add_activity(draft, activity, about);
    }
    if (!draft.edits.empty()) static_cast<void>(WEDSYNC_TRY(counter.commit(std::move(draft))));
    return Outcome{};
}

Result<Health> settled_health(const Counter& counter, const std::string& supplier) {
    const State& state = *WEDSYNC_TRY(counter.place.views.find<State>(counter.scope));
    return state.health(supplier, counter.place.wall_ms());
}

std::string explain(const Health& health, std::int64_t calculated) {
    if (health.score == calculated) return "the hub comes to the same score";
    const std::int64_t difference = health.score - calculated;
    const std::string points = std::to_string(std::abs(difference));
    std::string text = "the hub comes to " + points + (points == "1" ? " point " : " points ") +
                       (difference > 0 ? "more" : "less") +
                       " than the device: it counts what all devices know up to now";
    for (std::size_t i = 0; i < health.reasons.size(); ++i)
        text += (i == 0 ? " (" : ", ") + words_for(health.reasons[i], health);
    return text + (health.reasons.empty() ? "" : ")");
}

Result<std::vector<bj::object>> settle_health(const Counter& counter,
                                              const std::vector<Item>& items) {
    std::vector<bj::object> told;
    std::map<std::string, Health> settled;
    for (const Item& item : items) {
        const HealthItem read = read_health(item.data);
        if (!settled.contains(read.supplier)) {
            settled.emplace(read.supplier, WEDSYNC_TRY(settled_health(counter, read.supplier)));
        }
        const Health& health = settled.find(read.supplier)->second;
        bj::object object;
        object["supplierId"] = codec::json_of_text(read.supplier);
        object["score"] = health.score;
        object["riskLevel"] = name_of(health.risk);
        object["lastUpdated"] = counter.place.wall_ms();
        object["calculatedScore"] = read.score;
        object["difference"] = health.score - read.score;
        object["explanation"] = codec::json_of_text(explain(health, read.score));
        told.push_back(bj::object{{"health", std::move(object)}});
    }
    return told;
}

}  // namespace

const std::vector<modules::Processor>& processors() {
    static const std::vector<modules::Processor> kProcessors = {
        {"success_milestone",
         kMilestonePriority,
         "achievedAt",
         "milestoneType",
         {"milestones", "supplier_activities"},
         {{"milestones", {"supplier", "type"}}, {"supplier_activities", activity_fields()}},
         process_milestone,
         nullptr},
        {"health_score_update",
         kHealthPriority,
         "lastUpdated",
         "calculatedScore",
         {"supplier_activities"},
         {{"supplier_activities", activity_fields()}},
         process_health,
         settle_health},
    };
    return kProcessors;
}

}  // namespace wedsync::success
