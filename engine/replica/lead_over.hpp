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
    /// What to take off a counter's subtotal: it counted additions that are gone, or that stay in
    /// another lane. By the cell as the led change names it, before it moves to `sub_to`.
    std::map<CellKey, std::int64_t> shift;
    /// A lane that somebody else writes to: its counters go on in another (empty: none).
    std::string sub_from;
    std::string sub_to;

    /// The name that a record has now.
    [[nodiscard]] RecordId present(const RecordId& record) const;
    /// A subtotal that covers nothing counts on from nothing: what shifted its cell ends there.
    void start_counters(const Change& change);
    /// Whether a change has to be led: it names one that is gone or has another name now.
    [[nodiscard]] bool concerns(const Change& change) const;
};

/// The same edit under a new dot. Covers of a change that is gone are led over to what that one had
/// covered in the same cell, renamed dots get their new names, and so do records and references.
/// May be left without operations: then nothing of the edit can stand.
[[nodiscard]] Change led_over(const Change& change, const Dot& dot, const Leading& leading);

}  // namespace wedsync::replica
