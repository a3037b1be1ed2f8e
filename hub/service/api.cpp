#include "hub/service/api.hpp"

#include <utility>

#include "carrier/session_statement.hpp"
#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/codec/message.hpp"
#include "engine/json/strict_json.hpp"
#include "hub/service/welcome_page.hpp"

namespace wedsync::hub {
namespace {

using codec::JsonNode;

HttpResponse json_response(unsigned status, const boost::json::object& body) {
    return {status, "application/json", json::write_json(body) + "\n"};
}

HttpResponse unauthorized(const std::string& detail) {
    HttpResponse response = problem(401, "unauthorized", detail);
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

HttpResponse too_many() {
    HttpResponse response =
        problem(429, "too_many_tries", "too many tries from this address: wait a few minutes");
    response.headers.emplace_back("Retry-After", "120");
    return response;
}

/// The body as an object with these members at most, or what is wrong with it.
template <class T>
Result<T> read_body(const std::string& body, T (*read)(const JsonNode&)) {
    json::JsonLimits limits;
    limits.bytes_max = kApiBodyBytesMax;
    limits.depth_max = 4;
    limits.members_max = 16;
    const boost::json::value document = WEDSYNC_TRY(json::parse_json(body, limits));
    codec::JsonFailure failure;
    T value = read(JsonNode(document, failure));
    if (failure.where != nullptr) return codec::error_of(failure, document);
    return value;
}

Registry::Join read_join(const JsonNode& node) {
    node.expect_object({"invite", "device", "public_key"});
    Registry::Join join{std::string(node.member("invite").text()),
                        std::string(node.member("device").text()), std::nullopt};
    const std::optional<JsonNode> key = node.find("public_key");
    if (!key) return join;
    key->expect_object({"kind", "bytes"});
    const Result<crypto::KeyKind> kind = crypto::key_kind(key->member("kind").text());
    const std::optional<std::string> bytes = crypto::from_base64url(key->member("bytes").text());
    if (key->ok() && (!kind.ok() || !bytes)) key->fail("no public key", ErrorCode::kInvalid);
    if (key->ok()) join.key = crypto::PublicKey{kind.value(), *bytes};
    return join;
}

struct SessionWish {
    std::string device;
    std::string challenge;
    std::string signature;
};

SessionWish read_challenge(const JsonNode& node) {
    node.expect_object({"device"});
    return {std::string(node.member("device").text()), {}, {}};
}

SessionWish read_session(const JsonNode& node) {
    node.expect_object({"device", "challenge", "signature"});
    SessionWish wish{std::string(node.member("device").text()),
                     std::string(node.member("challenge").text()),
                     {}};
    const JsonNode signature = node.member("signature");
    const std::optional<std::string> bytes = crypto::from_base64url(signature.text());
    if (signature.ok() && !bytes) signature.fail("is to be base64url");
    wish.signature = bytes.value_or("");
    return wish;
}

boost::json::array scopes_json(const Registry& registry, const Rights& rights) {
    boost::json::array scopes;
    for (const RegisteredScope& scope : registry.scopes) {
        if (!rights.covers(scope.id)) continue;
        scopes.push_back({{"id", codec::json_of(scope.id.value())}, {"name", scope.name}});
    }
    return scopes;
}

HttpResponse bad_request(const Error& error) {
    const bool is_large = error.code == ErrorCode::kTooLarge;
    return problem(is_large ? 413 : 400, is_large ? "too_large" : "invalid", error.detail);
}

}  // namespace

HttpResponse Api::handle(const HttpRequest& request, Now now) {
    if (!requests_.take(request.address, now.monotonic)) return too_many();
    struct Route {
        std::string_view method;
        std::string_view path;
        std::function<HttpResponse()> answer;
    };
    const Route routes[] = {
        {"GET", "/v1/hub", [&] { return describe_hub(); }},
        {"GET", "/v1/authority", [&] { return authority(); }},
        {"POST", "/v1/join", [&] { return join(request, now); }},
        {"POST", "/v1/challenge", [&] { return challenge(request, now); }},
        {"POST", "/v1/session", [&] { return open_session(request, now); }},
        {"DELETE", "/v1/session", [&] { return end_session(request, now); }},
        {"GET", "/v1/scopes", [&] { return scopes(request, now); }},
    };
    std::string allowed;
    for (const Route& route : routes) {
        if (route.path != request.path) continue;
        if (route.method == request.method) return route.answer();
        allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    }
    if (allowed.empty()) return problem(404, "not_found", "there is nothing at this address");
    HttpResponse response = problem(405, "method_not_allowed", "this address takes " + allowed);
    response.headers.emplace_back("Allow", allowed);
    return response;
}

std::optional<std::string> Api::authenticate(const std::string& token, bool is_private,
                                             Now now) const {
    if (token.empty()) return std::nullopt;
    const std::shared_ptr<const Admittance> current = parts_.current();
    if (const auto device = parts_.sessions.find(token, now.monotonic)) {
        const bool is_admitted = current->registry.find_admitted(*device) != nullptr;
        return is_admitted ? device : std::nullopt;
    }
    if (!is_private) return std::nullopt;
    const RegisteredDevice* script = current->registry.find_by_token(token);
    return script == nullptr ? std::nullopt : std::optional(script->name);
}

HttpResponse Api::describe_hub() const {
    const Registry& registry = parts_.current()->registry;
    return json_response(200, {{"hub", registry.hub_id},
                               {"name", registry.hub_name},
                               {"protocol", kProtocolVersion},
                               {"protocol_min", kProtocolVersionMin},
                               {"has_authority", !parts_.authority().empty()}});
}

HttpResponse Api::authority() const {
    const std::string pem = parts_.authority();
    if (pem.empty()) return problem(404, "no_authority", "this hub has no authority of its own");
    return certificate_file(pem);
}

HttpResponse Api::join(const HttpRequest& request, Now now) {
    Result<Registry::Join> wish = read_body(request.body, &read_join);
    if (!wish.ok()) return bad_request(wish.error());
    if (!wish.value().key && !request.is_private) {
        return problem(403, "wants_a_key",
                       "without TLS a device joins with a public key, not with a token alone");
    }
    // Wrong ones cost a try. So many wrong codes at once, from anywhere, and no code is taken for a
    // while, not the right one either; the secret of a link cannot be guessed.
    const bool is_code = crypto::normal_code(wish.value().secret).size() == kCodeDigits;
    if (!tries_.take(request.address, now.monotonic)) return too_many();
    if (is_code && !all_codes_.take(1, now.monotonic)) return too_many();
    std::optional<Registry::Joined> joined;
    const Result<void> changed =
        parts_.registry_file.update([&](Registry& registry) -> Result<void> {
            joined = WEDSYNC_TRY(registry.join(wish.value(), now.wall));
            return {};
        });
    if (!changed.ok()) {
        const Error& error = changed.error();
        parts_.log.warn("join_refused", {{"address", request.address}, {"why", error.detail}});
        if (error.code == ErrorCode::kInvalid) return bad_request(error);
        if (error.code != ErrorCode::kUnauthorized) {
            return problem(503, "try_later", "the hub cannot take new devices now");
        }
        return problem(403, "bad_invite", error.detail + ": ask for a new one");
    }
    tries_.put_back(request.address, now.monotonic);
    if (is_code) all_codes_.put_back(1);
    parts_.registry_changed();
    const Registry& registry = parts_.current()->registry;
    const RegisteredDevice* device = registry.find_device(joined->device);
    parts_.log.info("device_joined", {{"device", device->name},
                                      {"role", device->rights.role},
                                      {"address", request.address},
                                      {"has_key", device->key.has_value()}});
    boost::json::object body{
        {"hub", registry.hub_id},      {"hub_name", registry.hub_name},
        {"device", device->name},      {"person", device->person},
        {"role", device->rights.role}, {"scopes", scopes_json(registry, device->rights)}};
    if (!joined->token.empty()) body["token"] = joined->token;
    return json_response(201, body);
}

HttpResponse Api::challenge(const HttpRequest& request, Now now) const {
    const Result<SessionWish> wish = read_body(request.body, &read_challenge);
    if (!wish.ok()) return bad_request(wish.error());
    // For any name: who is registered is nobody's business.
    return json_response(200,
                         {{"challenge", parts_.sessions.challenge(wish.value().device, now.wall)}});
}

HttpResponse Api::open_session(const HttpRequest& request, Now now) {
    const Result<SessionWish> read = read_body(request.body, &read_session);
    if (!read.ok()) return bad_request(read.error());
    const SessionWish& wish = read.value();
    const std::shared_ptr<const Admittance> current = parts_.current();
    const RegisteredDevice* device = current->registry.find_device(wish.device);
    const bool may_prove = device != nullptr && (!device->revoked || device->is_to_erase);
    const std::string statement =
        carrier::session_statement(current->registry.hub_id, wish.device, wish.challenge);
    // The challenge last: only a right proof uses one up, so nobody else can fill that list.
    const bool is_proved = may_prove && device->key &&
                           crypto::verify(*device->key, statement, wish.signature) &&
                           parts_.sessions.use_challenge(wish.device, wish.challenge, now.wall);
    if (!is_proved) {
        parts_.log.warn("session_refused", {{"address", request.address}});
        return unauthorized("this device is not known here, or the proof of its key is wrong");
    }
    if (device->revoked) return tell_to_erase(*device, now);
    return json_response(200, {{"token", parts_.sessions.open(wish.device, now.monotonic)},
                               {"expires_in_s", kSessionLifetimeMs / 1'000}});
}

HttpResponse Api::tell_to_erase(const RegisteredDevice& device, Now now) {
    if (!device.erase_told) {
        parts_.log.info("erase_told", {{"device", device.name}});
        const Result<void> noted =
            parts_.registry_file.update([&](Registry& registry) -> Result<void> {
                registry.note_erase_told(device.name, now.wall);
                return {};
            });
        // It is told all the same, and again at its next try.
        if (noted.ok()) parts_.registry_changed();
    }
    return problem(403, "erase", "this device was reported lost: erase what it holds of this hub");
}

HttpResponse Api::end_session(const HttpRequest& request, Now now) {
    const auto device = authenticate(request.bearer, request.is_private, now);
    if (!device) return unauthorized("there is no such session");
    parts_.sessions.end(request.bearer);
    if (parts_.session_ended) parts_.session_ended(*device);
    return {204, "", ""};
}

HttpResponse Api::scopes(const HttpRequest& request, Now now) const {
    const auto name = authenticate(request.bearer, request.is_private, now);
    const Registry& registry = parts_.current()->registry;
    const RegisteredDevice* device = name ? registry.find_admitted(*name) : nullptr;
    if (device == nullptr) return unauthorized("this wants the token of a session");
    return json_response(200, {{"scopes", scopes_json(registry, device->rights)}});
}

}  // namespace wedsync::hub
