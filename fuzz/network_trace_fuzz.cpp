// Any bytes as recorded networks, plain, tar or xz: refused with a message, or traces that are not
// empty and whose times never go back.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "importers/network_trace.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto traces = wedsync::importers::parse_network_traces({data, size}, "trace");
    if (!traces.ok()) {
        WEDSYNC_ASSERT(!traces.error().detail.empty());
        return 0;
    }
    for (const wedsync::importers::NetworkTrace& trace : traces.value()) {
        WEDSYNC_ASSERT(!trace.steps.empty());
        WEDSYNC_ASSERT(std::is_sorted(
            trace.steps.begin(), trace.steps.end(),
            [](const auto& left, const auto& right) { return left.time_ms < right.time_ms; }));
    }
    return 0;
}
