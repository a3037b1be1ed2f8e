// Any bytes as a usage log, plain or packed: refused with a message, or events in order of time.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "importers/usage_log.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto events = wedsync::importers::parse_usage_log({data, size});
    if (!events.ok()) {
        WEDSYNC_ASSERT(!events.error().detail.empty());
        return 0;
    }
    WEDSYNC_ASSERT(std::is_sorted(
        events.value().begin(), events.value().end(),
        [](const auto& left, const auto& right) { return left.time_s < right.time_s; }));
    return 0;
}
