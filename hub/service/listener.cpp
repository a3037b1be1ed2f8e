#include "hub/service/listener.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/redirect_error.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/use_awaitable.hpp"

namespace wedsync::hub {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr std::chrono::milliseconds kAcceptPause{100};

}  // namespace

Result<void> Listener::open(const Endpoint& endpoint) {
    const Error error{ErrorCode::kStore, "cannot listen on " + to_text(endpoint)};
    boost::system::error_code code;
    const auto address = asio::ip::make_address(endpoint.address, code);
    if (code) return Error{error.code, error.detail + ": " + code.message()};
    const Tcp::endpoint where(address, endpoint.port);
    Tcp::acceptor acceptor(loop_);
    acceptor.open(where.protocol(), code);
    if (!code) acceptor.set_option(asio::socket_base::reuse_address(true), code);
    if (!code) acceptor.bind(where, code);
    if (!code) acceptor.listen(asio::socket_base::max_listen_connections, code);
    if (code) return Error{error.code, error.detail + ": " + code.message()};
    acceptor_ = std::move(acceptor);
    return {};
}

Endpoint Listener::endpoint() const {
    boost::system::error_code ignored;
    const Tcp::endpoint where = acceptor_->local_endpoint(ignored);
    return {where.address().to_string(), where.port()};
}

void Listener::start(Handover hand_over) {
    asio::co_spawn(loop_, accept_all(std::move(hand_over)), asio::detached);
}

asio::awaitable<void> Listener::accept_all(Handover hand_over) {
    while (is_open()) {
        boost::system::error_code error;
        Tcp::socket socket =
            co_await acceptor_->async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (!is_open()) co_return;
        if (error) {
            // Out of file descriptors, most likely: those who have a connection go on.
            log_.warn("accept_failed", {{"why", error.message()}});
            asio::steady_timer pause(loop_);
            pause.expires_after(kAcceptPause);
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
            continue;
        }
        const auto remote = socket.remote_endpoint(error);
        if (error) continue;
        Gate::Place place = gate_.enter(remote.address().to_string());
        if (!place) continue;
        socket.set_option(Tcp::no_delay(true), error);
        hand_over(std::move(socket), std::move(place));
    }
}

void Listener::close() {
    boost::system::error_code ignored;
    if (acceptor_) acceptor_->close(ignored);
}

}  // namespace wedsync::hub
