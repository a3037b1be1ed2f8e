#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "boost/asio/awaitable.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/steady_timer.hpp"

#include "engine/replica/replica.hpp"
#include "engine/sync/client.hpp"
#include "host/errand.hpp"
#include "host/identity.hpp"
#include "host/wire.hpp"

namespace wedsync::host {

/// How a device reaches its hub at present.
enum class Carrier : std::uint8_t { kNone, kWebSocket, kHttp };

/// One replica kept in sync with its hub over a real network: drives sync::Client from an event
/// loop. Opens a session before each connection, tries the WebSocket first and plain HTTP where
/// that is not let through, notices when the machine slept. Everything else (backing off, dead
/// connections, repair) is the client's. Not thread-safe: all of it happens in the loop.
class Device {
public:
    struct Options {
        Identity identity;
        std::uint64_t seed = 1;
        /// Never tries the WebSocket.
        bool is_http_only = false;
        /// Told after everything that happened.
        std::function<void()> changed;
        /// What else is to be asked of the hub; empty: nothing.
        Errands errands = {};
    };
    /// The replica outlives the device; others change it only between events of the loop.
    Device(boost::asio::io_context& loop, replica::Replica& replica, Wire wire, Options options);
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    ~Device();

    void start();
    /// Ends the connection; nothing is tried any more. The loop runs empty.
    void stop();
    /// The replica holds something new to send.
    void committed();

    [[nodiscard]] sync::Status status() const;
    /// Everybody's claims in a scope as far as they are known.
    [[nodiscard]] std::vector<sync::Claim> claims(ScopeId scope) const;
    [[nodiscard]] Carrier carrier() const;
    /// Something is being asked of the hub beside the log.
    [[nodiscard]] bool is_on_errand() const;
    /// Why there is no session: in words, with what to do. Empty: there is, or nobody asked yet.
    [[nodiscard]] const std::string& session_problem() const;
    /// The hub does not know this device any more: there is no use in trying again.
    [[nodiscard]] bool is_turned_away() const;
    /// What ended the client: open the replica anew.
    [[nodiscard]] const std::optional<Error>& failure() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace wedsync::host
