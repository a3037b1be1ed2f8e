// history and undo.
#include <memory>
#include <optional>

#include "cli/changes.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

namespace wedsync::cli {
namespace {

using replica::HistoryItem;
using replica::ValuePlace;

const char* name_of(ValuePlace place) {
    switch (place) {
        case ValuePlace::kCurrent:
            return "current";
        case ValuePlace::kInConflict:
            return "in_conflict";
        case ValuePlace::kBeside:
            return "beside";
        case ValuePlace::kReplaced:
            return "replaced";
        case ValuePlace::kRefused:
            return "refused";
    }
    return "replaced";
}

std::string name_of(const Note& note) {
    switch (note.kind) {
        case NoteKind::kNone:
            return "edit";
        case NoteKind::kUndoes:
            return "undo";
        case NoteKind::kDecides:
            return "decision";
        case NoteKind::kAutoDecides:
            switch (reason_of(note.rank).value_or(DecisionReason{})) {
                case DecisionReason::kEditsApart:
                    return "settled by the hub: the edits do not overlap";
                case DecisionReason::kSameWords:
                    return "settled by the hub: the same words";
                case DecisionReason::kLikelyChoice:
                    return "settled by the hub: what people would likely choose (" +
                           std::to_string(confidence_of(note.rank).value_or(0)) + " % sure)";
            }
            return "settled by the hub";
        case NoteKind::kReissue:
            return "issued again";
    }
    return "edit";
}

std::string status_of(const HistoryItem& item) {
    if (item.refusal) return "refused";
    return item.is_pending ? "waits to be sent" : "shared";
}

/// A cell's value as people read it: an element of a set is the name of its cell.
std::string effect_text(Records& records, ScopeId scope, const HistoryItem::Effect& effect) {
    const FieldSchema* field = records.replica().schema().find(effect.field);
    if (effect.field.field == kLifeField) return effect.value ? "made" : "deleted";
    if (field != nullptr && field->kind == FieldKind::kSet) {
        return (effect.value ? "+" : "-") + effect.sub;
    }
    return effect.value ? records.shown(scope, *effect.value, field) : "(emptied)";
}

std::string lost_text(Records& records, ScopeId scope, const HistoryItem::Effect& effect) {
    const FieldSchema* field = records.replica().schema().find(effect.field);
    const bool is_value =
        effect.field.field != kLifeField && (field == nullptr || field->kind != FieldKind::kSet);
    std::string text;
    for (const HistoryItem::Replaced& lost : effect.replaced) {
        if (!is_value) break;
        text += (text.empty() ? "" : "; ") + records.shown(scope, lost.value, field) + " (by " +
                author_text(author_of(records.replica(), scope, lost.dot)) + ", " +
                short_change_id(lost.dot) + ")";
    }
    return text;
}

boost::json::object json_of(Records& records, ScopeId scope, const HistoryItem& item) {
    const Schema& schema = records.replica().schema();
    boost::json::array effects;
    for (const HistoryItem::Effect& effect : item.effects) {
        const FieldSchema* field = schema.find(effect.field);
        boost::json::array replaced;
        for (const HistoryItem::Replaced& lost : effect.replaced) {
            replaced.push_back({{"change", change_id(lost.dot)},
                                {"value", records.json(scope, lost.value, field)},
                                {"place", name_of(lost.place)}});
        }
        boost::json::object row{{"field", field_name(schema, effect.field)}};
        if (field != nullptr && field->kind == FieldKind::kSet) row["element"] = effect.sub;
        row["removed"] = !effect.value.has_value();
        row["value"] =
            effect.value ? records.json(scope, *effect.value, field) : boost::json::value(nullptr);
        row["place"] = name_of(effect.place);
        row["replaced"] = std::move(replaced);
        effects.emplace_back(std::move(row));
    }
    return {{"change", change_id(item.dot)},
            {"time", time_text(static_cast<std::int64_t>(wall_ms_of(item.time)))},
            {"author", author_json(item.author)},
            {"kind", name_of(item.note)},
            {"status", status_of(item)},
            {"effects", std::move(effects)}};
}

ExitCode history(const Context& context, const std::string& id) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const Located located = records.find(id);
    const replica::RecordHistory history =
        take(replica->full_history(located.scope, located.state.id));
    if (context.is_json) {
        boost::json::array changes;
        for (const HistoryItem& item : history.items)
            changes.emplace_back(json_of(records, located.scope, item));
        context.print({{"record", Records::id_of(located)},
                       {"is_whole", history.is_whole},
                       {"changes", std::move(changes)}});
        return ExitCode::kOk;
    }
    Table table({{"change", Align::kLeft, Style::kDim},
                 {"at", Align::kLeft, Style::kDim},
                 {"who", Align::kLeft, Style::kPlain},
                 {"field", Align::kLeft, Style::kCyan},
                 {"value", Align::kLeft, Style::kPlain},
                 {"replaced", Align::kLeft, Style::kYellow},
                 {"status", Align::kLeft, Style::kDim}});
    for (const HistoryItem& item : history.items) {
        bool is_first = true;
        for (const HistoryItem::Effect& effect : item.effects) {
            const std::string when = time_text(static_cast<std::int64_t>(wall_ms_of(item.time)));
            const std::string kind =
                item.note.kind == NoteKind::kNone ? "" : std::string(name_of(item.note)) + ", ";
            table.add_row({is_first ? short_change_id(item.dot) : "", is_first ? when : "",
                           is_first ? author_text(item.author) : "",
                           field_name(replica->schema(), effect.field),
                           effect_text(records, located.scope, effect),
                           lost_text(records, located.scope, effect),
                           is_first ? kind + status_of(item) : ""});
            is_first = false;
        }
    }
    context.say(table.text(context.terminal));
    if (!history.is_whole) context.say("older changes are not kept here any more\n");
    return ExitCode::kOk;
}

/// The scope of the newest own change that is no undo.
std::optional<ScopeId> scope_of_newest(const replica::Replica& replica) {
    std::optional<ScopeId> newest;
    std::uint64_t newest_sequence = 0;
    for (const ScopeId scope : replica.scopes()) {
        for (const auto& [sequence, row] : replica.scope(scope)->pending) {
            if (row.change.note.kind == NoteKind::kUndoes || sequence < newest_sequence) continue;
            newest = scope;
            newest_sequence = sequence;
        }
    }
    return newest;
}

struct UndoOptions {
    std::string change;
    std::string scope;
};

ExitCode undo(const Context& context, const UndoOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const auto take_back = [&] {
        if (!options.change.empty()) {
            const FoundChange found = find_change(*replica, options.change);
            return take(replica->undo(Context::now(), found.scope, found.dot));
        }
        std::optional<ScopeId> scope = scope_of_newest(*replica);
        if (!options.scope.empty() || !scope) scope = records.scope_for_edit(options.scope);
        return take(replica->undo_last(Context::now(), *scope));
    };
    const replica::Undone undone = take_back();
    boost::json::array left;
    std::string left_text;
    for (const merge::UndoLeft& cell : undone.left) {
        const std::string name = field_name(replica->schema(), cell.key.field);
        left.emplace_back(name);
        left_text += (left_text.empty() ? "" : ", ") + name;
    }
    if (context.is_json) {
        context.print({{"change", undone.dot ? boost::json::value(change_id(*undone.dot))
                                             : boost::json::value(nullptr)},
                       {"left", std::move(left)}});
    } else if (undone.dot) {
        context.say("taken back; `wedsync undo " + short_change_id(*undone.dot) +
                    "` does it again\n");
    } else {
        context.say("nothing was changed: there was nothing left to take back\n");
    }
    if (!left_text.empty()) {
        context.say("left as they are, because somebody wrote since: " + left_text + "\n");
    }
    return undone.dot ? ExitCode::kOk : ExitCode::kProblem;
}

}  // namespace

void add_history(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("history", "Who changed a record, when, and what was replaced");
    auto id = std::make_shared<std::string>();
    command->add_option("RECORD", *id, "Its id, or a beginning of it")->required();
    command->footer(examples({"history 74606d88b3", "history 74606d88b3 --json"}));
    on_run(*command, context, [&context, id] { return history(context, *id); });
}

void add_undo(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("undo", "Take a change back: your newest, or any");
    auto options = std::make_shared<UndoOptions>();
    command->add_option("CHANGE", options->change, "As `history` writes it (default: your newest)");
    command->add_option("--scope", options->scope, "Your newest in this scope");
    command->footer(examples({"undo", "undo 1f0c9a7e.12"}));
    on_run(*command, context, [&context, options] { return undo(context, *options); });
}

}  // namespace wedsync::cli
