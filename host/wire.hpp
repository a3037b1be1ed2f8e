#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "boost/asio/awaitable.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ssl/context.hpp"

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "host/hub_address.hpp"

namespace wedsync::host {

/// How to reach a hub: its address, and whom to trust where that has TLS.
class Wire {
public:
    /// kInvalid if the authority's file cannot be read.
    [[nodiscard]] static Result<Wire> create(HubAddress hub, const std::string& ca_file);

    struct Reply {
        unsigned status = 0;
        std::string body;
    };
    struct Request {
        std::string method;
        std::string path;
        std::string content_type;
        std::string body;
        std::chrono::milliseconds wait{15'000};
        /// The token of a session; empty: none.
        std::string token = {};
    };
    /// A connection that carries frames.
    class Channel {
    public:
        Channel() = default;
        Channel(const Channel&) = delete;
        Channel& operator=(const Channel&) = delete;
        virtual ~Channel() = default;
        /// After what was put before.
        virtual void send(Bytes frame) = 0;
        /// The next frame; fails at the end of the connection, with why.
        [[nodiscard]] virtual boost::asio::awaitable<Result<Bytes>> receive() = 0;
        /// Ends it: a receive() that waits fails.
        virtual void close() = 0;
    };

    /// One connection to the hub, for requests one after the other and, at its end, a WebSocket: so
    /// that a device far away waits for few round trips. Opened when it is first needed, and anew
    /// where it was closed or lay idle.
    class Line {
    public:
        Line() = default;
        Line(const Line&) = delete;
        Line& operator=(const Line&) = delete;
        virtual ~Line() = default;
        /// Fails where no answer came: kProtocol with why (also where the certificate is not the
        /// hub's: there is no way around that).
        [[nodiscard]] virtual boost::asio::awaitable<Result<Reply>> request(Request request) = 0;
        /// Opens the WebSocket at /v1/sync, which takes the connection over.
        [[nodiscard]] virtual boost::asio::awaitable<Result<std::shared_ptr<Channel>>>
        open_websocket() = 0;
    };
    [[nodiscard]] std::shared_ptr<Line> line() const;
    /// A channel over plain HTTP (docs/protocol.md, "Plain HTTP"): the first frames that are sent
    /// open it.
    [[nodiscard]] std::shared_ptr<Channel> open_http(boost::asio::io_context& loop) const;

    [[nodiscard]] const HubAddress& hub() const { return hub_; }

private:
    Wire(HubAddress hub, std::shared_ptr<boost::asio::ssl::context> tls)
        : hub_(std::move(hub)), tls_(std::move(tls)) {}

    HubAddress hub_;
    /// Null: no TLS.
    std::shared_ptr<boost::asio::ssl::context> tls_;
};

}  // namespace wedsync::host
