#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/codec/json_node.hpp"
#include "engine/merge/reading.hpp"
#include "engine/replica/replica.hpp"

/// What a replica says, as JSON (wedsync.h has the forms).
namespace wedsync::capi {

/// The name, null for the life of a record, [collection, field] for what the schema does not know.
[[nodiscard]] boost::json::value json_of_field(FieldId field, const Schema& schema);

/// "person" and "device".
void write_author(const Author& author, boost::json::object& object);
/// Whole per cent as JSON tells a share: 0 to 1.
[[nodiscard]] double share_of(std::uint8_t per_cent);

/// By their places in the collection; none: all.
using FieldChoice = std::optional<std::vector<std::size_t>>;

/// Requires a record that is not gone. Unknown fields are told where all are asked for.
[[nodiscard]] boost::json::object json_of_record(const merge::RecordState& state,
                                                 const Schema& schema,
                                                 const FieldChoice& chosen = std::nullopt);
/// What a field shows: its value, or the elements of a set.
[[nodiscard]] boost::json::value json_of_shown(const merge::FieldReading& reading, FieldKind kind);
[[nodiscard]] std::string_view name_of(merge::FieldStatus status);

using Authors = std::map<Incarnation, Author>;
[[nodiscard]] boost::json::value json_of_conflict(const merge::Conflict& conflict,
                                                  const Authors& authors, const Schema& schema);
[[nodiscard]] boost::json::value json_of_history(const replica::RecordHistory& history,
                                                 const Schema& schema);
[[nodiscard]] boost::json::value json_of_own(const store::OwnRow& row);
[[nodiscard]] boost::json::value json_of_refused(const store::RefusedRow& row);

}  // namespace wedsync::capi
