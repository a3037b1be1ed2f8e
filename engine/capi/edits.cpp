#include <utility>

#include "engine/capi/draft_json.hpp"
#include "engine/capi/handle.hpp"
#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;

Result<Dot> read_dot(const char* text, std::size_t size) {
    const std::string_view view = WEDSYNC_TRY(text_of(text, size));
    const std::optional<Dot> dot = codec::parse_dot(view);
    if (!dot) return Error{ErrorCode::kInvalid, "this is not the name of a change"};
    return *dot;
}

Result<Draft> parse_draft(const char* text, std::size_t size) {
    Document document = WEDSYNC_TRY(Document::parse(text, size));
    Draft draft = read_draft(document.root());
    WEDSYNC_TRY(document.outcome());
    return draft;
}

bj::value json_of_committed(const replica::Committed& committed) {
    bj::object object;
    object["dot"] = codec::json_of(committed.dot);
    bj::array created;
    for (const RecordId& record : committed.created)
        created.push_back(codec::json_of(record));
    object["created"] = std::move(created);
    return bj::value(std::move(object));
}

bj::value json_of_undone(const replica::Undone& undone, const Schema& schema) {
    bj::object object;
    object["dot"] = nullptr;
    if (undone.dot) object["dot"] = codec::json_of(*undone.dot);
    bj::array left;
    for (const merge::UndoLeft& item : undone.left) {
        bj::object cell;
        cell["record"] = codec::json_of(item.key.record);
        cell["field"] = json_of_field(item.key.field, schema);
        left.push_back(bj::value(std::move(cell)));
    }
    object["left"] = std::move(left);
    return bj::value(std::move(object));
}

int run_undo(wedsync_replica* handle, wedsync_now now, wedsync_bytes* answer,
             const std::function<Result<replica::Undone>(replica::Replica&)>& undo) {
    return run(handle, answer, [&](wedsync_replica& checked) -> Result<bj::value> {
        const replica::Undone undone = WEDSYNC_TRY(undo(*checked.replica));
        announce_commit(checked, now);
        return json_of_undone(undone, checked.replica->schema());
    });
}

}  // namespace

Result<FieldId> find_field(replica::Replica& replica, ScopeId scope, const RecordId& record,
                           const FieldName& name) {
    if (name.id) return *name.id;
    const merge::RecordState state = WEDSYNC_TRY(replica.get(scope, record));
    if (state.empty()) return Error{ErrorCode::kNotFound, "no such record here"};
    const std::uint16_t number = merge::collection_of(state);
    if (name.name.empty()) return FieldId{number, kLifeField};
    const CollectionSchema* collection = replica.schema().find(number);
    const FieldSchema* field = collection == nullptr ? nullptr : collection->find(name.name);
    if (field == nullptr) return Error{ErrorCode::kInvalid, "no such field in the collection"};
    return field->id;
}

}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Dot;
using wedsync::Result;
using wedsync::ScopeId;

int wedsync_commit(wedsync_replica* replica, wedsync_now now, const char* draft, size_t draft_size,
                   wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(draft, draft_size));
        const wedsync::Draft read = capi::read_draft(document.root());
        WEDSYNC_TRY(document.outcome());
        const wedsync::replica::Committed committed =
            WEDSYNC_TRY(handle.replica->commit(capi::now_of(now), read));
        capi::announce_commit(handle, now);
        return capi::json_of_committed(committed);
    });
}

int wedsync_undo(wedsync_replica* replica, wedsync_now now, uint64_t scope, const char* dot,
                 size_t dot_size, wedsync_bytes* answer) {
    return capi::run_undo(
        replica, now, answer,
        [&](wedsync::replica::Replica& inner) -> Result<wedsync::replica::Undone> {
            const Dot undone = WEDSYNC_TRY(capi::read_dot(dot, dot_size));
            return inner.undo(capi::now_of(now), ScopeId{scope}, undone);
        });
}

int wedsync_undo_last(wedsync_replica* replica, wedsync_now now, uint64_t scope,
                      wedsync_bytes* answer) {
    return capi::run_undo(replica, now, answer, [&](wedsync::replica::Replica& inner) {
        return inner.undo_last(capi::now_of(now), ScopeId{scope});
    });
}

int wedsync_redo_last(wedsync_replica* replica, wedsync_now now, uint64_t scope,
                      wedsync_bytes* answer) {
    return capi::run_undo(replica, now, answer, [&](wedsync::replica::Replica& inner) {
        return inner.redo_last(capi::now_of(now), ScopeId{scope});
    });
}

int wedsync_decide(wedsync_replica* replica, wedsync_now now, const char* decision,
                   size_t decision_size, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(decision, decision_size));
        const capi::Decision read = capi::read_decision(document.root());
        WEDSYNC_TRY(document.outcome());
        const wedsync::FieldId field =
            WEDSYNC_TRY(capi::find_field(*handle.replica, read.scope, read.record, read.field));
        const Dot dot = WEDSYNC_TRY(
            handle.replica->decide(capi::now_of(now), read.scope, read.record, field, read.choice));
        capi::announce_commit(handle, now);
        boost::json::object object;
        object["dot"] = wedsync::codec::json_of(dot);
        return boost::json::value(std::move(object));
    });
}

int wedsync_refused_draft(wedsync_replica* replica, uint64_t scope, const char* dot,
                          size_t dot_size, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const Dot refused = WEDSYNC_TRY(capi::read_dot(dot, dot_size));
        const wedsync::Draft draft =
            WEDSYNC_TRY(handle.replica->refused_draft(ScopeId{scope}, refused));
        return capi::json_of_draft(draft);
    });
}

// Texts come with their lengths, as everywhere in the C interface.
// NOLINTNEXTLINE(readability-function-size)
int wedsync_retry_refused(wedsync_replica* replica, wedsync_now now, const char* dot,
                          size_t dot_size, const char* draft, size_t draft_size,
                          wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const Dot refused = WEDSYNC_TRY(capi::read_dot(dot, dot_size));
        const wedsync::Draft read = WEDSYNC_TRY(capi::parse_draft(draft, draft_size));
        const wedsync::replica::Committed committed =
            WEDSYNC_TRY(handle.replica->retry_refused(capi::now_of(now), refused, read));
        capi::announce_commit(handle, now);
        return capi::json_of_committed(committed);
    });
}

int wedsync_discard_refused(wedsync_replica* replica, uint64_t scope, const char* dot,
                            size_t dot_size) {
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const Dot refused = WEDSYNC_TRY(capi::read_dot(dot, dot_size));
        WEDSYNC_TRY(handle.replica->discard_refused(ScopeId{scope}, refused));
        return boost::json::value(nullptr);
    });
}
