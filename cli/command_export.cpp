// export: what a scope shows, as a file.
#include <cstdio>
#include <memory>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/output_file.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"

#include "loaders/export.hpp"

namespace wedsync::cli {
namespace {

struct Options {
    std::string format;
    std::string scope;
    std::string collection = "guests";
    std::string output;
};

loaders::Exported export_as(Records& records, ScopeId scope, const Options& options) {
    if (options.format == "json") return take(loaders::export_json(records.replica(), scope));
    if (options.format == "ics") return take(loaders::export_calendar(records.replica(), scope));
    const std::string& name = records.find_collection(options.collection).name;
    return take(loaders::export_table(records.replica(), scope, name));
}

void write_standard_output(const std::string& bytes) {
    const std::size_t written = std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    if (written != bytes.size() || std::fflush(stdout) != 0) {
        throw Failure(ExitCode::kStore, "standard output cannot be written",
                      "The store was only read. Write to a file with --output FILE.");
    }
}

ExitCode export_scope(const Context& context, const Options& options) {
    if (context.is_json && options.output.empty()) {
        throw Failure(ExitCode::kUsage, "--json tells of a file: which?",
                      "Add --output FILE. The store was not opened.");
    }
    if (!options.output.empty()) check_output_path(options.output, {}, context.data);
    const auto replica = open_replica(context);
    Records records(*replica);
    const ScopeId scope = records.scope_for_edit(options.scope);
    const loaders::Exported exported = export_as(records, scope, options);
    if (options.output.empty()) {
        write_standard_output(exported.bytes);
        for (const std::string& line : exported.left_out)
            std::fprintf(stderr, "wedsync: not in the file: %s\n", printable(line).c_str());
        return ExitCode::kOk;
    }
    write_output_file(options.output, exported.bytes, "the export", "The store was only read.");
    boost::json::array left_out;
    for (const std::string& line : exported.left_out)
        left_out.emplace_back(line);
    if (context.is_json) {
        context.print({{"format", options.format},
                       {"scope", records.scope_name(scope)},
                       {"file", options.output},
                       {"records", exported.records},
                       {"bytes", exported.bytes.size()},
                       {"left_out", std::move(left_out)}});
        return ExitCode::kOk;
    }
    context.say(std::to_string(exported.records) + " records of \"" +
                printable(records.scope_name(scope)) + "\" in " + printable(options.output) + "\n");
    for (const std::string& line : exported.left_out)
        context.say("  not in the file: " + printable(line) + "\n");
    return ExitCode::kOk;
}

}  // namespace

void add_export(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "export", "Write a guest list (CSV), a timeline (.ics) or everything (JSON) to a file");
    auto options = std::make_shared<Options>();
    command
        ->add_option("--format", options->format,
                     "csv: one collection; ics: the timeline; json: all")
        ->check(CLI::IsMember({"csv", "ics", "json"}))
        ->required();
    command->add_option("--scope,--event", options->scope,
                        "Which event; needed where there are several");
    command->add_option("--collection", options->collection, "What of it, as CSV")
        ->capture_default_str();
    command->add_option("-o,--output", options->output, "The file (default: standard output)");
    command->footer(examples({"export --format csv --scope \"Lena and Tom\" --output guests.csv",
                              "export --format ics --output timeline.ics",
                              "export --format json --output lena-and-tom.json",
                              "export --format csv --collection vendors"}));
    on_run(*command, context, [&context, options] { return export_scope(context, *options); });
}

}  // namespace wedsync::cli
