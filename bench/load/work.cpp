#include "bench/load/work.hpp"

#include <algorithm>
#include <chrono>

#include "bench/load/pause.hpp"
#include "bench/measure.hpp"

namespace wedsync::bench::load {

boost::asio::awaitable<void> work(FullDevice& device, Staff staff, Shift shift, Figures& figures) {
    for (double due_us = shift.from_us; due_us < shift.until_us; due_us += shift.every_us) {
        const double wait_us = std::max(due_us - wall_us(), 0.0);
        co_await pause(std::chrono::microseconds(static_cast<std::int64_t>(wait_us)));
        const double now_us = wall_us();
        if (figures.is_measured(now_us)) {
            figures.late.add(now_us - due_us);
            ++figures.changes;
        }
        device.commit(staff.next());
    }
}

}  // namespace wedsync::bench::load
