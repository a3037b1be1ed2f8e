#include "bench/load/commit_times.hpp"

#include "engine/base/assert.hpp"

namespace wedsync::bench::load {

void CommitTimes::committed(const Dot& dot, double at_us) {
    const auto [number, is_new] = numbers_.try_emplace(dot.incarnation, lanes_.size());
    if (is_new) lanes_.push_back({dot.incarnation, {}});
    std::vector<double>& times = lanes_[number->second].at_us;
    times.push_back(at_us);
    WEDSYNC_ASSERT(times.size() == dot.counter);
}

const double* CommitTimes::find(const Dot& dot) const {
    const auto number = numbers_.find(dot.incarnation);
    if (number == numbers_.end()) return nullptr;
    const std::vector<double>& times = lanes_[number->second].at_us;
    return dot.counter == 0 || dot.counter > times.size() ? nullptr : &times[dot.counter - 1];
}

}  // namespace wedsync::bench::load
