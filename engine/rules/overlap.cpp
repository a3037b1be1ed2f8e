// A sweep over the beginnings. What is still going on is held with its end. When an interval
// begins, it is connected with everything of another side that is going on; from then on those are
// one set, of which only two can matter to what comes later: the last to end, and the last to end
// of another side.

#include "engine/rules/overlap.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace wedsync::rules {
namespace {

/// Sets that grow together (Tarjan, 1975).
class DisjointSets {
public:
    explicit DisjointSets(std::size_t count) : parent_(count) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    }

    std::size_t find(std::size_t item) {
        while (parent_[item] != item) {
            parent_[item] = parent_[parent_[item]];
            item = parent_[item];
        }
        return item;
    }
    void unite(std::size_t left, std::size_t right) {
        left = find(left);
        right = find(right);
        parent_[std::max(left, right)] = std::min(left, right);
    }

private:
    std::vector<std::size_t> parent_;
};

/// Of connected intervals: the last to end, and the last to end of another side than that one's.
struct Latest {
    std::vector<std::size_t> items;

    void add(std::size_t item, const std::vector<Interval>& intervals) {
        items.push_back(item);
        std::stable_sort(items.begin(), items.end(), [&](std::size_t left, std::size_t right) {
            return intervals[left].last > intervals[right].last;
        });
        const std::uint64_t side = intervals[items.front()].side;
        const auto other = std::find_if(items.begin(), items.end(), [&](std::size_t candidate) {
            return intervals[candidate].side != side;
        });
        items =
            other == items.end() ? std::vector{items.front()} : std::vector{items.front(), *other};
    }
};

}  // namespace

std::vector<std::vector<std::size_t>> overlapping(const std::vector<Interval>& intervals) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        if (intervals[i].first < intervals[i].last) order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        return std::pair(intervals[left].first, left) < std::pair(intervals[right].first, right);
    });
    DisjointSets sets(intervals.size());
    std::map<std::uint64_t, std::vector<std::size_t>> going_on;
    for (const std::size_t next : order) {
        const Interval& begins = intervals[next];
        Latest latest;
        for (auto at = going_on.begin(); at != going_on.end();) {
            if (at->first == begins.side) {
                ++at;
                continue;
            }
            for (const std::size_t other : at->second) {
                if (intervals[other].last <= begins.first) continue;
                sets.unite(next, other);
                latest.add(other, intervals);
            }
            at = going_on.erase(at);
        }
        for (const std::size_t other : latest.items)
            going_on[intervals[other].side].push_back(other);
        going_on[begins.side].push_back(next);
    }
    std::map<std::size_t, std::vector<std::size_t>> by_first;
    for (std::size_t i = 0; i < intervals.size(); ++i)
        by_first[sets.find(i)].push_back(i);
    std::vector<std::vector<std::size_t>> found;
    for (auto& [first, set] : by_first) {
        if (set.size() > 1) found.push_back(std::move(set));
    }
    return found;
}

}  // namespace wedsync::rules
