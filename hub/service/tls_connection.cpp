#include <chrono>
#include <memory>
#include <utility>

#include "boost/asio/ssl/error.hpp"
#include "boost/beast/ssl.hpp"
#include "boost/beast/websocket/ssl.hpp"

#include "hub/service/device_connection.hpp"

namespace wedsync::hub {
namespace {

constexpr std::chrono::seconds kHandshakeWait{10};
constexpr std::chrono::seconds kShutdownWait{5};

}  // namespace

boost::asio::awaitable<void> serve_tls(boost::asio::ip::tcp::socket socket,
                                       std::shared_ptr<boost::asio::ssl::context> tls,
                                       DeviceDoor door, Gate::Place place) {
    boost::system::error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error) co_return;
    const Remote from{remote.address().to_string(), true, true};
    boost::beast::ssl_stream<boost::beast::tcp_stream> stream(std::move(socket), *tls);
    boost::beast::get_lowest_layer(stream).expires_after(kHandshakeWait);
    co_await stream.async_handshake(boost::asio::ssl::stream_base::server,
                                    boost::asio::redirect_error(boost::asio::use_awaitable, error));
    if (error) co_return;
    const bool is_open = co_await serve_device(stream, door, from, place);
    if (!is_open) co_return;
    boost::beast::get_lowest_layer(stream).expires_after(kShutdownWait);
    co_await stream.async_shutdown(boost::asio::redirect_error(boost::asio::use_awaitable, error));
}

}  // namespace wedsync::hub
