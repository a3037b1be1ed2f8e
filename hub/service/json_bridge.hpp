#pragma once

#include <string>
#include <string_view>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/frame_session.hpp"

namespace wedsync::hub {

/// Lets a peer that speaks JSON talk to a hub that speaks frames: the device's end of a connection,
/// which turns what the peer says into frames and what the hub says into JSON. One for each
/// connection; both directions in the order in which they happen.
class JsonBridge {
public:
    /// Fails with what is wrong with the message: kCorrupt, kTooLarge, kProtocol.
    [[nodiscard]] Result<Bytes> frame_of(std::string_view text);
    /// The text of a frame of our own hub; empty: there is nothing to tell.
    [[nodiscard]] Result<std::string> text_of(BytesView frame);

private:
    codec::FrameSession frames_;
};

/// Whether a message is JSON, by its first byte.
[[nodiscard]] inline bool is_json(BytesView message) {
    return !message.empty() && message.front() == '{';
}

}  // namespace wedsync::hub
