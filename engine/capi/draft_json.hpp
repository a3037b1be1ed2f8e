#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/codec/json_node.hpp"
#include "engine/merge/conflict.hpp"
#include "engine/replica/draft.hpp"

/// What callers ask for, out of JSON (wedsync.h has the forms). A read that fails leaves the
/// failure in the node.
namespace wedsync::capi {

[[nodiscard]] Draft read_draft(const codec::JsonNode& node);
/// In the form that read_draft() reads.
[[nodiscard]] boost::json::value json_of_draft(const Draft& draft);

/// A field as callers name it: by name, by numbers where the schema does not know it, or (neither)
/// the life of the record.
struct FieldName {
    std::string name;
    std::optional<FieldId> id;
};
struct Decision {
    ScopeId scope;
    RecordId record;
    FieldName field;
    merge::Choice choice;
};
[[nodiscard]] Decision read_decision(const codec::JsonNode& node);

struct Query {
    ScopeId scope;
    std::string collection;
    std::vector<std::pair<std::string, Value>> equals;
    std::size_t limit = 1'000;
};
[[nodiscard]] Query read_query(const codec::JsonNode& node);

inline constexpr std::size_t kQueryRecordsMax = 100'000;

}  // namespace wedsync::capi
