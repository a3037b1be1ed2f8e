#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wedsync::rules {

/// From `first` up to, not including, `last`. `side`: intervals of one side never compete.
struct Interval {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::uint64_t side = 0;
};

/// The sets of intervals that are connected by overlaps between different sides, as indices, each
/// ascending and of two at least; in the order of their smallest index. An interval that ends where
/// it begins, or before, overlaps nothing. Takes time n log n for n intervals.
[[nodiscard]] std::vector<std::vector<std::size_t>> overlapping(
    const std::vector<Interval>& intervals);

}  // namespace wedsync::rules
