#include "modules/analytics/answers.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "modules/kit/visit.hpp"

namespace wedsync::analytics {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

constexpr std::uint8_t kPriority = 1;
constexpr std::uint64_t kDaysMax = 365;
constexpr std::int64_t kDaysAsked = 7;
constexpr std::uint64_t kSessionMsMax = std::uint64_t{7} * kDayMs;

std::int64_t number_of(std::uint64_t number) {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(number, json::kIntegerMax));
}

/// What a record says that a device counted on a day; nothing where it does not read.
std::optional<DeviceDay> day_in(const modules::Row& row) {
    const auto day = row.number(1);
    const auto lengths = measure::QuantileSketch::parse(row.text(4));
    const auto touched = measure::DistinctSketch::parse(row.text(5));
    constexpr std::int64_t kDayMax = modules::kTimeMsMax / kDayMs;
    const bool is_day = day && *day >= -kDayMax && *day <= kDayMax;
    if (row.text(0).empty() || !is_day || !lengths || !touched) return std::nullopt;
    const auto count = [&](std::size_t at) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(0, row.number(at).value_or(0)));
    };
    return DeviceDay{
        row.text(0), *day, row.time_ms(6).value_or(0), {count(2), count(3), *lengths, *touched}};
}

Result<void> visit_days(replica::Replica& replica, const std::vector<ScopeId>& scopes,
                        const std::function<void(const modules::Row&, const DeviceDay&)>& visit) {
    return modules::visit_rows(
        replica, scopes, "usage_days",
        {"device", "day", "sessions", "edits", "session_lengths", "touched", "counted_at"},
        [&](const modules::Row& row) {
            if (const auto day = day_in(row)) visit(row, *day);
        });
}

Result<bj::value> ask(const modules::Place& place, const JsonNode& question) {
    question.expect_object({"module", "question", "days", "scope"});
    const std::size_t which = modules::choice_of(question.member("question"), {"events", "usage"});
    const auto asked = question.find("days");
    const auto days = asked ? static_cast<std::int64_t>(asked->number(kDaysMax)) : kDaysAsked;
    if (asked && days == 0) asked->fail("at least one", ErrorCode::kInvalid);
    const std::vector<ScopeId> scopes = place.scopes(modules::scope_of(question));
    if (!question.ok()) return bj::value(nullptr);
    if (which == 1) {
        const auto parts = WEDSYNC_TRY(read_usage(place.replica, scopes));
        return bj::value(json_of(usage_of(parts, days, place.wall_ms()), place.wall_ms()));
    }
    bj::array events;
    for (const EventFigures& event : WEDSYNC_TRY(read_events(place.replica, scopes)))
        events.push_back(json_of(event));
    return bj::value(bj::object{{"events", std::move(events)}, {"as_of", place.wall_ms()}});
}

Result<bj::value> act(const modules::Place& place, const JsonNode& action) {
    action.expect_object({"module", "action", "scope", "sessions", "edits", "touched"});
    static_cast<void>(modules::choice_of(action.member("action"), {"count"}));
    const ScopeId scope{action.member("scope").number()};
    Counted counted;
    if (const auto sessions = action.find("sessions")) {
        counted.sessions = sessions->count(kCountMax);
        for (std::size_t i = 0; i < counted.sessions; ++i) {
            counted.session_ms.add(static_cast<double>(sessions->item(i).number(kSessionMsMax)));
        }
    }
    if (const auto edits = action.find("edits")) counted.edits = edits->number_u32();
    if (const auto touched = action.find("touched")) {
        const std::size_t names = touched->count(kCountMax);
        for (std::size_t i = 0; i < names; ++i)
            counted.touched.add(touched->item(i).text());
    }
    if (!action.ok()) return bj::value(nullptr);
    WEDSYNC_TRY(count(place, scope, counted));
    return bj::value(nullptr);
}

}  // namespace

Result<std::vector<DeviceDay>> read_usage(replica::Replica& replica,
                                          const std::vector<ScopeId>& scopes) {
    std::vector<DeviceDay> parts;
    WEDSYNC_TRY(visit_days(
        replica, scopes, [&](const modules::Row&, const DeviceDay& day) { parts.push_back(day); }));
    return parts;
}

Result<void> count(const modules::Place& place, ScopeId scope, const Counted& counted) {
    const std::string device = place.replica.author().device;
    const std::int64_t today = day_of(place.wall_ms());
    std::optional<RecordId> record;
    Counted sum = counted;
    WEDSYNC_TRY(
        visit_days(place.replica, {scope}, [&](const modules::Row& row, const DeviceDay& day) {
            // A store that was made anew begins another record of the day: both count.
            if (record || day.device != device || day.day != today) return;
            record = row.record;
            sum.merge(day.counted);
        }));
    Draft draft;
    draft.scope = scope;
    draft.type = "analytics";
    draft.priority = kPriority;
    RecordRef at = RecordId{};
    if (record) {
        at = *record;
    } else {
        at = draft.create("usage_days");
        draft.set(at, "device", device);
        draft.set(at, "day", today);
    }
    draft.set(at, "sessions", number_of(sum.sessions));
    draft.set(at, "edits", number_of(sum.edits));
    draft.set(at, "session_lengths", sum.session_ms.to_text());
    draft.set(at, "touched", sum.touched.to_text());
    draft.set(at, "counted_at", place.wall_ms());
    static_cast<void>(WEDSYNC_TRY(place.replica.commit(place.now, draft)));
    return {};
}

bj::object json_of(const Usage& usage, std::int64_t now_ms) {
    bj::array days;
    for (const auto& [number, day] : usage.days) {
        days.push_back(bj::object{{"day", number * kDayMs},
                                  {"devices", number_of(day.devices.size())},
                                  {"sessions", number_of(day.counted.sessions)},
                                  {"edits", number_of(day.counted.edits)},
                                  {"touched", day.counted.touched.estimate()}});
    }
    bj::array devices;
    bj::array missing;
    for (const auto& [name, standing] : usage.devices) {
        bj::object device;
        device["device"] = codec::json_of_text(name);
        device["last_day"] = standing.last_day * kDayMs;
        device["counted_at"] = standing.counted_at_ms;
        device["is_missing"] = standing.is_missing;
        devices.push_back(std::move(device));
        if (standing.is_missing) missing.push_back(codec::json_of_text(name));
    }
    bj::object object;
    object["days"] = std::move(days);
    object["sessions"] = number_of(usage.whole.sessions);
    object["edits"] = number_of(usage.whole.edits);
    object["touched"] = bj::object{{"value", usage.whole.touched.estimate()},
                                   {"standard_error", measure::DistinctSketch::kStandardError}};
    object["session_ms"] = nullptr;
    const auto middle = usage.whole.session_ms.quantile(0.5);
    const auto long_ones = usage.whole.session_ms.quantile(0.95);
    if (middle && long_ones) {
        object["session_ms"] =
            bj::object{{"p50", *middle},
                       {"p95", *long_ones},
                       {"relative_error", measure::QuantileSketch::kRelativeError}};
    }
    object["returned"] = bj::object{{"part", number_of(usage.returned.part)},
                                    {"whole", number_of(usage.returned.whole)}};
    object["devices"] = std::move(devices);
    object["missing"] = std::move(missing);
    object["as_of"] = now_ms;
    return object;
}

bj::object json_of(const EventFigures& event) {
    bj::object object;
    object["scope"] = codec::json_of(event.scope.value());
    object["name"] = codec::json_of_text(event.name);
    object["starts_at"] = event.starts_at_ms ? bj::value(*event.starts_at_ms) : bj::value(nullptr);
    for (const auto& [name, number] :
         {std::pair{"invited", event.invited}, std::pair{"accepted", event.accepted},
          std::pair{"seated", event.seated}, std::pair{"arrived", event.arrived},
          std::pair{"tasks", event.tasks}, std::pair{"tasks_done", event.tasks_done},
          std::pair{"items", event.items}, std::pair{"items_done", event.items_done},
          std::pair{"forms_submitted", event.forms_submitted}}) {
        object[name] = number_of(number);
    }
    object["delay_min"] = event.delay_min;
    return object;
}

const modules::Module& module() {
    static const modules::Module kModule{"analytics", ask, act};
    return kModule;
}

}  // namespace wedsync::analytics
