#include "engine/capi/decided_json.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/capi/reading_json.hpp"
#include "engine/codec/json_parts.hpp"
#include "engine/codec/json_text.hpp"

namespace wedsync::capi {
namespace {

namespace bj = boost::json;
using suggest::Decided;
using suggest::DecidedFigures;

void write_figures(const DecidedFigures& figures, bj::object& object) {
    object["machine"] = codec::json_of(figures.machine);
    object["exact"] = codec::json_of(figures.exact);
    object["likely"] = codec::json_of(figures.likely);
    object["kept"] = codec::json_of(figures.kept);
    object["changed"] = codec::json_of(figures.changed);
    object["undone"] = codec::json_of(figures.undone);
    object["person"] = codec::json_of(figures.person);
    object["suggested"] = codec::json_of(figures.suggested);
    object["agreed"] = codec::json_of(figures.agreed);
}

bj::object json_of(const Decided::Replaced& replaced) {
    bj::object object;
    object["dot"] = codec::json_of(replaced.dot);
    object["ms"] = codec::json_of(wall_ms_of(replaced.time));
    write_author(replaced.author, object);
    object["value"] = codec::json_of(replaced.value);
    return object;
}

bj::object json_of(const Decided& one, const Schema& schema) {
    bj::object object;
    object["scope"] = codec::json_of(one.scope.value());
    object["record"] = codec::json_of(one.key.record);
    const CollectionSchema* collection = schema.find(one.key.field.collection);
    object["collection"] = nullptr;
    if (collection != nullptr) object["collection"] = codec::json_of_text(collection->name);
    object["field"] = json_of_field(one.key.field, schema);
    object["dot"] = codec::json_of(one.dot);
    object["ms"] = codec::json_of(wall_ms_of(one.time));
    object["by"] = one.is_by_machine ? "machine" : "person";
    write_author(one.author, object);
    if (one.is_by_machine) object["reason"] = codec::json_of_text(reason_name(one.rank));
    if (one.is_by_machine && confidence_of(one.rank)) {
        object["confidence"] = share_of(*confidence_of(one.rank));
    }
    object["value"] = codec::json_of(one.value);
    bj::array replaced;
    for (const Decided::Replaced& each : one.replaced)
        replaced.push_back(bj::value(json_of(each)));
    object["replaced"] = std::move(replaced);
    object["outcome"] = codec::json_of_text(suggest::name_of(one.outcome));
    if (one.suggested) {
        bj::object suggested;
        suggested["action"] = codec::json_of_text(suggest::name_of(one.suggested->action));
        suggested["confidence"] = one.suggested->confidence;
        suggested["agreed"] = one.suggested->is_taken;
        object["suggested"] = std::move(suggested);
    }
    return object;
}

/// Of the scopes asked for, those where a switch says something of the field.
bj::array json_of_switches(const replica::DecidedLog& log, const FieldSchema& field) {
    bj::array switched;
    for (const auto& [scope, standing] : log.scopes) {
        if (!standing.switches.has(field.id)) continue;
        bj::object object;
        object["scope"] = codec::json_of(scope.value());
        object["decides"] = codec::json_of_text(name_of(standing.switches.of(field)));
        switched.push_back(bj::value(std::move(object)));
    }
    return switched;
}

bj::array json_of_fields(const replica::DecidedLog& log, const suggest::DecidedSummary& summary,
                         const Schema& schema) {
    bj::array fields;
    for (const auto& [id, figures] : summary.fields) {
        const CollectionSchema* collection = schema.find(id.collection);
        const FieldSchema* field = schema.find(id);
        bj::object object;
        object["collection"] = nullptr;
        if (collection != nullptr) object["collection"] = codec::json_of_text(collection->name);
        object["field"] = json_of_field(id, schema);
        // What a schema does not know, a machine does not touch.
        object["decides"] =
            codec::json_of_text(name_of(field == nullptr ? Decides::kAsk : field->decides));
        object["protected"] = field != nullptr && field->is_protected;
        object["switched"] = field == nullptr ? bj::array() : json_of_switches(log, *field);
        write_figures(figures, object);
        fields.push_back(bj::value(std::move(object)));
    }
    return fields;
}

bj::array json_of_scopes(const replica::DecidedLog& log) {
    bj::array scopes;
    for (const auto& [scope, standing] : log.scopes) {
        bj::object object;
        object["scope"] = codec::json_of(scope.value());
        object["would"] = codec::json_of(standing.watch.would);
        object["right"] = codec::json_of(standing.watch.right);
        object["paused"] = standing.watch.is_paused();
        scopes.push_back(bj::value(std::move(object)));
    }
    return scopes;
}

bj::array json_of_bins(const suggest::DecidedSummary& summary) {
    bj::array bins;
    const auto edge = [](std::size_t number) {
        return static_cast<double>(number) / static_cast<double>(suggest::kConfidenceBins);
    };
    for (std::size_t i = 0; i < summary.bins.size(); ++i) {
        const suggest::ConfidenceBin& bin = summary.bins[i];
        bj::object object;
        object["from"] = edge(i);
        object["to"] = edge(i + 1);
        object["answers"] = codec::json_of(bin.answers);
        object["agreed"] = codec::json_of(bin.agreed);
        const double count = static_cast<double>(std::max<std::uint64_t>(bin.answers, 1));
        object["confidence"] = bin.confidence_sum / count;
        object["automatic"] = codec::json_of(bin.automatic);
        object["kept"] = codec::json_of(bin.kept);
        bins.push_back(bj::value(std::move(object)));
    }
    return bins;
}

}  // namespace

bj::value json_of_decided(const replica::DecidedLog& log, const Schema& schema, std::size_t limit) {
    std::vector<const Decided*> newest;
    for (const Decided& one : log.decided)
        newest.push_back(&one);
    std::stable_sort(newest.begin(), newest.end(), [](const Decided* left, const Decided* right) {
        return left->time > right->time;
    });
    bj::object object;
    object["more"] = newest.size() > limit;
    newest.resize(std::min(newest.size(), limit));
    bj::array items;
    for (const Decided* one : newest)
        items.push_back(bj::value(json_of(*one, schema)));
    object["items"] = std::move(items);
    const suggest::DecidedSummary summary = suggest::summary_of(log.decided, schema);
    bj::object totals;
    write_figures(summary.totals, totals);
    object["totals"] = std::move(totals);
    object["fields"] = json_of_fields(log, summary, schema);
    object["scopes"] = json_of_scopes(log);
    object["bins"] = json_of_bins(summary);
    object["whole"] = log.is_whole;
    return bj::value(std::move(object));
}

}  // namespace wedsync::capi
