#include <cstdlib>
#include <utility>

#include "engine/capi/handle.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/json/strict_json.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

Author read_author(const JsonNode& node) {
    node.expect_object({"person", "device", "role", "experience"});
    Author author;
    author.person = node.member("person").text();
    author.device = node.member("device").text();
    author.role = node.member("role").text();
    if (const auto experience = node.find("experience")) {
        author.experience = experience->number_u32();
    }
    return author;
}

store::Options read_store_options(const JsonNode& node) {
    store::Options options;
    options.path = node.member("path").text();
    // What comes after a zero would not be part of the file's name.
    if (options.path.empty() || options.path.find('\0') != std::string::npos) {
        node.member("path").fail("not the name of a file");
    }
    if (const auto durability = node.find("durability")) {
        const std::string_view name = durability->text();
        if (name == "normal") options.durability = store::Durability::kNormal;
        if (name != "normal" && name != "full") durability->fail("\"full\" or \"normal\"");
    }
    if (const auto pages = node.find("pages_max")) options.page_count_max = pages->number_u32();
    return options;
}

Result<replica::Replica::Options> read_options(const char* text, std::size_t size) {
    Document document = WEDSYNC_TRY(Document::parse(text, size));
    const JsonNode root = document.root();
    root.expect_object({"path", "schema", "author", "durability", "pages_max", "coalesce_ms"});
    replica::Replica::Options options;
    options.store = read_store_options(root);
    options.author = read_author(root.member("author"));
    if (const auto delay = root.find("coalesce_ms")) options.coalesce_ms = delay->number();
    const JsonNode schema = root.member("schema");
    WEDSYNC_TRY(document.outcome());
    options.schema = WEDSYNC_TRY(parse_schema(json::write_json(schema.value())));
    return options;
}

Result<std::unique_ptr<wedsync_replica>> open(const char* options_text, std::size_t options_size,
                                              wedsync_random random, void* context) {
    if (random == nullptr) return Error{ErrorCode::kInvalid, "no source of random numbers"};
    replica::Replica::Options options = WEDSYNC_TRY(read_options(options_text, options_size));
    options.random = [random, context] { return random(context); };
    auto handle = std::make_unique<wedsync_replica>();
    handle->replica = WEDSYNC_TRY(replica::Replica::open(std::move(options)));
    return handle;
}

Result<bj::value> describe_scope(replica::Replica& replica, ScopeId id) {
    const std::vector<merge::Conflict> conflicts = WEDSYNC_TRY(replica.conflicts(id));
    const replica::ScopeState& scope = *replica.scope(id);
    bj::object object;
    object["scope"] = codec::json_of(id.value());
    object["name"] = codec::json_of_text(scope.row.name);
    object["pending"] = codec::json_of(std::uint64_t{scope.pending.size()});
    object["refused"] = codec::json_of(std::uint64_t{scope.refused.size()});
    object["conflicts"] = codec::json_of(std::uint64_t{conflicts.size()});
    return bj::value(std::move(object));
}

}  // namespace
}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Result;
using wedsync::ScopeId;

const char* wedsync_version(void) {
    return WEDSYNC_VERSION;
}

void wedsync_free(wedsync_bytes* answer) {
    if (answer == nullptr) return;
    std::free(answer->bytes);
    *answer = {nullptr, 0};
}

int wedsync_open(const char* options, size_t options_size, wedsync_random random,
                 void* random_context, wedsync_replica** replica, wedsync_bytes* error) {
    if (error != nullptr) *error = {nullptr, 0};
    if (replica == nullptr) return WEDSYNC_ERROR_INVALID;
    *replica = nullptr;
    auto opened = capi::open(options, options_size, random, random_context);
    if (!opened.ok()) {
        capi::give(opened.error().detail, error);
        return static_cast<int>(opened.error().code);
    }
    *replica = std::move(opened).value().release();
    return WEDSYNC_OK;
}

void wedsync_close(wedsync_replica* replica) {
    const std::unique_ptr<wedsync_replica> ended(replica);
}

int wedsync_last_error(const wedsync_replica* replica, const char** text, size_t* text_size) {
    if (text != nullptr) *text = replica == nullptr ? "" : replica->error_text.c_str();
    if (text_size != nullptr) *text_size = replica == nullptr ? 0 : replica->error_text.size();
    return replica == nullptr ? WEDSYNC_ERROR_INVALID : replica->error_code;
}

int wedsync_add_scope(wedsync_replica* replica, wedsync_now now, uint64_t scope, const char* name,
                      size_t name_size) {
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const std::string_view text = WEDSYNC_TRY(capi::text_of(name, name_size));
        WEDSYNC_TRY(handle.replica->add_scope(ScopeId{scope}, std::string(text)));
        capi::announce_commit(handle, now);
        return boost::json::value(nullptr);
    });
}

int wedsync_scopes(wedsync_replica* replica, wedsync_bytes* answer) {
    return capi::run(replica, answer, [](wedsync_replica& handle) -> Result<boost::json::value> {
        boost::json::array scopes;
        for (const ScopeId scope : handle.replica->scopes()) {
            scopes.push_back(WEDSYNC_TRY(capi::describe_scope(*handle.replica, scope)));
        }
        return boost::json::value(std::move(scopes));
    });
}

int wedsync_checkpoint(wedsync_replica* replica) {
    return capi::run(replica, nullptr, [](wedsync_replica& handle) -> Result<boost::json::value> {
        WEDSYNC_TRY(handle.replica->checkpoint());
        return boost::json::value(nullptr);
    });
}
