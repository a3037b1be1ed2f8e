#include "cli/import_undo.hpp"

#include <algorithm>
#include <vector>

#include "cli/changes.hpp"
#include "cli/failure.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "loaders/import_group.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kKeptShown = 20;

std::string time_of(const loaders::ImportSeen& import) {
    return time_text(static_cast<std::int64_t>(wall_ms_of(import.first)));
}

std::string scopes_of(const Records& records, const loaders::ImportSeen& import) {
    std::string names;
    for (const auto& [scope, changes] : import.changes)
        names += (names.empty() ? "" : ", ") + records.scope_name(scope);
    return names;
}

loaders::ImportSeen chosen(const std::vector<loaders::ImportSeen>& imports, const std::string& id) {
    std::vector<loaders::ImportSeen> found;
    for (const loaders::ImportSeen& import : imports) {
        const bool is_meant =
            id.empty() ? !import.is_taken_back : loaders::to_text(import.id).starts_with(id);
        if (is_meant) found.push_back(import);
    }
    if (found.empty()) {
        throw Failure(ExitCode::kNotFound,
                      id.empty() ? "there is no import here that could be taken back"
                                 : "there is no import \"" + id + "\" here",
                      "Nothing was changed. `wedsync import --list` shows the imports that the "
                      "changes kept here tell of.");
    }
    if (!id.empty() && found.size() > 1) {
        throw Failure(ExitCode::kBadInput, "more than one import begins with \"" + id + "\"",
                      "Nothing was changed. Write more of it.");
    }
    return found.back();
}

boost::json::array kept_json(Records& records, const loaders::ImportUndone& undone) {
    boost::json::array kept;
    for (const loaders::UndoKept& one : undone.kept) {
        const Located located{one.scope, take(records.replica().get(one.scope, one.record))};
        const bool is_field = one.field.field != kLifeField;
        kept.push_back({{"id", located.state.empty() ? boost::json::value(nullptr)
                                                     : boost::json::value(Records::id_of(located))},
                        {"title", located.state.empty() ? "" : records.title_of(located)},
                        {"field", is_field ? boost::json::value(
                                                 field_name(records.replica().schema(), one.field))
                                           : boost::json::value(nullptr)},
                        {"reason", one.reason}});
    }
    return kept;
}

void say_kept(const Context& context, Records& records, const loaders::ImportUndone& undone) {
    for (std::size_t i = 0; i < undone.kept.size() && i < kKeptShown; ++i) {
        const loaders::UndoKept& one = undone.kept[i];
        const Located located{one.scope, take(records.replica().get(one.scope, one.record))};
        const std::string field = one.field.field == kLifeField
                                      ? ""
                                      : ", " + field_name(records.replica().schema(), one.field);
        const std::string title = located.state.empty() ? "(deleted)" : records.title_of(located);
        context.say("  left as it is: " + printable(title + field + ": " + one.reason) + "\n");
    }
    if (undone.kept.size() > kKeptShown) {
        context.say("  and " + std::to_string(undone.kept.size() - kKeptShown) +
                    " more (--json has them all)\n");
    }
    if (undone.changes_forgotten != 0) {
        context.say("  " + std::to_string(undone.changes_forgotten) +
                    " changes stay: the values before them are not kept here any more\n");
    }
}

}  // namespace

ExitCode list_imports(const Context& context) {
    const auto replica = open_replica(context);
    const Records records(*replica);
    boost::json::array rows;
    Table table({{"import", Align::kLeft, Style::kCyan},
                 {"at", Align::kLeft, Style::kDim},
                 {"who", Align::kLeft, Style::kPlain},
                 {"scope", Align::kLeft, Style::kPlain},
                 {"created", Align::kRight, Style::kGreen},
                 {"fields written", Align::kRight, Style::kPlain},
                 {"", Align::kLeft, Style::kDim}});
    for (const loaders::ImportSeen& import : take(loaders::find_imports(*replica))) {
        boost::json::array scopes;
        for (const auto& [scope, changes] : import.changes)
            scopes.emplace_back(records.scope_name(scope));
        rows.push_back({{"import", loaders::to_text(import.id)},
                        {"time", time_of(import)},
                        {"author", author_json(import.author)},
                        {"scopes", std::move(scopes)},
                        {"created", import.records_created},
                        {"fields_written", import.fields_written},
                        {"taken_back", import.is_taken_back}});
        table.add_row({loaders::to_text(import.id), time_of(import), author_text(import.author),
                       scopes_of(records, import), std::to_string(import.records_created),
                       std::to_string(import.fields_written),
                       import.is_taken_back ? "taken back" : ""});
    }
    if (context.is_json) {
        context.print({{"imports", std::move(rows)}});
    } else if (table.empty()) {
        context.say("no imports here\n");
    } else {
        context.say(table.text(context.terminal));
    }
    return ExitCode::kOk;
}

ExitCode undo_import(const Context& context, const std::string& id) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const loaders::ImportSeen import = chosen(take(loaders::find_imports(*replica)), id);
    const loaders::ImportUndone undone =
        take(loaders::undo_import(*replica, Context::now(), import));
    if (context.is_json) {
        context.print({{"import", loaders::to_text(import.id)},
                       {"deleted", undone.records_deleted},
                       {"changes_taken_back", undone.changes_taken_back},
                       {"changes_forgotten", undone.changes_forgotten},
                       {"kept", kept_json(records, undone)}});
    } else {
        context.say("import " + loaders::to_text(import.id) + " of " + time_of(import) + " by " +
                    printable(import.author.person) + ": " +
                    std::to_string(undone.records_deleted) + " records deleted, " +
                    std::to_string(undone.changes_taken_back) + " changes taken back\n");
        say_kept(context, records, undone);
    }
    const bool did_nothing = undone.records_deleted == 0 && undone.changes_taken_back == 0;
    return did_nothing ? ExitCode::kProblem : ExitCode::kOk;
}

}  // namespace wedsync::cli
