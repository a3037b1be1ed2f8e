// outbox: what waits to be sent, and what a hub refused.
#include <memory>
#include <optional>
#include <variant>

#include "cli/changes.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/base/overloaded.hpp"
#include "modules/kit/action_queue.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kWritesShown = 3;
constexpr std::size_t kRowsShown = 50;

const char* name_of(RefusalReason reason) {
    switch (reason) {
        case RefusalReason::kInvalid:
            return "invalid";
        case RefusalReason::kNotAllowed:
            return "not allowed";
        case RefusalReason::kAfterRefused:
            return "stands on a refused one";
        case RefusalReason::kForked:
            return "another change has its name";
        case RefusalReason::kBadValue:
            return "a value that is not allowed";
        case RefusalReason::kTooLarge:
            return "too large";
        case RefusalReason::kSchemaTooNew:
            return "the hub does not know this collection";
    }
    return "unknown";
}

/// What a change does, in few words: "full_name=Gina Rossi, rsvp=accepted, ...".
std::string summary_of(Records& records, ScopeId scope, const Change& change) {
    const Schema& schema = records.replica().schema();
    std::vector<std::string> parts;
    for (const Operation& operation : change.operations) {
        std::visit(Overloaded{[&](const operation::Put& put) {
                                  if (put.key.field.field == kLifeField) return;
                                  const FieldSchema* field = schema.find(put.key.field);
                                  const std::string value =
                                      put.key.sub.empty() || field == nullptr ||
                                              field->kind != FieldKind::kSet
                                          ? records.shown(scope, put.value, field)
                                          : "+" + put.key.sub;
                                  parts.push_back(field_name(schema, put.key.field) + "=" + value);
                              },
                              [&](const operation::Drop& drop) {
                                  parts.push_back(field_name(schema, drop.key.field) + "=");
                              },
                              [&](const operation::Kill&) { parts.emplace_back("deletes"); },
                              [&](const operation::Unknown&) { parts.emplace_back("?"); }},
                   operation);
    }
    std::string text;
    for (std::size_t i = 0; i < parts.size() && i < kWritesShown; ++i)
        text += (i == 0 ? "" : ", ") + parts[i];
    if (parts.size() > kWritesShown) {
        text += ", " + std::to_string(parts.size() - kWritesShown) + " more";
    }
    return text;
}

boost::json::object pending_json(Records& records, ScopeId scope, const store::OwnRow& row) {
    return {{"change", change_id(row.change.dot)},
            {"scope", records.scope_name(scope)},
            {"type", row.type},
            {"what", summary_of(records, scope, row.change)},
            {"status", row.status == store::OwnStatus::kPending ? "waiting" : "at the hub"},
            {"made_at", time_text(static_cast<std::int64_t>(row.created_ms))},
            {"attempts", row.attempts}};
}

constexpr std::size_t kActionIdShown = 8;

/// What waits for the hub beside the log; addresses are masked.
struct Actions {
    boost::json::array items;
    Table table{{{"action", Align::kLeft, Style::kDim},
                 {"for", Align::kLeft, Style::kCyan},
                 {"made", Align::kLeft, Style::kPlain},
                 {"tries", Align::kRight, Style::kPlain},
                 {"state", Align::kLeft, Style::kBold},
                 {"why", Align::kLeft, Style::kPlain}}};
};

Actions read_actions(Records& records) {
    Actions actions;
    modules::ActionQueue queue(records.replica());
    const std::size_t most = modules::kActionsWaitingMax + modules::kActionsHeldMax;
    for (const modules::QueuedAction& action : take(queue.list(most))) {
        if (actions.items.size() < kRowsShown) {
            actions.table.add_row({action.id.substr(0, kActionIdShown), action.label,
                                   time_text(action.created_at_ms), std::to_string(action.attempts),
                                   modules::name_of(action.status), action.reason});
        }
        actions.items.push_back({{"action", action.id},
                                 {"scope", records.scope_name(action.scope)},
                                 {"type", action.type},
                                 {"for", action.label},
                                 {"status", modules::name_of(action.status)},
                                 {"code", action.code},
                                 {"why", action.reason},
                                 {"made_at", time_text(action.created_at_ms)},
                                 {"attempts", action.attempts}});
    }
    return actions;
}

void say_actions(const Context& context, const Actions& actions) {
    if (actions.table.empty()) return;
    context.say("asked of the hub beside the records:\n" + actions.table.text(context.terminal));
    if (actions.items.size() > kRowsShown) {
        context.say("and " + std::to_string(actions.items.size() - kRowsShown) + " more\n");
    }
    context.say("`wedsync outbox --retry ACTION` tries one now, --discard lets it go\n");
}

ExitCode list(const Context& context) {
    const auto replica = open_replica(context);
    Records records(*replica);
    Table waiting({{"change", Align::kLeft, Style::kDim},
                   {"scope", Align::kLeft, Style::kPlain},
                   {"made", Align::kLeft, Style::kPlain},
                   {"tries", Align::kRight, Style::kPlain},
                   {"what", Align::kLeft, Style::kPlain}});
    Table refused({{"change", Align::kLeft, Style::kDim},
                   {"scope", Align::kLeft, Style::kPlain},
                   {"why", Align::kLeft, Style::kRed},
                   {"what", Align::kLeft, Style::kPlain}});
    boost::json::array waiting_items;
    boost::json::array refused_items;
    for (const ScopeId scope : replica->scopes()) {
        const replica::ScopeState& state = *replica->scope(scope);
        for (const auto& [sequence, row] : state.pending) {
            if (waiting_items.size() < kRowsShown) {
                waiting.add_row({short_change_id(row.change.dot), records.scope_name(scope),
                                 time_text(static_cast<std::int64_t>(row.created_ms)),
                                 std::to_string(row.attempts),
                                 summary_of(records, scope, row.change)});
            }
            waiting_items.push_back(pending_json(records, scope, row));
        }
        for (const auto& [dot, row] : state.refused) {
            refused.add_row({short_change_id(dot), records.scope_name(scope), name_of(row.reason),
                             summary_of(records, scope, row.change)});
            refused_items.push_back(
                {{"change", change_id(dot)},
                 {"scope", records.scope_name(scope)},
                 {"why", name_of(row.reason)},
                 {"what", summary_of(records, scope, row.change)},
                 {"refused_at", time_text(static_cast<std::int64_t>(row.refused_ms))}});
        }
    }
    Actions actions = read_actions(records);
    if (context.is_json) {
        context.print({{"waiting", waiting_items},
                       {"refused", refused_items},
                       {"actions", std::move(actions.items)}});
        return ExitCode::kOk;
    }
    if (waiting.empty() && refused.empty() && actions.table.empty())
        context.say("nothing waits here\n");
    if (!waiting.empty()) context.say(waiting.text(context.terminal));
    if (waiting_items.size() > kRowsShown) {
        context.say("and " + std::to_string(waiting_items.size() - kRowsShown) + " more\n");
    }
    if (!refused.empty()) {
        context.say("refused; they are kept until you say what becomes of them:\n" +
                    refused.text(context.terminal) +
                    "`wedsync outbox --retry CHANGE` makes one anew, --discard lets it go\n");
    }
    say_actions(context, actions);
    return ExitCode::kOk;
}

/// The one action whose id begins so; empty if there is none.
std::string find_action(replica::Replica& replica, const std::string& text) {
    std::string found;
    if (text.size() < kActionIdShown) return found;
    const std::size_t most = modules::kActionsWaitingMax + modules::kActionsHeldMax;
    for (const modules::QueuedAction& action : take(modules::ActionQueue(replica).list(most))) {
        if (!action.id.starts_with(text)) continue;
        if (!found.empty()) return {};
        found = action.id;
    }
    return found;
}

/// A refused change by its name, in whole or as the table has it.
FoundChange find_refused(replica::Replica& replica, const std::string& text) {
    std::vector<FoundChange> found;
    for (const ScopeId scope : replica.scopes()) {
        for (const auto& [dot, row] : replica.scope(scope)->refused) {
            if (text == short_change_id(dot) || text == change_id(dot))
                found.push_back({scope, dot});
        }
    }
    if (found.size() == 1) return found.front();
    const bool is_several = found.size() > 1;
    throw Failure(
        is_several ? ExitCode::kBadInput : ExitCode::kNotFound,
        (is_several ? "more than one refused change is called " : "no refused change is called ") +
            text,
        "`wedsync outbox --json` has their whole names. Nothing was changed.");
}

ExitCode retry(const Context& context, const std::string& text) {
    const auto replica = open_replica(context);
    if (const std::string action = find_action(*replica, text); !action.empty()) {
        take(modules::ActionQueue(*replica).retry(action));
        if (context.is_json) context.print({{"retried", text}, {"action", action}});
        context.say("`wedsync sync` tries it now\n");
        return ExitCode::kOk;
    }
    const FoundChange found = find_refused(*replica, text);
    const Draft draft = take(replica->refused_draft(found.scope, found.dot));
    const replica::Committed made = take(replica->retry_refused(Context::now(), found.dot, draft));
    if (context.is_json) context.print({{"retried", text}, {"change", change_id(made.dot)}});
    context.say("made anew as " + short_change_id(made.dot) + "; `wedsync sync` sends it\n");
    return ExitCode::kOk;
}

ExitCode discard(const Context& context, const std::string& text) {
    const auto replica = open_replica(context);
    if (const std::string action = find_action(*replica, text); !action.empty()) {
        take(modules::ActionQueue(*replica).discard(action));
        if (context.is_json) context.print({{"discarded", action}});
        context.say("let go\n");
        return ExitCode::kOk;
    }
    const FoundChange found = find_refused(*replica, text);
    take(replica->discard_refused(found.scope, found.dot));
    if (context.is_json) context.print({{"discarded", change_id(found.dot)}});
    context.say("let go\n");
    return ExitCode::kOk;
}

}  // namespace

void add_outbox(CLI::App& app, Context& context) {
    struct Options {
        std::string retried;
        std::string discarded;
    };
    CLI::App* command =
        app.add_subcommand("outbox", "What waits to be sent, and what a hub refused");
    auto options = std::make_shared<Options>();
    CLI::Option* again =
        command->add_option("--retry", options->retried, "Make a refused change anew");
    command->add_option("--discard", options->discarded, "Let a refused change go for good")
        ->excludes(again);
    command->footer(examples({"outbox", "outbox --retry 5f21.12", "outbox --discard 5f21.12"}));
    on_run(*command, context, [&context, options] {
        if (!options->retried.empty()) return retry(context, options->retried);
        if (!options->discarded.empty()) return discard(context, options->discarded);
        return list(context);
    });
}

}  // namespace wedsync::cli
