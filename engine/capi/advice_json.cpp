#include "engine/capi/advice_json.hpp"

#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"

namespace wedsync::capi {

namespace bj = boost::json;

bj::value json_of_advice(const replica::Advice& advice, const Schema& schema) {
    const suggest::Disagreement& about = advice.about;
    const suggest::Suggestion& suggestion = advice.suggestion;
    bj::object object;
    object["record"] = codec::json_of(about.conflict.record);
    object["field"] = json_of_field(about.conflict.field, schema);
    object["client"] = codec::json_of(about.sides.client);
    object["server"] = codec::json_of(about.sides.server);
    object["action"] = codec::json_of_text(suggest::name_of(suggestion.action));
    object["confidence"] = suggestion.confidence;
    object["take"] = nullptr;
    if (advice.take) object["take"] = codec::json_of(*advice.take);
    if (about.merged) object["merged"] = codec::json_of(*about.merged);
    bj::array reasons;
    for (const suggest::ShownReason& shown : suggestion.reasons) {
        bj::object reason;
        reason["reason"] = codec::json_of_text(suggest::name_of(shown.reason));
        reason["text"] = codec::json_of_text(shown.sentence);
        reasons.push_back(bj::value(std::move(reason)));
    }
    object["reasons"] = std::move(reasons);
    bj::array alternatives;
    for (const suggest::Alternative& other : suggestion.alternatives) {
        bj::object alternative;
        alternative["action"] = codec::json_of_text(suggest::name_of(other.action));
        alternative["confidence"] = other.probability;
        alternatives.push_back(bj::value(std::move(alternative)));
    }
    object["alternatives"] = std::move(alternatives);
    object["protected"] = about.facts.is_protected;
    const bool is_model = suggestion.source == suggest::Source::kModel;
    object["source"] = is_model ? "model" : "rules";
    if (!is_model) object["why"] = codec::json_of_text(suggestion.why_rules);
    return bj::value(std::move(object));
}

}  // namespace wedsync::capi
