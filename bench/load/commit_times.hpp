#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "engine/causal/dot_set.hpp"

namespace wedsync::bench::load {

/// When each change of one scope was committed on the device of its author: what the arrival at
/// every other device is measured against. All devices are in this program, so it is one clock.
class CommitTimes {
public:
    struct Lane {
        Incarnation incarnation;
        /// Of the changes 1, 2, 3, ... in microseconds of the clock.
        std::vector<double> at_us;
    };
    /// Requires the commits of one lane in order, and all of them.
    void committed(const Dot& dot, double at_us);
    [[nodiscard]] const std::vector<Lane>& lanes() const { return lanes_; }
    /// Null: nobody here made it. Borrowed until the next commit.
    [[nodiscard]] const double* find(const Dot& dot) const;

private:
    std::vector<Lane> lanes_;
    std::map<Incarnation, std::size_t> numbers_;
};

/// How far one device has come in every lane.
class Arrivals {
public:
    /// Calls `arrived(lane, at_us)` for each change that `have` holds now and did not before.
    template <class Arrived>
    void look(const CommitTimes& times, const DotSet& have, Arrived arrived) {
        next_.resize(times.lanes().size(), 1);
        for (std::size_t i = 0; i < next_.size(); ++i) {
            const CommitTimes::Lane& lane = times.lanes()[i];
            for (std::size_t& next = next_[i]; next <= lane.at_us.size(); ++next) {
                if (!have.contains({lane.incarnation, next})) break;
                arrived(lane, lane.at_us[next - 1]);
            }
        }
    }

private:
    std::vector<std::size_t> next_;
};

}  // namespace wedsync::bench::load
