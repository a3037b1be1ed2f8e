#pragma once

#include <optional>
#include <string>

#include "engine/model/value.hpp"
#include "engine/suggest/facts.hpp"

namespace wedsync::suggest {

/// A value of a record as the model looks at it. Times are numbers; records and files are names
/// that are the same or not.
[[nodiscard]] FactValue fact_of(const Value& value);

/// A name of a record, to compare by.
[[nodiscard]] std::string text_of(const RecordId& record);

/// The value that has both edits, where there is one that a machine can make: a text with the edits
/// of both sides, a whole number with both differences added. Nothing where it equals a side.
[[nodiscard]] std::optional<Value> merged_value(const std::optional<Value>& base,
                                                const Value& client, const Value& server);

}  // namespace wedsync::suggest
