#include "bench/load/latencies.hpp"

#include <algorithm>

namespace wedsync::bench::load {

double Latencies::ms_at(unsigned per_mille) const {
    if (us_.empty()) return 0;
    std::vector<double> sorted = us_;
    const std::size_t place = std::min(sorted.size() - 1, sorted.size() * per_mille / 1'000);
    const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(sorted.begin(), at, sorted.end());
    return *at / 1'000;
}

void Latencies::print(JsonLine& line, const std::string& name) const {
    line.number(name + "_p50_ms", ms_at(500))
        .number(name + "_p99_ms", ms_at(990))
        .number(name + "_max_ms", ms_at(1'000));
}

}  // namespace wedsync::bench::load
