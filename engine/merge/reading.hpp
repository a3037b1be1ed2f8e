#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"

namespace wedsync::merge {

enum class FieldStatus : std::uint8_t {
    kAbsent,        ///< Nothing was ever written, or it was taken back.
    kSettled,       ///< One value.
    kEqual,         ///< Several people wrote the same value.
    kByPolicy,      ///< The kind of the field settles it; the other values are in the history.
    kDisagreement,  ///< Open: a decision is wanted. `value` is the same winner everywhere.
};

/// What a field says to a reader. Nothing is dropped by reading.
struct FieldReading {
    FieldStatus status = FieldStatus::kAbsent;
    /// The visible value; for a counter the sum; empty for a set.
    Value value;
    /// The elements of a set, in byte order.
    std::vector<std::string> elements;
    /// The dot of the sibling shown; none for absent fields, counters and sets.
    std::optional<Dot> winner;

    friend bool operator==(const FieldReading&, const FieldReading&) = default;
};

/// Reads one field by its kind. The result is a function of the siblings alone.
[[nodiscard]] FieldReading read_field(const RecordState& state, const FieldSchema& field);

/// Reads a field that this schema does not know, as a register.
[[nodiscard]] FieldReading read_unknown(const RecordState& state, FieldId field);

/// The key of one lane's subtotal within a counter.
[[nodiscard]] std::string counter_sub(const Incarnation& incarnation);

/// What one lane's cell adds to its counter: the lane's own latest subtotal. What another lane put
/// there (a deleted record that was brought back) counts only until the lane itself writes again.
/// 0 for null.
[[nodiscard]] std::int64_t subtotal_of(const Cell* cell);

/// True when `left` is shown rather than `right` where a register disagrees: the later time, then
/// the greater dot. Among automatic decisions alone the lowest (rank, dot) is read instead.
[[nodiscard]] bool is_shown_before(const Sibling& left, const Sibling& right);

}  // namespace wedsync::merge
