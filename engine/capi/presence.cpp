#include <utility>

#include "engine/capi/draft_json.hpp"
#include "engine/capi/handle.hpp"
#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/presence_io.hpp"
#include "engine/merge/reading.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

/// What is said, with the field as the caller names it.
struct Wish {
    message::Presence presence;
    std::optional<FieldName> field;
};

Wish read_wish(const JsonNode& node) {
    node.expect_object({"scope", "activity", "record", "field"});
    Wish wish;
    wish.presence.scope = ScopeId{node.member("scope").number()};
    wish.presence.where.activity = codec::read_activity(node.member("activity"));
    const std::optional<JsonNode> record = node.find("record");
    if (record && !record->value().is_null()) wish.presence.where.record = record->record();
    const std::optional<JsonNode> field = node.find("field");
    if (field && !field->value().is_null()) wish.field = read_field_name(*field);
    return wish;
}

Result<message::Presence> resolve(replica::Replica& replica, const Wish& wish) {
    message::Presence presence = wish.presence;
    if (replica.scope(presence.scope) == nullptr) {
        return Error{ErrorCode::kNotFound, "this replica does not hold that scope"};
    }
    if (!wish.field) return presence;
    if (!presence.where.record && !wish.field->id) {
        return Error{ErrorCode::kInvalid, "a field is of a record"};
    }
    const RecordId record = presence.where.record.value_or(RecordId{});
    presence.where.field = WEDSYNC_TRY(find_field(replica, presence.scope, record, *wish.field));
    return presence;
}

bj::object json_of_sighting(ScopeId scope, const sync::Sighting& sighting, const Schema& schema) {
    const Present& who = sighting.who;
    bj::object object;
    object["scope"] = codec::json_of(scope.value());
    object["device"] = codec::json_of_text(who.device);
    object["person"] = codec::json_of_text(who.person);
    object["role"] = codec::json_of_text(who.role);
    object["activity"] = codec::json_of_text(codec::name_of(who.where.activity));
    if (who.where.record) object["record"] = codec::json_of(*who.where.record);
    if (who.where.field) object["field"] = json_of_field(*who.where.field, schema);
    object["here"] = sighting.is_here;
    object["age_ms"] = codec::json_of(who.age_ms);
    return object;
}

}  // namespace
}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Result;

int wedsync_presence_set(wedsync_replica* replica, wedsync_now now, const char* presence,
                         size_t presence_size) {
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        wedsync::sync::Client* const client = WEDSYNC_TRY(capi::client_of(handle));
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(presence, presence_size));
        const capi::Wish wish = capi::read_wish(document.root());
        WEDSYNC_TRY(document.outcome());
        client->set_presence(capi::now_of(now), WEDSYNC_TRY(capi::resolve(*handle.replica, wish)));
        return boost::json::value(nullptr);
    });
}

int wedsync_presence(wedsync_replica* replica, wedsync_now now, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const wedsync::sync::Client* const client = WEDSYNC_TRY(capi::client_of(handle));
        WEDSYNC_TRY(capi::glance_at_team(handle, capi::now_of(now)));
        boost::json::array present;
        for (const wedsync::ScopeId scope : handle.replica->scopes()) {
            for (const auto& sighting : client->presence(capi::now_of(now), scope)) {
                present.push_back(boost::json::value(
                    capi::json_of_sighting(scope, sighting, handle.replica->schema())));
            }
        }
        boost::json::object object;
        object["available"] = client->status().has_presence;
        object["version"] = wedsync::codec::json_of(client->presence_version());
        object["present"] = std::move(present);
        return boost::json::value(std::move(object));
    });
}
