#include "engine/capi/rules_json.hpp"

#include <algorithm>
#include <utility>

#include "engine/capi/draft_json.hpp"
#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"
#include "engine/rules/repair_names.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::json_of_text;

bj::object json_of_key(const rules::RecordKey& key) {
    bj::object object;
    object["scope"] = codec::json_of(key.scope.value());
    object["record"] = codec::json_of(key.record);
    return object;
}

/// Who brought it there, where that is known here.
bj::value json_of_part(replica::Replica& replica, const rules::Violation::Part& part) {
    bj::object object = json_of_key(part.key);
    const auto& [time, dot] = part.placed;
    // A record that nobody brought anywhere: what it lacks is the violation.
    if (dot == Dot{}) return bj::value(std::move(object));
    object["dot"] = codec::json_of(dot);
    object["ms"] = codec::json_of(wall_ms_of(time));
    const Result<Author> author = replica.author_of(part.key.scope, dot.incarnation);
    if (author.ok()) {
        object["person"] = json_of_text(author.value().person);
        object["device"] = json_of_text(author.value().device);
    }
    return bj::value(std::move(object));
}

Result<bj::value> json_of_repair(replica::Replica& replica, const rules::Repair& repair) {
    const Draft draft = WEDSYNC_TRY(replica.repair_draft(repair));
    bj::object object;
    object["repair"] = json_of_text(codec::format_hex64(rules::id_of(repair)));
    object["kind"] = json_of_text(rules::name_of(repair.kind));
    object["draft"] = json_of_draft(draft);
    return bj::value(std::move(object));
}

}  // namespace

Result<bj::value> json_of_violation(replica::Replica& replica, const rules::Proposed& proposed) {
    const rules::Violation& violation = proposed.violation;
    const Schema& schema = replica.schema();
    const auto rule =
        std::find_if(schema.rules.begin(), schema.rules.end(),
                     [&](const Rule& candidate) { return candidate.number == violation.rule; });
    if (rule == schema.rules.end()) return Error{ErrorCode::kNotFound, "no such rule"};
    bj::object object;
    object["violation"] = json_of_text(codec::format_hex64(rules::id_of(violation)));
    object["rule"] = json_of_text(rule->name);
    object["kind"] = json_of_text(kind_name(*rule));
    object["collection"] = json_of_text(schema.find(rule->collection)->name);
    bj::array fields;
    for (const FieldId field : fields_of(*rule))
        fields.push_back(json_of_field(field, schema));
    object["fields"] = std::move(fields);
    bj::array records;
    for (const rules::Violation::Part& part : violation.parts)
        records.push_back(json_of_part(replica, part));
    object["records"] = std::move(records);
    if (violation.subject) {
        object["subject"] = json_of_key(*violation.subject);
        object["total"] = codec::json_of(violation.total);
        object["limit"] = codec::json_of(violation.limit);
    }
    bj::array repairs;
    for (const rules::Repair& repair : proposed.repairs)
        repairs.push_back(WEDSYNC_TRY(json_of_repair(replica, repair)));
    object["repairs"] = std::move(repairs);
    return bj::value(std::move(object));
}

Result<bj::array> list_violations(replica::Replica& replica, std::optional<ScopeId> scope) {
    bj::array list;
    for (const rules::Proposed& proposed : WEDSYNC_TRY(replica.proposals(scope)))
        list.push_back(WEDSYNC_TRY(json_of_violation(replica, proposed)));
    return list;
}

}  // namespace wedsync::capi
