#pragma once

#include <functional>
#include <optional>

#include "boost/asio/awaitable.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"

#include "engine/base/result.hpp"
#include "hub/service/gate.hpp"
#include "hub/service/log.hpp"
#include "hub/service/settings.hpp"

namespace wedsync::hub {

/// One address where connections come in, as long as the gate has a place for them.
class Listener {
public:
    using Handover = std::function<void(boost::asio::ip::tcp::socket, Gate::Place)>;
    /// The gate outlives the loop, whose coroutines give their places back when it goes; all three
    /// outlive the listener.
    Listener(boost::asio::io_context& loop, Gate& gate, const Log& log)
        : loop_(loop), gate_(gate), log_(log) {}

    /// kStore: the address cannot be had.
    [[nodiscard]] Result<void> open(const Endpoint& endpoint);
    [[nodiscard]] bool is_open() const { return acceptor_ && acceptor_->is_open(); }
    /// Where it listens, with the port that the system chose where 0 was asked for. Once opened.
    [[nodiscard]] Endpoint endpoint() const;
    /// Hands over each connection, from now until close(). Once opened.
    void start(Handover hand_over);
    void close();

private:
    [[nodiscard]] boost::asio::awaitable<void> accept_all(Handover hand_over);

    boost::asio::io_context& loop_;
    Gate& gate_;
    const Log& log_;
    std::optional<boost::asio::ip::tcp::acceptor> acceptor_;
};

}  // namespace wedsync::hub
