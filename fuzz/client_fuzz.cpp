// What a hub sends to a device, in any order, while somebody edits there: the device never fails,
// sends frames that decode, and what it holds still adds up to its sums.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/prng.hpp"
#include "engine/codec/frame_session.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/client.hpp"
#include "fuzz/input.hpp"
#include "sim/disk/sim_disk.hpp"
#include "tests/support/changes.hpp"

namespace {

using wedsync::Now;
using wedsync::fuzz::Input;
using wedsync::replica::Replica;
using wedsync::sync::Client;

constexpr wedsync::ScopeId kScope{7};

std::unique_ptr<Replica> make_replica(const wedsync::sim::SimDisk& disk, wedsync::Prng& prng) {
    Replica::Options options;
    options.store.path = "device.db";
    options.store.vfs = disk.vfs_name();
    options.schema = wedsync::support::guest_schema();
    options.author = {"Alice", "tablet-1", "staff", 0};
    options.random = [&prng] { return prng.next(); };
    auto replica = Replica::open(std::move(options));
    WEDSYNC_ASSERT(replica.ok());
    WEDSYNC_ASSERT(replica.value()->add_scope(kScope, "The wedding").ok());
    return std::move(replica).value();
}

void edit(Replica& replica, Client& client, Now now) {
    wedsync::Draft draft;
    draft.scope = kScope;
    const auto guest = draft.create("guest");
    draft.set(guest, "name", wedsync::Value{std::string("Grace")});
    WEDSYNC_ASSERT(replica.commit(now, draft).ok());
    client.handle_commit(now);
}

void call(Replica& replica, Client& client, Input& input, Now now) {
    const std::uint8_t what = input.u8();
    switch (what % 8U) {
        case 0:
            return client.handle_connected(now);
        case 1:
            return client.handle_closed(now, "gone");
        case 2:
            return client.handle_timeout(now);
        case 3:
            return client.handle_network(now, (what & 8U) != 0);
        case 4:
            return edit(replica, client, now);
        default:
            return client.handle_frame(now, input.bytes());
    }
}

void drain(Client& client, Now now, wedsync::codec::FrameSession& session) {
    while (const auto action = client.poll_action(now)) {
        const auto* send = std::get_if<wedsync::sync::action::Send>(&*action);
        if (send != nullptr) WEDSYNC_ASSERT(session.decode(send->frame).ok());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wedsync::sim::SimDisk disk;
    wedsync::Prng prng(1);
    const std::unique_ptr<Replica> replica = make_replica(disk, prng);
    Client client(*replica, {"tablet-1", "token", 1});
    Input input(data, size);
    std::uint64_t ms = 0;
    wedsync::codec::FrameSession session;
    for (int i = 0; i < wedsync::fuzz::kCallsMax && !input.is_empty(); ++i) {
        ms += std::uint64_t{input.u8()} * 100;
        const Now now{wedsync::Instant{ms}, wedsync::WallTime{1'786'780'800'000 + ms}};
        call(*replica, client, input, now);
        drain(client, now, session);
        WEDSYNC_ASSERT(!client.failure().has_value());
    }
    const auto verified = replica->verify(kScope);
    WEDSYNC_ASSERT(verified.ok() && verified.value().ok());
    return 0;
}
