#pragma once

#include <chrono>
#include <functional>

#include "boost/asio/awaitable.hpp"

namespace wedsync::bench::load {

/// Lets everything else go on for so long.
[[nodiscard]] boost::asio::awaitable<void> pause(std::chrono::microseconds time);

/// Waits until it is true, looking now and then: false if it was not within the limit.
[[nodiscard]] boost::asio::awaitable<bool> wait_until(std::function<bool()> is_true,
                                                      std::chrono::seconds limit);

}  // namespace wedsync::bench::load
