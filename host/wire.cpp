#include "host/wire.hpp"

#include <chrono>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/connect.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/redirect_error.hpp"
#include "boost/asio/ssl/host_name_verification.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/this_coro.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "boost/beast/core.hpp"
#include "boost/beast/http.hpp"
#include "boost/beast/ssl.hpp"
#include "boost/beast/websocket.hpp"
#include "boost/beast/websocket/ssl.hpp"

#include "engine/codec/message.hpp"

namespace wedsync::host {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using Tcp = asio::ip::tcp;
using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;

constexpr std::chrono::seconds kConnectWait{10};
constexpr std::chrono::seconds kHandshakeWait{10};
/// A hub closes a connection that lies idle for thirty.
constexpr std::chrono::seconds kIdleMax{10};
constexpr std::size_t kReplyBytesMax = std::size_t{20} * 1024 * 1024;
constexpr unsigned kHttpVersion = 11;

auto redirect(beast::error_code& error) {
    return asio::redirect_error(asio::use_awaitable, error);
}

Error lost(const HubAddress& hub, const std::string& why) {
    return {ErrorCode::kProtocol, hub.url() + " cannot be reached: " + why};
}

/// Connects, TCP only.
asio::awaitable<Result<Plain>> connect(const HubAddress& hub) {
    const auto executor = co_await asio::this_coro::executor;
    Tcp::resolver resolver(executor);
    beast::error_code error;
    const auto found =
        co_await resolver.async_resolve(hub.host, std::to_string(hub.port), redirect(error));
    if (error) co_return lost(hub, error.message());
    Plain stream(executor);
    stream.expires_after(kConnectWait);
    co_await stream.async_connect(found, redirect(error));
    if (error) co_return lost(hub, error.message());
    stream.socket().set_option(Tcp::no_delay(true), error);
    co_return stream;
}

/// Says which of its names a server is meant by (RFC 6066); OpenSSL's own macro casts in C's way.
void name_host(SSL* connection, std::string host) {
    SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
}

/// Connects, and makes sure that it is the hub.
asio::awaitable<Result<Secure>> connect_secure(const HubAddress& hub, asio::ssl::context& tls) {
    Result<Plain> plain = co_await connect(hub);
    if (!plain.ok()) co_return std::move(plain).error();
    Secure stream(std::move(plain).value(), tls);
    beast::error_code no_address;
    static_cast<void>(asio::ip::make_address(hub.host, no_address));
    if (no_address) name_host(stream.native_handle(), hub.host);
    stream.set_verify_callback(asio::ssl::host_name_verification(hub.host));
    beast::get_lowest_layer(stream).expires_after(kHandshakeWait);
    beast::error_code error;
    co_await stream.async_handshake(asio::ssl::stream_base::client, redirect(error));
    if (error) co_return lost(hub, error.message());
    co_return stream;
}

http::request<http::string_body> message_of(const HubAddress& hub, const Wire::Request& request) {
    http::request<http::string_body> message{http::string_to_verb(request.method), request.path,
                                             kHttpVersion};
    message.set(http::field::host, hub.authority());
    if (!request.content_type.empty()) {
        message.set(http::field::content_type, request.content_type);
    }
    if (!request.token.empty()) {
        message.set(http::field::authorization, "Bearer " + request.token);
    }
    message.body() = request.body;
    message.prepare_payload();
    return message;
}

/// A WebSocket: frames out by a coroutine of its own, frames in as they are asked for.
template <class Next>
class WebSocketChannel final : public Wire::Channel,
                               public std::enable_shared_from_this<WebSocketChannel<Next>> {
public:
    explicit WebSocketChannel(Next next) : socket_(std::move(next)) {}

    asio::awaitable<Result<void>> open(const HubAddress& hub) {
        beast::get_lowest_layer(socket_).expires_never();
        socket_.set_option(
            websocket::stream_base::timeout{kHandshakeWait, websocket::stream_base::none(), false});
        socket_.read_message_max(kFrameBytesMax);
        socket_.auto_fragment(false);
        socket_.binary(true);
        beast::error_code error;
        co_await socket_.async_handshake(hub.authority(), "/v1/sync", redirect(error));
        if (error) co_return lost(hub, error.message());
        co_return Result<void>{};
    }

    void send(Bytes frame) override {
        waiting_.push_back(std::move(frame));
        if (std::exchange(is_writing_, true)) return;
        const auto self = this->shared_from_this();
        asio::co_spawn(
            socket_.get_executor(), [self] { return self->write_all(); }, asio::detached);
    }

    asio::awaitable<Result<Bytes>> receive() override {
        const auto self = this->shared_from_this();
        beast::error_code error;
        buffer_.clear();
        co_await socket_.async_read(buffer_, redirect(error));
        if (error == websocket::error::closed) {
            co_return Error{ErrorCode::kProtocol, "the hub ended the connection"};
        }
        if (error) co_return Error{ErrorCode::kProtocol, error.message()};
        const auto* data = static_cast<const std::uint8_t*>(buffer_.data().data());
        co_return Bytes(data, data + buffer_.size());
    }

    void close() override { beast::get_lowest_layer(socket_).close(); }

private:
    asio::awaitable<void> write_all() {
        const auto self = this->shared_from_this();
        while (!waiting_.empty()) {
            const Bytes frame = std::move(waiting_.front());
            waiting_.pop_front();
            beast::error_code error;
            co_await socket_.async_write(asio::buffer(frame), redirect(error));
            if (error) co_return close();
        }
        is_writing_ = false;
    }

    websocket::stream<Next> socket_;
    beast::flat_buffer buffer_;
    std::deque<Bytes> waiting_;
    bool is_writing_ = false;
};

/// A line over connections that `Connect` makes.
template <class Stream, class Connect>
class LineOver final : public Wire::Line {
public:
    LineOver(HubAddress hub, Connect connect)
        : hub_(std::move(hub)), connect_(std::move(connect)) {}

    asio::awaitable<Result<Wire::Reply>> request(Wire::Request request) override {
        const Result<void> opened = co_await open();
        if (!opened.ok()) co_return opened.error();
        Result<Wire::Reply> reply = co_await exchange(request);
        used_ = Clock::now();
        if (!reply.ok()) stream_.reset();
        co_return reply;
    }

    asio::awaitable<Result<std::shared_ptr<Wire::Channel>>> open_websocket() override {
        const Result<void> opened = co_await open();
        if (!opened.ok()) co_return opened.error();
        const auto channel = std::make_shared<WebSocketChannel<Stream>>(*std::move(stream_));
        stream_.reset();
        const Result<void> upgraded = co_await channel->open(hub_);
        if (!upgraded.ok()) co_return upgraded.error();
        co_return std::shared_ptr<Wire::Channel>(channel);
    }

private:
    using Clock = std::chrono::steady_clock;

    asio::awaitable<Result<void>> open() {
        if (stream_ && Clock::now() - used_ < kIdleMax) co_return Result<void>{};
        stream_.reset();
        buffer_.clear();
        Result<Stream> connected = co_await connect_();
        if (!connected.ok()) co_return std::move(connected).error();
        stream_.emplace(std::move(connected).value());
        co_return Result<void>{};
    }

    asio::awaitable<Result<Wire::Reply>> exchange(const Wire::Request& request) {
        beast::get_lowest_layer(*stream_).expires_after(request.wait);
        http::request<http::string_body> message = message_of(hub_, request);
        beast::error_code error;
        co_await http::async_write(*stream_, message, redirect(error));
        if (error) co_return lost(hub_, error.message());
        http::response_parser<http::string_body> parser;
        parser.body_limit(kReplyBytesMax);
        co_await http::async_read(*stream_, buffer_, parser, redirect(error));
        if (error) co_return lost(hub_, error.message());
        Wire::Reply reply{parser.get().result_int(), std::move(parser.get().body())};
        if (!parser.get().keep_alive()) stream_.reset();
        co_return reply;
    }

    HubAddress hub_;
    Connect connect_;
    std::optional<Stream> stream_;
    beast::flat_buffer buffer_;
    Clock::time_point used_ = Clock::now();
};

template <class Stream, class Connect>
std::shared_ptr<Wire::Line> line_over(const HubAddress& hub, Connect connect) {
    return std::make_shared<LineOver<Stream, Connect>>(hub, std::move(connect));
}

}  // namespace

Result<Wire> Wire::create(HubAddress hub, const std::string& ca_file) {
    if (!hub.has_tls) return Wire(std::move(hub), nullptr);
    auto tls = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    boost::system::error_code error;
    if (ca_file.empty()) {
        tls->set_default_verify_paths(error);
    } else {
        tls->load_verify_file(ca_file, error);
    }
    if (error) {
        return Error{ErrorCode::kInvalid,
                     "the authority's file " + ca_file + " cannot be used: " + error.message()};
    }
    tls->set_verify_mode(asio::ssl::verify_peer, error);
    SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
    return Wire(std::move(hub), std::move(tls));
}

std::shared_ptr<Wire::Line> Wire::line() const {
    if (tls_ == nullptr) {
        return line_over<Plain>(
            hub_, [hub = hub_]() -> asio::awaitable<Result<Plain>> { return connect(hub); });
    }
    return line_over<Secure>(hub_, [hub = hub_, tls = tls_]() -> asio::awaitable<Result<Secure>> {
        return connect_secure(hub, *tls);
    });
}

}  // namespace wedsync::host
