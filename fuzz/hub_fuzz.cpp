// What two peers send to a hub, in any order: it never fails, answers with frames that decode, and
// what it accepted still adds up to its sums.
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/codec/frame_session.hpp"
#include "engine/merge/record_state.hpp"
#include "fuzz/input.hpp"
#include "hub/core/hub.hpp"
#include "sim/disk/sim_disk.hpp"

namespace {

using wedsync::fuzz::Input;
using wedsync::hub::Hub;
using wedsync::hub::PeerId;

constexpr wedsync::ScopeId kScope{7};

std::unique_ptr<Hub> make_hub(const wedsync::sim::SimDisk& disk) {
    wedsync::store::Options options;
    options.path = "hub.db";
    options.vfs = disk.vfs_name();
    auto store = wedsync::store::Store::open(options);
    WEDSYNC_ASSERT(store.ok());
    auto hub =
        Hub::create(std::move(store).value(),
                    {wedsync::Epoch{0x5EED'0000'0000'0001}, {}, wedsync::hub::open_policy(), {}});
    WEDSYNC_ASSERT(hub.ok());
    return std::move(hub).value();
}

using Sessions = std::map<PeerId, wedsync::codec::FrameSession>;

void drain(Hub& hub, Sessions& sessions) {
    while (const auto action = hub.poll_action()) {
        const auto* send = std::get_if<wedsync::hub::action::Send>(&*action);
        if (send != nullptr) WEDSYNC_ASSERT(sessions[send->peer].decode(send->frame).ok());
    }
}

void call(Hub& hub, Input& input, std::uint64_t& ms) {
    const std::uint8_t what = input.u8();
    const PeerId peer{1U + (what >> 7U)};
    ms += what >> 4U;
    const wedsync::Now now{wedsync::Instant{ms}, wedsync::WallTime{1'786'780'800'000 + ms}};
    switch (what % 8U) {
        case 0:
            return hub.handle_connected(peer, now);
        case 1:
            return hub.handle_disconnected(peer);
        case 2:
            ms += 30'000;
            return hub.handle_timeout(now);
        case 3:
            WEDSYNC_ASSERT(hub.handle_flush(now).ok());
            return;
        default:
            return hub.handle_frame(peer, now, input.bytes());
    }
}

void check_sums(Hub& hub) {
    const wedsync::store::ScopeRow* row = hub.scope(kScope);
    if (row == nullptr) return;
    std::uint64_t sum = 0;
    const auto visited = hub.store().visit_records(kScope, std::nullopt,
                                                   [&](const wedsync::merge::RecordState& state) {
                                                       sum += wedsync::merge::checksum(state);
                                                       return true;
                                                   });
    WEDSYNC_ASSERT(visited.ok());
    WEDSYNC_ASSERT(sum == row->cells_sum);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wedsync::sim::SimDisk disk;
    const std::unique_ptr<Hub> hub = make_hub(disk);
    Input input(data, size);
    std::uint64_t ms = 0;
    Sessions sessions;
    for (int i = 0; i < wedsync::fuzz::kCallsMax && !input.is_empty(); ++i) {
        call(*hub, input, ms);
        drain(*hub, sessions);
    }
    WEDSYNC_ASSERT(hub->handle_flush({wedsync::Instant{ms}, wedsync::WallTime{ms}}).ok());
    drain(*hub, sessions);
    check_sums(*hub);
    return 0;
}
