#include "hub/service/team_api.hpp"

#include <algorithm>
#include <utility>

#include "engine/codec/json_node.hpp"
#include "engine/json/strict_json.hpp"
#include "hub/service/openapi_file.hpp"

namespace wedsync::hub {
namespace {

namespace bj = boost::json;
using modules::Outcome;

constexpr std::string_view kDescription = "/api/openapi.json";

HttpResponse with(HttpResponse response, const char* name, const char* value) {
    response.headers.emplace_back(name, value);
    return response;
}

HttpResponse unauthorized() {
    return with(problem(401, "unauthorized", "this wants the token of a session"),
                "WWW-Authenticate", "Bearer");
}

HttpResponse not_allowed_method(const char* allowed) {
    return with(problem(405, "method_not_allowed", std::string("this address takes ") + allowed),
                "Allow", allowed);
}

/// "application/json", with or without the one charset that it may have.
bool is_json_type(std::string_view type) {
    std::string lower;
    for (const char letter : type) {
        if (letter == ' ' || letter == '\t' || letter == '"') continue;
        lower += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return lower == "application/json" || lower == "application/json;charset=utf-8";
}

bool has_scope(const Registry& registry, const Rights& rights, ScopeId scope) {
    return rights.covers(scope) &&
           std::any_of(registry.scopes.begin(), registry.scopes.end(),
                       [&](const RegisteredScope& known) { return known.id == scope; });
}

const char* word_for(Outcome::Status status) {
    switch (status) {
        case Outcome::Status::kProcessed:
            return "processed";
        case Outcome::Status::kDuplicate:
            return "duplicate";
        case Outcome::Status::kRefused:
            return "refused";
    }
    return "";
}

bj::object json_of(const Desk::Answer& answer) {
    bj::object result{{"id", codec::json_of_text(answer.name)},
                      {"status", word_for(answer.outcome.status)}};
    if (!answer.outcome.code.empty()) result["code"] = codec::json_of_text(answer.outcome.code);
    if (!answer.outcome.detail.empty())
        result["detail"] = codec::json_of_text(answer.outcome.detail);
    for (const bj::key_value_pair& member : answer.more)
        result[member.key()] = member.value();
    return result;
}

std::size_t count_of(const std::vector<Desk::Answer>& answers, Outcome::Status status) {
    return static_cast<std::size_t>(
        std::count_if(answers.begin(), answers.end(),
                      [&](const Desk::Answer& answer) { return answer.outcome.status == status; }));
}

HttpResponse response_of(const std::vector<Desk::Answer>& answers, ScopeId scope) {
    bj::array results;
    for (const Desk::Answer& answer : answers)
        results.push_back(json_of(answer));
    const bj::object body{{"processed", count_of(answers, Outcome::Status::kProcessed)},
                          {"duplicates", count_of(answers, Outcome::Status::kDuplicate)},
                          {"refused", count_of(answers, Outcome::Status::kRefused)},
                          {"scope", codec::json_of(scope.value())},
                          {"results", std::move(results)}};
    return {200, "application/json", json::write_json(body) + "\n"};
}

/// Whether a role writes nothing of all that: then it is not about single items.
bool is_all_forbidden(const std::vector<Desk::Answer>& answers) {
    return !answers.empty() &&
           std::all_of(answers.begin(), answers.end(), [](const Desk::Answer& answer) {
               return answer.outcome.code == "not_allowed";
           });
}

}  // namespace

std::optional<ScopeId> home_scope(const Registry& registry, const Rights& rights) {
    std::vector<ScopeId> scopes;
    for (const RegisteredScope& scope : registry.scopes) {
        if (!rights.covers(scope.id)) continue;
        if (scope.name == kHomeScope) return scope.id;
        scopes.push_back(scope.id);
    }
    return scopes.size() == 1 ? std::optional(scopes.front()) : std::nullopt;
}

const std::string& openapi_json() {
    static const std::string kText(openapi_text());
    return kText;
}

std::optional<HttpResponse> TeamApi::refuse(const HttpRequest& request, Now now) const {
    if (request.path == kDescription) {
        const bool is_get = request.method == "GET" || request.method == "HEAD";
        return is_get ? std::nullopt : std::optional(not_allowed_method("GET, HEAD"));
    }
    const OfflineEndpoint* endpoint = find_offline_endpoint(request.path);
    if (endpoint == nullptr) return problem(404, "not_found", "there is nothing at this address");
    if (request.method != "POST") return not_allowed_method("POST");
    if (!parts_.device_of(request, now)) return unauthorized();
    if (!is_json_type(request.content_type))
        return problem(415, "wrong_type", "send it as application/json");
    return std::nullopt;
}

HttpResponse TeamApi::handle(const HttpRequest& request, Now now) {
    if (std::optional<HttpResponse> refusal = refuse(request, now)) return *refusal;
    if (request.path == kDescription) return {200, "application/json", openapi_json()};
    const std::optional<std::string> name = parts_.device_of(request, now);
    const std::shared_ptr<const Admittance> current = parts_.current();
    const RegisteredDevice* device = name ? current->registry.find_admitted(*name) : nullptr;
    if (device == nullptr) return unauthorized();
    if (!requests_.take(*name, now.monotonic)) {
        return with(problem(429, "too_many_tries", "too many requests: wait a little"),
                    "Retry-After", "10");
    }
    return take(*find_offline_endpoint(request.path), request, *device, now);
}

HttpResponse TeamApi::take(const OfflineEndpoint& endpoint, const HttpRequest& request,
                           const RegisteredDevice& device, Now now) {
    Result<Batch> read = read_batch(endpoint, request.body);
    if (!read.ok()) {
        const bool is_large = read.error().code == ErrorCode::kTooLarge;
        return problem(is_large ? 413 : 400, is_large ? "too_large" : "invalid",
                       read.error().detail);
    }
    const std::shared_ptr<const Admittance> current = parts_.current();
    const std::optional<ScopeId> named = read.value().scope;
    if (named && !has_scope(current->registry, device.rights, *named))
        return problem(404, "no_scope", "this device has no such scope");
    const auto scope = named ? named : home_scope(current->registry, device.rights);
    if (!scope)
        return problem(422, "which_scope", "say in \"scope\" which of your scopes this is about");
    const auto rules = current->roles.find(device.rights.role);
    Desk::Wish wish{*scope, std::move(read).value(), [&](std::uint16_t collection) {
                        return rules != current->roles.end() &&
                               may_write(rules->second, current->schema, collection);
                    }};
    const Result<std::vector<Desk::Answer>> served = parts_.serve(now, wish);
    if (!served.ok()) {
        parts_.log.warn("items_not_taken", {{"device", device.name},
                                            {"path", std::string(endpoint.path)},
                                            {"why", served.error().detail}});
        return with(problem(503, "try_later", "the hub cannot take this now: send it again"),
                    "Retry-After", "5");
    }
    const std::vector<Desk::Answer>& answers = served.value();
    if (is_all_forbidden(answers))
        return problem(403, "not_allowed", "this device's role does not write this");
    parts_.log.info("items_taken", {{"device", device.name},
                                    {"path", std::string(endpoint.path)},
                                    {"processed", count_of(answers, Outcome::Status::kProcessed)},
                                    {"duplicates", count_of(answers, Outcome::Status::kDuplicate)},
                                    {"refused", count_of(answers, Outcome::Status::kRefused)}});
    const bool is_refused_alone = wish.batch.is_flat && !answers.empty() &&
                                  answers.front().outcome.status == Outcome::Status::kRefused;
    if (is_refused_alone) {
        const bool is_malformed = answers.front().outcome.code == "invalid";
        return problem(is_malformed ? 400 : 422, answers.front().outcome.code,
                       answers.front().outcome.detail);
    }
    return response_of(answers, *scope);
}

}  // namespace wedsync::hub
