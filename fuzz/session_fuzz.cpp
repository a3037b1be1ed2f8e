// Any frames of one connection: refused, or decoded to messages that come back by a session of
// their own, and that still do when they are sent again.
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/codec/frame_session.hpp"
#include "fuzz/input.hpp"

namespace {

using wedsync::codec::FrameSession;

constexpr wedsync::message::Welcome kWelcome{
    wedsync::kProtocolVersion, wedsync::Epoch{0x5EED'0000'0000'0001}, 1, 1'786'780'800'000};

void begin(FrameSession& from, FrameSession& to) {
    WEDSYNC_ASSERT(to.decode(from.encode(kWelcome)).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FrameSession hub;
    FrameSession reader;
    begin(hub, reader);
    FrameSession sender;
    FrameSession receiver;
    begin(sender, receiver);
    wedsync::fuzz::Input input(data, size);
    for (int i = 0; i < wedsync::fuzz::kCallsMax && !input.is_empty(); ++i) {
        const auto decoded = reader.decode(input.bytes());
        if (!decoded.ok()) return 0;
        if (!decoded.value()) continue;
        const auto again = receiver.decode(sender.encode(*decoded.value()));
        WEDSYNC_ASSERT(again.ok());
        WEDSYNC_ASSERT(again.value() == decoded.value());
    }
    return 0;
}
