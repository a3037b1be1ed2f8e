#pragma once

#include <set>
#include <vector>

#include "engine/model/change.hpp"

namespace wedsync {

/// Erasing is not deleting. A deleted record keeps its past, and who edited it meanwhile brings it
/// back; an erased one has no past, and nothing written to it by anybody, before or after, is kept
/// anywhere. It is told by a put to this one cell, which no schema has, with nothing in it: all
/// that is left of the record. What a change did to it is taken out of the change wherever that is
/// stored; the change keeps its dot and its other operations, so that what is accepted stays the
/// same set everywhere.
inline constexpr std::uint16_t kErasedCollection = 0;
inline constexpr FieldId kErasedField{kErasedCollection, kLifeField};

/// What stands in a change of which nothing is left: an operation that does nothing.
inline constexpr std::uint8_t kErasedMark = 255;

using RecordSet = std::set<RecordId>;

[[nodiscard]] operation::Put erasure_of(const RecordId& record);
[[nodiscard]] bool is_erasure(const operation::Put& put);
[[nodiscard]] bool is_erased_mark(const Operation& operation);

/// The records that this change erases, in the order of its operations.
[[nodiscard]] std::vector<RecordId> erased_by(const Change& change);

/// Whether the change does anything but erase to one of these records.
[[nodiscard]] bool has_more_on(const Change& change, const RecordSet& erased);

/// The change without what it does to these records, but for erasing them.
[[nodiscard]] Change without(const Change& change, const RecordSet& erased);

/// Whether `kept` is `made`, or what without() left of it, for any of the records that are erased:
/// else it is another change under that name.
[[nodiscard]] bool is_left_of(const Change& kept, const Change& made, const RecordSet& erased);

}  // namespace wedsync
