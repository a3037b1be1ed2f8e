// Any text as a schedule, XML or JSON: refused with a message, or one in order, whose items lie in
// days and rooms that it names.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/model/value.hpp"
#include "importers/schedule.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parsed = wedsync::importers::parse_schedule(wedsync::as_text({data, size}));
    if (!parsed.ok()) {
        WEDSYNC_ASSERT(!parsed.error().detail.empty());
        return 0;
    }
    const wedsync::importers::Schedule& schedule = parsed.value();
    for (const wedsync::importers::ScheduleItem& item : schedule.items) {
        WEDSYNC_ASSERT(item.day < schedule.days.size());
        WEDSYNC_ASSERT(wedsync::is_utf8(item.title) && !item.title.empty());
        WEDSYNC_ASSERT(std::find(schedule.rooms.begin(), schedule.rooms.end(), item.room) !=
                       schedule.rooms.end());
    }
    WEDSYNC_ASSERT(std::is_sorted(
        schedule.items.begin(), schedule.items.end(),
        [](const auto& left, const auto& right) { return left.start_ms < right.start_ms; }));
    return 0;
}
