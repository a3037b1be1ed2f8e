#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/live/live_query.hpp"
#include "engine/replica/replica.hpp"

/// Queries and their rows as JSON (wedsync.h has the forms).
namespace wedsync::capi {

inline constexpr std::size_t kQueryRecordsMax = 100'000;
/// The conditions of a query, its keys, the fields it names: each at most so many.
inline constexpr std::size_t kQueryTermsMax = 256;

/// A query as it is written. A read that fails leaves the failure in the node.
struct WrittenQuery {
    live::Query query;
    /// For a set: that the element is in.
    std::vector<std::pair<std::string, Value>> equals;
    std::optional<std::vector<std::string>> fields;
};
[[nodiscard]] WrittenQuery read_query(const codec::JsonNode& node);

/// A query that this replica can answer, and what is told of its records.
struct Asked {
    live::Query query;
    FieldChoice fields;
};
/// Fails with kNotFound for a scope that is not held, with kInvalid for what the schema lacks.
[[nodiscard]] Result<Asked> ask(WrittenQuery written, const replica::Replica& replica);

[[nodiscard]] boost::json::array json_of_rows(const std::vector<live::Row>& rows,
                                              const CollectionSchema& collection,
                                              const FieldChoice& fields);
[[nodiscard]] boost::json::array json_of_steps(const std::vector<live::Step>& steps,
                                               const CollectionSchema& collection,
                                               const FieldChoice& fields);

}  // namespace wedsync::capi
