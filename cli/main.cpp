#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "cli/commands.hpp"
#include "cli/context.hpp"
#include "cli/failure.hpp"
#include "cli/user_settings.hpp"

namespace wedsync::cli {
namespace {

constexpr const char* kAbout =
    "WedSync keeps events, guests, tables, vendors and timelines of a venue on every device,\n"
    "online or not. These commands work on one replica in one file.";
constexpr const char* kFooter =
    "Exit codes: 0 done, 1 found a problem, 2 wrong usage, 3 bad input, 4 not found, 5 store,\n"
    "6 hub.\n"
    "`wedsync COMMAND --help` has examples. docs/command.md has everything.";

void add_shared_options(CLI::App& app, Context& context) {
    app.add_option("-d,--data", context.data, "File of the store")->envname("WEDSYNC_DB");
    app.add_option("--schema", context.schema, "Schema file (default: the built-in venue schema)")
        ->envname("WEDSYNC_SCHEMA");
    app.add_option("--person", context.person, "Who makes the edits")->envname("WEDSYNC_PERSON");
    app.add_option("--role", context.role, "In which role")->envname("WEDSYNC_ROLE");
    app.add_option("--device", context.device, "On which device")->envname("WEDSYNC_DEVICE");
    app.add_flag("--json", context.is_json, "Output for programs: JSON");
    app.add_option("--page-count-max", context.page_count_max, "Quota of the store, 4 KiB pages")
        ->envname("WEDSYNC_PAGE_COUNT_MAX")
        ->group("");
}

void add_commands(CLI::App& app, Context& context) {
    add_init(app, context);
    add_import(app, context);
    add_export(app, context);
    add_query(app, context);
    add_get(app, context);
    add_add(app, context);
    add_set(app, context);
    add_delete(app, context);
    add_erase(app, context);
    add_watch(app, context);
    add_conflicts(app, context);
    add_decide(app, context);
    add_decisions(app, context);
    add_switch(app, context);
    add_health(app, context);
    add_milestones(app, context);
    add_campaign(app, context);
    add_analytics(app, context);
    add_form(app, context);
    add_invite(app, context);
    add_problems(app, context);
    add_repair(app, context);
    add_undo(app, context);
    add_history(app, context);
    add_status(app, context);
    add_scopes(app, context);
    add_verify(app, context);
    add_join(app, context);
    add_sync(app, context);
    add_outbox(app, context);
    add_claims(app, context);
    add_activity(app, context);
    add_devices(app, context);
    add_hub(app, context);
    add_support(app, context);
    add_bench(app, context);
    add_demo(app, context);
    add_replay(app, context);
    add_model(app, context);
    add_completion(app, context);
    add_man(app, context);
}

const char* name_of(ExitCode code) {
    switch (code) {
        case ExitCode::kOk:
            return "ok";
        case ExitCode::kProblem:
            return "problem";
        case ExitCode::kUsage:
            return "usage";
        case ExitCode::kBadInput:
            return "bad_input";
        case ExitCode::kNotFound:
            return "not_found";
        case ExitCode::kStore:
            return "store";
        case ExitCode::kHub:
            return "hub";
    }
    return "problem";
}

/// Errors go to standard error, as text or as one line of JSON, so that what a pipe reads from
/// standard output is results only.
int report(const Context& context, const Failure& failure) {
    if (context.is_json) {
        const boost::json::object error{{"code", name_of(failure.code())},
                                        {"exit_code", static_cast<int>(failure.code())},
                                        {"message", failure.what()},
                                        {"advice", failure.advice()}};
        const std::string line = json::write_json(boost::json::object{{"error", error}}) + "\n";
        std::fputs(line.c_str(), stderr);
    } else {
        std::fprintf(stderr, "wedsync: %s\n", printable(failure.what()).c_str());
        if (!failure.advice().empty()) std::fprintf(stderr, "  %s\n", failure.advice().c_str());
    }
    return static_cast<int>(failure.code());
}

/// CLI11 says that a command is missing where one is misspelt, and has not read --json by then.
Failure usage_failure(const CLI::App& app, const CLI::ParseError& error) {
    const std::vector<std::string> rest = app.remaining();
    const bool is_misspelt = app.get_subcommands().empty() && !rest.empty();
    return {ExitCode::kUsage,
            is_misspelt ? "there is no command \"" + rest.front() + "\"" : error.what(),
            "`wedsync --help` and `wedsync COMMAND --help` say how."};
}

int run(int argument_count, const char* const* arguments) {
    Context context;
    context.version = WEDSYNC_VERSION;
    CLI::App app(kAbout, "wedsync");
    app.footer(kFooter);
    app.set_version_flag("--version", "wedsync " WEDSYNC_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    add_shared_options(app, context);
    add_commands(app, context);
    try {
        app.parse(argument_count, arguments);
        apply_user_settings(app);
        return static_cast<int>(context.run());
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        return report(context, usage_failure(app, error));
    } catch (const Failure& failure) {
        return report(context, failure);
    }
}

}  // namespace
}  // namespace wedsync::cli

int main(int argument_count, char** arguments) {
    try {
        return wedsync::cli::run(argument_count, arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "wedsync: %s (this is a bug)\n", error.what());
        return EXIT_FAILURE;
    }
}
