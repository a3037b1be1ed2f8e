#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/codec/json_node.hpp"
#include "engine/merge/conflict.hpp"
#include "engine/replica/draft.hpp"
#include "engine/replica/replica.hpp"

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
[[nodiscard]] FieldName read_field_name(const codec::JsonNode& node);
/// The numbers of a field of that record; requires nothing of the name. kNotFound, kInvalid.
[[nodiscard]] Result<FieldId> find_field(replica::Replica& replica, ScopeId scope,
                                         const RecordId& record, const FieldName& name);

struct Decision {
    ScopeId scope;
    RecordId record;
    FieldName field;
    merge::Choice choice;
};
[[nodiscard]] Decision read_decision(const codec::JsonNode& node);

}  // namespace wedsync::capi
