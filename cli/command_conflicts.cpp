// conflicts and decide.
#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "cli/changes.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/merge/conflict.hpp"
#include "engine/suggest/advise.hpp"

namespace wedsync::cli {
namespace {

/// What is suggested in a scope, by what it is about.
using Advices = std::map<std::pair<RecordId, FieldId>, replica::Advice>;

Advices advices_in(replica::Replica& replica, ScopeId scope) {
    Advices advices;
    replica::Insight insight = take(replica.look_into(Context::now(), scope));
    for (replica::Advice& advice :
         replica::advise(std::move(insight), suggest::shipped_resolver())) {
        const merge::Conflict& about = advice.about.conflict;
        const std::pair key{about.record, about.field};
        advices.emplace(key, std::move(advice));
    }
    return advices;
}

const replica::Advice* find(const Advices& advices, const merge::Conflict& conflict) {
    const auto advice = advices.find({conflict.record, conflict.field});
    const bool is_about =
        advice != advices.end() && conflict.kind == merge::ConflictKind::kDisagreement;
    return is_about ? &advice->second : nullptr;
}

/// The number of a value in `conflicts`, from 1.
std::size_t number_of(const merge::Conflict& conflict, const Dot& dot) {
    const auto at = std::find_if(conflict.siblings.begin(), conflict.siblings.end(),
                                 [&](const merge::Sibling& sibling) { return sibling.dot == dot; });
    return static_cast<std::size_t>(at - conflict.siblings.begin()) + 1;
}

boost::json::object json_of_suggestion(Records& records, const Located& located,
                                       const replica::Advice& advice) {
    const merge::Conflict& conflict = advice.about.conflict;
    const FieldSchema* field = records.replica().schema().find(conflict.field);
    const suggest::Suggestion& suggestion = advice.suggestion;
    boost::json::array reasons;
    for (const suggest::ShownReason& reason : suggestion.reasons)
        reasons.push_back({{"reason", suggest::name_of(reason.reason)}, {"text", reason.sentence}});
    boost::json::array alternatives;
    for (const suggest::Alternative& other : suggestion.alternatives) {
        alternatives.push_back(
            {{"action", suggest::name_of(other.action)}, {"confidence", other.probability}});
    }
    const bool is_model = suggestion.source == suggest::Source::kModel;
    boost::json::object object{{"action", suggest::name_of(suggestion.action)},
                               {"confidence", suggestion.confidence},
                               {"client", number_of(conflict, advice.about.sides.client)},
                               {"server", number_of(conflict, advice.about.sides.server)},
                               {"reasons", std::move(reasons)},
                               {"alternatives", std::move(alternatives)},
                               {"is_protected", advice.about.facts.is_protected},
                               {"source", is_model ? "model" : "rules"}};
    if (advice.about.merged) {
        object["merged"] = records.json(located.scope, *advice.about.merged, field);
    }
    if (!is_model) object["why"] = suggestion.why_rules;
    return object;
}

/// "take 2 (87 %): This device has the later date."
std::string suggestion_text(Records& records, const Located& located,
                            const replica::Advice& advice) {
    const suggest::Suggestion& suggestion = advice.suggestion;
    const merge::Conflict& conflict = advice.about.conflict;
    if (advice.about.facts.is_protected) return "none: this field is for people to decide";
    std::string text;
    if (advice.take) {
        text = "take " + std::to_string(number_of(conflict, *advice.take));
    } else if (suggestion.action == suggest::Action::kMerge && advice.about.merged) {
        const FieldSchema* field = records.replica().schema().find(conflict.field);
        text = "both: " + records.shown(located.scope, *advice.about.merged, field);
    } else {
        return "none: too little speaks for either";
    }
    text += " (" + std::to_string(static_cast<int>(100 * suggestion.confidence)) + " %)";
    const char* between = ": ";
    for (const suggest::ShownReason& reason : suggestion.reasons) {
        text += between + reason.sentence;
        between = " ";
    }
    return text;
}

boost::json::object json_of(Records& records, const Located& located,
                            const merge::Conflict& conflict, const replica::Advice* advice) {
    const FieldSchema* field = records.replica().schema().find(conflict.field);
    boost::json::array values;
    std::size_t number = 0;
    for (const merge::Sibling& sibling : conflict.siblings) {
        const Author author = author_of(records.replica(), located.scope, sibling.dot);
        values.push_back({{"number", ++number},
                          {"value", records.json(located.scope, sibling.value, field)},
                          {"change", change_id(sibling.dot)},
                          {"author", author_json(author)},
                          {"time", time_text(static_cast<std::int64_t>(wall_ms_of(sibling.time)))},
                          {"is_shown", conflict.shown == sibling.dot}});
    }
    const bool is_field = conflict.kind == merge::ConflictKind::kDisagreement;
    boost::json::object object{{"record", Records::id_of(located)},
                               {"title", records.title_of(located)},
                               {"scope", records.scope_name(located.scope)},
                               {"kind", is_field ? "disagreement" : "edited_and_deleted"},
                               {"field", field_name(records.replica().schema(), conflict.field)},
                               {"values", std::move(values)},
                               {"suggestion", nullptr}};
    if (advice != nullptr) object["suggestion"] = json_of_suggestion(records, located, *advice);
    return object;
}

void add_rows(Records& records, const Located& located, const merge::Conflict& conflict,
              Table& table) {
    const FieldSchema* field = records.replica().schema().find(conflict.field);
    const std::string id = Records::short_id_of(located);
    const std::string title = records.title_of(located);
    if (conflict.kind == merge::ConflictKind::kEditedAndDeleted) {
        table.add_row({id, title, "(record)", "", "edited by one, deleted by another", "", ""});
        return;
    }
    std::size_t number = 0;
    for (const merge::Sibling& sibling : conflict.siblings) {
        const bool is_first = number == 0;
        const std::string shown = conflict.shown == sibling.dot ? " (shown)" : "";
        table.add_row({is_first ? id : "", is_first ? title : "",
                       is_first ? field_name(records.replica().schema(), conflict.field) : "",
                       std::to_string(++number),
                       records.shown(located.scope, sibling.value, field) + shown,
                       author_text(author_of(records.replica(), located.scope, sibling.dot)),
                       time_text(static_cast<std::int64_t>(wall_ms_of(sibling.time)))});
    }
}

ExitCode conflicts(const Context& context, const std::string& scope_text) {
    const auto replica = open_replica(context);
    Records records(*replica);
    Table table({{"id", Align::kLeft, Style::kDim},
                 {"record", Align::kLeft, Style::kPlain},
                 {"field", Align::kLeft, Style::kCyan},
                 {"#", Align::kRight, Style::kPlain},
                 {"value", Align::kLeft, Style::kYellow},
                 {"written by", Align::kLeft, Style::kPlain},
                 {"at", Align::kLeft, Style::kDim}});
    boost::json::array items;
    std::string suggestions;
    std::size_t count = 0;
    for (const ScopeId scope : records.scopes_for_reading(scope_text)) {
        const Advices advices = advices_in(*replica, scope);
        for (const merge::Conflict& conflict : take(replica->conflicts(scope))) {
            const Located located{scope, take(replica->get(scope, conflict.record))};
            const replica::Advice* advice = find(advices, conflict);
            items.emplace_back(json_of(records, located, conflict, advice));
            add_rows(records, located, conflict, table);
            if (advice != nullptr) {
                suggestions += "  " + Records::short_id_of(located) + " " +
                               field_name(replica->schema(), conflict.field) + ": " +
                               suggestion_text(records, located, *advice) + "\n";
            }
            ++count;
        }
    }
    if (context.is_json) {
        context.print({{"count", count}, {"conflicts", std::move(items)}});
        return ExitCode::kOk;
    }
    if (!table.empty()) context.say(table.text(context.terminal));
    if (!suggestions.empty()) context.say("\nsuggested:\n" + suggestions + "\n");
    context.say(count == 0
                    ? "no open conflicts\n"
                    : std::to_string(count) +
                          " open; settle one with `wedsync decide RECORD FIELD --take #`, or "
                          "--accept what is suggested\n");
    return ExitCode::kOk;
}

struct Decision {
    std::string record;
    std::string field;
    std::size_t take = 0;
    std::string value;
    bool keeps = false;
    bool deletes = false;
    bool accepts = false;  ///< What is suggested.
    bool takes_client = false;
    bool takes_server = false;
    bool merges = false;

    [[nodiscard]] bool is_by_suggestion() const {
        return accepts || takes_client || takes_server || merges;
    }
};

merge::Choice merged_of(const replica::Advice& advice) {
    if (advice.about.merged) return merge::choice::Write{*advice.about.merged};
    throw Failure(ExitCode::kBadInput, "no machine can put these values together",
                  "Take one of them, or write one with --value. Nothing was changed.");
}

/// What the choices by side and by suggestion come to.
merge::Choice choice_by(const replica::Advice& advice, const Decision& decision) {
    const suggest::Action action = advice.suggestion.action;
    if (decision.takes_client) return merge::choice::Take{advice.about.sides.client};
    if (decision.takes_server) return merge::choice::Take{advice.about.sides.server};
    if (decision.merges) return merged_of(advice);
    if (advice.about.facts.is_protected) {
        throw Failure(ExitCode::kBadInput, "this field is for people to decide",
                      "Take one of its values. Nothing was changed.");
    }
    if (action == suggest::Action::kMerge) return merged_of(advice);
    if (advice.take) return merge::choice::Take{*advice.take};
    throw Failure(ExitCode::kBadInput, "nothing is suggested here",
                  "Too little speaks for either value: take one of them. Nothing was changed.");
}

merge::Choice choice_of(Records& records, const Located& located, const merge::Conflict& conflict,
                        const Decision& decision) {
    if (decision.keeps) return merge::choice::KeepRecord{};
    if (decision.deletes) return merge::choice::DeleteRecord{};
    if (decision.take != 0) {
        if (decision.take > conflict.siblings.size()) {
            throw Failure(ExitCode::kBadInput,
                          "there is no value " + std::to_string(decision.take) + " here",
                          "`wedsync conflicts` numbers them. Nothing was changed.");
        }
        return merge::choice::Take{conflict.siblings[decision.take - 1].dot};
    }
    const FieldSchema* field = records.replica().schema().find(conflict.field);
    if (field == nullptr) {
        throw Failure(ExitCode::kBadInput, "this field is unknown here: take one of its values");
    }
    return merge::choice::Write{records.parse(located.scope, *field, decision.value)};
}

merge::Choice choice_by_suggestion(replica::Replica& replica, const Located& located,
                                   const merge::Conflict& conflict, const Decision& decision) {
    const Advices advices = advices_in(replica, located.scope);
    const replica::Advice* advice = find(advices, conflict);
    if (advice == nullptr) {
        throw Failure(ExitCode::kBadInput, "these values cannot be told apart by side here",
                      "Use --take with a number of `conflicts`. Nothing was changed.");
    }
    return choice_by(*advice, decision);
}

ExitCode decide(const Context& context, const Decision& decision, bool has_value) {
    const int choices = (decision.take != 0 ? 1 : 0) + (has_value ? 1 : 0) +
                        (decision.keeps ? 1 : 0) + (decision.deletes ? 1 : 0) +
                        (decision.accepts ? 1 : 0) + (decision.takes_client ? 1 : 0) +
                        (decision.takes_server ? 1 : 0) + (decision.merges ? 1 : 0);
    if (choices != 1) {
        throw Failure(ExitCode::kUsage,
                      "one choice is needed: --take, --value, --accept, --client, --server, "
                      "--merge, --keep or --delete",
                      "Nothing was changed.");
    }
    const auto replica = open_replica(context);
    Records records(*replica);
    const Located located = records.find(decision.record);
    for (const merge::Conflict& conflict : merge::conflicts_of(located.state, replica->schema())) {
        if (field_name(replica->schema(), conflict.field) != decision.field) continue;
        const merge::Choice choice =
            decision.is_by_suggestion()
                ? choice_by_suggestion(*replica, located, conflict, decision)
                : choice_of(records, located, conflict, decision);
        const Dot dot = take(replica->decide(Context::now(), located.scope, located.state.id,
                                             conflict.field, choice));
        if (context.is_json) {
            context.print({{"record", Records::id_of(located)},
                           {"field", decision.field},
                           {"change", change_id(dot)}});
        } else {
            context.say("decided " + decision.field + " of " +
                        printable(records.title_of(located)) + "; `wedsync undo " +
                        short_change_id(dot) + "` opens it again\n");
        }
        return ExitCode::kOk;
    }
    throw Failure(ExitCode::kNotFound,
                  "no open conflict about " + decision.field + " of this record",
                  "`wedsync conflicts` lists what is open. Nothing was changed.");
}

}  // namespace

void add_conflicts(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("conflicts", "List open disagreements");
    auto scope = std::make_shared<std::string>();
    command->add_option("--scope", *scope, "Only this scope");
    command->footer(examples({"conflicts", "conflicts --scope \"Lena and Tom\" --json"}));
    on_run(*command, context, [&context, scope] { return conflicts(context, *scope); });
}

void add_decide(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("decide", "Settle a disagreement");
    auto decision = std::make_shared<Decision>();
    command->add_option("RECORD", decision->record, "Its id, or a beginning of it")->required();
    command->add_option("FIELD", decision->field, "As `conflicts` names it: table, (record), ...")
        ->required();
    command->add_option("--take", decision->take, "The value with this number in `conflicts`");
    CLI::Option* value = command->add_option("--value", decision->value, "Another value");
    command->add_flag("--accept", decision->accepts, "What `conflicts` suggests");
    command->add_flag("--client", decision->takes_client,
                      "The value that was accepted last, or waits to be shared");
    command->add_flag("--server", decision->takes_server, "The value that was accepted first");
    command->add_flag("--merge", decision->merges, "The value with both edits, where there is one");
    command->add_flag("--keep", decision->keeps, "Keep the record that was edited and deleted");
    command->add_flag("--delete", decision->deletes, "Delete it");
    command->footer(examples({"decide 74606d88b3 meal --accept", "decide 74606d88b3 meal --take 2",
                              "decide 74606d88b3 meal --value vegetarian",
                              "decide 74606d88b3 \"(record)\" --keep"}));
    on_run(*command, context,
           [&context, decision, value] { return decide(context, *decision, value->count() != 0); });
}

}  // namespace wedsync::cli
