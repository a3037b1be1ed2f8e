#include "hub/service/media_api.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace wedsync::hub {
namespace {

constexpr std::string_view kRoot = "/v1/scopes/";
constexpr std::string_view kMedia = "/media/";

std::optional<std::uint64_t> number_of(std::string_view text) {
    constexpr std::size_t kDigitsMax = 20;
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    const bool is_number = error == std::errc() && last == end && text.size() <= kDigitsMax;
    return is_number ? std::optional(number) : std::nullopt;
}

/// "/v1/scopes/SCOPE/media/SHA256", with nothing in it but digits where they belong.
std::optional<PictureName> name_of(std::string_view path) {
    if (!MediaApi::takes(path)) return std::nullopt;
    path.remove_prefix(kRoot.size());
    const std::size_t media = path.find(kMedia);
    const std::optional<std::uint64_t> scope = number_of(path.substr(0, media));
    const std::string_view sha256 = path.substr(media + kMedia.size());
    if (!scope || !is_sha256_text(sha256)) return std::nullopt;
    return PictureName{ScopeId{*scope}, std::string(sha256)};
}

/// Whether somebody in that role may write a field that names a picture.
bool may_send(const Admittance& admittance, const std::string& role) {
    const auto rules = admittance.roles.find(role);
    if (rules == admittance.roles.end()) return false;
    if (rules->second.writes_everything) return true;
    const auto& collections = admittance.schema.collections;
    return std::any_of(collections.begin(), collections.end(), [&](const CollectionSchema& one) {
        const bool has_picture =
            std::any_of(one.fields.begin(), one.fields.end(),
                        [](const FieldSchema& field) { return field.type == ValueType::kBlob; });
        return has_picture && rules->second.writes.contains(one.name);
    });
}

/// "bytes=N-": where the rest begins. Any other range may be passed over (RFC 9110, 14.2).
std::optional<std::uint64_t> rest_of(std::string_view range) {
    constexpr std::string_view kUnit = "bytes=";
    if (!range.starts_with(kUnit) || !range.ends_with('-')) return std::nullopt;
    range.remove_prefix(kUnit.size());
    range.remove_suffix(1);
    return number_of(range);
}

HttpResponse not_found() {
    return problem(404, "not_found", "there is no such picture");
}

HttpResponse later(HttpResponse response, const char* seconds) {
    response.headers.emplace_back("Retry-After", seconds);
    return response;
}

}  // namespace

bool MediaApi::takes(std::string_view path) {
    return path.starts_with(kRoot) && path.find(kMedia, kRoot.size()) != std::string_view::npos;
}

/// One answer for a scope that there is not, that another device has, and that this one had: a
/// device learns nothing about what is not its own.
std::optional<HttpResponse> MediaApi::look(const HttpRequest& request, Now now,
                                           Asked& asked) const {
    const std::optional<std::string> device = parts_.device_of(request, now);
    if (!device) {
        HttpResponse response = problem(401, "unauthorized", "this wants the token of a session");
        response.headers.emplace_back("WWW-Authenticate", "Bearer");
        return response;
    }
    const std::shared_ptr<const Admittance> current = parts_.current();
    const RegisteredDevice* known = current->registry.find_admitted(*device);
    const std::optional<PictureName> name = name_of(request.path);
    if (!name) return problem(404, "not_found", "there is nothing at this address");
    const auto& scopes = current->registry.scopes;
    const bool is_there =
        std::any_of(scopes.begin(), scopes.end(),
                    [&](const RegisteredScope& scope) { return scope.id == name->scope; });
    if (known == nullptr || !is_there || !known->rights.covers(name->scope)) {
        return problem(404, "no_scope", "this device has no such scope");
    }
    asked = {*name, *device, may_send(*current, known->rights.role)};
    return std::nullopt;
}

std::optional<HttpResponse> MediaApi::refuse(const HttpRequest& request, Now now) const {
    Asked asked;
    if (std::optional<HttpResponse> refusal = look(request, now, asked)) return refusal;
    const bool is_ours =
        request.method == "HEAD" || request.method == "GET" || request.method == "PATCH";
    if (!is_ours) {
        HttpResponse response =
            problem(405, "method_not_allowed", "this address takes HEAD, GET, PATCH");
        response.headers.emplace_back("Allow", "HEAD, GET, PATCH");
        return response;
    }
    if (request.method != "PATCH") return std::nullopt;
    if (!asked.may_send) {
        return problem(403, "not_allowed", "this device's role does not write pictures");
    }
    if (request.content_type != kPieceType) {
        return problem(415, "wrong_type", "send a piece as " + std::string(kPieceType));
    }
    return std::nullopt;
}

HttpResponse MediaApi::handle(const HttpRequest& request, Now now) {
    Asked asked;
    if (std::optional<HttpResponse> refusal = look(request, now, asked)) return *refusal;
    if (std::optional<HttpResponse> refusal = refuse(request, now)) return *refusal;
    if (!requests_.take(asked.device, now.monotonic)) {
        return later(problem(429, "too_many_tries", "too many requests: wait a little"), "10");
    }
    if (request.method == "PATCH") return take(asked, request, now);
    if (request.method == "GET") return give(asked, request);
    return tell(asked);
}

HttpResponse MediaApi::with_state(HttpResponse response, const MediaStore::Held& held) const {
    const MediaLimits& limits = parts_.store.limits();
    response.headers.emplace_back("Upload-Offset", std::to_string(held.bytes));
    response.headers.emplace_back("Upload-Complete", held.is_finished ? "?1" : "?0");
    response.headers.emplace_back(
        "Upload-Limit", "max-size=" + std::to_string(limits.picture_bytes_max) +
                            ", max-append-size=" + std::to_string(limits.piece_bytes_max));
    return response;
}

HttpResponse MediaApi::tell(const Asked& asked) {
    return with_state({204, "", ""}, parts_.store.held(asked.name, asked.device));
}

bool MediaApi::takes_a_place(const std::string& device,
                             const std::shared_ptr<const std::string>& bytes) {
    std::size_t all = 0;
    for (auto of_device = served_.begin(); of_device != served_.end();) {
        auto& [name, pictures] = *of_device;
        std::erase_if(pictures, [](const auto& picture) { return picture.expired(); });
        all += pictures.size();
        of_device = pictures.empty() ? served_.erase(of_device) : std::next(of_device);
    }
    const auto own = served_.find(device);
    const std::size_t own_count = own == served_.end() ? 0 : own->second.size();
    if (all >= kServedMax || own_count >= kServedPerDeviceMax) return false;
    served_[device].push_back(bytes);
    return true;
}

HttpResponse MediaApi::give(const Asked& asked, const HttpRequest& request) {
    const MediaStore::Held held = parts_.store.held(asked.name, asked.device);
    if (!held.is_finished) return not_found();
    const std::string tag = "\"" + asked.name.sha256 + "\"";
    HttpResponse response{200, "", ""};
    response.headers = {{"ETag", tag},
                        {"Accept-Ranges", "bytes"},
                        {"Cache-Control", "private, max-age=31536000, immutable"},
                        {"Content-Security-Policy", "default-src 'none'; sandbox"},
                        {"Content-Disposition", "attachment; filename=\"picture\""}};
    // The name says what the bytes are: whoever has any of that name has these.
    if (request.if_none_match.find(tag) != std::string::npos) {
        response.status = 304;
        return response;
    }
    const bool is_of_these = request.if_range.empty() || request.if_range == tag;
    const auto from = is_of_these ? rest_of(request.range) : std::nullopt;
    const std::string size = std::to_string(held.bytes);
    if (from && *from >= held.bytes) {
        response = problem(416, "no_range", "the picture has " + size + " bytes");
        response.headers.emplace_back("Content-Range", "bytes */" + size);
        return response;
    }
    Result<std::optional<std::string>> bytes = parts_.store.read(asked.name);
    if (!bytes.ok()) return answer_to(bytes.error());
    if (!bytes.value()) return not_found();
    const auto shared = std::make_shared<const std::string>(*std::move(bytes).value());
    if (!takes_a_place(asked.device, shared)) {
        return later(problem(503, "try_later", "too many pictures at a time"), "2");
    }
    ++figures_.served;
    response.content_type = std::string(picture_type(*shared));
    response.file = shared;
    if (!from) return response;
    response.status = 206;
    response.file_from = static_cast<std::size_t>(*from);
    const std::string last = std::to_string(held.bytes - 1);
    response.headers.emplace_back("Content-Range",
                                  "bytes " + std::to_string(*from) + "-" + last + "/" + size);
    return response;
}

HttpResponse MediaApi::take(const Asked& asked, const HttpRequest& request, Now now) {
    const std::optional<std::uint64_t> offset = number_of(request.upload_offset);
    const std::optional<std::uint64_t> size = number_of(request.upload_length);
    if (!offset || !size) {
        return problem(400, "invalid", "Upload-Offset and Upload-Length are whole numbers");
    }
    const MediaLimits& limits = parts_.store.limits();
    const std::uint64_t bytes = request.body.size();
    if (*size > limits.picture_bytes_max || bytes > limits.piece_bytes_max) {
        ++figures_.refused;
        return problem(413, "too_large",
                       "a picture has at most " + std::to_string(limits.picture_bytes_max) +
                           " bytes, a piece " + std::to_string(limits.piece_bytes_max));
    }
    if (bytes == 0 || *offset > *size || bytes > *size - *offset) {
        return problem(400, "invalid", "a piece has bytes, and ends within its picture");
    }
    if (*offset == 0 && picture_type(request.body).empty()) {
        ++figures_.refused;
        return problem(415, "no_picture", "what is taken are JPEG, PNG and WebP");
    }
    const Result<MediaStore::Added> added =
        parts_.store.add({asked.name, asked.device, *offset, *size, request.body}, now.wall);
    if (!added.ok())
        return with_state(answer_to(added.error()), parts_.store.held(asked.name, asked.device));
    const MediaStore::Outcome outcome = added.value().outcome;
    if (outcome == MediaStore::Outcome::kTaken || outcome == MediaStore::Outcome::kFinished) {
        ++figures_.pieces;
        figures_.bytes_in += bytes;
    }
    return with_state(answer_to(asked, added.value()), added.value().held);
}

HttpResponse MediaApi::answer_to(const Asked& asked, const MediaStore::Added& added) {
    using Outcome = MediaStore::Outcome;
    switch (added.outcome) {
        case Outcome::kTaken:
            return {204, "", ""};
        case Outcome::kFinished:
            ++figures_.finished;
            parts_.log.info("picture_taken", {{"device", asked.device},
                                              {"scope", std::to_string(asked.name.scope.value())},
                                              {"bytes", added.held.bytes}});
            return {204, "", ""};
        case Outcome::kKnown:
            return {204, "", ""};
        case Outcome::kWrongOffset:
            return problem(409, "wrong_offset", "go on where Upload-Offset says");
        case Outcome::kWrongHash:
            ++figures_.refused;
            parts_.log.warn("picture_refused", {{"device", asked.device}});
            return problem(422, "wrong_hash",
                           "the bytes are not those of the name: all of them were dropped");
        case Outcome::kScopeFull:
            ++figures_.refused;
            return later(problem(507, "scope_full",
                                 "the pictures of this scope have no room left: whoever runs the "
                                 "hub can set more"),
                         "3600");
    }
    return not_found();
}

HttpResponse MediaApi::answer_to(const Error& error) const {
    // Without the path, in which the picture's name is.
    const std::size_t last = error.detail.rfind(": ");
    const std::string why = last == std::string::npos ? "" : error.detail.substr(last + 2);
    parts_.log.warn("picture_not_taken", {{"why", why}});
    if (error.code == ErrorCode::kFull) {
        return later(problem(507, "disk_full", "the hub's disk is full"), "60");
    }
    return later(problem(503, "try_later", "the hub's disk cannot be used now"), "60");
}

}  // namespace wedsync::hub
