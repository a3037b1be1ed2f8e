#include "hub/service/json_bridge.hpp"

#include <optional>

#include "engine/codec/json_message.hpp"

namespace wedsync::hub {

Result<Bytes> JsonBridge::frame_of(std::string_view text) {
    const Message message = WEDSYNC_TRY(codec::decode_json(text));
    return frames_.encode(message);
}

Result<std::string> JsonBridge::text_of(BytesView frame) {
    const std::optional<Message> message = WEDSYNC_TRY(frames_.decode(frame));
    return message ? codec::encode_json(*message) : std::string();
}

}  // namespace wedsync::hub
