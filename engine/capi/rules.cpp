#include <utility>

#include "engine/capi/handle.hpp"
#include "engine/capi/rules_json.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"

namespace wedsync::capi {
namespace {

Result<std::uint64_t> read_id(const char* text, std::size_t size, const char* what) {
    const std::string_view view = WEDSYNC_TRY(text_of(text, size));
    const std::optional<std::uint64_t> id = codec::parse_hex64(view);
    if (!id) return Error{ErrorCode::kInvalid, what};
    return *id;
}

std::optional<ScopeId> scope_of(const std::uint64_t* scope) {
    return scope == nullptr ? std::nullopt : std::optional{ScopeId{*scope}};
}

}  // namespace
}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Result;

int wedsync_violations(wedsync_replica* replica, const uint64_t* scope, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        boost::json::array list =
            WEDSYNC_TRY(capi::list_violations(*handle.replica, capi::scope_of(scope)));
        return boost::json::value(std::move(list));
    });
}

int wedsync_watch_violations(wedsync_replica* replica, const uint64_t* scope,
                             wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) {
        if (handle.watching == nullptr) {
            handle.watching = std::make_unique<capi::Watching>(*handle.replica);
        }
        return handle.watching->start_violations(capi::scope_of(scope));
    });
}

// Texts come with their lengths, as everywhere in the C interface.
// NOLINTNEXTLINE(readability-function-size)
int wedsync_repair(wedsync_replica* replica, wedsync_now now, const char* violation,
                   size_t violation_size, const char* repair, size_t repair_size,
                   wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const std::uint64_t open = WEDSYNC_TRY(
            capi::read_id(violation, violation_size, "this is not the name of a violation"));
        const std::uint64_t chosen =
            WEDSYNC_TRY(capi::read_id(repair, repair_size, "this is not the name of a repair"));
        const wedsync::replica::Committed committed =
            WEDSYNC_TRY(handle.replica->repair(capi::now_of(now), open, chosen));
        capi::announce_commit(handle, now);
        boost::json::object object;
        object["dot"] = wedsync::codec::json_of(committed.dot);
        return boost::json::value(std::move(object));
    });
}
