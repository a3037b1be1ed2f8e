#include "engine/capi/handle.hpp"

#include <cstdlib>
#include <cstring>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/json/strict_json.hpp"
#include "engine/model/value.hpp"

namespace wedsync::capi {

Result<std::string_view> text_of(const char* text, std::size_t size) {
    if (size > WEDSYNC_TEXT_BYTES_MAX) return Error{ErrorCode::kTooLarge, "a text too long"};
    if (text == nullptr && size > 0) return Error{ErrorCode::kInvalid, "a text that is null"};
    const std::string_view view =
        text == nullptr ? std::string_view() : std::string_view(text, size);
    if (!is_utf8(view)) return Error{ErrorCode::kInvalid, "a text that is not UTF-8"};
    return view;
}

Result<Document> Document::parse(const char* text, std::size_t size) {
    const std::string_view view = WEDSYNC_TRY(text_of(text, size));
    json::JsonLimits limits;
    limits.bytes_max = WEDSYNC_TEXT_BYTES_MAX;
    return Document(WEDSYNC_TRY(json::parse_json(view, limits)));
}

Result<void> Document::outcome() const {
    if (failure_.where == nullptr) return {};
    return codec::error_of(failure_, value_);
}

Now now_of(wedsync_now now) {
    return {Instant{now.monotonic_ms}, WallTime{now.wall_ms}};
}

void give(std::string_view content, wedsync_bytes* answer) {
    if (answer == nullptr) return;
    // The caller ends it with wedsync_free(): no C++ allocation may cross the interface.
    auto* bytes = static_cast<char*>(std::malloc(content.size() + 1));
    WEDSYNC_ASSERT(bytes != nullptr);
    if (!content.empty()) std::memcpy(bytes, content.data(), content.size());
    bytes[content.size()] = '\0';
    *answer = {bytes, content.size()};
}

int fail(wedsync_replica* handle, const Error& error) {
    handle->error_code = static_cast<int>(error.code);
    handle->error_text = error.detail;
    return handle->error_code;
}

int run(wedsync_replica* handle, wedsync_bytes* answer, const Body& body) {
    if (answer != nullptr) *answer = {nullptr, 0};
    if (handle == nullptr) return WEDSYNC_ERROR_INVALID;
    const Result<boost::json::value> result = body(*handle);
    if (!result.ok()) return fail(handle, result.error());
    if (!result.value().is_null()) give(json::write_json(result.value()), answer);
    return WEDSYNC_OK;
}

Result<sync::Client*> client_of(const wedsync_replica& handle) {
    if (handle.client != nullptr) return handle.client.get();
    return Error{ErrorCode::kInvalid, "wedsync_sync_start() was not called"};
}

void announce_commit(wedsync_replica& handle, wedsync_now now) {
    if (handle.client != nullptr) handle.client->handle_commit(now_of(now));
}

}  // namespace wedsync::capi
