// Any bytes as a frame from the network: refused with one of the promised errors, or decoded to a
// message that survives a round trip.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/codec/frame.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto decoded = wedsync::codec::decode_frame({data, size});
    if (!decoded.ok()) {
        const wedsync::ErrorCode code = decoded.error().code;
        WEDSYNC_ASSERT(code == wedsync::ErrorCode::kCorrupt ||
                       code == wedsync::ErrorCode::kTooLarge ||
                       code == wedsync::ErrorCode::kProtocol);
        return 0;
    }
    const auto again = wedsync::codec::decode_frame(wedsync::codec::encode_frame(decoded.value()));
    WEDSYNC_ASSERT(again.ok());
    WEDSYNC_ASSERT(again.value() == decoded.value());
    return 0;
}
