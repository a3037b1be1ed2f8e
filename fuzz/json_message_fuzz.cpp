// Any text as a message in JSON: refused with one of the promised errors, or read as a message that
// both forms carry.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/codec/frame.hpp"
#include "engine/codec/json_message.hpp"

using wedsync::ErrorCode;
using wedsync::Message;
using wedsync::Result;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Result<Message> message = wedsync::codec::decode_json(wedsync::as_text({data, size}));
    if (!message.ok()) {
        const ErrorCode code = message.error().code;
        WEDSYNC_ASSERT(code == ErrorCode::kCorrupt || code == ErrorCode::kTooLarge ||
                       code == ErrorCode::kProtocol);
        return 0;
    }
    const Result<Message> as_json =
        wedsync::codec::decode_json(wedsync::codec::encode_json(message.value()));
    WEDSYNC_ASSERT(as_json.ok());
    WEDSYNC_ASSERT(as_json.value() == message.value());
    const Result<Message> as_frame =
        wedsync::codec::decode_frame(wedsync::codec::encode_frame(message.value()));
    WEDSYNC_ASSERT(as_frame.ok());
    WEDSYNC_ASSERT(as_frame.value() == message.value());
    return 0;
}
