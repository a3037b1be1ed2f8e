#include <utility>

#include "engine/base/assert.hpp"
#include "engine/capi/handle.hpp"
#include "engine/capi/query_json.hpp"
#include "engine/capi/reading_json.hpp"
#include "engine/capi/rules_json.hpp"
#include "engine/capi/watching.hpp"
#include "engine/codec/json_parts.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;

constexpr std::size_t kLimit = 1'000;

Result<Asked> read_asked(const wedsync_replica& handle, const char* query, std::size_t size) {
    Document document = WEDSYNC_TRY(Document::parse(query, size));
    WrittenQuery written = read_query(document.root());
    WEDSYNC_TRY(document.outcome());
    return ask(std::move(written), *handle.replica);
}

/// The answer of wedsync_query() as it grows.
struct Records {
    const Asked& asked;
    const Schema& schema;
    std::size_t limit;
    bj::array list;
    bool has_more = false;

    /// False: that is all.
    bool take(ScopeId scope, const merge::RecordState& state) {
        has_more = list.size() >= limit;
        if (has_more) return false;
        bj::object object = json_of_record(state, schema, asked.fields);
        object["scope"] = codec::json_of(scope.value());
        list.push_back(std::move(object));
        return true;
    }
};

/// No order is asked for: what is found first is told, and no more is read than that.
Result<void> find_any(replica::Replica& replica, Records& records) {
    const live::Reader reader =
        WEDSYNC_TRY(live::Reader::create(records.asked.query, replica.schema()));
    std::vector<ScopeId> scopes = reader.query().scopes;
    if (scopes.empty()) scopes = replica.scopes();
    for (const ScopeId scope : scopes) {
        if (records.has_more) break;
        WEDSYNC_TRY(replica.store().visit_records(
            scope, reader.collection().number, [&](const merge::RecordState& state) {
                return !reader.read(scope, state) || records.take(scope, state);
            }));
    }
    return {};
}

Result<void> find_sorted(replica::Replica& replica, Records& records) {
    live::Query query = records.asked.query;
    query.limit = records.limit + 1;
    for (const live::Row& row : WEDSYNC_TRY(replica.query(query))) {
        const auto state = WEDSYNC_TRY(replica.get(row.key.scope, row.key.record));
        if (!records.take(row.key.scope, state)) break;
    }
    return {};
}

Result<bj::value> run_query(replica::Replica& replica, const Asked& asked) {
    const live::Query& query = asked.query;
    Records records{asked, replica.schema(), query.limit == 0 ? kLimit : query.limit, {}};
    if (query.sort.empty() && query.search.empty()) {
        WEDSYNC_TRY(find_any(replica, records));
    } else {
        WEDSYNC_TRY(find_sorted(replica, records));
    }
    bj::object object;
    object["records"] = std::move(records.list);
    object["more"] = records.has_more;
    return bj::value(std::move(object));
}

}  // namespace

Watching::~Watching() {
    for (const auto& [id, watched] : watches_) {
        if (watched.followed) replica_.unwatch(*watched.followed);
    }
}

const CollectionSchema& Watching::collection_of(const Watched& watched) const {
    const CollectionSchema* collection = replica_.schema().find(watched.asked.query.collection);
    WEDSYNC_ASSERT(collection != nullptr);
    return *collection;
}

Result<bj::array> Watching::follow(Watched& watched) {
    watched.steps.clear();
    const auto take = [&watched](const Result<std::vector<live::Step>>& steps) {
        if (!steps.ok()) {
            watched.failure = steps.error();
            watched.followed.reset();
            return false;
        }
        const std::vector<live::Step>& found = steps.value();
        if (watched.steps.size() + found.size() > kWatchStepsMax) {
            watched.followed.reset();
            return false;
        }
        watched.steps.insert(watched.steps.end(), found.begin(), found.end());
        return true;
    };
    replica::Replica::Watch watch = WEDSYNC_TRY(replica_.watch(watched.asked.query, take));
    watched.followed = watch.id;
    return json_of_rows(watch.rows, collection_of(watched), watched.asked.fields);
}

Result<bj::value> Watching::start(Asked asked) {
    if (watches_.size() + rules_.size() >= kWatchesMax) {
        return Error{ErrorCode::kTooLarge, "too many watches"};
    }
    const std::uint64_t id = ++last_;
    Watched& watched = watches_.try_emplace(id).first->second;
    watched.asked = std::move(asked);
    Result<bj::array> rows = follow(watched);
    if (!rows.ok()) {
        watches_.erase(id);
        return std::move(rows).error();
    }
    bj::object object;
    object["watch"] = codec::json_of(id);
    object["rows"] = std::move(rows).value();
    return bj::value(std::move(object));
}

Result<bj::value> Watching::start_violations(std::optional<ScopeId> scope) {
    if (watches_.size() + rules_.size() >= kWatchesMax) {
        return Error{ErrorCode::kTooLarge, "too many watches"};
    }
    WatchedRules watched{scope, WEDSYNC_TRY(replica_.violations_version()), {}};
    watched.told = WEDSYNC_TRY(list_violations(replica_, scope));
    const std::uint64_t id = ++last_;
    bj::object object;
    object["watch"] = codec::json_of(id);
    object["violations"] = watched.told;
    rules_.emplace(id, std::move(watched));
    return bj::value(std::move(object));
}

Result<bj::value> Watching::news_of(WatchedRules& watched) {
    const std::uint64_t version = WEDSYNC_TRY(replica_.violations_version());
    if (version == watched.version) return bj::value(nullptr);
    bj::array list = WEDSYNC_TRY(list_violations(replica_, watched.scope));
    watched.version = version;
    if (list == watched.told) return bj::value(nullptr);
    watched.told = list;
    return bj::value(std::move(list));
}

bj::value Watching::drain() {
    bj::array array;
    for (auto at = rules_.begin(); at != rules_.end();) {
        Result<bj::value> news = news_of(at->second);
        bj::object object;
        object["watch"] = codec::json_of(at->first);
        if (!news.ok()) {
            object["ended"] = codec::json_of_text(news.error().detail);
        } else if (!news.value().is_null()) {
            object["violations"] = std::move(news).value();
        }
        at = news.ok() ? std::next(at) : rules_.erase(at);
        if (object.size() > 1) array.push_back(std::move(object));
    }
    for (auto at = watches_.begin(); at != watches_.end();) {
        Watched& watched = at->second;
        bj::object object;
        object["watch"] = codec::json_of(at->first);
        if (!watched.followed && !watched.failure) {
            Result<bj::array> rows = follow(watched);
            if (rows.ok()) object["rows"] = std::move(rows).value();
            if (!rows.ok()) watched.failure = std::move(rows).error();
        } else if (!watched.steps.empty() && !watched.failure) {
            object["steps"] =
                json_of_steps(watched.steps, collection_of(watched), watched.asked.fields);
            watched.steps.clear();
        }
        if (watched.failure) object["ended"] = codec::json_of_text(watched.failure->detail);
        at = watched.failure ? watches_.erase(at) : std::next(at);
        if (object.size() > 1) array.push_back(std::move(object));
    }
    return array;
}

bool Watching::stop(std::uint64_t id) {
    if (rules_.erase(id) != 0) return true;
    const auto at = watches_.find(id);
    if (at == watches_.end()) return false;
    if (at->second.followed) replica_.unwatch(*at->second.followed);
    watches_.erase(at);
    return true;
}

}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Result;

int wedsync_query(wedsync_replica* replica, const char* query, size_t query_size,
                  wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        const capi::Asked asked = WEDSYNC_TRY(capi::read_asked(handle, query, query_size));
        return capi::run_query(*handle.replica, asked);
    });
}

int wedsync_watch(wedsync_replica* replica, const char* query, size_t query_size,
                  wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        capi::Asked asked = WEDSYNC_TRY(capi::read_asked(handle, query, query_size));
        if (handle.watching == nullptr) {
            handle.watching = std::make_unique<capi::Watching>(*handle.replica);
        }
        return handle.watching->start(std::move(asked));
    });
}

int wedsync_watched(wedsync_replica* replica, wedsync_bytes* answer) {
    return capi::run(replica, answer, [](wedsync_replica& handle) -> Result<boost::json::value> {
        if (handle.watching == nullptr) return boost::json::value(boost::json::array());
        return handle.watching->drain();
    });
}

int wedsync_unwatch(wedsync_replica* replica, uint64_t watch) {
    return capi::run(replica, nullptr, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        if (handle.watching == nullptr || !handle.watching->stop(watch)) {
            return wedsync::Error{wedsync::ErrorCode::kNotFound, "no such watch"};
        }
        return boost::json::value(nullptr);
    });
}
