#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "boost/asio/awaitable.hpp"

#include "bench/load/plan.hpp"
#include "bench/measure.hpp"
#include "host/wire.hpp"

namespace wedsync::bench::load {

/// The process of the hub as the system and its own door of operations show it.
class HubProbe {
public:
    /// Requires a plan that was read: ends the program where there is no such door.
    explicit HubProbe(const Plan& plan);

    /// From here to end() what the processors did is counted, here and there.
    void begin();
    void end();
    /// The values of /metrics by name, without labels.
    using Metrics = std::map<std::string, double>;
    [[nodiscard]] boost::asio::awaitable<Metrics> metrics() const;
    /// What the hub used: memory in all its life, the processor between begin() and end().
    void print(JsonLine& line, const Metrics& metrics) const;

private:
    /// Processor time of a process in seconds.
    [[nodiscard]] double hub_cpu_s() const;

    std::uint32_t process_;
    host::Wire operations_;
    Stopwatch own_;
    double hub_begun_s_ = 0;
    double hub_s_ = 0;
};

}  // namespace wedsync::bench::load
