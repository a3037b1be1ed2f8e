#pragma once

#include <string>

#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"

namespace wedsync::live {

/// The words by which a record is found: those of its searchable fields as they read, numbers and
/// the elements of sets too. Empty for a record that is gone, or of no known collection.
[[nodiscard]] std::string search_text(const merge::RecordState& state, const Schema& schema);

}  // namespace wedsync::live
