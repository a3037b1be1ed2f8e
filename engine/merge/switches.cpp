#include "engine/merge/switches.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace wedsync::merge {
namespace {

/// Every text that the field has.
std::vector<std::string> texts_of(const RecordState& state, FieldId field) {
    std::vector<std::string> texts;
    const Cell* cell = state.find(field);
    if (cell == nullptr) return texts;
    for (const Sibling& sibling : cell->siblings) {
        const auto* text = std::get_if<std::string>(&sibling.value);
        if (text != nullptr) texts.push_back(*text);
    }
    return texts;
}

/// The fields that a record switches; several where people disagree about which.
std::vector<FieldId> switched_by(const RecordState& state, const Schema& schema) {
    std::vector<FieldId> fields;
    if (status_of(state) == RecordStatus::kGone) return fields;
    for (const std::string& name : texts_of(state, schema.switches->field)) {
        const FieldSchema* field = schema.find_field(name);
        if (field != nullptr) fields.push_back(field->id);
    }
    return fields;
}

}  // namespace

void Switches::add(const RecordState& state, const Schema& schema) {
    if (!schema.switches) return;
    std::optional<Decides> said;
    for (const std::string& name : texts_of(state, schema.switches->decides)) {
        // What a later version says more is not applying.
        const Decides each = decides_of(name).value_or(Decides::kAsk);
        said = said ? std::min(*said, each) : each;
    }
    if (!said) return;
    for (const FieldId field : switched_by(state, schema)) {
        const auto place = switched_.try_emplace(field, *said).first;
        place->second = std::min(place->second, *said);
    }
}

Decides Switches::of(const FieldSchema& field) const {
    const auto switched = switched_.find(field.id);
    const bool is_switched = switched != switched_.end() && !field.is_protected;
    return is_switched ? switched->second : field.decides;
}

bool is_switch_of(const RecordState& state, const FieldSchema& field, const Schema& schema) {
    const std::vector<FieldId> fields = switched_by(state, schema);
    return std::find(fields.begin(), fields.end(), field.id) != fields.end();
}

}  // namespace wedsync::merge
