// Any bytes as the row of an own change: refused, or decoded to something that survives a round
// trip.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/codec/entries.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto decoded = wedsync::codec::decode_own({data, size});
    if (!decoded.ok()) return 0;
    const wedsync::codec::OwnChange& own = decoded.value();
    const auto again =
        wedsync::codec::decode_own(wedsync::codec::encode_own(own.change, own.displaced));
    WEDSYNC_ASSERT(again.ok());
    WEDSYNC_ASSERT(again.value() == own);
    return 0;
}
