#pragma once

#include <memory>
#include <string>
#include <utility>

#include "hub/service/connection.hpp"
#include "hub/service/http_exchange.hpp"
#include "hub/service/web_socket_handshake.hpp"
#include "hub/service/web_socket_peer.hpp"

namespace wedsync::hub {

/// Who is at the other end of a connection.
struct Remote {
    std::string address;
    bool is_private = false;
    bool has_tls = false;
};

/// Whether nobody else can have a name of us: an address, or this machine.
[[nodiscard]] inline bool is_address(const std::string& host) {
    const std::size_t bracket = host.find(']');
    const bool is_v6 = host.starts_with("[") && bracket != std::string::npos;
    const std::string name = is_v6 ? host.substr(1, bracket - 1) : host.substr(0, host.find(':'));
    boost::system::error_code error;
    boost::asio::ip::make_address(name, error);
    return !error || name == "localhost";
}

/// Whether a web page of that origin may talk to us: one that we serve ourselves, or one that the
/// settings name. Programs that are no browsers send none. Without TLS any page can lead a name of
/// its own to our address, so a name is not believed.
template <class Message>
[[nodiscard]] bool is_allowed_origin(const Message& message, const DeviceDoor& door,
                                     const Remote& remote) {
    namespace http = boost::beast::http;
    const std::string origin = exchange::text_of(message[http::field::origin]);
    if (origin.empty()) return true;
    const std::string host = exchange::text_of(message[http::field::host]);
    const std::string own = (remote.has_tls ? "https://" : "http://") + host;
    const bool is_own = origin == own && (remote.has_tls || is_address(host));
    return is_own || door.origins.contains(origin);
}

/// How long a body may be at that path.
[[nodiscard]] inline std::uint64_t body_bytes_max(const std::string& path, const MediaApi& media) {
    if (MediaApi::takes(path)) return media.store().limits().piece_bytes_max;
    if (TeamApi::takes(path)) return kBatchBytesMax;
    if (!HttpStreams::takes(path)) return kApiBodyBytesMax;
    const bool is_first = path == "/v1/streams";
    return is_first ? kFirstBodyBytesMax : kStreamBodyBytesMax;
}

/// Serves the requests of one connection, and its WebSocket. Returns at its end: whether the stream
/// is still there, to be shut.
template <class Stream>
[[nodiscard]] boost::asio::awaitable<bool> serve_device(Stream& stream, DeviceDoor door,
                                                        Remote remote, Gate::Place& place) {
    namespace http = boost::beast::http;
    boost::beast::flat_buffer buffer(exchange::kBufferBytesMax);
    while (!door.is_stopping) {
        exchange::Parser parser;
        if (!co_await exchange::read_header(stream, buffer, parser, remote.has_tls)) co_return true;
        const auto& head = parser.get();
        const std::string path = exchange::request_of(head, remote.address, false).path;
        // The link of an invitation is all the right there is: whatever page it stands in.
        if (!InvitationPage::takes(path) && !is_allowed_origin(head, door, remote)) {
            HttpResponse refusal = problem(403, "foreign_origin", "this page may not connect here");
            static_cast<void>(
                co_await exchange::write(stream, std::move(refusal), false, remote.has_tls));
            co_return true;
        }
        if (path == "/v1/sync") {
            if (std::optional<HttpResponse> refusal = refuse_handshake(head)) {
                refusal->is_head = head.method() == http::verb::head;
                static_cast<void>(
                    co_await exchange::write(stream, std::move(*refusal), false, remote.has_tls));
                co_return true;
            }
            const auto peer = std::make_shared<WebSocketPeer<Stream>>(std::move(stream), door.shell,
                                                                      std::move(place));
            co_await peer->run(parser.release(), remote.has_tls);
            co_return false;
        }
        if (MediaApi::takes(path) || TeamApi::takes(path)) {
            const HttpRequest asked = exchange::request_of(head, remote.address, remote.is_private);
            auto refusal = TeamApi::takes(path) ? door.team.refuse(asked, os::read_clock())
                                                : door.media.refuse(asked, os::read_clock());
            if (refusal) {
                refusal->is_head = head.method() == http::verb::head;
                static_cast<void>(
                    co_await exchange::write(stream, std::move(*refusal), false, remote.has_tls));
                co_return true;
            }
        }
        const std::uint64_t bytes_max = body_bytes_max(path, door.media);
        if (!co_await exchange::read_body(stream, buffer, parser, bytes_max, remote.has_tls)) {
            co_return true;
        }
        const http::request<http::string_body> message = parser.release();
        const HttpRequest request =
            exchange::request_of(message, remote.address, remote.is_private);
        HttpResponse response;
        if (HttpStreams::takes(request.path)) {
            response = co_await door.streams.handle(request);
        } else if (MediaApi::takes(request.path)) {
            response = door.media.handle(request, os::read_clock());
        } else if (TeamApi::takes(request.path)) {
            response = door.team.handle(request, os::read_clock());
        } else if (InvitationPage::takes(request.path)) {
            response = door.invitations.handle(request, os::read_clock());
        } else if (std::optional<HttpResponse> page = door.web->answer(request)) {
            response = std::move(*page);
        } else {
            response = door.api.handle(request, os::read_clock());
        }
        response.is_head = message.method() == http::verb::head;
        const bool keep_alive = message.keep_alive() && !door.is_stopping;
        const bool is_written =
            co_await exchange::write(stream, std::move(response), keep_alive, remote.has_tls);
        if (!is_written && HttpStreams::takes(request.path)) door.streams.lost(request.path);
        if (!is_written || !keep_alive) co_return true;
    }
    co_return true;
}

}  // namespace wedsync::hub
