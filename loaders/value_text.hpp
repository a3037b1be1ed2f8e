#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/schema.hpp"
#include "loaders/plan.hpp"

namespace wedsync::loaders {

/// Values as exported tables write them: each text reads back as the same value. Times as
/// 2027-06-12T14:00:00Z, flags as yes and no. Empty for values that have no text (references,
/// files).
[[nodiscard]] std::string value_text(const Value& value, const FieldSchema& field);
/// Nothing where the text is not one of the field's type.
[[nodiscard]] std::optional<Value> value_of(std::string_view text, const FieldSchema& field);

/// The elements of a set with "; " between; a semicolon or a backslash in one has a backslash
/// before.
[[nodiscard]] std::string elements_text(const Elements& elements);
[[nodiscard]] Elements elements_of(std::string_view text);

[[nodiscard]] std::string hex_text(BytesView bytes);
[[nodiscard]] std::optional<Bytes> hex_bytes(std::string_view text);

}  // namespace wedsync::loaders
