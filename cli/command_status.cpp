// scopes, status and verify.
#include <memory>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/number_text.hpp"
#include "cli/progress.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "loaders/plan.hpp"
#include "modules/kit/action_queue.hpp"

namespace wedsync::cli {
namespace {

/// What there is to say about one scope.
struct ScopeFigures {
    std::string name;
    std::size_t records = 0;
    std::size_t pending = 0;
    std::size_t refused = 0;
    std::size_t conflicts = 0;
};

ScopeFigures figures_of(Records& records, ScopeId scope) {
    replica::Replica& replica = records.replica();
    const replica::ScopeState& state = *replica.scope(scope);
    return {state.row.name, records.all_of(scope, std::nullopt).size(), state.pending.size(),
            state.refused.size(), take(replica.conflicts(scope)).size()};
}

/// Over what a hub accepted: equal on all copies of a scope that hold the same.
boost::json::object sums_of(const store::ScopeRow& row) {
    return {{"have", hex_text(row.have_sum)}, {"cells", hex_text(row.cells_sum)}};
}

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::uint64_t kKilo = 1'024;
    if (bytes < kKilo) return std::to_string(bytes) + " B";
    if (bytes < kKilo * kKilo) return std::to_string(bytes / kKilo) + " kB";
    return std::to_string(bytes / (kKilo * kKilo)) + " MB";
}

/// What waits for the hub beside the log: invitations by mail.
std::string actions_text(const modules::QueueState& queue) {
    if (queue.waiting == 0 && queue.held == 0) return "";
    const auto counted = [](std::size_t count) {
        return std::to_string(count) + (count == 1 ? " action" : " actions");
    };
    std::string text = counted(queue.waiting) + " to be sent beside them";
    if (queue.held > 0) text += ", " + counted(queue.held) + " for somebody to look at";
    return text + ": `wedsync outbox`\n";
}

ExitCode status(const Context& context) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const store::Store::Size size = take(replica->store().size());
    const Schema& schema = replica->schema();
    Table table({{"scope", Align::kLeft, Style::kPlain},
                 {"records", Align::kRight, Style::kPlain},
                 {"to be sent", Align::kRight, Style::kPlain},
                 {"refused", Align::kRight, Style::kRed},
                 {"conflicts", Align::kRight, Style::kYellow}});
    boost::json::array scopes;
    for (const ScopeId scope : replica->scopes()) {
        const ScopeFigures figures = figures_of(records, scope);
        scopes.push_back({{"scope", figures.name},
                          {"records", figures.records},
                          {"pending", figures.pending},
                          {"refused", figures.refused},
                          {"conflicts", figures.conflicts},
                          {"sums", sums_of(replica->scope(scope)->row)}});
        table.add_row({figures.name, std::to_string(figures.records),
                       std::to_string(figures.pending), std::to_string(figures.refused),
                       std::to_string(figures.conflicts)});
    }
    const modules::QueueState queue = take(modules::ActionQueue(*replica).state());
    if (context.is_json) {
        context.print({{"data", context.data},
                       {"schema", {{"name", schema.name}, {"version", schema.version}}},
                       {"person", replica->author().person},
                       {"device", replica->author().device},
                       {"role", replica->author().role},
                       {"file_bytes", size.file_bytes},
                       {"log_bytes", size.log_bytes},
                       {"scopes", std::move(scopes)},
                       {"actions", {{"waiting", queue.waiting}, {"held", queue.held}}}});
        return ExitCode::kOk;
    }
    context.say(context.data + ": " + bytes_text(size.file_bytes) + ", schema " + schema.name +
                " " + std::to_string(schema.version) + ", you are " +
                printable(replica->author().person) + " on " + printable(replica->author().device) +
                "\n");
    if (table.empty()) {
        context.say("no scopes yet: `wedsync scopes --add NAME` makes one\n");
    } else {
        context.say(table.text(context.terminal));
    }
    context.say(actions_text(queue));
    return ExitCode::kOk;
}

ExitCode scopes(const Context& context, const std::vector<std::string>& added) {
    const auto replica =
        open_replica(context, added.empty() ? WhenMissing::kFail : WhenMissing::kCreate);
    for (const std::string& name : added) {
        if (name.empty() || !is_utf8(name)) {
            throw Failure(ExitCode::kBadInput, "a scope needs a name in UTF-8");
        }
        take(replica->add_scope(loaders::scope_id_of(name), name));
    }
    boost::json::array items;
    for (const ScopeId scope : replica->scopes()) {
        const std::string& name = replica->scope(scope)->row.name;
        items.emplace_back(name);
        context.say(printable(name) + "\n");
    }
    if (context.is_json) context.print({{"scopes", std::move(items)}});
    return ExitCode::kOk;
}

/// One finding per line; empty: all is well.
struct Findings {
    std::vector<std::string> problems;
    std::uint64_t records = 0;
    std::size_t scopes = 0;
};

Findings verify_all(replica::Replica& replica, Progress& progress) {
    Findings findings;
    const Result<void> file = replica.store().check(store::CheckDepth::kFull);
    if (!file.ok()) findings.problems.push_back("the file: " + file.error().detail);
    const std::vector<ScopeId> scopes = replica.scopes();
    for (const ScopeId scope : scopes) {
        progress.update(findings.scopes++, scopes.size());
        const std::string& name = replica.scope(scope)->row.name;
        const auto verified = replica.verify(scope);
        if (!verified.ok()) {
            findings.problems.push_back(name + ": " + verified.error().detail);
            continue;
        }
        findings.records += verified.value().records;
        if (verified.value().pending_damaged > 0) {
            findings.problems.push_back(name + ": damaged rows with changes that wait: " +
                                        std::to_string(verified.value().pending_damaged));
        }
        if (!verified.value().sums_agree()) {
            findings.problems.push_back(name + ": the rows do not add up to the sum kept of them");
        }
    }
    progress.finish();
    return findings;
}

ExitCode verify(const Context& context) {
    const auto replica = open_replica(context);
    Progress progress("verifying", context.shows_progress());
    const Findings findings = verify_all(*replica, progress);
    const bool is_ok = findings.problems.empty();
    if (context.is_json) {
        context.print(
            {{"ok", is_ok},
             {"records", findings.records},
             {"scopes", findings.scopes},
             {"problems", boost::json::array(findings.problems.begin(), findings.problems.end())}});
    }
    for (const std::string& problem : findings.problems)
        context.say(styled(context.terminal, Style::kRed, printable(problem)) + "\n");
    context.say(is_ok ? "verified: " + std::to_string(findings.records) + " records in " +
                            std::to_string(findings.scopes) + " scopes\n"
                      : "Keep the file as it is; what a hub or another device has is safe there, "
                        "and the next sync repairs damaged rows.\n");
    return is_ok ? ExitCode::kOk : ExitCode::kProblem;
}

}  // namespace

void add_status(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("status", "What this store holds and what waits");
    command->footer(examples({"status", "status --json"}));
    on_run(*command, context, [&context] { return status(context); });
}

void add_scopes(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("scopes", "List the scopes held here, or add one");
    auto added = std::make_shared<std::vector<std::string>>();
    command->add_option("--add", *added, "A new scope of this name (and the store, if missing)");
    command->footer(examples({"scopes", "scopes --add \"Lena and Tom\""}));
    on_run(*command, context, [&context, added] { return scopes(context, *added); });
}

void add_verify(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("verify",
                           "Read everything again and check every sum; exit code 1 if "
                           "anything is wrong");
    command->footer(examples({"verify", "verify --json"}));
    on_run(*command, context, [&context] { return verify(context); });
}

}  // namespace wedsync::cli
