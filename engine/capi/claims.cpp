#include <algorithm>
#include <string>
#include <utility>

#include "engine/capi/draft_json.hpp"
#include "engine/capi/handle.hpp"
#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_parts.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

/// What a claim is on, as the caller names it.
struct Target {
    ScopeId scope;
    std::optional<RecordId> record;
    std::vector<RecordId> records;
    std::optional<FieldName> field;
    /// By name or number.
    std::string collection;
    std::optional<std::uint16_t> number;
    bool is_range = false;
    std::int64_t from = 0;
    std::int64_t to = 0;
};

struct Wish {
    Target on;
    std::string label;
    std::uint64_t for_ms = sync::kAreaMs;
    bool takes_over = false;
};

void read_area(const JsonNode& node, Target& target) {
    const JsonNode collection = node.member("collection");
    if (collection.value().is_string()) {
        target.collection = collection.text();
    } else {
        target.number = collection.number_u16();
    }
    if (const auto records = node.find("records")) {
        const std::size_t count = records->count(kExtentRecordsMax);
        if (count == 0) records->fail("at least one record");
        for (std::size_t i = 0; i < count && node.ok(); ++i)
            target.records.push_back(records->item(i).record());
        if (target.field) records->fail("an area is a list of records or a range of a field");
        // In whatever order they come.
        std::sort(target.records.begin(), target.records.end());
        target.records.erase(std::unique(target.records.begin(), target.records.end()),
                             target.records.end());
    }
    const auto from = node.find("from");
    const auto to = node.find("to");
    target.is_range = from && to;
    if (target.is_range) {
        target.from = from->integer();
        target.to = to->integer();
    }
    if (from.has_value() != to.has_value() || target.field.has_value() != target.is_range) {
        node.fail("a range is of a field, from a number to one");
    }
}

/// The members of `node` that say what a claim is on.
Target read_target(const JsonNode& node) {
    Target target;
    target.scope = ScopeId{node.member("scope").number()};
    const auto field = node.find("field");
    if (field && !field->value().is_null()) target.field = read_field_name(*field);
    const auto record = node.find("record");
    if (record && !record->value().is_null()) {
        target.record = record->record();
        if (node.find("records") || node.find("from") || node.find("to")) {
            record->fail("either a record or an area");
        }
    } else {
        read_area(node, target);
    }
    return target;
}

Wish read_wish(const JsonNode& node) {
    node.expect_object({"scope", "record", "field", "collection", "records", "from", "to", "label",
                        "for_ms", "take_over"});
    Wish wish;
    wish.on = read_target(node);
    if (const auto label = node.find("label")) wish.label = label->text();
    if (const auto for_ms = node.find("for_ms")) wish.for_ms = for_ms->number(kAreaLifeMsMax);
    if (const auto take = node.find("take_over")) wish.takes_over = take->boolean();
    return wish;
}

Error no_such(const char* what) {
    return Error{ErrorCode::kNotFound, std::string("no such ") + what};
}

Result<Extent> resolve_record(replica::Replica& replica, const Target& target) {
    const merge::RecordState state = WEDSYNC_TRY(replica.get(target.scope, *target.record));
    if (state.empty()) return no_such("record here");
    extent::One one{*target.record};
    if (target.field) {
        const FieldId field =
            WEDSYNC_TRY(find_field(replica, target.scope, *target.record, *target.field));
        one.field = field.field;
    }
    return Extent{merge::collection_of(state), one};
}

Result<Extent> resolve(replica::Replica& replica, const Target& target) {
    if (replica.scope(target.scope) == nullptr) return no_such("scope here");
    if (target.record) return resolve_record(replica, target);
    const CollectionSchema* collection = target.number ? replica.schema().find(*target.number)
                                                       : replica.schema().find(target.collection);
    if (collection == nullptr) return no_such("collection");
    Extent extent{collection->number, extent::All{}};
    if (!target.records.empty()) {
        extent.part = extent::Some{target.records};
    } else if (target.is_range) {
        const FieldSchema* field = target.field->id ? collection->find(*target.field->id)
                                                    : collection->find(target.field->name);
        if (field == nullptr) return no_such("field");
        extent.part = extent::Numbers{field->id.field, target.from, target.to};
    }
    return extent;
}

void write_extent(const Extent& extent, const Schema& schema, bj::object& object) {
    const CollectionSchema* collection = schema.find(extent.collection);
    object["collection"] = collection == nullptr ? bj::value(std::int64_t{extent.collection})
                                                 : bj::value(codec::json_of_text(collection->name));
    if (const auto* one = std::get_if<extent::One>(&extent.part)) {
        object["record"] = codec::json_of(one->record);
        if (one->field) object["field"] = json_of_field({extent.collection, *one->field}, schema);
    } else if (const auto* some = std::get_if<extent::Some>(&extent.part)) {
        bj::array records;
        for (const RecordId& record : some->records)
            records.push_back(codec::json_of(record));
        object["records"] = std::move(records);
    } else if (const auto* numbers = std::get_if<extent::Numbers>(&extent.part)) {
        object["field"] = json_of_field({extent.collection, numbers->field}, schema);
        object["from"] = codec::json_of(numbers->first);
        object["to"] = codec::json_of(numbers->last);
    }
}

bj::object json_of_claim(ScopeId scope, const sync::Claim& claim, const Schema& schema) {
    bj::object object;
    object["scope"] = codec::json_of(scope.value());
    object["kind"] = is_area(claim.on) ? "area" : "lease";
    write_extent(claim.on, schema, object);
    object["label"] = codec::json_of_text(claim.label);
    object["device"] = codec::json_of_text(claim.device);
    object["person"] = codec::json_of_text(claim.person);
    object["role"] = codec::json_of_text(claim.role);
    object["state"] = name_of(claim.state);
    object["taken_by"] = codec::json_of_text(claim.taken_by);
    object["left_ms"] = codec::json_of(claim.left_ms);
    object["held_ms"] = codec::json_of(claim.held_ms);
    object["own"] = claim.is_own;
    object["live"] = claim.is_live;
    return object;
}

}  // namespace
}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Result;

int wedsync_claim(wedsync_replica* replica, wedsync_now now, const char* claim, size_t claim_size) {
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        wedsync::sync::Client* const client = WEDSYNC_TRY(capi::client_of(handle));
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(claim, claim_size));
        const capi::Wish wish = capi::read_wish(document.root());
        WEDSYNC_TRY(document.outcome());
        const wedsync::Extent on = WEDSYNC_TRY(capi::resolve(*handle.replica, wish.on));
        WEDSYNC_TRY(client->claim(capi::now_of(now),
                                  {wish.on.scope, on, wish.label, wish.for_ms, wish.takes_over}));
        return boost::json::value(nullptr);
    });
}

int wedsync_release(wedsync_replica* replica, wedsync_now now, const char* on, size_t on_size) {
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        wedsync::sync::Client* const client = WEDSYNC_TRY(capi::client_of(handle));
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(on, on_size));
        document.root().expect_object(
            {"scope", "record", "field", "collection", "records", "from", "to"});
        const capi::Target target = capi::read_target(document.root());
        WEDSYNC_TRY(document.outcome());
        const wedsync::Extent extent = WEDSYNC_TRY(capi::resolve(*handle.replica, target));
        client->release_claim(capi::now_of(now), target.scope, extent);
        return boost::json::value(nullptr);
    });
}

int wedsync_claims(wedsync_replica* replica, wedsync_now now, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const wedsync::sync::Client* const client = WEDSYNC_TRY(capi::client_of(handle));
        boost::json::array claims;
        for (const wedsync::ScopeId scope : handle.replica->scopes()) {
            for (const auto& claim : client->claims(capi::now_of(now), scope)) {
                claims.push_back(boost::json::value(
                    capi::json_of_claim(scope, claim, handle.replica->schema())));
            }
        }
        boost::json::object object;
        object["available"] = client->status().has_claims;
        object["version"] = wedsync::codec::json_of(client->claims_version());
        object["claims"] = std::move(claims);
        return boost::json::value(std::move(object));
    });
}
