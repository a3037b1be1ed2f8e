#include <array>
#include <chrono>
#include <utility>

#include "hub/service/device_connection.hpp"

namespace wedsync::hub {
namespace {

constexpr std::chrono::seconds kLingerWait{2};
constexpr std::size_t kLingerBytesMax = std::size_t{1} * 1024 * 1024;

/// Says that nothing more comes, and reads on for a while: a socket that is closed with something
/// unread takes back what was written to it, and with it why a request was refused.
boost::asio::awaitable<void> shut(boost::beast::tcp_stream& stream) {
    boost::system::error_code error;
    stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
    stream.expires_after(kLingerWait);
    std::array<char, 4096> unread{};
    std::size_t bytes = 0;
    while (!error && bytes < kLingerBytesMax) {
        bytes += co_await stream.async_read_some(
            boost::asio::buffer(unread),
            boost::asio::redirect_error(boost::asio::use_awaitable, error));
    }
}

}  // namespace

boost::asio::awaitable<void> serve_plain(boost::asio::ip::tcp::socket socket, DeviceDoor door,
                                         Gate::Place place) {
    boost::system::error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error) co_return;
    const Remote from{remote.address().to_string(), remote.address().is_loopback(), false};
    boost::beast::tcp_stream stream(std::move(socket));
    const bool is_open = co_await serve_device(stream, door, from, place);
    if (is_open) {
        co_await shut(stream);
    }
}

boost::asio::awaitable<void> serve_answers(boost::asio::ip::tcp::socket socket, Answer answer,
                                           Gate::Place /*place*/) {
    constexpr std::uint64_t kBodyBytesMax = 1'024;
    boost::system::error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error) co_return;
    const std::string address = remote.address().to_string();
    const bool is_private = remote.address().is_loopback();
    boost::beast::tcp_stream stream(std::move(socket));
    boost::beast::flat_buffer buffer(exchange::kBufferBytesMax);
    while (true) {
        exchange::Parser parser;
        if (!co_await exchange::read_header(stream, buffer, parser, false)) co_return;
        if (!co_await exchange::read_body(stream, buffer, parser, kBodyBytesMax, false)) co_return;
        const HttpRequest request = exchange::request_of(parser.get(), address, is_private);
        const bool keep_alive = parser.get().keep_alive();
        HttpResponse response = answer(request);
        response.is_head = request.method == "HEAD";
        if (!co_await exchange::write(stream, std::move(response), keep_alive, false)) co_return;
        if (!keep_alive) co_return;
    }
}

}  // namespace wedsync::hub
