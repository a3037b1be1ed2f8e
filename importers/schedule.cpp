#include "importers/schedule.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/model/value.hpp"
#include "importers/date_time.hpp"
#include "importers/schedule_builder.hpp"

namespace wedsync::importers {
namespace {

constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1'000;

Error corrupt(std::string what) {
    return Error{ErrorCode::kCorrupt, std::move(what)};
}

Result<void> check_text(std::string_view what, const std::string& text) {
    if (text.size() > kScheduleTextBytesMax) {
        return Error{ErrorCode::kTooLarge, std::string(what) + " is longer than 4,096 bytes"};
    }
    if (!is_utf8(text)) return corrupt(std::string(what) + " is not UTF-8");
    return {};
}

/// Old files give the start as a local time of day only. What is earlier than the start of the day
/// belongs to the night after it.
std::optional<std::int64_t> start_from_day(const RawDay& day, const std::string& start) {
    const std::optional<std::int64_t> midnight = parse_date(day.date);
    const std::optional<std::int64_t> time = parse_duration(start);
    if (!midnight.has_value() || !time.has_value() || *time >= kDayMs) return std::nullopt;
    std::int64_t local_ms = *midnight + *time;
    const std::optional<DateTime> begin = parse_date_time(day.start);
    const std::int64_t offset_ms =
        begin.has_value() ? begin->offset_min.value_or(0) * std::int64_t{60'000} : 0;
    if (begin.has_value() && local_ms < begin->utc_ms + offset_ms) local_ms += kDayMs;
    return local_ms - offset_ms;
}

}  // namespace

Result<void> ScheduleBuilder::set_title(std::string title) {
    WEDSYNC_TRY(check_text("the title", title));
    schedule_.title = std::move(title);
    return {};
}

Result<void> ScheduleBuilder::add_day(const RawDay& day) {
    if (schedule_.days.size() >= kScheduleDaysMax) {
        return Error{ErrorCode::kTooLarge, "more than 400 days"};
    }
    if (!parse_date(day.date).has_value()) return corrupt("\"" + day.date + "\" is not a date");
    schedule_.days.push_back({day.date, {}});
    day_ = day;
    return {};
}

Result<void> ScheduleBuilder::add_room(const std::string& name) {
    WEDSYNC_ASSERT(!schedule_.days.empty());
    if (name.empty()) return corrupt("a room without a name");
    WEDSYNC_TRY(check_text("the name of a room", name));
    std::vector<std::string>& rooms = schedule_.days.back().rooms;
    if (std::find(rooms.begin(), rooms.end(), name) == rooms.end()) rooms.push_back(name);
    if (rooms_.insert(name).second) schedule_.rooms.push_back(name);
    return {};
}

Result<void> ScheduleBuilder::add_item(RawItem raw) {
    WEDSYNC_ASSERT(!schedule_.days.empty());
    if (schedule_.items.size() >= kScheduleItemsMax) {
        return Error{ErrorCode::kTooLarge, "more than 50,000 items"};
    }
    if (raw.persons.size() > kSchedulePersonsMax) {
        return Error{ErrorCode::kTooLarge, "an item with more than 500 persons"};
    }
    if (raw.id.empty()) return corrupt("an item with neither guid nor id");
    if (raw.title.empty()) return corrupt("an item without a title");
    if (raw.room.empty()) return corrupt("an item without a room");
    for (const std::string* text :
         {&raw.id, &raw.room, &raw.title, &raw.subtitle, &raw.track, &raw.type, &raw.language}) {
        WEDSYNC_TRY(check_text("a text of the item", *text));
    }
    for (const std::string& person : raw.persons)
        WEDSYNC_TRY(check_text("a person", person));
    if (!ids_.insert(raw.id).second) return corrupt("a second item with the id \"" + raw.id + "\"");

    ScheduleItem item;
    if (raw.date.empty()) {
        const std::optional<std::int64_t> start = start_from_day(day_, raw.start);
        if (!start.has_value()) return corrupt("no date, and \"" + raw.start + "\" is not a start");
        item.start_ms = *start;
    } else {
        const std::optional<DateTime> date = parse_date_time(raw.date);
        if (!date.has_value()) return corrupt("\"" + raw.date + "\" is not a date and time");
        item.start_ms = date->utc_ms;
    }
    const std::optional<std::int64_t> duration = parse_duration(raw.duration);
    if (!duration.has_value()) return corrupt("\"" + raw.duration + "\" is not a duration");
    item.duration_ms = *duration;
    item.id = std::move(raw.id);
    item.room = std::move(raw.room);
    item.title = std::move(raw.title);
    item.subtitle = std::move(raw.subtitle);
    item.track = std::move(raw.track);
    item.type = std::move(raw.type);
    item.language = std::move(raw.language);
    item.persons = std::move(raw.persons);
    item.day = schedule_.days.size() - 1;
    WEDSYNC_TRY(add_room(item.room));
    schedule_.items.push_back(std::move(item));
    return {};
}

Schedule ScheduleBuilder::take() {
    std::sort(schedule_.items.begin(), schedule_.items.end(),
              [](const ScheduleItem& left, const ScheduleItem& right) {
                  return std::tie(left.start_ms, left.room, left.id) <
                         std::tie(right.start_ms, right.room, right.id);
              });
    return std::move(schedule_);
}

Result<Schedule> parse_schedule(std::string_view text) {
    if (text.size() > kScheduleBytesMax) {
        return Error{ErrorCode::kTooLarge, "a schedule of more than 32 MiB"};
    }
    const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string_view::npos) return corrupt("the file is empty");
    if (text[first] == '<') return parse_schedule_xml(text);
    if (text[first] == '{') return parse_schedule_json(text);
    return corrupt("line 1: neither XML nor JSON");
}

}  // namespace wedsync::importers
