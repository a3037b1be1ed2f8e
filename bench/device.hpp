#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "bench/base.hpp"
#include "bench/measure.hpp"
#include "bench/workloads.hpp"
#include "engine/codec/frame_session.hpp"
#include "hub/core/hub.hpp"

namespace wedsync::bench {

/// One device and its connection to a hub, in frames.
class Device {
public:
    /// Opens the store of this name, which has the scope at a position of the hub's log; greets,
    /// and follows it.
    Device(const Run& run, const char* store, std::uint64_t number, hub::Hub& hub);

    [[nodiscard]] hub::PeerId peer() const { return peer_; }
    [[nodiscard]] replica::Replica& replica() { return *replica_; }
    /// Sent and received since then.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    void forget_bytes() { bytes_ = 0; }

    void send(const Message& message);
    /// Pushes the newest own change.
    void push(std::uint64_t request);
    void take(const Bytes& frame);

private:
    hub::PeerId peer_;
    hub::Hub& hub_;
    std::unique_ptr<replica::Replica> replica_;
    codec::FrameSession frames_;
    std::size_t bytes_ = 0;
};

/// Hands on what the hub says to these devices until it is silent.
void settle(hub::Hub& hub, const std::vector<Device*>& devices);

/// A hub over the store of this name.
[[nodiscard]] std::unique_ptr<hub::Hub> open_hub(const Run& run, const char* store);
/// A store of this name that has the scope as the base leaves it.
void make_store(const Run& run, const char* store, const Base& base);

}  // namespace wedsync::bench
