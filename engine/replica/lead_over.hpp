#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/model/change.hpp"

namespace wedsync::replica {

using CoversByCell = std::map<CellKey, std::vector<Dot>>;

/// What a change covered, cell by cell.
[[nodiscard]] CoversByCell covers_by_cell(const Change& change);

/// True when the change writes to, or refers to, a record that a change which is gone created: it
/// cannot stand without it.
[[nodiscard]] bool stands_on(const Change& change, const std::function<bool(const Dot&)>& is_gone);

/// How pending changes are led over those that cannot stand.
struct Leading {
    /// Changes that are gone, with what they covered.
    std::map<Dot, CoversByCell> gone;
    /// Changes that were issued again, by their old dot.
    std::map<Dot, Dot> renamed;
    /// What to take off a counter's subtotal: it counted additions that are gone.
    std::map<CellKey, std::int64_t> shift;
    /// A lane that somebody else writes to: its counters go on in another (empty: none).
    std::string sub_from;
    std::string sub_to;
};

/// The same edit under a new dot. Covers of a change that is gone are led over to what that one had
/// covered in the same cell, renamed dots get their new names, and so do records and references.
/// May be left without operations: then nothing of the edit can stand.
[[nodiscard]] Change led_over(const Change& change, const Dot& dot, const Leading& leading);

/// The integer in a value, 0 if it holds none.
[[nodiscard]] std::int64_t integer_of(const Value& value);

}  // namespace wedsync::replica
