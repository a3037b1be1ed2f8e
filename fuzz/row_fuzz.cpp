// Any bytes as a stored record, in a store that knows a few lanes: refused, or decoded to a state
// that keeps its invariants and survives a round trip.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/codec/row.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wedsync::RecordId id{{{1, 1}, 10}, 0};
    wedsync::codec::BatchLanes lanes({{1, 1}, {2, 2}, {3, 3}});
    const auto decoded = wedsync::codec::decode_row(id, {data, size}, lanes);
    if (!decoded.ok()) return 0;
    const auto again =
        wedsync::codec::decode_row(id, wedsync::codec::encode_row(decoded.value(), lanes), lanes);
    WEDSYNC_ASSERT(again.ok());
    WEDSYNC_ASSERT(again.value() == decoded.value());
    return 0;
}
