// decisions.
#include <algorithm>
#include <memory>
#include <vector>

#include "cli/changes.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/suggest/advise.hpp"
#include "engine/suggest/decided.hpp"

namespace wedsync::cli {
namespace {

using suggest::Decided;
using suggest::DecidedFigures;

struct DecisionsOptions {
    std::string scope;
    std::size_t limit = 20;
};

std::string per_cent(double share) {
    constexpr double kWhole = 100;
    return std::to_string(static_cast<int>(kWhole * share)) + " %";
}

/// Why, in words: who decided, or which rule.
std::string who_text(const Decided& one) {
    if (!one.is_by_machine) return author_text(one.author);
    const std::optional<std::uint8_t> confidence = confidence_of(one.rank);
    if (confidence) return "hub: likely choice, " + std::to_string(*confidence) + " % sure";
    switch (reason_of(one.rank).value_or(DecisionReason::kLikelyChoice)) {
        case DecisionReason::kEditsApart:
            return "hub: the edits do not overlap";
        case DecisionReason::kSameWords:
            return "hub: the same words";
        case DecisionReason::kLikelyChoice:
            return "hub";
    }
    return "hub";
}

std::string suggested_text(const Decided& one) {
    if (!one.suggested || one.suggested->action == suggest::Action::kUserChoice) return "";
    return (one.suggested->is_taken ? "yes, " : "no, ") + per_cent(one.suggested->confidence);
}

boost::json::object json_of(const DecidedFigures& figures) {
    return {
        {"machine", figures.machine}, {"exact", figures.exact},         {"likely", figures.likely},
        {"kept", figures.kept},       {"changed", figures.changed},     {"undone", figures.undone},
        {"person", figures.person},   {"suggested", figures.suggested}, {"agreed", figures.agreed}};
}

/// Of a record that may be gone meanwhile.
std::string title_in(Records& records, const Located& located) {
    return located.state.empty() ? "(deleted)" : records.title_of(located);
}

boost::json::value id_in(const Located& located) {
    if (located.state.empty()) return nullptr;
    return boost::json::string(Records::id_of(located));
}

boost::json::object json_of(Records& records, const Decided& one) {
    const Schema& schema = records.replica().schema();
    const FieldSchema* field = schema.find(one.key.field);
    const Located located{one.scope, take(records.replica().get(one.scope, one.key.record))};
    boost::json::array replaced;
    for (const Decided::Replaced& each : one.replaced) {
        replaced.push_back({{"change", change_id(each.dot)},
                            {"value", records.json(one.scope, each.value, field)},
                            {"author", author_json(each.author)}});
    }
    boost::json::object object{{"change", change_id(one.dot)},
                               {"time", time_text(static_cast<std::int64_t>(wall_ms_of(one.time)))},
                               {"record", id_in(located)},
                               {"title", title_in(records, located)},
                               {"scope", records.scope_name(one.scope)},
                               {"field", field_name(schema, one.key.field)},
                               {"by", one.is_by_machine ? "machine" : "person"},
                               {"author", author_json(one.author)},
                               {"value", records.json(one.scope, one.value, field)},
                               {"replaced", std::move(replaced)},
                               {"outcome", std::string(suggest::name_of(one.outcome))}};
    if (one.is_by_machine) object["reason"] = std::string(reason_name(one.rank));
    if (one.is_by_machine && confidence_of(one.rank)) {
        constexpr double kWhole = 100;
        object["confidence"] = *confidence_of(one.rank) / kWhole;
    }
    if (one.suggested) {
        object["suggested"] =
            boost::json::object{{"action", suggest::name_of(one.suggested->action)},
                                {"confidence", one.suggested->confidence},
                                {"agreed", one.suggested->is_taken}};
    }
    return object;
}

std::string say_totals(const DecidedFigures& totals) {
    std::string text =
        std::to_string(totals.machine) + " settled by the hub (" + std::to_string(totals.exact) +
        " by exact rules, " + std::to_string(totals.likely) +
        " as people would likely choose): " + std::to_string(totals.kept) + " kept, " +
        std::to_string(totals.changed) + " changed, " + std::to_string(totals.undone) +
        " taken back\n" + std::to_string(totals.person) + " settled by people";
    if (totals.suggested > 0) {
        text += "; of " + std::to_string(totals.suggested) + " suggestions " +
                std::to_string(totals.agreed) + " fit what they chose";
    }
    return text + "\n";
}

void say_table(const Context& context, Records& records, const std::vector<Decided>& shown) {
    Table table({{"change", Align::kLeft, Style::kDim},
                 {"at", Align::kLeft, Style::kDim},
                 {"record", Align::kLeft, Style::kPlain},
                 {"field", Align::kLeft, Style::kCyan},
                 {"value", Align::kLeft, Style::kPlain},
                 {"settled by", Align::kLeft, Style::kPlain},
                 {"since", Align::kLeft, Style::kYellow},
                 {"as suggested", Align::kLeft, Style::kDim}});
    const Schema& schema = records.replica().schema();
    for (const Decided& one : shown) {
        const Located located{one.scope, take(records.replica().get(one.scope, one.key.record))};
        table.add_row(
            {short_change_id(one.dot), time_text(static_cast<std::int64_t>(wall_ms_of(one.time))),
             records.title_of(located), field_name(schema, one.key.field),
             records.shown(one.scope, one.value, schema.find(one.key.field)), who_text(one),
             std::string(suggest::name_of(one.outcome)), suggested_text(one)});
    }
    if (!table.empty()) context.say(table.text(context.terminal) + "\n");
}

ExitCode decisions(const Context& context, const DecisionsOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    std::optional<ScopeId> scope;
    if (!options.scope.empty()) scope = records.find_scope(options.scope);
    replica::DecidedLog log = take(replica->decided(scope, suggest::shipped_resolver()));
    const suggest::DecidedSummary summary = suggest::summary_of(log.decided, replica->schema());
    std::stable_sort(
        log.decided.begin(), log.decided.end(),
        [](const Decided& left, const Decided& right) { return left.time > right.time; });
    log.decided.resize(std::min(log.decided.size(), options.limit));
    if (!context.is_json) {
        say_table(context, records, log.decided);
        context.say(say_totals(summary.totals));
        if (!log.is_whole) context.say("older decisions are not kept here any more\n");
        return ExitCode::kOk;
    }
    boost::json::array items;
    for (const Decided& one : log.decided)
        items.emplace_back(json_of(records, one));
    boost::json::array fields;
    for (const auto& [id, figures] : summary.fields) {
        const FieldSchema* field = replica->schema().find(id);
        const CollectionSchema* collection = replica->schema().find(id.collection);
        boost::json::object row = json_of(figures);
        row["collection"] = collection == nullptr ? std::string() : collection->name;
        row["field"] = field_name(replica->schema(), id);
        row["decides"] = std::string(name_of(field == nullptr ? Decides::kAsk : field->decides));
        boost::json::array switched;
        for (const auto& [id_of_scope, standing] : log.scopes) {
            if (field == nullptr || !standing.switches.has(id)) continue;
            switched.push_back(
                boost::json::object{{"scope", records.scope_name(id_of_scope)},
                                    {"decides", name_of(standing.switches.of(*field))}});
        }
        row["switched"] = std::move(switched);
        fields.emplace_back(std::move(row));
    }
    context.print({{"decisions", std::move(items)},
                   {"totals", json_of(summary.totals)},
                   {"fields", std::move(fields)},
                   {"is_whole", log.is_whole}});
    return ExitCode::kOk;
}

}  // namespace

void add_decisions(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "decisions", "How disagreements were settled lately, by the hub and by people");
    auto options = std::make_shared<DecisionsOptions>();
    command->add_option("--scope", options->scope, "Only this scope");
    command->add_option("--limit", options->limit, "How many are listed, the newest first");
    command->footer(examples({"decisions", "decisions --scope \"Lena and Tom\" --limit 5 --json"}));
    on_run(*command, context, [&context, options] { return decisions(context, *options); });
}

}  // namespace wedsync::cli
