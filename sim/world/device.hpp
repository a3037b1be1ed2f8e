#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/model/schema.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/client.hpp"
#include "sim/disk/sim_disk.hpp"
#include "sim/net/sim_link.hpp"

namespace wedsync::sim {

struct DeviceOptions {
    /// `author.device` is the name that the hub's policy sees.
    Author author;
    Schema schema;
    /// Held from the first start on.
    std::vector<std::pair<ScopeId, std::string>> scopes;
    Trace network = Trace::constant(20'000, 5'000);
    LinkOptions link;
    DiskOptions disk;
    /// What is on the disk at first: empty for a new device.
    DiskImage image;
    /// How far the device's wall clock is ahead of the true time, in milliseconds.
    std::int64_t clock_ahead_ms = 0;
    /// Of the file, in pages of 4 KiB; 0: none.
    std::uint32_t page_count_max = 0;
    pace::Strategy strategy = pace::Strategy::kAdaptive;
    /// Whether the host tells the client each second what network this is, and tells it truly.
    bool tells_network = false;
};

/// One device of a World: a disk, a link, a wrong clock, and on them a replica with its client
/// while it runs. Switched on by start(); a process that dies leaves disk and link.
class Device {
public:
    Device(DeviceOptions options, std::uint64_t seed);
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    ~Device() = default;

    /// Asked about each frame before it is sent; may change it; false drops it.
    void set_sending(std::function<bool(Bytes&)> sending) { sending_ = std::move(sending); }

    /// Opens the replica and makes a client. On an error the device stays off.
    [[nodiscard]] Result<void> start();
    /// The process is gone. What it had connected is not: see SimLink::reset() and vanish().
    void stop();
    [[nodiscard]] bool is_running() const { return client_ != nullptr; }
    /// A suspended app: it is told nothing until it is resumed, and then everything at once.
    void suspend() { is_suspended_ = true; }
    void resume() { is_suspended_ = false; }
    [[nodiscard]] bool is_suspended() const { return is_suspended_; }

    /// Hands the client what is due and carries out what it asks for. Requires time not to go back.
    void serve(Instant now, std::uint64_t true_wall_ms);
    /// When serve() (or the hub, for what arrived there) is wanted next.
    [[nodiscard]] std::optional<Instant> next_event(Instant now);
    /// Why the device has to be stopped and started anew, if it has to.
    [[nodiscard]] std::optional<Error> failure() const;

    [[nodiscard]] Now now(Instant monotonic, std::uint64_t true_wall_ms) const;
    /// Of the client's hint; see Client::handle_network(). A link that is down is another matter.
    void tell_network(Instant now, std::uint64_t true_wall_ms, bool is_available);

    [[nodiscard]] replica::Replica& replica() { return *replica_; }
    [[nodiscard]] sync::Client& client() { return *client_; }
    [[nodiscard]] SimDisk& disk() { return *disk_; }
    [[nodiscard]] SimLink& link() { return link_; }
    [[nodiscard]] const SimLink& link() const { return link_; }
    [[nodiscard]] const DeviceOptions& options() const { return options_; }
    /// For a device that changes while it is off: another person, schema, clock or set of scopes.
    [[nodiscard]] DeviceOptions& options() { return options_; }
    /// Frames that a past connection delivered and this shell threw away.
    [[nodiscard]] std::uint64_t stale_frames() const { return stale_frames_; }

private:
    void tell_hint(Instant now);
    void take(const Delivery& delivery, Now now);
    void carry_out(Now now);

    DeviceOptions options_;
    Prng prng_;
    std::unique_ptr<SimDisk> disk_;
    SimLink link_;
    std::unique_ptr<replica::Replica> replica_;
    std::unique_ptr<sync::Client> client_;
    std::function<bool(Bytes&)> sending_;
    bool is_suspended_ = false;
    std::deque<Delivery> held_;
    /// Of the connection that the client knows of; 0: none.
    std::uint64_t generation_ = 0;
    std::uint64_t stale_frames_ = 0;
    /// When the client is told next what network this is.
    Instant hint_at_;
};

}  // namespace wedsync::sim
