#include "host/hub_client.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "carrier/session_statement.hpp"
#include "crypto/text.hpp"
#include "engine/codec/json_node.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::host {
namespace {

namespace asio = boost::asio;
using codec::JsonNode;

constexpr unsigned kOk = 200;
constexpr unsigned kCreated = 201;
constexpr unsigned kUnauthorizedStatus = 401;
constexpr unsigned kForbidden = 403;
constexpr std::size_t kScopesMax = 1'000;

/// What a problem+json says, in its own words.
Error problem_of(const Wire::Reply& reply) {
    const bool is_unauthorized = reply.status == kUnauthorizedStatus || reply.status == kForbidden;
    Error error{is_unauthorized ? ErrorCode::kUnauthorized : ErrorCode::kProtocol,
                "the hub answered with HTTP status " + std::to_string(reply.status)};
    const Result<boost::json::value> document = json::parse_json(reply.body);
    if (!document.ok()) return error;
    codec::JsonFailure failure;
    const JsonNode node(document.value(), failure);
    const std::string detail(node.member("detail").text());
    if (failure.where == nullptr) error.detail = "the hub says: " + detail;
    return error;
}

template <class T>
Result<T> read_reply(const Wire::Reply& reply, T (*read)(const JsonNode&)) {
    const boost::json::value document = WEDSYNC_TRY(json::parse_json(reply.body));
    codec::JsonFailure failure;
    T value = read(JsonNode(document, failure));
    if (failure.where != nullptr) {
        return Error{ErrorCode::kProtocol, "an answer that is not understood: " +
                                               codec::error_of(failure, document).detail};
    }
    return value;
}

std::string text_of(const JsonNode& node, std::string_view member) {
    return std::string(node.member(member).text());
}

Joined read_joined(const JsonNode& node) {
    Joined joined;
    joined.identity.hub_id = text_of(node, "hub");
    joined.identity.hub_name = text_of(node, "hub_name");
    joined.identity.device = text_of(node, "device");
    joined.identity.person = text_of(node, "person");
    joined.identity.role = text_of(node, "role");
    const JsonNode scopes = node.member("scopes");
    for (std::size_t i = 0, count = scopes.count(kScopesMax); i < count; ++i) {
        const JsonNode scope = scopes.item(i);
        joined.scopes.push_back({ScopeId{scope.member("id").number()}, text_of(scope, "name")});
    }
    return joined;
}

std::string read_challenge(const JsonNode& node) {
    return text_of(node, "challenge");
}

std::string read_token(const JsonNode& node) {
    return text_of(node, "token");
}

asio::awaitable<Result<Wire::Reply>> post(Wire::Line& line, std::string path,
                                          boost::json::object body) {
    Wire::Request request{"POST", std::move(path), "application/json", json::write_json(body)};
    co_return co_await line.request(std::move(request));
}

}  // namespace

asio::awaitable<Result<Joined>> join_hub(const Wire& wire, JoinWish wish) {
    const crypto::PrivateKey key = crypto::PrivateKey::generate();
    const crypto::PublicKey half = key.public_key();
    boost::json::object body{{"invite", wish.invite},
                             {"device", wish.device},
                             {"public_key",
                              {{"kind", crypto::name_of(half.kind)},
                               {"bytes", crypto::base64url(crypto::bytes_of(half.bytes))}}}};
    const std::shared_ptr<Wire::Line> line = wire.line();
    const Result<Wire::Reply> reply = co_await post(*line, "/v1/join", std::move(body));
    if (!reply.ok()) co_return reply.error();
    if (reply.value().status != kCreated) co_return problem_of(reply.value());
    Result<Joined> joined = read_reply(reply.value(), &read_joined);
    if (!joined.ok()) co_return joined;
    Joined done = std::move(joined).value();
    done.identity.hub = wire.hub();
    done.identity.key = key.secret_bytes();
    done.identity.ca_file = std::move(wish.ca_file);
    co_return done;
}

asio::awaitable<Result<std::string>> open_session(Wire::Line& line, const Identity& identity) {
    const Result<crypto::PrivateKey> key = crypto::PrivateKey::from_secret_bytes(identity.key);
    if (!key.ok()) co_return key.error();
    boost::json::object ask{{"device", identity.device}};
    Result<Wire::Reply> reply = co_await post(line, "/v1/challenge", std::move(ask));
    if (!reply.ok()) co_return std::move(reply).error();
    if (reply.value().status != kOk) co_return problem_of(reply.value());
    const Result<std::string> challenge = read_reply(reply.value(), &read_challenge);
    if (!challenge.ok()) co_return challenge;
    const std::string signature = key.value().sign(
        carrier::session_statement(identity.hub_id, identity.device, challenge.value()));
    boost::json::object proof{{"device", identity.device},
                              {"challenge", challenge.value()},
                              {"signature", crypto::base64url(crypto::bytes_of(signature))}};
    reply = co_await post(line, "/v1/session", std::move(proof));
    if (!reply.ok()) co_return std::move(reply).error();
    if (reply.value().status != kOk) co_return problem_of(reply.value());
    co_return read_reply(reply.value(), &read_token);
}

}  // namespace wedsync::host
