// include/wedsync/modules.h.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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

constexpr std::uint64_t kReadMost = 1'000'000;

enum class Wish { kAsk, kAct };

/// How many records may be read for a document; no member that a module knows.
std::optional<std::size_t> take_read_most(capi::Document& document) {
    const auto read = document.root().find("read");
    if (!read) return std::nullopt;
    const auto most = static_cast<std::size_t>(read->number(kReadMost));
    if (most == 0) read->fail("at least one", wedsync::ErrorCode::kInvalid);
    if (!document.outcome().ok()) return std::nullopt;
    document.value().as_object().erase("read");
    return most;
}

/// What a document asks of the module that it names.
Result<boost::json::value> answer_of(wedsync_replica& handle, wedsync_now now,
                                     std::string_view text, Wish wish) {
    capi::Document document = WEDSYNC_TRY(capi::Document::parse(text.data(), text.size()));
    const std::optional<std::size_t> read_most = take_read_most(document);
    const wedsync::codec::JsonNode root = document.root();
    const std::string name(root.member("module").text());
    WEDSYNC_TRY(document.outcome());
    const modules::Module* module = modules::find_module(name);
    if (module == nullptr) {
        return wedsync::Error{wedsync::ErrorCode::kNotFound, "there is no module " + name};
    }
    modules::Views& views = views_of(handle);
    views.read_all();
    if (read_most) views.read_at_most(*read_most);
    const modules::Place place{*handle.replica, views, capi::now_of(now)};
    Result<boost::json::value> answer =
        wish == Wish::kAsk ? module->ask(place, root) : module->act(place, root);
    if (!answer.ok() && views.has_unread()) return boost::json::value{{"unread", true}};
    WEDSYNC_TRY(answer);
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
