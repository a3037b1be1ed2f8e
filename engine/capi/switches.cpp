// What machines may decide, switched.
#include <string>

#include "engine/capi/handle.hpp"
#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_node.hpp"

namespace wedsync::capi {
namespace {

using codec::JsonNode;

struct Wish {
    ScopeId scope;
    /// In full, "collection.field".
    std::string field;
    std::optional<Decides> decides;
};

Wish read_wish(const JsonNode& node) {
    node.expect_object({"scope", "field", "decides"});
    Wish wish;
    wish.scope = ScopeId{node.member("scope").number()};
    wish.field = std::string(node.member("field").text());
    const JsonNode decides = node.member("decides");
    if (decides.value().is_null()) return wish;
    wish.decides = decides_of(decides.text());
    if (!wish.decides) {
        decides.fail("\"ask\", \"suggest\", \"apply\" or null", ErrorCode::kInvalid);
    }
    return wish;
}

}  // namespace
}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Result;

int wedsync_switch(wedsync_replica* replica, wedsync_now now, const char* wish, size_t wish_size) {
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(wish, wish_size));
        const capi::Wish read = capi::read_wish(document.root());
        WEDSYNC_TRY(document.outcome());
        const wedsync::FieldSchema* field = handle.replica->schema().find_field(read.field);
        if (field == nullptr) {
            return wedsync::Error{wedsync::ErrorCode::kInvalid, "there is no field " + read.field};
        }
        WEDSYNC_TRY(
            handle.replica->set_switch(capi::now_of(now), read.scope, *field, read.decides));
        capi::announce_commit(handle, now);
        return boost::json::value(nullptr);
    });
}
