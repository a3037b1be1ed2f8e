#pragma once

#include "boost/asio/awaitable.hpp"
#include "boost/asio/io_context.hpp"

#include "bench/load/hub_probe.hpp"
#include "bench/load/plan.hpp"
#include "bench/measure.hpp"
#include "host/wire.hpp"

namespace wedsync::bench::load {

/// What every scenario works with.
struct Scene {
    boost::asio::io_context& loop;
    const Plan& plan;
    host::Wire wire;
    HubProbe probe;
};

// Each prints one line of figures when it is done.

/// Devices that are only connected, in quiet scopes, and others that change something each second.
[[nodiscard]] boost::asio::awaitable<void> idle_and_active(Scene& scene);
/// Devices that were away come back at about the same time, each with many changes.
[[nodiscard]] boost::asio::awaitable<void> herd(Scene& scene);
/// One device changes something, everybody listens; some do not read.
[[nodiscard]] boost::asio::awaitable<void> listeners(Scene& scene);

}  // namespace wedsync::bench::load
