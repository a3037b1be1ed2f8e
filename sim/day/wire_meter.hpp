#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/bytes.hpp"
#include "sim/net/sim_link.hpp"

namespace wedsync::sim {

/// What frames cost as WebSocket messages (RFC 6455), one meter for each connection of a device:
/// HTTP upgrade, message headers and masks, and permessage-deflate with context takeover (RFC
/// 7692), as browsers and servers do it by default. TCP, IP and TLS are not counted, as they are
/// not for what a WireMeter is compared with.
class WireMeter {
public:
    WireMeter();
    WireMeter(const WireMeter&) = delete;
    WireMeter& operator=(const WireMeter&) = delete;
    ~WireMeter();

    /// A new connection: its HTTP upgrade is counted, and its compression starts afresh.
    void open();
    /// A frame is sent. Requires an open connection.
    void send(Side from, BytesView frame);

    struct Bytes {
        std::uint64_t frames = 0;
        std::uint64_t connections = 0;
        /// The frames themselves, and everything that goes through the connection.
        std::uint64_t frame_bytes = 0;
        std::uint64_t wire_bytes = 0;
        /// The same without permessage-deflate.
        std::uint64_t plain_wire_bytes = 0;
    };
    [[nodiscard]] const Bytes& bytes() const { return bytes_; }

private:
    class Deflater;

    std::array<std::unique_ptr<Deflater>, 2> deflaters_;
    Bytes bytes_;
};

/// The HTTP upgrade of one connection, both directions, as a browser and the hub would write it.
[[nodiscard]] std::uint64_t upgrade_bytes();

}  // namespace wedsync::sim
