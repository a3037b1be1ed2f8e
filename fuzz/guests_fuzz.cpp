// Any bytes as a guest list: refused with a message, or guests whose texts are UTF-8 and whose
// lines exist.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/model/value.hpp"
#include "importers/guests.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto list = wedsync::importers::parse_guests(wedsync::as_text({data, size}));
    if (!list.ok()) {
        WEDSYNC_ASSERT(!list.error().detail.empty());
        return 0;
    }
    // A line ends with at least one byte.
    const std::size_t lines_max = size + 1;
    for (const wedsync::importers::ImportedGuest& guest : list.value().guests) {
        WEDSYNC_ASSERT(wedsync::is_utf8(guest.full_name));
        WEDSYNC_ASSERT(wedsync::is_utf8(guest.notes));
        WEDSYNC_ASSERT(guest.line >= 1 && guest.line <= lines_max);
    }
    WEDSYNC_ASSERT(list.value().guests.size() <= wedsync::importers::kGuestsMax);
    return 0;
}
