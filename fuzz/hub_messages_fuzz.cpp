// What a device says over WebSocket or plain HTTP, as JSON or as frames, up to the hub's core and
// back: a broken message ends at the bridge, all that the hub says can be said in JSON.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "carrier/message_body.hpp"
#include "engine/base/assert.hpp"
#include "engine/codec/json_message.hpp"
#include "fuzz/input.hpp"
#include "hub/core/hub.hpp"
#include "hub/service/json_bridge.hpp"
#include "sim/disk/sim_disk.hpp"

namespace {

namespace hub = wedsync::hub;

constexpr hub::PeerId kPeer{1};
constexpr wedsync::Now kNow{wedsync::Instant{1'000}, wedsync::WallTime{1'786'780'801'000}};

std::unique_ptr<hub::Hub> make_hub(const wedsync::sim::SimDisk& disk) {
    wedsync::store::Options options;
    options.path = "hub.db";
    options.vfs = disk.vfs_name();
    auto store = wedsync::store::Store::open(options);
    WEDSYNC_ASSERT(store.ok());
    auto made = hub::Hub::create(std::move(store).value(),
                                 {wedsync::Epoch{0x5EED}, {}, hub::open_policy(), {}});
    WEDSYNC_ASSERT(made.ok());
    return std::move(made).value();
}

/// What the hub says, as a device that speaks JSON hears it. False: the hub has ended it.
bool hear(hub::Hub& core, hub::JsonBridge& bridge) {
    WEDSYNC_ASSERT(core.handle_flush(kNow).ok());
    bool goes_on = true;
    while (const auto action = core.poll_action()) {
        const auto* send = std::get_if<hub::action::Send>(&*action);
        if (send == nullptr) {
            goes_on = false;
            continue;
        }
        const auto text = bridge.text_of(send->frame);
        WEDSYNC_ASSERT(text.ok());
        if (!text.value().empty()) WEDSYNC_ASSERT(wedsync::codec::decode_json(text.value()).ok());
    }
    return goes_on;
}

void talk_in_json(hub::Hub& core, std::string_view body) {
    hub::JsonBridge bridge;
    for (const std::string_view line : wedsync::carrier::split_lines(body)) {
        const auto frame = bridge.frame_of(line);
        if (!frame.ok()) return;
        core.handle_frame(kPeer, kNow, frame.value());
        if (!hear(core, bridge)) return;
    }
}

void talk_in_frames(hub::Hub& core, std::string_view body) {
    const auto frames = wedsync::carrier::split_frames(body);
    if (!frames) return;
    for (const wedsync::BytesView frame : *frames)
        core.handle_frame(kPeer, kNow, frame);
    hub::JsonBridge bridge;
    static_cast<void>(hear(core, bridge));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wedsync::sim::SimDisk disk;
    const std::unique_ptr<hub::Hub> core = make_hub(disk);
    core->handle_connected(kPeer, kNow);
    const std::string_view body = wedsync::as_text({data, size});
    if (hub::is_json({data, size})) {
        talk_in_json(*core, body);
    } else {
        talk_in_frames(*core, body);
    }
    core->handle_disconnected(kPeer);
    WEDSYNC_ASSERT(core->handle_flush(kNow).ok());
    return 0;
}
