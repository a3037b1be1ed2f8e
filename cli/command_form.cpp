// form.
#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/import_input.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "importers/csv.hpp"
#include "modules/forms/answers.hpp"

namespace wedsync::cli {
namespace {

struct FormOptions {
    std::string name;
    std::string file;
    std::string scope;
    std::string client;
    std::string title;
    std::string language = "en";
    std::uint64_t limit = 100;
    bool is_back = false;
    bool is_csv = false;
};

const char* const kUnchanged = "Nothing was changed.";

std::vector<forms::KeptForm> all_forms(replica::Replica& replica) {
    return take(forms::read_forms(replica, replica.scopes()));
}

const forms::KeptForm& form_of(const std::vector<forms::KeptForm>& all, const std::string& name) {
    const forms::KeptForm* form = forms::find_form(all, name);
    if (form == nullptr) {
        throw Failure(ExitCode::kNotFound, "there is no form " + name,
                      "`wedsync form` lists them.");
    }
    return *form;
}

const forms::KeptForm& own_form_of(const std::vector<forms::KeptForm>& all,
                                   const std::string& name) {
    const forms::KeptForm& form = form_of(all, name);
    if (form.is_built_in)
        throw Failure(ExitCode::kBadInput, "the form " + name + " is built in", kUnchanged);
    return form;
}

boost::json::object read_answers(const std::string& file) {
    boost::json::value document = take_input(json::parse_json(read_file(file)), file, kUnchanged);
    if (!document.is_object())
        throw Failure(ExitCode::kBadInput, file + ": answers are one JSON object", kUnchanged);
    return std::move(document.get_object());
}

/// A name made of the file's: "forms/Cake tasting.json" is cake-tasting.
std::string name_of_file(const std::string& file) {
    std::string name = file.substr(file.find_last_of('/') + 1);
    name.resize(std::min(name.size(), name.find('.')));
    for (char& letter : name) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        if (letter == ' ') letter = '-';
    }
    return name;
}

ExitCode list(const Context& context, const FormOptions& options) {
    const auto replica = open_replica(context);
    boost::json::array rows;
    Table table({{"form", Align::kLeft, Style::kCyan},
                 {"title", Align::kLeft, Style::kPlain},
                 {"questions", Align::kRight, Style::kPlain},
                 {"version", Align::kRight, Style::kPlain},
                 {"", Align::kLeft, Style::kYellow}});
    for (const forms::KeptForm& form : all_forms(*replica)) {
        rows.push_back(forms::json_of(form, options.language));
        const auto read = forms::parse_definition(form.body);
        const char* remark = form.is_built_in  ? "built in"
                             : !read.ok()      ? "of a newer version"
                             : form.is_retired ? "not used any more"
                                               : "";
        table.add_row({form.name, read.ok() ? read.value().title.in(options.language) : "",
                       read.ok() ? std::to_string(read.value().questions.size()) : "",
                       std::to_string(form.version), remark});
    }
    if (context.is_json) {
        context.print({{"definitions", std::move(rows)}});
    } else {
        context.say(table.text(context.terminal));
    }
    return ExitCode::kOk;
}

std::string question_text(const forms::Question& question, const std::string& language) {
    std::string text = printable(question.key) + " (" + forms::name_of(question.kind) +
                       (question.is_required ? ", required" : "") +
                       "): " + printable(question.label.in(language)) + "\n";
    for (const forms::FormChoice& choice : question.choices)
        text +=
            "    " + printable(choice.value) + ": " + printable(choice.label.in(language)) + "\n";
    return text;
}

ExitCode show(const Context& context, const FormOptions& options) {
    const auto replica = open_replica(context);
    const auto all = all_forms(*replica);
    const forms::KeptForm& form = form_of(all, options.name);
    if (context.is_json) {
        boost::json::object object = forms::json_of(form, options.language);
        const auto body = json::parse_json(form.body);
        object["definition"] = body.ok() ? body.value() : boost::json::value(nullptr);
        context.print(std::move(object));
        return ExitCode::kOk;
    }
    const forms::Definition definition = take(forms::parse_definition(form.body));
    std::string text = printable(definition.title.in(options.language)) + "\n";
    for (const forms::Question& question : definition.questions)
        text += question_text(question, options.language);
    context.say(text);
    return ExitCode::kOk;
}

ExitCode define(const Context& context, const FormOptions& options) {
    const std::string text = read_file(options.file);
    const forms::Definition definition =
        take_input(forms::parse_definition(text), options.file, kUnchanged);
    const std::string name = options.name.empty() ? name_of_file(options.file) : options.name;
    if (!forms::is_form_name(name)) {
        throw Failure(ExitCode::kBadInput, "\"" + printable(name) + "\" is no name of a form",
                      "A small letter, then up to 39 small letters, digits, hyphens, underscores: "
                      "--name says another one.");
    }
    const auto replica = open_replica(context);
    Records records(*replica);
    const auto all = all_forms(*replica);
    const forms::KeptForm* kept =
        forms::find_form(all, name) == nullptr ? nullptr : &own_form_of(all, name);
    const ScopeId scope = kept != nullptr ? kept->scope : records.scope_for_edit(options.scope);
    const std::string body =
        json::write_json(take_input(json::parse_json(text), options.file, kUnchanged));
    take(replica->commit(
        Context::now(),
        forms::draft_definition(scope, name, definition.title.in({}), body, kept, std::nullopt)));
    const std::int64_t version = (kept == nullptr ? 0 : kept->version) + 1;
    if (context.is_json) {
        context.print({{"name", name}, {"version", version}});
    } else {
        context.say("form " + name + ", version " + std::to_string(version) + "\n");
    }
    return ExitCode::kOk;
}

ExitCode retire(const Context& context, const FormOptions& options) {
    const auto replica = open_replica(context);
    const auto all = all_forms(*replica);
    const forms::KeptForm& form = own_form_of(all, options.name);
    take(replica->commit(Context::now(), forms::draft_retired(form, !options.is_back)));
    if (context.is_json) {
        context.print({{"name", form.name}, {"is_retired", !options.is_back}});
    } else {
        context.say("form " + form.name +
                    (options.is_back ? " is used again\n" : " is not used any more\n"));
    }
    return ExitCode::kOk;
}

boost::json::array json_of(const std::vector<forms::Problem>& problems) {
    boost::json::array all;
    for (const forms::Problem& each : problems)
        all.push_back(forms::json_of(each));
    return all;
}

ExitCode check(const Context& context, const FormOptions& options) {
    const boost::json::object answers = read_answers(options.file);
    const auto replica = open_replica(context);
    const auto all = all_forms(*replica);
    const forms::Definition definition =
        take(forms::parse_definition(form_of(all, options.name).body));
    const std::vector<forms::Problem> problems = forms::validate(definition, answers);
    const std::vector<bool> shown = forms::visible(definition, answers);
    if (context.is_json) {
        boost::json::array keys;
        for (std::size_t i = 0; i < shown.size(); ++i) {
            if (shown[i]) keys.emplace_back(definition.questions[i].key);
        }
        context.print({{"visible", std::move(keys)}, {"problems", json_of(problems)}});
    } else if (problems.empty()) {
        context.say("it can be handed in\n");
    } else {
        std::string text;
        for (const forms::Problem& each : problems)
            text += printable(forms::words_for({each})) + "\n";
        context.say(text);
    }
    return problems.empty() ? ExitCode::kOk : ExitCode::kProblem;
}

ExitCode submit(const Context& context, const FormOptions& options) {
    const boost::json::object answers = read_answers(options.file);
    const auto replica = open_replica(context);
    Records records(*replica);
    const auto all = all_forms(*replica);
    const forms::KeptForm& form = form_of(all, options.name);
    if (form.is_retired) {
        throw Failure(ExitCode::kBadInput, "the form " + form.name + " is not used any more",
                      kUnchanged);
    }
    const forms::Definition definition = take(forms::parse_definition(form.body));
    const std::vector<forms::Problem> problems = forms::validate(definition, answers);
    if (!problems.empty()) {
        throw Failure(ExitCode::kBadInput, options.file + ": " + forms::words_for(problems),
                      kUnchanged);
    }
    forms::FilledForm filled;
    filled.scope = records.scope_for_edit(options.scope);
    filled.title = options.title.empty() ? definition.title.in(options.language) : options.title;
    filled.answers = forms::asked_answers(definition, answers);
    filled.is_handed_in = true;
    filled.at_ms = static_cast<std::int64_t>(Context::now().wall.value());
    if (!options.client.empty())
        filled.client = records.find_target(filled.scope, "clients", options.client);
    const auto done = take(replica->commit(Context::now(), forms::draft_form(filled, form)));
    const Located made{filled.scope, take(replica->get(filled.scope, done.created.front()))};
    if (context.is_json) {
        context.print({{"id", Records::id_of(made)},
                       {"form", form.name},
                       {"version", form.version},
                       {"submitted_at", time_text(filled.at_ms)}});
    } else {
        context.say(form.name + " handed in: " + Records::short_id_of(made) + "\n");
    }
    return ExitCode::kOk;
}

/// An answer as one cell of a table.
std::string cell_of(const boost::json::value& answer) {
    if (answer.is_string()) return {answer.get_string().data(), answer.get_string().size()};
    if (const boost::json::array* chosen = answer.if_array()) {
        std::string text;
        for (const boost::json::value& each : *chosen)
            text += (text.empty() ? "" : "; ") + cell_of(each);
        return text;
    }
    if (const boost::json::object* signature = answer.if_object()) {
        const boost::json::value* name = signature->if_contains("name");
        return name == nullptr ? std::string() : cell_of(*name);
    }
    return json::write_json(answer);
}

/// The keys of all questions of these forms: as the newest asks them, then what older ones asked.
std::vector<std::string> keys_of(const std::vector<forms::Submission>& submissions,
                                 const std::vector<forms::KeptForm>& all) {
    std::vector<std::string> keys;
    const auto add = [&](const forms::Definition& definition) {
        for (const forms::Question& question : definition.questions) {
            const bool is_known = std::find(keys.begin(), keys.end(), question.key) != keys.end();
            if (question.kind != forms::QuestionKind::kSection && !is_known)
                keys.push_back(question.key);
        }
    };
    for (const forms::Submission& each : submissions) {
        if (const auto definition = forms::definition_of(each, all)) add(*definition);
    }
    return keys;
}

/// The id of a form as every command has it.
std::string id_of(Records& records, const forms::Submission& submission) {
    return Records::id_of(
        {submission.scope, take(records.replica().get(submission.scope, submission.record))});
}

std::string csv_of(Records& records, const std::vector<forms::Submission>& submissions,
                   const std::vector<forms::KeptForm>& all) {
    const std::vector<std::string> keys = keys_of(submissions, all);
    const auto cell = [](const std::string& text) {
        return importers::csv_cell(importers::csv_guarded(text));
    };
    std::string csv = "id,scope,title,version,status,submitted_at";
    for (const std::string& key : keys)
        csv += "," + cell(key);
    csv += "\r\n";
    for (const forms::Submission& each : submissions) {
        csv += id_of(records, each) + "," + cell(records.scope_name(each.scope)) + "," +
               cell(each.title) + "," + std::to_string(each.version) + "," + cell(each.status) +
               "," + time_text(each.submitted_at_ms);
        const boost::json::object answers = forms::parse_answers(each.answers);
        for (const std::string& key : keys) {
            const boost::json::value* answer = answers.if_contains(key);
            csv += "," + (answer == nullptr ? std::string() : cell(cell_of(*answer)));
        }
        csv += "\r\n";
    }
    return csv;
}

std::string counts_text(const std::vector<forms::Tally>& counts, const FormOptions& options) {
    std::string text;
    for (const forms::Tally& each : counts) {
        text += "\n" + printable(each.label.in(options.language)) + " (" +
                std::to_string(each.answered) + " answered)\n";
        for (const forms::Tally::Count& choice : each.choices) {
            const std::string label = choice.label.in(options.language);
            text += "  " + printable(label.empty() ? choice.value : label) + ": " +
                    std::to_string(choice.count) + "\n";
        }
    }
    return text;
}

ExitCode submissions(const Context& context, const FormOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const auto all = all_forms(*replica);
    static_cast<void>(form_of(all, options.name));
    std::vector<forms::Submission> found = take(
        forms::read_submissions(*replica, records.scopes_for_reading(options.scope), options.name));
    const std::vector<forms::Tally> counts = forms::tally(found, all);
    const std::size_t begun = found.size();
    found.erase(std::remove_if(found.begin(), found.end(),
                               [](const forms::Submission& each) { return !each.is_handed_in(); }),
                found.end());
    const std::size_t handed_in = found.size();
    if (options.is_csv) {
        context.say(csv_of(records, found, all));
        return ExitCode::kOk;
    }
    if (found.size() > options.limit) found.resize(static_cast<std::size_t>(options.limit));
    boost::json::array rows;
    Table table({{"form", Align::kLeft, Style::kCyan},
                 {"scope", Align::kLeft, Style::kPlain},
                 {"version", Align::kRight, Style::kPlain},
                 {"status", Align::kLeft, Style::kPlain},
                 {"handed in", Align::kLeft, Style::kPlain}});
    for (const forms::Submission& each : found) {
        boost::json::object row = forms::json_of(each);
        row["scope"] = records.scope_name(each.scope);
        row["id"] = id_of(records, each);
        row.erase("record");
        row["submitted_at"] = time_text(each.submitted_at_ms);
        rows.push_back(std::move(row));
        table.add_row({each.title, records.scope_name(each.scope), std::to_string(each.version),
                       each.status, time_text(each.submitted_at_ms)});
    }
    if (context.is_json) {
        boost::json::array tallies;
        for (const forms::Tally& each : counts)
            tallies.push_back(forms::json_of(each, options.language));
        context.print({{"submissions", std::move(rows)},
                       {"handed_in", handed_in},
                       {"begun", begun - handed_in},
                       {"counts", std::move(tallies)}});
    } else if (table.empty()) {
        context.say("nothing was handed in yet\n");
    } else {
        context.say(table.text(context.terminal) + counts_text(counts, options));
    }
    return ExitCode::kOk;
}

using Work = ExitCode (*)(const Context&, const FormOptions&);

CLI::App* add_one(CLI::App& group, Context& context, const char* name, const char* about,
                  const std::shared_ptr<FormOptions>& options, Work work) {
    CLI::App* command = group.add_subcommand(name, about);
    on_run(*command, context, [&context, options, work] { return work(context, *options); });
    return command;
}

/// What changes or shows the forms themselves.
void add_making(CLI::App& command, Context& context) {
    auto listed = std::make_shared<FormOptions>();
    CLI::App* list_command =
        add_one(command, context, "list", "Lists the forms that there are", listed, list);
    list_command->add_option("--language", listed->language, "Texts in this one");
    list_command->footer(examples({"form list --json"}));

    auto shown = std::make_shared<FormOptions>();
    CLI::App* show_command =
        add_one(command, context, "show", "Shows what a form asks", shown, show);
    show_command->add_option("NAME", shown->name, "The form")->required();
    show_command->add_option("--language", shown->language, "Texts in this one");
    show_command->footer(examples({"form show incident", "form show tasting --json"}));

    auto defined = std::make_shared<FormOptions>();
    CLI::App* define_command = add_one(command, context, "define",
                                       "Makes a form, or a new version of it", defined, define);
    define_command->add_option("FILE", defined->file, "What it asks, as JSON")->required();
    define_command->add_option("--name", defined->name, "A short name (otherwise the file's)");
    define_command->add_option("--scope", defined->scope, "In this scope");
    define_command->footer(
        examples({"form define tasting.json", "form define a.json --name cake"}));

    auto retired = std::make_shared<FormOptions>();
    CLI::App* retire_command =
        add_one(command, context, "retire", "Offers a form no more; what was handed in stays",
                retired, retire);
    retire_command->add_option("NAME", retired->name, "The form")->required();
    retire_command->add_flag("--back", retired->is_back, "Offers it again");
    retire_command->footer(examples({"form retire tasting", "form retire tasting --back"}));
}

/// What is done with answers.
void add_filling(CLI::App& command, Context& context) {
    auto checked = std::make_shared<FormOptions>();
    CLI::App* check_command =
        add_one(command, context, "check", "Says what is wrong with answers", checked, check);
    check_command->add_option("NAME", checked->name, "The form")->required();
    check_command->add_option("--answers", checked->file, "A JSON object by question")->required();
    check_command->footer(examples({"form check tasting --answers answers.json --json"}));

    auto handed_in = std::make_shared<FormOptions>();
    CLI::App* submit_command =
        add_one(command, context, "submit", "Hands a form in", handed_in, submit);
    submit_command->add_option("NAME", handed_in->name, "The form")->required();
    submit_command->add_option("--answers", handed_in->file, "A JSON object by question")
        ->required();
    submit_command->add_option("--title", handed_in->title, "What this one is called");
    submit_command->add_option("--client", handed_in->client, "Of this client");
    submit_command->add_option("--scope", handed_in->scope, "In this scope");
    submit_command->footer(examples({"form submit tasting --answers answers.json"}));

    auto asked = std::make_shared<FormOptions>();
    CLI::App* submissions_command =
        add_one(command, context, "submissions", "What was handed in, and how it adds up", asked,
                submissions);
    submissions_command->add_option("NAME", asked->name, "The form")->required();
    submissions_command->add_option("--limit", asked->limit, "So many, the latest first")
        ->capture_default_str();
    submissions_command->add_option("--language", asked->language, "Texts in this one");
    submissions_command->add_flag("--csv", asked->is_csv, "All of them as a table for a file");
    submissions_command->add_option("--scope", asked->scope, "In this scope");
    submissions_command->footer(
        examples({"form submissions tasting", "form submissions tasting --csv"}));
}

}  // namespace

void add_form(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("form", "Forms as data: what they ask, and what was handed in");
    auto options = std::make_shared<FormOptions>();
    command->footer(
        examples({"form", "form define tasting.json", "form show tasting",
                  "form submit tasting --answers answers.json", "form submissions tasting --csv"}));
    on_run(*command, context, [&context, options] { return list(context, *options); });
    add_making(*command, context);
    add_filling(*command, context);
}

}  // namespace wedsync::cli
