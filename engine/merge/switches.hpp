#pragma once

#include <map>

#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"

namespace wedsync::merge {

/// What the switches of one scope say: what machines may do about some fields, instead of what the
/// schema declares. They are records as all others, so they come to every device, are undone, and
/// two people can disagree about them. Where several speak of a field, or a switch has several
/// values, the most careful counts: asking before suggesting before applying.
class Switches {
public:
    /// Takes a record of the scope into account. One that is gone or names no field says nothing.
    void add(const RecordState& state, const Schema& schema);
    /// What machines may do about a field here. A protected field is always left to people.
    [[nodiscard]] Decides of(const FieldSchema& field) const;
    /// Whether a record switches the field.
    [[nodiscard]] bool has(FieldId field) const { return switched_.contains(field); }

    friend bool operator==(const Switches&, const Switches&) = default;

private:
    std::map<FieldId, Decides> switched_;
};

/// Whether the record, as it stands, is a switch of this field. Requires a schema with switches.
[[nodiscard]] bool is_switch_of(const RecordState& state, const FieldSchema& field,
                                const Schema& schema);

}  // namespace wedsync::merge
