#include <algorithm>
#include <utility>

#include "engine/capi/advice_json.hpp"
#include "engine/capi/decided_json.hpp"
#include "engine/capi/handle.hpp"
#include "engine/capi/query_json.hpp"
#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"
#include "engine/suggest/advise.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;

Result<RecordId> read_record(const char* text, std::size_t size) {
    const std::string_view view = WEDSYNC_TRY(text_of(text, size));
    const std::optional<RecordId> record = codec::parse_record(view);
    if (!record) return Error{ErrorCode::kInvalid, "this is not the id of a record"};
    return *record;
}

Result<Authors> authors_of(replica::Replica& replica, ScopeId scope) {
    Authors authors;
    for (LaneInfo& lane : WEDSYNC_TRY(replica.store().load_lanes(scope))) {
        authors[lane.incarnation] = std::move(lane.author);
    }
    return authors;
}

Result<bj::value> list_conflicts(replica::Replica& replica, ScopeId scope) {
    const std::vector<merge::Conflict> conflicts = WEDSYNC_TRY(replica.conflicts(scope));
    const Authors authors = WEDSYNC_TRY(authors_of(replica, scope));
    bj::array array;
    for (const merge::Conflict& conflict : conflicts)
        array.push_back(json_of_conflict(conflict, authors, replica.schema()));
    return bj::value(std::move(array));
}

Result<const replica::ScopeState*> find_scope(replica::Replica& replica, std::uint64_t scope) {
    const replica::ScopeState* state = replica.scope(ScopeId{scope});
    if (state == nullptr) return Error{ErrorCode::kNotFound, "this scope is not held here"};
    return state;
}

bj::value json_of_verification(const replica::Replica::Verification& found) {
    const auto hex = [](std::uint64_t sum) {
        return bj::value(codec::json_of_text(codec::format_hex64(sum)));
    };
    bj::object object;
    object["ok"] = found.ok();
    object["records"] = codec::json_of(found.records);
    object["pending_damaged"] = codec::json_of(found.pending_damaged);
    object["cells_found"] = hex(found.cells_sum_found);
    object["cells_kept"] = hex(found.cells_sum_kept);
    object["have_found"] = hex(found.have_sum_found);
    object["have_kept"] = hex(found.have_sum_kept);
    return bj::value(std::move(object));
}

}  // namespace
}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::RecordId;
using wedsync::Result;
using wedsync::ScopeId;

int wedsync_get(wedsync_replica* replica, uint64_t scope, const char* record, size_t record_size,
                wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const RecordId id = WEDSYNC_TRY(capi::read_record(record, record_size));
        const wedsync::merge::RecordState state =
            WEDSYNC_TRY(handle.replica->get(ScopeId{scope}, id));
        if (state.empty()) {
            return wedsync::Error{wedsync::ErrorCode::kNotFound, "no such record here"};
        }
        return boost::json::value(capi::json_of_record(state, handle.replica->schema()));
    });
}

int wedsync_search(wedsync_replica* replica, const uint64_t* scope, const char* words,
                   size_t words_size, size_t limit, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const std::string_view text = WEDSYNC_TRY(capi::text_of(words, words_size));
        std::optional<ScopeId> in;
        if (scope != nullptr) in = ScopeId{*scope};
        boost::json::array array;
        for (const auto& found : WEDSYNC_TRY(handle.replica->store().search(
                 in, text, std::min(limit, capi::kQueryRecordsMax)))) {
            boost::json::object object;
            object["scope"] = wedsync::codec::json_of(found.scope.value());
            object["record"] = wedsync::codec::json_of(found.record);
            array.push_back(boost::json::value(std::move(object)));
        }
        return boost::json::value(std::move(array));
    });
}

int wedsync_history(wedsync_replica* replica, uint64_t scope, const char* record,
                    size_t record_size, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const RecordId id = WEDSYNC_TRY(capi::read_record(record, record_size));
        const auto history = WEDSYNC_TRY(handle.replica->full_history(ScopeId{scope}, id));
        return capi::json_of_history(history, handle.replica->schema());
    });
}

int wedsync_conflicts(wedsync_replica* replica, uint64_t scope, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) {
        return capi::list_conflicts(*handle.replica, ScopeId{scope});
    });
}

int wedsync_suggestions(wedsync_replica* replica, wedsync_now now, uint64_t scope,
                        wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        auto insight = WEDSYNC_TRY(handle.replica->look_into(capi::now_of(now), ScopeId{scope}));
        boost::json::array array;
        for (const auto& advice :
             wedsync::replica::advise(std::move(insight), wedsync::suggest::shipped_resolver())) {
            array.push_back(capi::json_of_advice(advice, handle.replica->schema()));
        }
        return boost::json::value(std::move(array));
    });
}

int wedsync_decisions(wedsync_replica* replica, const uint64_t* scope, size_t limit,
                      wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        std::optional<ScopeId> in;
        if (scope != nullptr) in = ScopeId{*scope};
        const auto log =
            WEDSYNC_TRY(handle.replica->decided(in, wedsync::suggest::shipped_resolver()));
        return capi::json_of_decided(log, handle.replica->schema(),
                                     std::min(limit, capi::kDecisionsShownMax));
    });
}

int wedsync_outbox(wedsync_replica* replica, uint64_t scope, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const wedsync::replica::ScopeState* state =
            WEDSYNC_TRY(capi::find_scope(*handle.replica, scope));
        boost::json::array array;
        for (const auto& [sequence, row] : state->pending)
            array.push_back(capi::json_of_own(row));
        return boost::json::value(std::move(array));
    });
}

int wedsync_refused(wedsync_replica* replica, uint64_t scope, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const wedsync::replica::ScopeState* state =
            WEDSYNC_TRY(capi::find_scope(*handle.replica, scope));
        boost::json::array array;
        for (const auto& [dot, row] : state->refused)
            array.push_back(capi::json_of_refused(row));
        return boost::json::value(std::move(array));
    });
}

int wedsync_verify(wedsync_replica* replica, uint64_t scope, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const auto found = WEDSYNC_TRY(handle.replica->verify(ScopeId{scope}));
        return capi::json_of_verification(found);
    });
}
