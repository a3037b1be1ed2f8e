#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/replica/replica.hpp"

namespace wedsync::sim {

// How the day speaks of records, fields and values: in the words of people who run a venue.

/// HH:MM of a wall time, in UTC.
[[nodiscard]] std::string clock_words(std::uint64_t wall_ms);

/// The name of a record as this replica shows it; "?" if it has none (any more).
[[nodiscard]] std::string title_of(replica::Replica& replica, ScopeId scope,
                                   const RecordId& record);

/// A value as people say it: references by name, times as HH:MM, yes and no.
[[nodiscard]] std::string value_words(replica::Replica& replica, ScopeId scope,
                                      const FieldSchema* field, const Value& value);

/// "starts_at" -> "start", "full_name" -> "full name".
[[nodiscard]] std::string field_words(std::string_view field);

/// "takes 2 bottles to Table 6".
[[nodiscard]] std::string bottles_words(std::uint64_t bottles, std::string_view table);

/// "Anna Ashby" -> "Anna".
[[nodiscard]] std::string first_word(std::string_view text);

}  // namespace wedsync::sim
