#include "sim/oracle/reference_state.hpp"

#include <utility>
#include <variant>

#include "engine/base/overloaded.hpp"
#include "engine/model/erasure.hpp"

namespace wedsync::sim {

void ReferenceState::cover(const CellKey& key, const std::vector<Dot>& covers) {
    for (const Dot& dot : covers)
        cells_[key].covered[dot] = true;
}

void ReferenceState::accept(const Change& change) {
    const std::uint8_t rank =
        change.note.kind == NoteKind::kAutoDecides ? change.note.rank : std::uint8_t{0};
    for (const Operation& operation : change.operations) {
        std::visit(
            Overloaded{
                [&](const operation::Put& put) {
                    if (is_erasure(put)) erased_.insert(put.key.record);
                    cover(put.key, put.covers);
                    cells_[put.key].put[change.dot] = {change.dot, change.time, put.value, rank};
                },
                [&](const operation::Drop& drop) { cover(drop.key, drop.covers); },
                [&](const operation::Kill& kill) {
                    for (const operation::KilledCell& cell : kill.cells) {
                        cover({kill.record, cell.field, cell.sub}, cell.covers);
                    }
                },
                [](const operation::Unknown&) {}},
            operation);
    }
}

std::map<RecordId, merge::RecordState> ReferenceState::records() const {
    std::map<RecordId, merge::RecordState> records;
    for (const auto& [key, written] : cells_) {
        if (erased_.contains(key.record) && key.field != kErasedField) continue;
        merge::Cell cell{key.field, key.sub, {}};
        for (const auto& [dot, sibling] : written.put) {
            if (!written.covered.contains(dot)) cell.siblings.push_back(sibling);
        }
        if (cell.siblings.empty()) continue;
        merge::RecordState& record = records[key.record];
        record.id = key.record;
        record.cells.push_back(std::move(cell));
    }
    return records;
}

}  // namespace wedsync::sim
