#include "engine/merge/conflict.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"
#include "engine/base/overloaded.hpp"

namespace wedsync::merge {
namespace {

FieldStatus status_of_field(const RecordState& state, const Schema& schema, const Cell& cell) {
    const FieldSchema* field = schema.find(cell.field);
    if (field == nullptr) return read_unknown(state, cell.field).status;
    return read_field(state, *field).status;
}

Error does_not_fit() {
    return {ErrorCode::kInvalid, "this choice does not fit this kind of disagreement"};
}

Error gone() {
    return {ErrorCode::kNotFound, "the record is gone by now"};
}

/// Brings a contested record back: life again, and every field as it stands.
std::vector<Operation> keep(const RecordState& state, FieldId life) {
    return {operation::Put{{state.id, life, {}}, true, dots_of(state.find(life))}};
}

Operation put_over(const Conflict& conflict, Value value) {
    std::vector<Dot> covers;
    for (const Sibling& sibling : conflict.siblings)
        covers.push_back(sibling.dot);
    return operation::Put{
        {conflict.record, conflict.field, {}}, std::move(value), std::move(covers)};
}

}  // namespace

std::vector<Dot> dots_of(const Cell* cell) {
    std::vector<Dot> dots;
    if (cell == nullptr) return dots;
    for (const Sibling& sibling : cell->siblings)
        dots.push_back(sibling.dot);
    return dots;
}

operation::Kill kill_of(const RecordState& state) {
    WEDSYNC_ASSERT(!state.empty());
    operation::Kill kill{state.id, {}};
    for (const Cell& cell : state.cells) {
        kill.cells.push_back({cell.field, cell.sub, dots_of(&cell)});
    }
    return kill;
}

std::vector<Conflict> conflicts_of(const RecordState& state, const Schema& schema) {
    std::vector<Conflict> conflicts;
    if (status_of(state) == RecordStatus::kContested) {
        conflicts.push_back({ConflictKind::kEditedAndDeleted,
                             state.id,
                             {collection_of(state), kLifeField},
                             {},
                             std::nullopt});
    }
    for (const Cell& cell : state.cells) {
        if (cell.siblings.size() < 2 || cell.field.field == kLifeField) continue;
        if (!cell.sub.empty()) continue;  // An element or a subtotal is never a disagreement.
        if (status_of_field(state, schema, cell) != FieldStatus::kDisagreement) continue;
        const auto shown =
            std::min_element(cell.siblings.begin(), cell.siblings.end(), is_shown_before);
        conflicts.push_back(
            {ConflictKind::kDisagreement, state.id, cell.field, cell.siblings, shown->dot});
    }
    return conflicts;
}

Result<std::vector<Operation>> resolve(const RecordState& state, const Conflict& conflict,
                                       const Choice& choice) {
    using Operations = std::vector<Operation>;
    const bool is_about_life = conflict.kind == ConflictKind::kEditedAndDeleted;
    return std::visit(
        Overloaded{[&](const choice::Take& take) -> Result<Operations> {
                       if (is_about_life) return does_not_fit();
                       for (const Sibling& sibling : conflict.siblings) {
                           if (sibling.dot == take.dot) {
                               return Operations{put_over(conflict, sibling.value)};
                           }
                       }
                       return Error{ErrorCode::kNotFound, "no such value in this disagreement"};
                   },
                   [&](const choice::Write& write) -> Result<Operations> {
                       if (is_about_life) return does_not_fit();
                       return Operations{put_over(conflict, write.value)};
                   },
                   [&](choice::KeepRecord) -> Result<Operations> {
                       if (!is_about_life) return does_not_fit();
                       if (state.empty()) return gone();
                       return keep(state, conflict.field);
                   },
                   [&](choice::DeleteRecord) -> Result<Operations> {
                       if (!is_about_life) return does_not_fit();
                       if (state.empty()) return gone();
                       return Operations{kill_of(state)};
                   }},
        choice);
}

}  // namespace wedsync::merge
