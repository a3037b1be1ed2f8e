// problems and repair.
#include <algorithm>
#include <memory>

#include "cli/changes.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/codec/json_text.hpp"
#include "engine/rules/repair_names.hpp"

namespace wedsync::cli {
namespace {

const Rule& rule_of(Records& records, const rules::Violation& violation) {
    const std::vector<Rule>& rules = records.replica().schema().rules;
    return *std::find_if(rules.begin(), rules.end(),
                         [&](const Rule& rule) { return rule.number == violation.rule; });
}

Located locate(Records& records, const rules::RecordKey& key) {
    return {key.scope, take(records.replica().get(key.scope, key.record))};
}

std::string name_of(const rules::Violation& violation) {
    return codec::format_hex64(rules::id_of(violation));
}

/// "table of Ada = Rose; seat of Ada = 4"
std::string text_of(Records& records, const rules::Repair& repair) {
    std::string text;
    for (const rules::Repair::Edit& edit : repair.edits) {
        const FieldSchema* field = records.replica().schema().find(edit.field);
        const bool is_empty = edit.value == Value();
        text += (text.empty() ? "" : "; ") + field->name + " of " +
                records.title_of(locate(records, edit.key)) + " = " +
                (is_empty ? "(empty)" : records.shown(edit.key.scope, edit.value, field));
    }
    return text;
}

boost::json::object json_of(Records& records, const rules::Repair& repair, std::size_t number) {
    boost::json::array edits;
    for (const rules::Repair::Edit& edit : repair.edits) {
        const Located located = locate(records, edit.key);
        const FieldSchema* field = records.replica().schema().find(edit.field);
        edits.push_back({{"record", Records::id_of(located)},
                         {"title", records.title_of(located)},
                         {"field", field->name},
                         {"value", records.json(edit.key.scope, edit.value, field)}});
    }
    return {{"number", number},
            {"kind", std::string(rules::name_of(repair.kind))},
            {"text", text_of(records, repair)},
            {"edits", std::move(edits)}};
}

boost::json::object json_of(Records& records, const rules::Proposed& proposed) {
    const rules::Violation& violation = proposed.violation;
    const Rule& rule = rule_of(records, violation);
    boost::json::array parts;
    for (const rules::Violation::Part& part : violation.parts) {
        const Located located = locate(records, part.key);
        const Author author = author_of(records.replica(), part.key.scope, part.placed.dot);
        const auto ms = static_cast<std::int64_t>(wall_ms_of(part.placed.time));
        parts.push_back({{"record", Records::id_of(located)},
                         {"title", records.title_of(located)},
                         {"scope", records.scope_name(part.key.scope)},
                         {"author", author_json(author)},
                         {"time", time_text(ms)}});
    }
    boost::json::array repairs;
    for (const rules::Repair& repair : proposed.repairs)
        repairs.push_back(json_of(records, repair, repairs.size() + 1));
    boost::json::object object{{"problem", name_of(violation)},
                               {"rule", rule.name},
                               {"kind", kind_name(rule)},
                               {"records", std::move(parts)}};
    if (violation.subject) {
        const Located located = locate(records, *violation.subject);
        object["subject"] = boost::json::object{{"record", Records::id_of(located)},
                                                {"title", records.title_of(located)}};
        object["total"] = violation.total;
        object["limit"] = violation.limit;
    }
    object["repairs"] = std::move(repairs);
    return object;
}

/// Who takes part, and for a table that is too small how much.
std::string what_of(Records& records, const rules::Violation& violation) {
    constexpr std::size_t kNamed = 4;
    std::string what;
    if (violation.subject) {
        what = records.title_of(locate(records, *violation.subject)) + ": " +
               std::to_string(violation.total) + " for " + std::to_string(violation.limit) + ": ";
    }
    for (std::size_t i = 0; i < std::min(violation.parts.size(), kNamed); ++i) {
        what += (i == 0 ? "" : ", ") + records.title_of(locate(records, violation.parts[i].key));
    }
    const std::size_t more = violation.parts.size() - std::min(violation.parts.size(), kNamed);
    return more == 0 ? what : what + " and " + std::to_string(more) + " more";
}

ExitCode problems(const Context& context, const std::string& scope_text) {
    const auto replica = open_replica(context);
    Records records(*replica);
    std::optional<ScopeId> scope;
    if (!scope_text.empty()) scope = records.find_scope(scope_text);
    Table table({{"id", Align::kLeft, Style::kDim},
                 {"rule", Align::kLeft, Style::kCyan},
                 {"what", Align::kLeft, Style::kPlain},
                 {"#", Align::kRight, Style::kPlain},
                 {"repair", Align::kLeft, Style::kYellow}});
    boost::json::array items;
    for (const rules::Proposed& proposed : take(replica->proposals(scope))) {
        const rules::Violation& violation = proposed.violation;
        items.emplace_back(json_of(records, proposed));
        const std::string what = what_of(records, violation);
        const std::string& rule = rule_of(records, violation).name;
        if (proposed.repairs.empty()) table.add_row({name_of(violation), rule, what, "", "(ask)"});
        for (std::size_t i = 0; i < proposed.repairs.size(); ++i) {
            const bool is_first = i == 0;
            table.add_row({is_first ? name_of(violation) : "", is_first ? rule : "",
                           is_first ? what : "", std::to_string(i + 1),
                           text_of(records, proposed.repairs[i])});
        }
    }
    const std::size_t count = items.size();
    if (context.is_json) {
        context.print({{"count", count}, {"problems", std::move(items)}});
        return ExitCode::kOk;
    }
    if (!table.empty()) context.say(table.text(context.terminal));
    context.say(count == 0 ? "no problems\n"
                           : std::to_string(count) +
                                 " open; apply a repair with `wedsync repair ID --take #`\n");
    return ExitCode::kOk;
}

/// A violation by the beginning of its name.
rules::Violation find(Records& records, const std::string& text) {
    std::vector<rules::Violation> found = take(records.replica().violations());
    std::erase_if(found, [&](const rules::Violation& violation) {
        return !name_of(violation).starts_with(text);
    });
    if (found.size() == 1) return std::move(found.front());
    throw Failure(ExitCode::kNotFound,
                  found.empty() ? "there is no open problem \"" + text + "\""
                                : "more than one problem begins with \"" + text + "\"",
                  "`wedsync problems` lists what is open. Nothing was changed.");
}

ExitCode repair(const Context& context, const std::string& text, std::size_t number) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const rules::Violation violation = find(records, text);
    const std::vector<rules::Repair> proposed = take(replica->repairs(violation));
    if (number == 0 || number > proposed.size()) {
        throw Failure(ExitCode::kBadInput,
                      proposed.empty() ? "nothing is proposed for this problem"
                                       : "there is no repair " + std::to_string(number) + " here",
                      "`wedsync problems` numbers them. Nothing was changed.");
    }
    const rules::Repair& chosen = proposed[number - 1];
    const std::string done = text_of(records, chosen);
    const replica::Committed committed =
        take(replica->repair(Context::now(), rules::id_of(violation), rules::id_of(chosen)));
    if (context.is_json) {
        context.print({{"problem", name_of(violation)},
                       {"repair", done},
                       {"change", change_id(committed.dot)}});
    } else {
        context.say("set " + printable(done) + "; `wedsync undo " + short_change_id(committed.dot) +
                    "` takes it back\n");
    }
    return ExitCode::kOk;
}

}  // namespace

void add_problems(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("problems", "List what breaks the rules, and what would mend it");
    auto scope = std::make_shared<std::string>();
    command->add_option("--scope", *scope, "Only this scope");
    command->footer(examples({"problems", "problems --scope \"Lena and Tom\" --json"}));
    on_run(*command, context, [&context, scope] { return problems(context, *scope); });
}

void add_repair(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("repair", "Apply a repair that `problems` proposes");
    auto problem = std::make_shared<std::string>();
    auto number = std::make_shared<std::size_t>(1);
    command->add_option("PROBLEM", *problem, "Its id in `problems`, or a beginning of it")
        ->required();
    command->add_option("--take", *number, "The repair with this number (default: the first)");
    command->footer(examples({"repair 5f0c", "repair 5f0c --take 2"}));
    on_run(*command, context,
           [&context, problem, number] { return repair(context, *problem, *number); });
}

}  // namespace wedsync::cli
