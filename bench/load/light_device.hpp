#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "boost/asio/awaitable.hpp"
#include "boost/asio/io_context.hpp"

#include "engine/codec/message.hpp"
#include "host/identity.hpp"
#include "host/wire.hpp"

namespace wedsync::bench::load {

/// A device as a hub sees it, without a replica behind it: it proves its key, opens the WebSocket,
/// says Hello, follows one scope, reports pages as seen, and pings as devices do. When it loses its
/// connection it comes back.
class LightDevice {
public:
    enum class Manner : std::uint8_t {
        kAttentive,
        /// Follows the scope and reads nothing more.
        kAsleep,
    };
    struct Options {
        host::Identity identity;
        ScopeId scope;
        Manner manner = Manner::kAttentive;
        /// Told of each page, before it is reported as seen.
        std::function<void(const message::Page&)> on_page;
    };
    LightDevice(boost::asio::io_context& loop, host::Wire wire, Options options);
    LightDevice(const LightDevice&) = delete;
    LightDevice& operator=(const LightDevice&) = delete;
    ~LightDevice();

    void start();
    void stop();
    /// Let in, and the scope asked for.
    [[nodiscard]] bool is_following() const;
    /// Where it is in the log.
    [[nodiscard]] Position position() const;
    /// Connections that ended by themselves, and tries that failed.
    [[nodiscard]] std::uint64_t lost() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace wedsync::bench::load
