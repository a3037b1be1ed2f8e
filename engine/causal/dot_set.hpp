#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/causal/dot.hpp"

namespace wedsync {

/// Counters [first, last] of one incarnation, both included.
struct DotRange {
    Incarnation incarnation;
    std::uint64_t first = 1;
    std::uint64_t last = 1;

    friend bool operator==(const DotRange&, const DotRange&) = default;
};

/// A set of dots of one scope, kept as intervals for each incarnation: `have` (accepted) and
/// `void` (refused) are such sets. Invariants: intervals are sorted, not empty, and never touch.
/// Dense lanes cost one interval however many changes they hold.
class DotSet {
public:
    [[nodiscard]] bool contains(const Dot& dot) const;
    /// True when the dot was new.
    bool add(const Dot& dot);
    void add(const DotRange& range);
    void remove(const Dot& dot);
    void unite(const DotSet& other);

    /// The largest counter of the incarnation, 0 if none.
    [[nodiscard]] std::uint64_t last_of(const Incarnation& incarnation) const;
    /// Every dot of this set that `other` lacks, as ranges in dot order.
    [[nodiscard]] std::vector<DotRange> minus(const DotSet& other) const;
    /// All intervals in dot order.
    [[nodiscard]] std::vector<DotRange> ranges() const;
    [[nodiscard]] std::size_t interval_count() const;
    [[nodiscard]] std::uint64_t dot_count() const;
    [[nodiscard]] bool empty() const { return lanes_.empty(); }

    friend bool operator==(const DotSet&, const DotSet&) = default;

private:
    struct Interval {
        std::uint64_t first;
        std::uint64_t last;
        friend bool operator==(const Interval&, const Interval&) = default;
    };
    using Intervals = std::vector<Interval>;

    static void insert(Intervals& intervals, Interval added);

    std::map<Incarnation, Intervals> lanes_;
};

}  // namespace wedsync
