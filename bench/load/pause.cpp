#include "bench/load/pause.hpp"

#include "boost/asio/steady_timer.hpp"
#include "boost/asio/this_coro.hpp"
#include "boost/asio/use_awaitable.hpp"

namespace wedsync::bench::load {
namespace {

constexpr std::chrono::milliseconds kLookEvery{20};

}  // namespace

boost::asio::awaitable<void> pause(std::chrono::microseconds time) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    timer.expires_after(time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

boost::asio::awaitable<bool> wait_until(std::function<bool()> is_true, std::chrono::seconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!is_true()) {
        if (std::chrono::steady_clock::now() > deadline) co_return false;
        co_await pause(kLookEvery);
    }
    co_return true;
}

}  // namespace wedsync::bench::load
