#pragma once

#include <cstdint>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/columns.hpp"
#include "engine/codec/message.hpp"

namespace wedsync::codec {

/// The first byte of short frames is at least this.
inline constexpr std::uint8_t kShortFrame = 0x80;
/// Needs the frames before it in its connection to be understood: see FrameSession.
[[nodiscard]] inline bool is_short(BytesView frame) {
    return !frame.empty() && frame[0] >= kShortFrame;
}

/// One message as one frame: a type byte, then its content. A frame is self-contained.
/// `level` is how hard zstd tries on the changes of a push, 1 to 19.
[[nodiscard]] Bytes encode_frame(const Message& message, int level = kCompressionLevelHigh);

/// Strict: every bound of message.hpp is checked before memory is taken, trailing bytes are an
/// error, every change passes validate(). Fails with kCorrupt, kTooLarge or kProtocol.
[[nodiscard]] Result<Message> decode_frame(BytesView frame);

}  // namespace wedsync::codec
