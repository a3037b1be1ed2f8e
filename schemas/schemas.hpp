#pragma once

#include <string_view>

namespace wedsync {

/// The wedding venue as data: schemas/venue.json, in the format of docs/schema.md. Lives as long as
/// the program.
[[nodiscard]] std::string_view venue_schema_json();

}  // namespace wedsync
