#include "sim/world/hub_node.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"

namespace wedsync::sim {
namespace {

constexpr const char* kFileName = "hub.db";
/// Added to a nonce for the next one: odd, so that none comes twice.
constexpr std::uint64_t kEpochStep = 0x9E3779B97F4A7C15;

}  // namespace

HubNode::HubNode(HubOptions options, std::uint64_t seed)
    : options_(std::move(options)),
      disk_(std::make_unique<SimDisk>(options_.disk)),
      epoch_(seed | 1U) {}

Result<void> HubNode::start() {
    WEDSYNC_ASSERT(!is_running());
    auto store = WEDSYNC_TRY(store::Store::open({kFileName, disk_->vfs_name()}));
    hub_ = WEDSYNC_TRY(hub::Hub::create(
        std::move(store),
        {Epoch{epoch_}, options_.schema, options_.policy, options_.limits, options_.resolver}));
    return {};
}

void HubNode::stop() {
    hub_.reset();
    peers_.clear();
    devices_.clear();
}

void HubNode::take_new_epoch() {
    epoch_ += kEpochStep;
    if (epoch_ == 0) epoch_ += kEpochStep;
}

void HubNode::open(std::size_t device, Now now) {
    close(device);
    const hub::PeerId peer{++peer_last_};
    peers_[device] = peer;
    devices_[peer] = device;
    hub_->handle_connected(peer, now);
}

void HubNode::close(std::size_t device) {
    const auto peer = peers_.find(device);
    if (peer == peers_.end()) return;
    if (hub_ != nullptr) hub_->handle_disconnected(peer->second);
    devices_.erase(peer->second);
    peers_.erase(peer);
}

hub::PeerId HubNode::open_stranger(Now now) {
    const hub::PeerId peer{++peer_last_};
    hub_->handle_connected(peer, now);
    return peer;
}

std::optional<hub::PeerId> HubNode::peer_of(std::size_t device) const {
    const auto peer = peers_.find(device);
    return peer == peers_.end() ? std::nullopt : std::optional(peer->second);
}

std::optional<std::size_t> HubNode::device_of(hub::PeerId peer) const {
    const auto device = devices_.find(peer);
    return device == devices_.end() ? std::nullopt : std::optional(device->second);
}

Now HubNode::now(Instant monotonic, std::uint64_t true_wall_ms) const {
    const std::int64_t wall = static_cast<std::int64_t>(true_wall_ms) + options_.clock_ahead_ms;
    return {monotonic, WallTime{static_cast<std::uint64_t>(std::max<std::int64_t>(wall, 0))}};
}

}  // namespace wedsync::sim
