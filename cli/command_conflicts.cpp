// conflicts and decide.
#include <memory>

#include "cli/changes.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/merge/conflict.hpp"

namespace wedsync::cli {
namespace {

boost::json::object json_of(Records& records, const Located& located,
                            const merge::Conflict& conflict) {
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
    return {{"record", Records::id_of(located)},
            {"title", records.title_of(located)},
            {"scope", records.scope_name(located.scope)},
            {"kind", is_field ? "disagreement" : "edited_and_deleted"},
            {"field", field_name(records.replica().schema(), conflict.field)},
            {"values", std::move(values)}};
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
    std::size_t count = 0;
    for (const ScopeId scope : records.scopes_for_reading(scope_text)) {
        for (const merge::Conflict& conflict : take(replica->conflicts(scope))) {
            const Located located{scope, take(replica->get(scope, conflict.record))};
            items.emplace_back(json_of(records, located, conflict));
            add_rows(records, located, conflict, table);
            ++count;
        }
    }
    if (context.is_json) {
        context.print({{"count", count}, {"conflicts", std::move(items)}});
        return ExitCode::kOk;
    }
    if (!table.empty()) context.say(table.text(context.terminal));
    context.say(count == 0 ? "no open conflicts\n"
                           : std::to_string(count) +
                                 " open; settle one with `wedsync decide RECORD FIELD --take #`\n");
    return ExitCode::kOk;
}

struct Decision {
    std::string record;
    std::string field;
    std::size_t take = 0;
    std::string value;
    bool keeps = false;
    bool deletes = false;
};

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

ExitCode decide(const Context& context, const Decision& decision, bool has_value) {
    const int choices = (decision.take != 0 ? 1 : 0) + (has_value ? 1 : 0) +
                        (decision.keeps ? 1 : 0) + (decision.deletes ? 1 : 0);
    if (choices != 1) {
        throw Failure(ExitCode::kUsage, "one choice is needed: --take, --value, --keep or --delete",
                      "Nothing was changed.");
    }
    const auto replica = open_replica(context);
    Records records(*replica);
    const Located located = records.find(decision.record);
    for (const merge::Conflict& conflict : merge::conflicts_of(located.state, replica->schema())) {
        if (field_name(replica->schema(), conflict.field) != decision.field) continue;
        const merge::Choice choice = choice_of(records, located, conflict, decision);
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
    command->add_flag("--keep", decision->keeps, "Keep the record that was edited and deleted");
    command->add_flag("--delete", decision->deletes, "Delete it");
    command->footer(
        examples({"decide 74606d88b3 meal --take 2", "decide 74606d88b3 meal --value vegetarian",
                  "decide 74606d88b3 \"(record)\" --keep"}));
    on_run(*command, context,
           [&context, decision, value] { return decide(context, *decision, value->count() != 0); });
}

}  // namespace wedsync::cli
