// Any bytes as a calendar: refused with a message, or items whose texts are UTF-8 and bounded, and
// that are the same when they are read from a calendar made of them.
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/model/value.hpp"
#include "importers/calendar.hpp"
#include "importers/content_lines.hpp"
#include "importers/time_zone.hpp"

namespace {

using wedsync::importers::CalendarItem;
using wedsync::importers::content_line;
using wedsync::importers::escaped;
using wedsync::importers::parse_calendar;

std::string written(const CalendarItem& item) {
    return "BEGIN:VEVENT\r\n" + content_line("SUMMARY", escaped(item.title)) +
           content_line("DTSTART", wedsync::importers::calendar_time_text(item.starts_at_ms)) +
           content_line("LOCATION", escaped(item.room)) + "END:VEVENT\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto calendar = parse_calendar(wedsync::as_text({data, size}), 60);
    if (!calendar.ok()) {
        WEDSYNC_ASSERT(!calendar.error().detail.empty());
        return 0;
    }
    for (const CalendarItem& item : calendar.value().items) {
        WEDSYNC_ASSERT(!item.title.empty() && wedsync::is_utf8(item.title));
        WEDSYNC_ASSERT(wedsync::is_utf8(item.notes) &&
                       item.notes.size() <= wedsync::importers::kContentValueBytesMax);
        WEDSYNC_ASSERT(item.line >= 1 && item.line <= size + 1);
        for (const std::string& tag : item.tags)
            WEDSYNC_ASSERT(!tag.empty() && tag.size() <= wedsync::kSubBytesMax);
        const auto again = parse_calendar(written(item));
        WEDSYNC_ASSERT(again.ok());
        // A title of control characters alone is none in a file.
        for (const CalendarItem& same : again.value().items) {
            WEDSYNC_ASSERT(same.starts_at_ms == item.starts_at_ms);
        }
    }
    return 0;
}
