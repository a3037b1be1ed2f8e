// include/wedsync/modules.h.
#include <memory>
#include <string>

#include "engine/capi/handle.hpp"
#include "modules/all/modules.hpp"
#include "wedsync/modules.h"

namespace {

namespace capi = wedsync::capi;
namespace modules = wedsync::modules;
using wedsync::Result;

/// The views of a replica, made with the first question.
struct KeptViews : capi::Companion {
    explicit KeptViews(wedsync::replica::Replica& replica) : views(replica) {}
    modules::Views views;
};
modules::Views& views_of(wedsync_replica& handle) {
    if (!handle.companion) handle.companion = std::make_unique<KeptViews>(*handle.replica);
    return static_cast<KeptViews&>(*handle.companion).views;
}

enum class Wish { kAsk, kAct };

/// What a document asks of the module that it names.
Result<boost::json::value> answer_of(wedsync_replica& handle, wedsync_now now,
                                     std::string_view text, Wish wish) {
    capi::Document document = WEDSYNC_TRY(capi::Document::parse(text.data(), text.size()));
    const wedsync::codec::JsonNode root = document.root();
    const std::string name(root.member("module").text());
    WEDSYNC_TRY(document.outcome());
    const modules::Module* module = modules::find_module(name);
    if (module == nullptr) {
        return wedsync::Error{wedsync::ErrorCode::kNotFound, "there is no module " + name};
    }
    const modules::Place place{*handle.replica, views_of(handle), capi::now_of(now)};
    boost::json::value answer =
        WEDSYNC_TRY(wish == Wish::kAsk ? module->ask(place, root) : module->act(place, root));
    WEDSYNC_TRY(document.outcome());
    if (wish == Wish::kAct) capi::announce_commit(handle, now);
    return answer;
}

}  // namespace

int wedsync_ask(wedsync_replica* replica, wedsync_now now, const char* question,
                size_t question_size, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        return answer_of(handle, now, {question, question_size}, Wish::kAsk);
    });
}

int wedsync_act(wedsync_replica* replica, wedsync_now now, const char* action, size_t action_size,
                wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        return answer_of(handle, now, {action, action_size}, Wish::kAct);
    });
}
