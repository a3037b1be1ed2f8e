#pragma once

#include <map>

#include "engine/codec/json_node.hpp"
#include "engine/replica/replica.hpp"

/// What a replica says, as JSON (wedsync.h has the forms).
namespace wedsync::capi {

/// The name, null for the life of a record, [collection, field] for what the schema does not know.
[[nodiscard]] boost::json::value json_of_field(FieldId field, const Schema& schema);

/// Requires a record that is not gone.
[[nodiscard]] boost::json::value json_of_record(const merge::RecordState& state,
                                                const Schema& schema);

using Authors = std::map<Incarnation, Author>;
[[nodiscard]] boost::json::value json_of_conflict(const merge::Conflict& conflict,
                                                  const Authors& authors, const Schema& schema);
[[nodiscard]] boost::json::value json_of_history(const replica::RecordHistory& history,
                                                 const Schema& schema);
[[nodiscard]] boost::json::value json_of_own(const store::OwnRow& row);
[[nodiscard]] boost::json::value json_of_refused(const store::RefusedRow& row);

}  // namespace wedsync::capi
