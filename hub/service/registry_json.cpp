// The registry as JSON: format 1. Times are milliseconds since 1970, "*" stands for every scope.
#include <utility>

#include "crypto/text.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/json/strict_json.hpp"
#include "hub/service/registry.hpp"

namespace wedsync::hub {
namespace {

namespace json = boost::json;
using codec::JsonNode;

constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kScopesPerRightsMax = 1'000;

json::array scopes_json(const Rights& rights) {
    json::array scopes;
    if (rights.is_everywhere) {
        scopes.emplace_back("*");
        return scopes;
    }
    for (const ScopeId scope : rights.scopes)
        scopes.push_back(codec::json_of(scope.value()));
    return scopes;
}

json::object device_json(const RegisteredDevice& device) {
    json::object object{{"name", device.name},
                        {"person", device.person},
                        {"role", device.rights.role},
                        {"scopes", scopes_json(device.rights)},
                        {"joined_ms", codec::json_of(device.joined.value())}};
    if (device.key) {
        object["key"] = {{"kind", crypto::name_of(device.key->kind)},
                         {"bytes", crypto::base64url(crypto::bytes_of(device.key->bytes))}};
    } else {
        object["token_hash"] = device.token_hash;
    }
    if (device.revoked) object["revoked_ms"] = codec::json_of(device.revoked->value());
    if (device.is_to_erase) object["is_to_erase"] = true;
    if (device.erase_told) object["erase_told_ms"] = codec::json_of(device.erase_told->value());
    return object;
}

json::object invite_json(const Invite& invite) {
    return {{"id", invite.id},
            {"link_hash", invite.link_hash},
            {"code_hash", invite.code_hash},
            {"person", invite.person},
            {"role", invite.rights.role},
            {"scopes", scopes_json(invite.rights)},
            {"expires_ms", codec::json_of(invite.expires.value())},
            {"code_expires_ms", codec::json_of(invite.code_expires.value())}};
}

std::string text_of(const JsonNode& node) {
    return std::string(node.text());
}

WallTime time_of(const JsonNode& node) {
    return WallTime{node.number()};
}

Rights read_rights(const JsonNode& node) {
    Rights rights;
    rights.role = text_of(node.member("role"));
    const JsonNode scopes = node.member("scopes");
    const std::size_t count = scopes.count(kScopesPerRightsMax);
    for (std::size_t i = 0; i < count; ++i) {
        const JsonNode scope = scopes.item(i);
        if (count == 1 && scope.ok() && scope.value().is_string() && scope.text() == "*") {
            rights.is_everywhere = true;
        } else {
            rights.scopes.insert(ScopeId{scope.number()});
        }
    }
    return rights;
}

crypto::PublicKey read_key(const JsonNode& node) {
    node.expect_object({"kind", "bytes"});
    crypto::PublicKey key;
    const Result<crypto::KeyKind> kind = crypto::key_kind(node.member("kind").text());
    const std::optional<std::string> bytes = crypto::from_base64url(node.member("bytes").text());
    if (!node.ok()) return key;
    if (!kind.ok() || !bytes) {
        node.fail("no public key");
        return key;
    }
    key = {kind.value(), *bytes};
    if (!crypto::is_valid(key)) node.fail("no public key");
    return key;
}

RegisteredDevice read_device(const JsonNode& node) {
    node.expect_object({"name", "person", "role", "scopes", "key", "token_hash", "joined_ms",
                        "revoked_ms", "is_to_erase", "erase_told_ms"});
    RegisteredDevice device;
    device.name = text_of(node.member("name"));
    device.person = text_of(node.member("person"));
    device.rights = read_rights(node);
    device.joined = time_of(node.member("joined_ms"));
    if (const auto key = node.find("key")) {
        device.key = read_key(*key);
    } else {
        device.token_hash = text_of(node.member("token_hash"));
    }
    if (const auto revoked = node.find("revoked_ms")) device.revoked = time_of(*revoked);
    if (const auto to_erase = node.find("is_to_erase")) device.is_to_erase = to_erase->boolean();
    if (const auto told = node.find("erase_told_ms")) device.erase_told = time_of(*told);
    return device;
}

Invite read_invite(const JsonNode& node) {
    node.expect_object({"id", "link_hash", "code_hash", "person", "role", "scopes", "expires_ms",
                        "code_expires_ms"});
    Invite invite;
    invite.id = text_of(node.member("id"));
    invite.link_hash = text_of(node.member("link_hash"));
    invite.code_hash = text_of(node.member("code_hash"));
    invite.person = text_of(node.member("person"));
    invite.rights = read_rights(node);
    invite.expires = time_of(node.member("expires_ms"));
    invite.code_expires = time_of(node.member("code_expires_ms"));
    return invite;
}

RegisteredScope read_scope(const JsonNode& node) {
    node.expect_object({"id", "name"});
    return {ScopeId{node.member("id").number()}, text_of(node.member("name"))};
}

Registry read(const JsonNode& node) {
    node.expect_object({"format", "hub_id", "hub_name", "scopes", "devices", "invites"});
    Registry registry;
    if (node.member("format").number() != kFormat) {
        node.fail("a registry of another format", ErrorCode::kNewerFormat);
    }
    registry.hub_id = text_of(node.member("hub_id"));
    registry.hub_name = text_of(node.member("hub_name"));
    const JsonNode scopes = node.member("scopes");
    for (std::size_t i = 0, count = scopes.count(kScopesPerRightsMax); i < count; ++i)
        registry.scopes.push_back(read_scope(scopes.item(i)));
    const JsonNode devices = node.member("devices");
    for (std::size_t i = 0, count = devices.count(kDevicesMax); i < count; ++i)
        registry.devices.push_back(read_device(devices.item(i)));
    const JsonNode invites = node.member("invites");
    for (std::size_t i = 0, count = invites.count(kInvitesMax); i < count; ++i)
        registry.invites.push_back(read_invite(invites.item(i)));
    return registry;
}

}  // namespace

std::string write_registry(const Registry& registry) {
    json::array scopes;
    for (const RegisteredScope& scope : registry.scopes)
        scopes.push_back({{"id", codec::json_of(scope.id.value())}, {"name", scope.name}});
    json::array devices;
    for (const RegisteredDevice& device : registry.devices)
        devices.push_back(device_json(device));
    json::array invites;
    for (const Invite& invite : registry.invites)
        invites.push_back(invite_json(invite));
    return wedsync::json::write_json({{"format", kFormat},
                                      {"hub_id", registry.hub_id},
                                      {"hub_name", registry.hub_name},
                                      {"scopes", std::move(scopes)},
                                      {"devices", std::move(devices)},
                                      {"invites", std::move(invites)}});
}

Result<Registry> read_registry(std::string_view text) {
    wedsync::json::JsonLimits limits;
    limits.bytes_max = kRegistryBytesMax;
    const json::value document = WEDSYNC_TRY(wedsync::json::parse_json(text, limits));
    codec::JsonFailure failure;
    Registry registry = read(JsonNode(document, failure));
    if (failure.where != nullptr) return codec::error_of(failure, document);
    return registry;
}

}  // namespace wedsync::hub
