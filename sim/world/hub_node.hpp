#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "hub/core/hub.hpp"
#include "sim/disk/sim_disk.hpp"

namespace wedsync::sim {

struct HubOptions {
    Schema schema;
    hub::Policy policy = hub::open_policy();
    hub::Limits limits;
    DiskOptions disk;
    /// What the decider knows of people's choices; it outlives the world. Null: nothing.
    const suggest::Resolver* resolver = nullptr;
    /// How far the hub's wall clock is ahead of the true time, in milliseconds.
    std::int64_t clock_ahead_ms = 0;
};

/// The hub of a World: its disk, the nonce of its epoch, and the hub itself while it runs.
class HubNode {
public:
    HubNode(HubOptions options, std::uint64_t seed);
    HubNode(const HubNode&) = delete;
    HubNode& operator=(const HubNode&) = delete;
    ~HubNode() = default;

    [[nodiscard]] Result<void> start();
    /// The process is gone, and every connection with it.
    void stop();
    [[nodiscard]] bool is_running() const { return hub_ != nullptr; }
    /// What a restore tool does after it put a backup back: the next start() is another life.
    void take_new_epoch();

    [[nodiscard]] hub::Hub& hub() { return *hub_; }
    [[nodiscard]] const hub::Hub& hub() const { return *hub_; }
    [[nodiscard]] SimDisk& disk() { return *disk_; }
    [[nodiscard]] HubOptions& options() { return options_; }

    /// A connection of a device was opened; the one it had is gone.
    void open(std::size_t device, Now now);
    void close(std::size_t device);
    /// A connection of somebody who is no device of this world.
    [[nodiscard]] hub::PeerId open_stranger(Now now);
    /// Nothing if the device is not connected.
    [[nodiscard]] std::optional<hub::PeerId> peer_of(std::size_t device) const;
    [[nodiscard]] std::optional<std::size_t> device_of(hub::PeerId peer) const;
    [[nodiscard]] Now now(Instant monotonic, std::uint64_t true_wall_ms) const;

private:
    HubOptions options_;
    std::unique_ptr<SimDisk> disk_;
    std::uint64_t epoch_;
    std::unique_ptr<hub::Hub> hub_;
    std::uint64_t peer_last_ = 0;
    std::map<std::size_t, hub::PeerId> peers_;
    std::map<hub::PeerId, std::size_t> devices_;
};

}  // namespace wedsync::sim
