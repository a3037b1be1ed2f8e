#include "importers/calendar.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/model/value.hpp"
#include "importers/content_lines.hpp"
#include "importers/fold.hpp"
#include "importers/number_cell.hpp"
#include "importers/time_zone.hpp"

namespace wedsync::importers {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * kMinuteMs;

/// A component's own properties, without those of components in it.
struct Component {
    std::string name;
    std::size_t line = 0;
    std::vector<ContentLine> properties;
};

const ContentLine* find(const Component& component, std::string_view name) {
    const auto found = std::find_if(component.properties.begin(), component.properties.end(),
                                    [&](const ContentLine& line) { return line.name == name; });
    return found == component.properties.end() ? nullptr : &*found;
}

/// Events and time zones, in the order of the file; the rest is only checked for its nesting.
struct Components {
    std::vector<Component> events;
    std::map<std::string, TimeZone> zones;
    std::vector<RowError> errors;
    bool has_calendar = false;
};

class ComponentReader {
public:
    Result<Components> read(ContentLines&& content) {
        found_.errors = std::move(content.errors);
        for (ContentLine& line : content.lines) {
            if (line.name == "BEGIN") {
                if (open_.size() >= kContentDepthMax) {
                    return at(line, ErrorCode::kTooLarge, "components nested too deep");
                }
                open_.push_back({folded(line.value), line.line, {}});
            } else if (line.name == "END") {
                if (open_.empty() || open_.back().name != folded(line.value)) {
                    return at(line, ErrorCode::kCorrupt, "an END without its BEGIN");
                }
                WEDSYNC_TRY(close(line));
            } else if (!open_.empty()) {
                open_.back().properties.push_back(std::move(line));
            }
        }
        if (!open_.empty()) {
            return Error{ErrorCode::kCorrupt,
                         "line " + std::to_string(open_.back().line) +
                             ": a BEGIN without its END: is the file cut off?"};
        }
        return std::move(found_);
    }

private:
    static Error at(const ContentLine& line, ErrorCode code, const std::string& what) {
        return {code, "line " + std::to_string(line.line) + ": " + what};
    }

    Result<void> close(const ContentLine& line) {
        Component component = std::move(open_.back());
        open_.pop_back();
        if (component.name == "vcalendar") found_.has_calendar = true;
        if (component.name == "vevent") {
            found_.has_calendar = true;
            if (found_.events.size() >= kCalendarItemsMax) {
                return at(line, ErrorCode::kTooLarge, "more than 50,000 events");
            }
            found_.events.push_back(std::move(component));
        } else if (component.name == "standard" || component.name == "daylight") {
            std::optional<ZoneRule> rule = zone_rule_of(component.properties);
            if (!rule) {
                is_zone_known_ = false;
            } else if (zone_.rules.size() < kZoneRulesMax) {
                zone_.rules.push_back(std::move(*rule));
            }
        } else if (component.name == "vtimezone") {
            const ContentLine* id = find(component, "TZID");
            if (id != nullptr && is_zone_known_ && !zone_.rules.empty()) {
                zone_.id = id->value;
                found_.zones[id->value] = std::move(zone_);
            }
            zone_ = {};
            is_zone_known_ = true;
        }
        return {};
    }

    Components found_;
    std::vector<Component> open_;
    TimeZone zone_;
    bool is_zone_known_ = true;
};

/// One event as an item; its problems go to the list.
class EventReader {
public:
    EventReader(const Component& event, const Components& all, std::optional<int> utc_offset_min,
                std::vector<RowError>& errors)
        : event_(event), zones_(all.zones), utc_offset_min_(utc_offset_min), errors_(errors) {}

    std::optional<CalendarItem> read() {
        item_.line = event_.line;
        const ContentLine* start = find(event_, "DTSTART");
        item_.title = text_of("SUMMARY");
        if (item_.title.empty()) return lose("SUMMARY", "an event without a title");
        if (start == nullptr) return lose("DTSTART", "an event without a start");
        if (text_of("STATUS") == "CANCELLED") return lose("STATUS", "cancelled");
        const std::optional<std::int64_t> starts_at = utc_of(*start);
        if (!starts_at) return std::nullopt;
        item_.starts_at_ms = *starts_at;
        read_duration(*start);
        item_.room = text_of("LOCATION");
        item_.notes = text_of("DESCRIPTION");
        item_.kind = text_of("X-WEDSYNC-KIND");
        item_.vendor = text_of("X-WEDSYNC-VENDOR");
        item_.owner = text_of("X-WEDSYNC-OWNER");
        const ContentLine* organizer = find(event_, "ORGANIZER");
        if (item_.owner.empty() && organizer != nullptr) item_.owner = organizer->parameter("CN");
        read_tags();
        read_key();
        return std::move(item_);
    }

private:
    std::nullopt_t lose(const char* property, const std::string& what) {
        errors_.push_back({event_.line, property, what, true});
        return std::nullopt;
    }
    void tell(const char* property, const std::string& what) {
        errors_.push_back({event_.line, property, what, false});
    }

    std::string text_of(const char* name) {
        const ContentLine* property = find(event_, name);
        if (property == nullptr) return {};
        if (property->is_cut) tell(name, "longer than 128 kB");
        return std::string(trimmed(unescaped(property->value)));
    }

    /// Nothing, and told, where the moment is not known.
    std::optional<std::int64_t> utc_of(const ContentLine& property) {
        const std::optional<CalendarTime> time = parse_calendar_time(property.value);
        if (!time) return lose(property.name == "DTEND" ? "DTEND" : "DTSTART", "not a time");
        if (time->is_utc) return time->wall_ms;
        const std::string zone_id(property.parameter("TZID"));
        const auto zone = zones_.find(zone_id);
        if (!time->is_date && zone != zones_.end()) {
            return time->wall_ms - *zone->second.offset_min(time->wall_ms) * kMinuteMs;
        }
        if (utc_offset_min_) return time->wall_ms - *utc_offset_min_ * kMinuteMs;
        if (time->is_date) return time->wall_ms;
        if (!zone_id.empty()) {
            return lose("DTSTART", "the time zone " + zone_id +
                                       " is not described in the file: give --utc-offset +hh:mm");
        }
        if (property.name == "DTSTART") {
            tell("DTSTART",
                 "a time without a zone, taken as UTC: --utc-offset +hh:mm says otherwise");
        }
        return time->wall_ms;
    }

    void read_duration(const ContentLine& start) {
        const ContentLine* end = find(event_, "DTEND");
        const ContentLine* duration = find(event_, "DURATION");
        std::optional<std::int64_t> length_ms;
        if (duration != nullptr) {
            length_ms = parse_calendar_duration(duration->value);
            if (!length_ms) tell("DURATION", "not a duration");
        } else if (end != nullptr) {
            const std::size_t known = errors_.size();
            const std::optional<std::int64_t> ends_at = utc_of(*end);
            if (!ends_at) {
                errors_.resize(known);
                tell("DTEND", "not a time that is known");
            } else if (*ends_at < item_.starts_at_ms) {
                tell("DTEND", "before the start");
            } else {
                length_ms = *ends_at - item_.starts_at_ms;
            }
        } else {
            const std::optional<CalendarTime> time = parse_calendar_time(start.value);
            if (time && time->is_date) length_ms = kDayMs;
        }
        if (length_ms) item_.duration_min = (*length_ms + kMinuteMs - 1) / kMinuteMs;
    }

    void read_tags() {
        for (const ContentLine& property : event_.properties) {
            if (property.name != "CATEGORIES") continue;
            for (const std::string& part : split_escaped(property.value, ',')) {
                std::string tag(trimmed(unescaped(part)));
                if (tag.size() > kSubBytesMax) {
                    tell("CATEGORIES", "more than 256 bytes for one of a list");
                } else if (!tag.empty() && std::find(item_.tags.begin(), item_.tags.end(), tag) ==
                                               item_.tags.end()) {
                    item_.tags.push_back(std::move(tag));
                }
            }
        }
    }

    void read_key() {
        item_.import_key = text_of("UID");
        if (const ContentLine* one = find(event_, "RECURRENCE-ID")) {
            item_.import_key += "/" + one->value;
        }
        const bool repeats = find(event_, "RRULE") != nullptr || find(event_, "RDATE") != nullptr;
        if (repeats) tell("RRULE", "repeats: only the first time is taken");
    }

    const Component& event_;
    const std::map<std::string, TimeZone>& zones_;
    std::optional<int> utc_offset_min_;
    std::vector<RowError>& errors_;
    CalendarItem item_;
};

std::int64_t sequence_of(const Component& event) {
    const ContentLine* sequence = find(event, "SEQUENCE");
    if (sequence == nullptr) return 0;
    return parse_integer<std::int64_t>(sequence->value).value_or(0);
}

/// Of the versions of one event the newest, where it stands last.
std::vector<const Component*> newest_of(const std::vector<Component>& events) {
    std::map<std::string, std::pair<std::int64_t, std::size_t>> newest;
    const auto key_of = [](const Component& event) {
        const ContentLine* uid = find(event, "UID");
        const ContentLine* one = find(event, "RECURRENCE-ID");
        if (uid == nullptr) return "line " + std::to_string(event.line);
        return "uid " + uid->value + "/" + (one == nullptr ? std::string() : one->value);
    };
    for (std::size_t i = 0; i < events.size(); ++i) {
        const std::pair version{sequence_of(events[i]), i};
        const auto [at, is_new] = newest.try_emplace(key_of(events[i]), version);
        if (!is_new && version > at->second) at->second = version;
    }
    std::vector<const Component*> chosen;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (newest[key_of(events[i])].second == i) chosen.push_back(&events[i]);
    }
    return chosen;
}

}  // namespace

Result<Calendar> parse_calendar(std::string_view bytes, std::optional<int> utc_offset_min) {
    ContentLines content = WEDSYNC_TRY(parse_content_lines(bytes));
    Components all = WEDSYNC_TRY(ComponentReader().read(std::move(content)));
    if (!all.has_calendar) {
        return Error{ErrorCode::kCorrupt, "line 1: no calendar (BEGIN:VCALENDAR)"};
    }
    Calendar calendar;
    calendar.errors = all.errors;
    for (const Component* event : newest_of(all.events)) {
        std::optional<CalendarItem> item =
            EventReader(*event, all, utc_offset_min, calendar.errors).read();
        if (item) calendar.items.push_back(std::move(*item));
    }
    std::stable_sort(
        calendar.errors.begin(), calendar.errors.end(),
        [](const RowError& left, const RowError& right) { return left.line < right.line; });
    return calendar;
}

}  // namespace wedsync::importers
