#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/codec/message.hpp"

namespace wedsync::codec {

/// The longest text of one message that decode_json() reads.
inline constexpr std::size_t kJsonMessageBytesMax = std::size_t{16} * 1024 * 1024;
/// How deep arrays and objects may stand within each other in a message.
inline constexpr std::size_t kJsonMessageDepthMax = 16;

/// The message as one line of JSON (docs/protocol.md has every form). The same text for the same
/// message on every target. Texts in the message have to be UTF-8, as decode_frame() and
/// decode_json() give them.
[[nodiscard]] std::string encode_json(const Message& message);

/// As strict as decode_frame(), with the same bounds: each message has one form but for the order
/// of members and the spaces. A member that is not known is refused, not passed over: what a newer
/// version adds, it only sends to those who have agreed on that version. Fails with kCorrupt,
/// kTooLarge or kProtocol, naming the place.
[[nodiscard]] Result<Message> decode_json(std::string_view text);

}  // namespace wedsync::codec
