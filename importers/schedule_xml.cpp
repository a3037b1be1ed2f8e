#include <algorithm>
#include <utility>

#include <pugixml.hpp>

#include "engine/model/value.hpp"
#include "importers/schedule_builder.hpp"

namespace wedsync::importers {
namespace {

/// Knows the text, so that errors can say the line.
class XmlReader {
public:
    explicit XmlReader(std::string_view text) : text_(text) {}

    Result<Schedule> read() {
        // A document type may change what the text means; no schedule has one.
        if (text_.find("<!DOCTYPE") != std::string_view::npos) {
            return error_at(text_.find("<!DOCTYPE"), "a document type is not allowed");
        }
        if (!is_utf8(text_)) return Error{ErrorCode::kCorrupt, "the file is not UTF-8"};
        pugi::xml_document document;
        const pugi::xml_parse_result parsed = document.load_buffer(
            text_.data(), text_.size(), pugi::parse_default, pugi::encoding_utf8);
        if (!parsed) return error_at(static_cast<std::size_t>(parsed.offset), parsed.description());
        const pugi::xml_node root = document.child("schedule");
        if (!root) return error_at(0, "no <schedule>");
        const pugi::xml_node conference = root.child("conference");
        WEDSYNC_TRY(placed(conference, builder_.set_title(conference.child_value("title"))));
        builder_.set_time_zone(conference.child_value("time_zone_name"));
        for (const pugi::xml_node day : root.children("day"))
            WEDSYNC_TRY(read_day(day));
        return builder_.take();
    }

private:
    Result<void> read_day(const pugi::xml_node& day) {
        WEDSYNC_TRY(placed(day, builder_.add_day({day.attribute("date").value(),
                                                  day.attribute("start").value()})));
        for (const pugi::xml_node room : day.children("room")) {
            const std::string name = room.attribute("name").value();
            WEDSYNC_TRY(placed(room, builder_.add_room(name)));
            for (const pugi::xml_node event : room.children("event")) {
                WEDSYNC_TRY(placed(event, builder_.add_item(raw_item(event, name))));
            }
        }
        return {};
    }

    static RawItem raw_item(const pugi::xml_node& event, const std::string& room) {
        RawItem item;
        item.id = event.attribute("guid").value();
        if (item.id.empty()) item.id = event.attribute("id").value();
        item.date = event.child_value("date");
        item.start = event.child_value("start");
        item.duration = event.child_value("duration");
        item.room = event.child_value("room");
        if (item.room.empty()) item.room = room;
        item.title = event.child_value("title");
        item.subtitle = event.child_value("subtitle");
        item.track = event.child_value("track");
        item.type = event.child_value("type");
        item.language = event.child_value("language");
        for (const pugi::xml_node person : event.child("persons").children("person")) {
            const std::string name = person.child_value();
            if (!name.empty()) item.persons.push_back(name);
        }
        return item;
    }

    Result<void> placed(const pugi::xml_node& node, const Result<void>& result) const {
        if (result.ok()) return {};
        Error error =
            error_at(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)),
                     result.error().detail);
        error.code = result.error().code;
        return error;
    }

    [[nodiscard]] Error error_at(std::size_t offset, const std::string& what) const {
        const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        return {ErrorCode::kCorrupt, "line " + std::to_string(line) + ": " + what};
    }

    std::string_view text_;
    ScheduleBuilder builder_;
};

}  // namespace

Result<Schedule> parse_schedule_xml(std::string_view text) {
    return XmlReader(text).read();
}

}  // namespace wedsync::importers
