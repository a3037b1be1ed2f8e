#pragma once

#include "boost/asio/awaitable.hpp"

#include "bench/load/figures.hpp"
#include "bench/load/full_device.hpp"
#include "bench/load/staff.hpp"

namespace wedsync::bench::load {

/// When somebody works, in microseconds of the clock of wall_us().
struct Shift {
    double from_us = 0;
    double until_us = 0;
    double every_us = 1e6;
};

/// Makes a change at each of the set times, late or not.
[[nodiscard]] boost::asio::awaitable<void> work(FullDevice& device, Staff staff, Shift shift,
                                                Figures& figures);

}  // namespace wedsync::bench::load
