#include <utility>

#include "engine/capi/draft_json.hpp"
#include "engine/capi/handle.hpp"
#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_parts.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using codec::JsonNode;

constexpr std::uint64_t kActivityMax = 1'000;

struct Wish {
    ScopeId scope;
    RecordId record;
    std::optional<FieldName> field;
};

Wish read_wish(const JsonNode& node) {
    node.expect_object({"scope", "record", "field"});
    Wish wish;
    wish.scope = ScopeId{node.member("scope").number()};
    wish.record = node.member("record").record();
    const std::optional<JsonNode> field = node.find("field");
    if (field && !field->value().is_null()) wish.field = read_field_name(*field);
    return wish;
}

team::Question read_question(const JsonNode& node) {
    node.expect_object({"scope", "record", "limit"});
    team::Question question;
    if (const auto scope = node.find("scope")) question.scope = ScopeId{scope->number()};
    if (const auto record = node.find("record")) {
        // Records are named within their scope.
        if (!question.scope) record->fail("a record is of a scope");
        question.record = record->record();
    }
    if (const auto limit = node.find("limit")) {
        question.count_max = static_cast<std::size_t>(limit->number(kActivityMax));
    }
    return question;
}

bj::object json_of_forecast(const prevent::Forecast& forecast) {
    bj::object object;
    object["level"] = codec::json_of_text(prevent::name_of(forecast.level));
    object["per_mille"] = std::int64_t{forecast.per_mille};
    bj::array reasons;
    for (const prevent::Reason& reason : forecast.reasons) {
        bj::object item;
        item["code"] = codec::json_of_text(prevent::name_of(reason.code));
        item["who"] = codec::json_of_text(reason.who);
        const bool is_hold = reason.code == prevent::ReasonCode::kHeld ||
                             reason.code == prevent::ReasonCode::kWorkArea;
        if (is_hold) {
            item["left_ms"] = codec::json_of(reason.left_ms);
            item["label"] = codec::json_of_text(reason.label);
        }
        reasons.push_back(bj::value(std::move(item)));
    }
    object["reasons"] = std::move(reasons);
    object["advice"] = codec::json_of_text(prevent::name_of(forecast.advice));
    object["whom"] = codec::json_of_text(forecast.whom);
    return object;
}

bj::object json_of_happening(const team::Happening& happening, const Schema& schema) {
    bj::object object;
    object["kind"] = name_of(happening.kind);
    object["scope"] = codec::json_of(happening.scope.value());
    object["record"] = codec::json_of(happening.record);
    bj::array fields;
    for (const FieldId field : happening.fields)
        fields.push_back(json_of_field(field, schema));
    object["fields"] = std::move(fields);
    object["person"] = codec::json_of_text(happening.person);
    object["device"] = codec::json_of_text(happening.device);
    object["role"] = codec::json_of_text(happening.role);
    object["age_ms"] = codec::json_of(happening.age_ms);
    object["open"] = happening.is_open;
    object["own"] = happening.is_own;
    return object;
}

}  // namespace

Result<void> follow_team(wedsync_replica& handle, Now now) {
    return handle.tracker.catch_up(now, *handle.replica, handle.client.get());
}

Result<void> glance_at_team(wedsync_replica& handle, Now now) {
    // A millisecond or two: whoever asks who is here must not wait for a log that was imported.
    constexpr std::size_t kOperations = 4'000;
    return handle.tracker.catch_up(now, *handle.replica, handle.client.get(), kOperations);
}

}  // namespace wedsync::capi

namespace capi = wedsync::capi;
using wedsync::Result;

int wedsync_forecast(wedsync_replica* replica, wedsync_now now, const char* place,
                     size_t place_size, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(place, place_size));
        const capi::Wish wish = capi::read_wish(document.root());
        WEDSYNC_TRY(document.outcome());
        if (handle.replica->scope(wish.scope) == nullptr) {
            return wedsync::Error{wedsync::ErrorCode::kNotFound,
                                  "this replica does not hold that scope"};
        }
        wedsync::team::Place where{wish.scope, wish.record, std::nullopt};
        if (wish.field) {
            where.field = WEDSYNC_TRY(
                capi::find_field(*handle.replica, wish.scope, wish.record, *wish.field));
        }
        const wedsync::Now time = capi::now_of(now);
        WEDSYNC_TRY(capi::follow_team(handle, time));
        const wedsync::prevent::Situation situation =
            WEDSYNC_TRY(handle.tracker.situation(time, *handle.replica, where));
        return boost::json::value(capi::json_of_forecast(wedsync::prevent::forecast(situation)));
    });
}

int wedsync_activity(wedsync_replica* replica, wedsync_now now, const char* question,
                     size_t question_size, wedsync_bytes* answer) {
    return capi::run(replica, answer, [&](wedsync_replica& handle) -> Result<boost::json::value> {
        capi::Document document = WEDSYNC_TRY(capi::Document::parse(question, question_size));
        const wedsync::team::Question wanted = capi::read_question(document.root());
        WEDSYNC_TRY(document.outcome());
        const wedsync::Now time = capi::now_of(now);
        WEDSYNC_TRY(capi::follow_team(handle, time));
        boost::json::array items;
        for (const auto& happening : handle.tracker.activity(time, *handle.replica, wanted)) {
            items.push_back(
                boost::json::value(capi::json_of_happening(happening, handle.replica->schema())));
        }
        boost::json::object object;
        object["items"] = std::move(items);
        return boost::json::value(std::move(object));
    });
}
