#include <utility>

#include "engine/json/strict_json.hpp"
#include "importers/schedule_builder.hpp"

namespace wedsync::importers {
namespace {

namespace bj = boost::json;

Error corrupt(std::string what) {
    return Error{ErrorCode::kCorrupt, std::move(what)};
}

/// Null where the value is no object or has no such member.
const bj::value* member(const bj::value& value, const char* key) {
    const bj::object* object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains(key);
}

/// Empty where it is missing or null. Numbers (old ids) as their digits.
Result<std::string> text_of(const bj::value& value, const char* key) {
    const bj::value* found = member(value, key);
    if (found == nullptr || found->is_null()) return std::string();
    if (found->is_int64()) return std::to_string(found->get_int64());
    if (!found->is_string()) return corrupt("\"" + std::string(key) + "\" is not a text");
    const bj::string& text = found->get_string();
    return std::string(text.data(), text.size());
}

Result<std::vector<std::string>> persons_of(const bj::value& event) {
    std::vector<std::string> names;
    const bj::value* persons = member(event, "persons");
    if (persons == nullptr || persons->is_null()) return names;
    if (!persons->is_array()) return corrupt("\"persons\" is not an array");
    for (const bj::value& person : persons->get_array()) {
        std::string name = WEDSYNC_TRY(text_of(person, "public_name"));
        if (name.empty()) name = WEDSYNC_TRY(text_of(person, "name"));
        if (!name.empty()) names.push_back(std::move(name));
    }
    return names;
}

Result<RawItem> raw_item(const bj::value& event, const std::string& room) {
    if (!event.is_object()) return corrupt("not an object");
    RawItem item;
    item.id = WEDSYNC_TRY(text_of(event, "guid"));
    if (item.id.empty()) item.id = WEDSYNC_TRY(text_of(event, "id"));
    item.date = WEDSYNC_TRY(text_of(event, "date"));
    item.start = WEDSYNC_TRY(text_of(event, "start"));
    item.duration = WEDSYNC_TRY(text_of(event, "duration"));
    item.room = WEDSYNC_TRY(text_of(event, "room"));
    if (item.room.empty()) item.room = room;
    item.title = WEDSYNC_TRY(text_of(event, "title"));
    item.subtitle = WEDSYNC_TRY(text_of(event, "subtitle"));
    item.track = WEDSYNC_TRY(text_of(event, "track"));
    item.type = WEDSYNC_TRY(text_of(event, "type"));
    item.language = WEDSYNC_TRY(text_of(event, "language"));
    item.persons = WEDSYNC_TRY(persons_of(event));
    return item;
}

Result<void> read_room(const std::string& name, const bj::value& events, ScheduleBuilder& builder) {
    WEDSYNC_TRY(builder.add_room(name));
    if (!events.is_array()) return corrupt("not an array");
    std::size_t number = 0;
    for (const bj::value& event : events.get_array()) {
        ++number;
        Result<RawItem> item = raw_item(event, name);
        const Result<void> added =
            item.ok() ? builder.add_item(std::move(item).value()) : Result<void>(item.error());
        if (!added.ok()) {
            return Error{added.error().code,
                         "event " + std::to_string(number) + ": " + added.error().detail};
        }
    }
    return {};
}

Result<void> read_day(const bj::value& day, ScheduleBuilder& builder) {
    const std::string date = WEDSYNC_TRY(text_of(day, "date"));
    const std::string start = WEDSYNC_TRY(text_of(day, "day_start"));
    WEDSYNC_TRY(builder.add_day({date, start}));
    const bj::value* rooms = member(day, "rooms");
    if (rooms == nullptr || !rooms->is_object()) return corrupt("\"rooms\" is not an object");
    for (const bj::key_value_pair& room : rooms->get_object()) {
        const std::string name(room.key().data(), room.key().size());
        const Result<void> read = read_room(name, room.value(), builder);
        if (!read.ok()) {
            return Error{read.error().code, "room \"" + name + "\", " + read.error().detail};
        }
    }
    return {};
}

}  // namespace

Result<Schedule> parse_schedule_json(std::string_view text) {
    json::JsonLimits limits;
    limits.bytes_max = kScheduleBytesMax;
    const bj::value document = WEDSYNC_TRY(json::parse_json(text, limits));
    const bj::value* schedule = member(document, "schedule");
    const bj::value* conference = schedule == nullptr ? nullptr : member(*schedule, "conference");
    if (conference == nullptr) return corrupt("no \"schedule\" with a \"conference\"");
    ScheduleBuilder builder;
    std::string title = WEDSYNC_TRY(text_of(*conference, "title"));
    WEDSYNC_TRY(builder.set_title(std::move(title)));
    builder.set_time_zone(WEDSYNC_TRY(text_of(*conference, "time_zone_name")));
    const bj::value* days = member(*conference, "days");
    if (days == nullptr || !days->is_array()) return corrupt("\"days\" is not an array");
    std::size_t number = 0;
    for (const bj::value& day : days->get_array()) {
        ++number;
        const Result<void> read = read_day(day, builder);
        if (!read.ok()) {
            return Error{read.error().code,
                         "day " + std::to_string(number) + ", " + read.error().detail};
        }
    }
    return builder.take();
}

}  // namespace wedsync::importers
