#pragma once

#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "engine/merge/reading.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"

namespace wedsync::merge {

/// A cell that an undo left alone because somebody wrote to it since.
struct UndoLeft {
    CellKey key;
    std::vector<Sibling> siblings;
};

struct Undo {
    std::vector<Operation> operations;
    std::vector<UndoLeft> left;
};

/// Siblings that count as the undone change's own: what an undo of a later change put back in its
/// place. By their cell.
using StandIns = std::set<std::pair<CellKey, Dot>>;

/// The operations that take back `undone`, given what it displaced when it was applied and how
/// its records stand now. For each cell: where the undone dot (or what stands in for it) is the
/// only sibling, the value before comes back, covering it; elsewhere the cell is left and reported.
/// A counter gets the inverse difference in the lane of `author`; what was created is killed; what
/// was killed lives again. `state_of` answers with the present (visible) state of a record.
[[nodiscard]] Undo undo(const Change& undone, const std::vector<Displaced>& displaced,
                        const Incarnation& author, const Schema& schema,
                        const std::function<RecordState(const RecordId&)>& state_of,
                        const StandIns& stand_ins = {});

/// The writes that bring back what is gone: in each cell of `gone` where nothing stands in `state`,
/// the value that readers saw there.
[[nodiscard]] std::vector<Operation> bring_back(const std::vector<Displaced>& gone,
                                                const RecordState& state, const Schema& schema);

}  // namespace wedsync::merge
