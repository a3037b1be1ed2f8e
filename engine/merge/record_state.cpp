#include "engine/merge/record_state.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/model/erasure.hpp"

namespace wedsync::merge {
namespace {

using Cells = std::vector<Cell>;

bool comes_before(const Cell& cell, FieldId field, std::string_view sub) {
    if (cell.field != field) return cell.field < field;
    return std::string_view(cell.sub) < sub;
}

Cells::iterator lower_bound(Cells& cells, FieldId field, std::string_view sub) {
    return std::lower_bound(
        cells.begin(), cells.end(), field,
        [&](const Cell& cell, FieldId wanted) { return comes_before(cell, wanted, sub); });
}

bool is_at(const Cells& cells, Cells::const_iterator at, FieldId field, std::string_view sub) {
    return at != cells.end() && at->field == field && at->sub == sub;
}

void insert(std::vector<Sibling>& siblings, Sibling added) {
    const auto at =
        std::lower_bound(siblings.begin(), siblings.end(), added.dot,
                         [](const Sibling& sibling, const Dot& dot) { return sibling.dot < dot; });
    if (at != siblings.end() && at->dot == added.dot) return;
    siblings.insert(at, std::move(added));
}

/// Removes the covered siblings of one cell, and the cell with its last sibling.
struct Remover {
    RecordState& state;
    std::vector<Displaced>* displaced;

    void operator()(FieldId field, const std::string& sub, const std::vector<Dot>& covers) const {
        const auto cell = lower_bound(state.cells, field, sub);
        if (!is_at(state.cells, cell, field, sub)) return;
        from(*cell, covers);
        if (cell->siblings.empty()) state.cells.erase(cell);
    }

    /// The cell may be left without siblings.
    void from(Cell& cell, const std::vector<Dot>& covers) const {
        auto kept = cell.siblings.begin();
        for (Sibling& sibling : cell.siblings) {
            if (std::binary_search(covers.begin(), covers.end(), sibling.dot)) {
                if (displaced == nullptr) continue;
                displaced->push_back({{state.id, cell.field, cell.sub}, std::move(sibling)});
            } else {
                if (&*kept != &sibling) *kept = std::move(sibling);
                ++kept;
            }
        }
        cell.siblings.erase(kept, cell.siblings.end());
    }
};

Cell& cell_at(RecordState& state, FieldId field, const std::string& sub) {
    auto cell = lower_bound(state.cells, field, sub);
    if (!is_at(state.cells, cell, field, sub)) {
        cell = state.cells.insert(cell, Cell{field, sub, {}});
    }
    return *cell;
}

void add(RecordState& state, FieldId field, const std::string& sub, Sibling added) {
    insert(cell_at(state, field, sub).siblings, std::move(added));
}

/// Takes everything but erasures.
void empty_out(RecordState& state, std::vector<Displaced>* displaced) {
    if (is_erased(state)) return;
    if (displaced != nullptr) {
        for (Cell& cell : state.cells) {
            for (Sibling& sibling : cell.siblings)
                displaced->push_back({{state.id, cell.field, cell.sub}, std::move(sibling)});
        }
    }
    state.cells.clear();
}

/// The siblings of `mine` that the other side has not seen and dropped.
void join_siblings(const std::vector<Sibling>& mine, const std::vector<Sibling>* theirs,
                   const DotSet& their_have, std::vector<Sibling>& joined) {
    for (const Sibling& sibling : mine) {
        const bool is_there = theirs != nullptr && std::any_of(theirs->begin(), theirs->end(),
                                                               [&](const Sibling& other) {
                                                                   return other.dot == sibling.dot;
                                                               });
        if (is_there || !their_have.contains(sibling.dot)) insert(joined, sibling);
    }
}

}  // namespace

const Cell* RecordState::find(FieldId field, std::string_view sub) const {
    const auto at = std::lower_bound(
        cells.begin(), cells.end(), field,
        [&](const Cell& cell, FieldId wanted) { return comes_before(cell, wanted, sub); });
    return is_at(cells, at, field, sub) ? &*at : nullptr;
}

bool is_erased(const RecordState& state) {
    // No field comes before this one.
    return !state.cells.empty() && state.cells.front().field == kErasedField;
}

RecordStatus status_of(const RecordState& state) {
    if (state.cells.empty() || is_erased(state)) return RecordStatus::kGone;
    // The life cell has number 0 and so comes first.
    return state.cells.front().field.field == kLifeField ? RecordStatus::kAlive
                                                         : RecordStatus::kContested;
}

std::uint16_t collection_of(const RecordState& state) {
    WEDSYNC_ASSERT(!state.cells.empty());
    return state.cells.front().field.collection;
}

void apply(RecordState& state, const Change& change, std::vector<Displaced>* displaced) {
    const Remover remove_covered{state, displaced};
    for (const Operation& operation : change.operations) {
        std::visit(
            Overloaded{
                [&](const operation::Put& put) {
                    if (put.key.record != state.id) return;
                    if (is_erasure(put)) {
                        empty_out(state, displaced);
                    } else if (is_erased(state)) {
                        return;
                    }
                    Cell& cell = cell_at(state, put.key.field, put.key.sub);
                    remove_covered.from(cell, put.covers);
                    insert(cell.siblings, {change.dot, change.time, put.value, change.note.rank});
                },
                [&](const operation::Drop& drop) {
                    if (drop.key.record != state.id || is_erased(state)) return;
                    remove_covered(drop.key.field, drop.key.sub, drop.covers);
                },
                [&](const operation::Kill& kill) {
                    if (kill.record != state.id || is_erased(state)) return;
                    for (const operation::KilledCell& cell : kill.cells) {
                        remove_covered(cell.field, cell.sub, cell.covers);
                    }
                },
                [](const operation::Unknown&) {}},
            operation);
    }
}

void restore(RecordState& state, const Displaced& displaced) {
    WEDSYNC_ASSERT(displaced.key.record == state.id);
    add(state, displaced.key.field, displaced.key.sub, displaced.sibling);
}

bool remove(RecordState& state, const CellKey& key, const Dot& dot) {
    std::vector<Displaced> removed;
    Remover{state, &removed}(key.field, key.sub, {dot});
    return !removed.empty();
}

RecordState join(const RecordState& left, const DotSet& left_have, const RecordState& right,
                 const DotSet& right_have) {
    WEDSYNC_ASSERT(left.id == right.id);
    RecordState joined{left.id, {}};
    auto mine = left.cells.begin();
    auto theirs = right.cells.begin();
    while (mine != left.cells.end() || theirs != right.cells.end()) {
        const bool is_mine =
            theirs == right.cells.end() ||
            (mine != left.cells.end() && !comes_before(*theirs, mine->field, mine->sub));
        const bool is_theirs =
            mine == left.cells.end() ||
            (theirs != right.cells.end() && !comes_before(*mine, theirs->field, theirs->sub));
        const Cell& named = is_mine ? *mine : *theirs;
        Cell cell{named.field, named.sub, {}};
        if (is_mine) {
            join_siblings(mine->siblings, is_theirs ? &theirs->siblings : nullptr, right_have,
                          cell.siblings);
        }
        if (is_theirs) {
            join_siblings(theirs->siblings, is_mine ? &mine->siblings : nullptr, left_have,
                          cell.siblings);
        }
        if (!cell.siblings.empty()) joined.cells.push_back(std::move(cell));
        if (is_mine) ++mine;
        if (is_theirs) ++theirs;
    }
    if (is_erased(joined)) joined.cells.resize(1);
    return joined;
}

}  // namespace wedsync::merge
