// add, set and delete.
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/number_text.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"

namespace wedsync::cli {
namespace {

struct Assignment {
    std::string field;
    std::string text;
};

Assignment parse_assignment(const std::string& argument) {
    const std::size_t at = argument.find('=');
    if (at == std::string::npos || at == 0) {
        throw Failure(ExitCode::kUsage, "\"" + argument + "\" is no FIELD=VALUE",
                      "Nothing was changed.");
    }
    return {argument.substr(0, at), argument.substr(at + 1)};
}

[[noreturn]] void fail_assignment(const FieldSchema& field, const std::string& how) {
    throw Failure(ExitCode::kBadInput, field.name + " " + how, "Nothing was changed.");
}

/// The edit that an assignment means by the kind of its field.
void add_edit(Records& records, const CollectionSchema& collection, const RecordRef& record,
              const Assignment& assignment, Draft& draft) {
    const FieldSchema& field = Records::find_field(collection, assignment.field);
    const std::string& text = assignment.text;
    if (!is_utf8(text)) fail_assignment(field, "wants UTF-8");
    if (field.kind == FieldKind::kSet) {
        const bool has_sign = !text.empty() && (text.front() == '+' || text.front() == '-');
        if (!has_sign || text.size() == 1) {
            fail_assignment(field, "is a set: +ELEMENT adds one, -ELEMENT takes one out");
        }
        const std::string element = text.substr(1);
        if (text.front() == '+') {
            draft.edits.emplace_back(edit::AddElement{record, field.name, element});
        } else {
            draft.edits.emplace_back(edit::RemoveElement{record, field.name, element});
        }
        return;
    }
    if (field.kind == FieldKind::kCounter) {
        const bool has_sign = !text.empty() && (text.front() == '+' || text.front() == '-');
        const auto number = number_of<std::int64_t>(text.starts_with('+') ? text.substr(1) : text);
        if (!has_sign || !number) fail_assignment(field, "is a counter: +NUMBER or -NUMBER");
        draft.edits.emplace_back(edit::Increment{record, field.name, *number});
        return;
    }
    if (text.empty()) {
        draft.edits.emplace_back(edit::Clear{record, field.name});
        return;
    }
    draft.set(record, field.name, records.parse(draft.scope, field, text));
}

/// What an edit tells: the record as it stands now, and the change that undo takes.
void report(const Context& context, Records& records, ScopeId scope, const RecordId& record,
            const std::string& did) {
    const Located located{scope, take(records.replica().get(scope, record))};
    if (context.is_json) {
        context.print(records.json(located));
        return;
    }
    context.say(did + " " + Records::short_id_of(located) + "  " +
                printable(records.title_of(located)) + "\n");
}

ExitCode add(const Context& context, const std::string& collection_name,
             const std::string& scope_name, const std::vector<std::string>& assignments) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const CollectionSchema& collection = records.find_collection(collection_name);
    Draft draft;
    draft.scope = records.scope_for_edit(scope_name);
    const NewRecord record = draft.create(collection.name);
    for (const std::string& assignment : assignments)
        add_edit(records, collection, record, parse_assignment(assignment), draft);
    const auto committed = take(replica->commit(Context::now(), draft));
    report(context, records, draft.scope, committed.created.front(), "added");
    return ExitCode::kOk;
}

ExitCode set(const Context& context, const std::string& id,
             const std::vector<std::string>& assignments) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const Located located = records.find(id);
    const CollectionSchema* collection = records.collection_of(located.state);
    if (collection == nullptr) {
        throw Failure(ExitCode::kBadInput, "this record is of a collection that the schema lacks");
    }
    Draft draft;
    draft.scope = located.scope;
    for (const std::string& assignment : assignments) {
        add_edit(records, *collection, located.state.id, parse_assignment(assignment), draft);
    }
    take(replica->commit(Context::now(), draft));
    report(context, records, located.scope, located.state.id, "set");
    return ExitCode::kOk;
}

ExitCode erase(const Context& context, const std::vector<std::string>& ids) {
    const auto replica = open_replica(context);
    Records records(*replica);
    Draft draft;
    std::vector<Located> gone;
    for (const std::string& id : ids) {
        gone.push_back(records.find(id));
        if (gone.back().scope != gone.front().scope) {
            throw Failure(ExitCode::kBadInput, "these records are in several scopes",
                          "One change has one scope: delete them scope by scope. "
                          "Nothing was changed.");
        }
        draft.edits.emplace_back(edit::Delete{gone.back().state.id});
    }
    draft.scope = gone.front().scope;
    take(replica->commit(Context::now(), draft));
    boost::json::array deleted;
    for (const Located& located : gone) {
        deleted.emplace_back(Records::id_of(located));
        context.say("deleted " + Records::short_id_of(located) + "  " +
                    printable(records.title_of(located)) + "\n");
    }
    context.say("`wedsync undo` brings " + std::string(gone.size() == 1 ? "it" : "them") +
                " back.\n");
    if (context.is_json) context.print({{"deleted", std::move(deleted)}});
    return ExitCode::kOk;
}

}  // namespace

void add_add(CLI::App& app, Context& context) {
    struct Options {
        std::string collection;
        std::string scope;
        std::vector<std::string> assignments;
    };
    CLI::App* command = app.add_subcommand("add", "Add a record");
    auto options = std::make_shared<Options>();
    command->add_option("COLLECTION", options->collection, "guests, tables, ...")->required();
    command->add_option("FIELD=VALUE", options->assignments, "Its fields, as for `set`");
    command->add_option("--scope", options->scope, "Where (not needed if there is one scope)");
    command->footer(examples({"add guests full_name=\"Ana García\" rsvp=accepted diets=+vegan",
                              "add timeline_items title=Toast starts_at=2027-06-12T18:30:00Z"}));
    on_run(*command, context, [&context, options] {
        return add(context, options->collection, options->scope, options->assignments);
    });
}

void add_set(CLI::App& app, Context& context) {
    struct Options {
        std::string record;
        std::vector<std::string> assignments;
    };
    CLI::App* command = app.add_subcommand("set", "Change fields of a record, in one commit");
    auto options = std::make_shared<Options>();
    command->add_option("RECORD", options->record, "Its id, or a beginning of it")->required();
    command
        ->add_option("FIELD=VALUE", options->assignments,
                     "FIELD= empties it; sets take +ELEMENT and -ELEMENT, counters +N and -N, "
                     "references a title or an id")
        ->required();
    command->footer(examples({"set 74606d88b3 table=\"Table 4\" meal=fish",
                              "set 74606d88b3 diets=+vegan diets=-nuts drinks=+1 phone="}));
    on_run(*command, context,
           [&context, options] { return set(context, options->record, options->assignments); });
}

void add_delete(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("delete", "Delete records");
    auto ids = std::make_shared<std::vector<std::string>>();
    command->add_option("RECORD", *ids, "Ids, or beginnings of them")->required();
    command->footer(examples({"delete 74606d88b3", "undo   # brings it back"}));
    on_run(*command, context, [&context, ids] { return erase(context, *ids); });
}

}  // namespace wedsync::cli
