#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/causal/dot.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/value.hpp"

namespace wedsync::merge {

/// One write to one cell, as the log tells it.
struct Written {
    Value value;
    std::vector<Dot> covers;
};
/// The writes to one cell that were found, by dot: its siblings and what came before them.
using CellHistory = std::map<Dot, Written>;

/// Everything that `dot` was written over, itself left out. Dots whose own write was not found are
/// named, but not followed. Pure.
[[nodiscard]] std::set<Dot> ancestors_of(const Dot& dot, const CellHistory& history);

/// The last dot that every sibling was written over, by a chain of covers, if there is exactly one.
/// Pure.
[[nodiscard]] std::optional<Dot> common_base(const Cell& cell, const CellHistory& history);

}  // namespace wedsync::merge
