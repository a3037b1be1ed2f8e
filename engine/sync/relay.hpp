#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "engine/replica/replica.hpp"

namespace wedsync::sync {

/// Finds entries of the own log that a hub lacks, in the order of that log, which is a causal one,
/// a piece at a time: nothing but the wanted names is in memory. What a damaged part of the log
/// held is not found; all else is.
class Relay {
public:
    Relay(replica::Replica& replica, ScopeId scope) : replica_(replica), scope_(scope) {}

    /// Adds to what is wanted; what this log does not hold is forgotten in the end.
    void want(const DotSet& dots);
    void reset() { wanted_ = {}; }
    [[nodiscard]] bool is_done() const { return wanted_.empty(); }
    /// The next of the wanted changes, at most `count_max`; none: that was all there is.
    [[nodiscard]] Result<std::vector<Change>> next(std::size_t count_max);

private:
    using Found = std::pair<const Position, Change>;
    [[nodiscard]] Result<std::optional<Found>> find(const Dot& dot);
    [[nodiscard]] Result<std::vector<Change>> look_up(std::size_t count_max);
    [[nodiscard]] Result<std::vector<Change>> scan(std::size_t count_max);

    replica::Replica& replica_;
    ScopeId scope_;
    DotSet wanted_;
    /// How far the scan has come.
    Position scanned_;
};

}  // namespace wedsync::sync
