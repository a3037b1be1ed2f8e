#include "host/identity.hpp"

#include "crypto/text.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/json/strict_json.hpp"
#include "system/files.hpp"

namespace wedsync::host {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{64} * 1024;
constexpr std::uint64_t kFormat = 1;

std::string text_of(const codec::JsonNode& node, std::string_view member) {
    return std::string(node.member(member).text());
}

Identity read(const codec::JsonNode& node) {
    node.expect_object(
        {"format", "hub", "hub_id", "hub_name", "device", "person", "role", "key", "ca_file"});
    Identity identity;
    if (node.member("format").number() != kFormat) {
        node.fail("written by another version", ErrorCode::kNewerFormat);
    }
    const codec::JsonNode hub = node.member("hub");
    Result<HubAddress> address = parse_hub_address(hub.text());
    if (!address.ok()) hub.fail("no address of a hub");
    if (address.ok()) identity.hub = std::move(address).value();
    identity.hub_id = text_of(node, "hub_id");
    identity.hub_name = text_of(node, "hub_name");
    identity.device = text_of(node, "device");
    identity.person = text_of(node, "person");
    identity.role = text_of(node, "role");
    const codec::JsonNode key = node.member("key");
    std::optional<std::string> bytes = crypto::from_base64url(key.text());
    if (!bytes) key.fail("no key");
    identity.key = std::move(bytes).value_or("");
    identity.ca_file = text_of(node, "ca_file");
    return identity;
}

}  // namespace

std::string identity_path(std::string_view store_path) {
    return std::string(store_path) + ".hub.json";
}

Result<std::optional<Identity>> load_identity(const std::string& path) {
    const std::optional<std::string> bytes = WEDSYNC_TRY(os::read_whole(path, kFileBytesMax));
    if (!bytes) return std::optional<Identity>{};
    const auto failed = [&](const Error& error) {
        return Error{error.code, path + ": " + error.detail};
    };
    const Result<boost::json::value> document = json::parse_json(*bytes);
    if (!document.ok()) return failed(document.error());
    codec::JsonFailure failure;
    Identity identity = read(codec::JsonNode(document.value(), failure));
    if (failure.where != nullptr) return failed(codec::error_of(failure, document.value()));
    return std::optional<Identity>{std::move(identity)};
}

Result<void> save_identity(const std::string& path, const Identity& identity) {
    return os::replace_file(
        path, json::write_json({{"format", kFormat},
                                {"hub", identity.hub.url()},
                                {"hub_id", identity.hub_id},
                                {"hub_name", identity.hub_name},
                                {"device", identity.device},
                                {"person", identity.person},
                                {"role", identity.role},
                                {"key", crypto::base64url(crypto::bytes_of(identity.key))},
                                {"ca_file", identity.ca_file}}) +
                  "\n");
}

}  // namespace wedsync::host
