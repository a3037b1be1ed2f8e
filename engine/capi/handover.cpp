#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/capi/handle.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"
#include "engine/model/value.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::JsonNode;
using replica::Handover;

constexpr std::uint64_t kFormat = 1;
constexpr std::uint64_t kPriorityMax = 9;

bj::value json_of_handover(const Handover& handover) {
    std::map<ScopeId, std::vector<LaneInfo>> lanes;
    for (const auto& [scope, lane] : handover.lanes)
        lanes[scope].push_back(lane);
    bj::array scopes;
    for (const auto& [scope, list] : lanes) {
        bj::object item;
        item["scope"] = codec::json_of(scope.value());
        item["lanes"] = codec::json_of(std::span<const LaneInfo>(list));
        scopes.push_back(std::move(item));
    }
    bj::array changes;
    for (const Handover::Item& item : handover.items) {
        bj::object change;
        change["scope"] = codec::json_of(item.scope.value());
        change["change"] = codec::json_of(item.change);
        change["priority"] = std::int64_t{item.priority};
        change["created_ms"] = codec::json_of(item.created_ms);
        change["deadline_ms"] = codec::json_of(item.deadline_ms);
        change["type"] = codec::json_of_text(item.type);
        changes.push_back(std::move(change));
    }
    bj::array beside;
    for (const auto& [name, value] : handover.beside) {
        bj::object item;
        item["name"] = codec::json_of_text(name);
        item["value"] = codec::format_base64(value);
        beside.push_back(std::move(item));
    }
    bj::object object;
    if (!beside.empty()) object["beside"] = std::move(beside);
    object["format"] = codec::json_of(kFormat);
    object["scopes"] = std::move(scopes);
    object["changes"] = std::move(changes);
    return bj::value(std::move(object));
}

Handover read_handover(const JsonNode& node) {
    node.expect_object({"format", "scopes", "changes", "beside"});
    if (node.member("format").number() != kFormat) node.fail("of another version");
    Handover handover;
    const JsonNode scopes = node.member("scopes");
    const std::size_t scope_count = scopes.count(WEDSYNC_TEXT_BYTES_MAX);
    for (std::size_t i = 0; i < scope_count && node.ok(); ++i) {
        const JsonNode item = scopes.item(i);
        item.expect_object({"scope", "lanes"});
        const ScopeId scope{item.member("scope").number()};
        for (LaneInfo& lane : codec::read_lane_infos(item.member("lanes")))
            handover.lanes.emplace_back(scope, std::move(lane));
    }
    const JsonNode changes = node.member("changes");
    const std::size_t count = changes.count(WEDSYNC_TEXT_BYTES_MAX);
    for (std::size_t i = 0; i < count && node.ok(); ++i) {
        const JsonNode change = changes.item(i);
        change.expect_object({"scope", "change", "priority", "created_ms", "deadline_ms", "type"});
        Handover::Item& item = handover.items.emplace_back();
        item.scope = ScopeId{change.member("scope").number()};
        item.change = codec::read_change(change.member("change"));
        item.priority = static_cast<std::uint8_t>(change.member("priority").number(kPriorityMax));
        item.created_ms = change.member("created_ms").number(kWallMsMax);
        item.deadline_ms = change.member("deadline_ms").number(kWallMsMax);
        item.type = change.member("type").text();
    }
    const auto beside = node.find("beside");
    const std::size_t beside_count = beside ? beside->count(WEDSYNC_TEXT_BYTES_MAX) : 0;
    for (std::size_t i = 0; i < beside_count && node.ok(); ++i) {
        const JsonNode value = beside->item(i);
        value.expect_object({"name", "value"});
        handover.beside.emplace_back(value.member("name").text(), value.member("value").base64());
    }
    return handover;
}

bj::value json_of_taken(const replica::TakenOver& taken) {
    bj::object object;
    object["added"] = codec::json_of(std::uint64_t{taken.added});
    object["known"] = codec::json_of(std::uint64_t{taken.known});
    object["refused"] = codec::json_of(std::uint64_t{taken.refused});
    return bj::value(std::move(object));
}

}  // namespace
}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Result;

int wedsync_pending_export(wedsync_replica* replica, const uint64_t* scope, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        std::optional<wedsync::ScopeId> of;
        if (scope != nullptr) of = wedsync::ScopeId{*scope};
        const wedsync::replica::Handover handover = WEDSYNC_TRY(handle.replica->hand_over(of));
        return capi::json_of_handover(handover);
    });
}

int wedsync_adopt(wedsync_replica* replica, wedsync_now now, const char* changes,
                  size_t changes_size, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(changes, changes_size));
        const wedsync::replica::Handover handover = capi::read_handover(document.root());
        WEDSYNC_TRY(document.outcome());
        const wedsync::replica::TakenOver taken =
            WEDSYNC_TRY(handle.replica->take_over(capi::now_of(now), handover));
        capi::announce_commit(handle, now);
        return capi::json_of_taken(taken);
    });
}
