#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/measure.hpp"

namespace wedsync::bench::load {

/// How long things took. Every one is kept: nothing is rounded or left out.
class Latencies {
public:
    void add(double us) { us_.push_back(us); }
    [[nodiscard]] std::size_t count() const { return us_.size(); }
    /// In milliseconds, the value that `per_mille` of all do not exceed; 0 where there are none.
    [[nodiscard]] double ms_at(unsigned per_mille) const;
    /// NAME_p50_ms, NAME_p99_ms, NAME_max_ms.
    void print(JsonLine& line, const std::string& name) const;

private:
    std::vector<double> us_;
};

}  // namespace wedsync::bench::load
