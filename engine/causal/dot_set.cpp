#include "engine/causal/dot_set.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"

namespace wedsync {

void DotSet::insert(Intervals& intervals, Interval added) {
    WEDSYNC_ASSERT(added.first >= 1 && added.first <= added.last);
    // The usual case first: the next counter of a lane, or one after a gap.
    if (intervals.empty() || added.first > intervals.back().last + 1) {
        intervals.push_back(added);
        return;
    }
    if (added.first >= intervals.back().first) {
        intervals.back().last = std::max(intervals.back().last, added.last);
        return;
    }
    // Everything that overlaps or touches [first, last] becomes one interval.
    auto begin = std::lower_bound(
        intervals.begin(), intervals.end(), added.first,
        [](const Interval& interval, std::uint64_t first) { return interval.last + 1 < first; });
    auto end = begin;
    while (end != intervals.end() && end->first <= added.last + 1) {
        added.first = std::min(added.first, end->first);
        added.last = std::max(added.last, end->last);
        ++end;
    }
    begin = intervals.erase(begin, end);
    intervals.insert(begin, added);
}

bool DotSet::contains(const Dot& dot) const {
    const auto lane = lanes_.find(dot.incarnation);
    if (lane == lanes_.end()) return false;
    const Intervals& intervals = lane->second;
    const auto at = std::lower_bound(
        intervals.begin(), intervals.end(), dot.counter,
        [](const Interval& interval, std::uint64_t counter) { return interval.last < counter; });
    return at != intervals.end() && at->first <= dot.counter;
}

bool DotSet::add(const Dot& dot) {
    if (contains(dot)) return false;
    insert(lanes_[dot.incarnation], {dot.counter, dot.counter});
    return true;
}

void DotSet::add(const DotRange& range) {
    insert(lanes_[range.incarnation], {range.first, range.last});
}

void DotSet::remove(const Dot& dot) {
    const auto lane = lanes_.find(dot.incarnation);
    if (lane == lanes_.end()) return;
    Intervals& intervals = lane->second;
    const auto at = std::lower_bound(
        intervals.begin(), intervals.end(), dot.counter,
        [](const Interval& interval, std::uint64_t counter) { return interval.last < counter; });
    if (at == intervals.end() || at->first > dot.counter) return;
    const Interval old = *at;
    auto next = intervals.erase(at);
    if (old.last > dot.counter) next = intervals.insert(next, {dot.counter + 1, old.last});
    if (old.first < dot.counter) intervals.insert(next, {old.first, dot.counter - 1});
    if (intervals.empty()) lanes_.erase(lane);
}

void DotSet::unite(const DotSet& other) {
    if (&other == this) return;
    for (const auto& [incarnation, intervals] : other.lanes_) {
        Intervals& mine = lanes_[incarnation];
        for (const Interval& interval : intervals)
            insert(mine, interval);
    }
}

std::uint64_t DotSet::last_of(const Incarnation& incarnation) const {
    const auto lane = lanes_.find(incarnation);
    return lane == lanes_.end() ? 0 : lane->second.back().last;
}

std::vector<DotRange> DotSet::minus(const DotSet& other) const {
    std::vector<DotRange> missing;
    for (const auto& [incarnation, intervals] : lanes_) {
        const auto theirs = other.lanes_.find(incarnation);
        for (const Interval& interval : intervals) {
            std::uint64_t first = interval.first;
            if (theirs != other.lanes_.end()) {
                for (const Interval& known : theirs->second) {
                    if (known.last < first) continue;
                    if (known.first > interval.last) break;
                    if (known.first > first)
                        missing.push_back({incarnation, first, known.first - 1});
                    first = known.last + 1;
                }
            }
            if (first <= interval.last) missing.push_back({incarnation, first, interval.last});
        }
    }
    return missing;
}

std::vector<DotRange> DotSet::ranges() const {
    return minus(DotSet{});
}

std::size_t DotSet::interval_count() const {
    std::size_t count = 0;
    for (const auto& [incarnation, intervals] : lanes_)
        count += intervals.size();
    return count;
}

std::uint64_t DotSet::dot_count() const {
    std::uint64_t count = 0;
    for (const auto& [incarnation, intervals] : lanes_) {
        for (const Interval& interval : intervals)
            count += interval.last - interval.first + 1;
    }
    return count;
}

}  // namespace wedsync
