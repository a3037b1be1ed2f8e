#pragma once

#include <cstddef>

#include "engine/base/result.hpp"
#include "engine/merge/cell_history.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/store/store.hpp"
#include "hub/core/group.hpp"

namespace wedsync::hub {

/// Writes followed back from the siblings of one cell.
inline constexpr std::size_t kHistoryMax = 256;

/// What the log says of one cell: its siblings, and what they were written over.
struct CellPast {
    /// Empty if there is too much of it.
    merge::CellHistory history;
    /// Every write that one of them covers is in the log.
    bool is_whole = true;
    /// A decider once settled it by a likely choice.
    bool had_likely_choice = false;
    /// A sibling is somebody's answer to a disagreement.
    bool has_answer = false;
    /// A sibling stands there because somebody took something back where, as far as the log says, a
    /// machine may have decided: what people took back they settle.
    bool was_taken_back = false;
};

/// Follows the covers back from the siblings: in the group's own entries and in the log. Work is
/// bounded by kHistoryMax.
[[nodiscard]] Result<CellPast> load_past(const Uncommitted& scope, store::Store& store,
                                         const CellKey& key, const merge::Cell& cell);

}  // namespace wedsync::hub
