// Any bytes as a batch of entries: refused, or decoded to something that survives a round trip.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/codec/entries.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto decoded = wedsync::codec::decode_entries({data, size});
    if (!decoded.ok()) return 0;
    const auto again =
        wedsync::codec::decode_entries(wedsync::codec::encode_entries(decoded.value()));
    WEDSYNC_ASSERT(again.ok());
    WEDSYNC_ASSERT(again.value() == decoded.value());
    return 0;
}
