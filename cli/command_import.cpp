// import: schedules and guest lists.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/progress.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "importers/guests.hpp"
#include "importers/schedule.hpp"
#include "loaders/load.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kErrorsShown = 5;

struct Options {
    std::vector<std::string> files;
    std::string kind = "auto";
    std::string scope;
    std::string errors_file;
    bool is_dry_run = false;
    bool overwrites = false;
};

/// What the files hold, before anything is opened.
struct Input {
    std::optional<importers::Schedule> schedule;
    std::optional<importers::GuestList> guests;
    std::string guests_file;
};

bool looks_like_schedule(std::string_view bytes) {
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    const std::size_t at = bytes.find_first_not_of(" \t\r\n");
    return at != std::string_view::npos && (bytes[at] == '<' || bytes[at] == '{');
}

void read_into(Input& input, const std::string& file, const std::string& kind) {
    const std::string bytes = read_file(file);
    const std::string safe = "Nothing was imported.";
    if (bytes.empty()) throw Failure(ExitCode::kBadInput, file + " is empty", safe);
    const bool is_schedule = kind == "schedule" || (kind == "auto" && looks_like_schedule(bytes));
    if (is_schedule) {
        if (input.schedule) throw Failure(ExitCode::kUsage, "more than one schedule", safe);
        input.schedule = take_input(importers::parse_schedule(bytes), file,
                                    safe + " A schedule is a frab (pentabarf) XML or JSON file.");
        if (input.schedule->items.empty()) {
            throw Failure(ExitCode::kBadInput, file + ": a schedule without a single item", safe);
        }
        return;
    }
    if (input.guests) throw Failure(ExitCode::kUsage, "more than one guest list", safe);
    input.guests = take_input(importers::parse_guests(bytes), file,
                              safe +
                                  " A guest list is CSV with a header row and a column of "
                                  "names (name, or first_name and last_name).");
    input.guests_file = file;
}

/// What one scope got.
struct Outcome {
    std::string scope;
    loaders::Loaded loaded;
};

std::vector<Outcome> load_venue(replica::Replica& replica, const Input& input,
                                const loaders::LoadOptions& options) {
    std::vector<importers::ImportedGuest> guests;
    if (input.guests) guests = input.guests->guests;
    const importers::Venue venue = importers::venue_from(*input.schedule, guests);
    std::vector<Outcome> outcomes;
    for (loaders::LoadedWedding& wedding :
         take(loaders::load_venue(replica, Context::now(), venue, options))) {
        outcomes.push_back({wedding.name, std::move(wedding.loaded)});
    }
    return outcomes;
}

std::vector<Outcome> load_guests(replica::Replica& replica, const Input& input,
                                 const std::string& scope_text,
                                 const loaders::LoadOptions& options) {
    Records records(replica);
    ScopeId scope;
    std::string name = scope_text;
    const std::vector<ScopeId> scopes = replica.scopes();
    const bool is_known = std::any_of(scopes.begin(), scopes.end(), [&](ScopeId id) {
        return records.scope_name(id) == scope_text;
    });
    if (scope_text.empty() && scopes.empty()) {
        throw Failure(ExitCode::kUsage, "a guest list needs a scope",
                      "Add --scope NAME (it is made if it is new), or import it together with a "
                      "schedule, which makes scopes. Nothing was imported.");
    }
    const loaders::Plan plan = loaders::plan_of(input.guests->guests);
    if (scope_text.empty() || is_known) {
        scope = records.scope_for_edit(scope_text);
        name = records.scope_name(scope);
    } else {
        scope = loaders::scope_id_of(name);
        // Looked at first: a list that cannot be loaded leaves no empty scope behind.
        loaders::LoadOptions look = options;
        look.is_dry_run = true;
        look.progress = nullptr;
        take(loaders::load(replica, Context::now(), scope, plan, look));
        if (!options.is_dry_run) take(replica.add_scope(scope, name));
    }
    return {{name, take(loaders::load(replica, Context::now(), scope, plan, options))}};
}

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string cell = "\"";
    for (const char c : text) {
        cell += c;
        if (c == '"') cell += c;
    }
    return cell + "\"";
}

void write_errors(const std::string& file, const std::vector<importers::RowError>& errors) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << "line,column,problem,row_left_out\n";
    for (const importers::RowError& error : errors) {
        out << error.line << ',' << csv_cell(error.column) << ',' << csv_cell(error.what) << ','
            << (error.is_row_lost ? "yes" : "no") << '\n';
    }
    out.flush();
    if (!out) {
        throw Failure(ExitCode::kBadInput, "the errors file " + file + " cannot be written",
                      "Nothing was imported.");
    }
}

boost::json::object json_of(const Outcome& outcome) {
    boost::json::object collections;
    for (const auto& [name, tally] : outcome.loaded.tallies) {
        collections[name] = {{"created", tally.created},
                             {"changed", tally.changed},
                             {"unchanged", tally.unchanged},
                             {"fields_kept", tally.fields_kept}};
    }
    return {{"scope", outcome.scope},
            {"commits", outcome.loaded.commits},
            {"collections", std::move(collections)}};
}

void print_json(const Context& context, const Options& options, const Input& input,
                const std::vector<Outcome>& outcomes) {
    boost::json::array scopes;
    for (const Outcome& outcome : outcomes)
        scopes.emplace_back(json_of(outcome));
    boost::json::array errors;
    boost::json::array unknown;
    if (input.guests) {
        for (const importers::RowError& error : input.guests->errors) {
            errors.push_back({{"line", error.line},
                              {"column", error.column},
                              {"problem", error.what},
                              {"row_left_out", error.is_row_lost}});
        }
        for (const std::string& column : input.guests->unknown_columns)
            unknown.emplace_back(column);
    }
    context.print({{"dry_run", options.is_dry_run},
                   {"schedule_items", input.schedule ? input.schedule->items.size() : 0},
                   {"guests", input.guests ? input.guests->guests.size() : 0},
                   {"scopes", std::move(scopes)},
                   {"errors", std::move(errors)},
                   {"unknown_columns", std::move(unknown)}});
}

void say_errors(const Context& context, const Options& options, const Input& input) {
    if (!input.guests) return;
    const std::vector<importers::RowError>& errors = input.guests->errors;
    for (std::size_t i = 0; i < errors.size() && i < kErrorsShown; ++i) {
        context.say("  line " + std::to_string(errors[i].line) + ", " +
                    printable(errors[i].column) + ": " + printable(errors[i].what) +
                    (errors[i].is_row_lost ? " (row left out)\n" : " (cell left out)\n"));
    }
    if (errors.size() > kErrorsShown) {
        const std::string more = std::to_string(errors.size() - kErrorsShown) + " more";
        context.say("  " + more +
                    (options.errors_file.empty() ? " (--errors FILE writes them all)\n"
                                                 : " in " + options.errors_file + "\n"));
    }
    for (const std::string& column : input.guests->unknown_columns)
        context.say("  the column \"" + printable(column) + "\" is not known and was left out\n");
}

void print_text(const Context& context, const Options& options, const Input& input,
                const std::vector<Outcome>& outcomes) {
    // One row per scope; --json has the collections of each.
    Table table({{"scope", Align::kLeft, Style::kPlain},
                 {options.is_dry_run ? "would create" : "created", Align::kRight, Style::kGreen},
                 {"changed", Align::kRight, Style::kPlain},
                 {"unchanged", Align::kRight, Style::kDim},
                 {"fields kept as edited", Align::kRight, Style::kYellow}});
    std::size_t total = 0;
    std::size_t commits = 0;
    for (const Outcome& outcome : outcomes) {
        commits += outcome.loaded.commits;
        loaders::Tally sum;
        for (const auto& [name, tally] : outcome.loaded.tallies) {
            sum.created += tally.created;
            sum.changed += tally.changed;
            sum.unchanged += tally.unchanged;
            sum.fields_kept += tally.fields_kept;
        }
        total += sum.created + sum.changed + sum.unchanged;
        table.add_row({outcome.scope, std::to_string(sum.created), std::to_string(sum.changed),
                       std::to_string(sum.unchanged), std::to_string(sum.fields_kept)});
    }
    context.say(table.text(context.terminal));
    if (input.schedule) {
        context.say(std::to_string(input.schedule->items.size()) +
                    " items in the schedule; the busiest rooms of its busiest day became " +
                    std::to_string(outcomes.size()) + " scopes\n");
    }
    if (input.guests) {
        context.say(std::to_string(input.guests->guests.size()) + " guests in the list, " +
                    std::to_string(input.guests->errors.size()) + " problems\n");
    }
    say_errors(context, options, input);
    context.say(options.is_dry_run
                    ? std::to_string(total) + " records; a dry run, nothing was written\n"
                    : std::to_string(total) + " records in " + std::to_string(commits) +
                          " commits\n");
}

ExitCode import(const Context& context, const Options& options) {
    Input input;
    for (const std::string& file : options.files)
        read_into(input, file, options.kind);
    if (!options.errors_file.empty()) {
        write_errors(options.errors_file,
                     input.guests ? input.guests->errors : std::vector<importers::RowError>{});
    }
    // A dry run without a store compares with an empty one, and leaves none behind.
    std::optional<TemporaryFolder> scratch;
    std::unique_ptr<replica::Replica> replica;
    if (options.is_dry_run && !std::filesystem::exists(context.data)) {
        scratch.emplace();
        replica = open_replica_at(context, scratch->path() + "/dry.wedsync");
    } else {
        replica = open_replica(context, WhenMissing::kCreate);
    }
    Progress progress("importing", context.shows_progress());
    loaders::LoadOptions load;
    load.is_dry_run = options.is_dry_run;
    load.when_different =
        options.overwrites ? loaders::WhenDifferent::kOverwrite : loaders::WhenDifferent::kKeep;
    load.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    const std::vector<Outcome> outcomes = input.schedule
                                              ? load_venue(*replica, input, load)
                                              : load_guests(*replica, input, options.scope, load);
    progress.finish();
    if (context.is_json) {
        print_json(context, options, input, outcomes);
    } else {
        print_text(context, options, input, outcomes);
    }
    const bool lost_rows =
        input.guests && std::any_of(input.guests->errors.begin(), input.guests->errors.end(),
                                    [](const auto& error) { return error.is_row_lost; });
    return lost_rows ? ExitCode::kProblem : ExitCode::kOk;
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "import", "Bring in a schedule (frab XML or JSON), a guest list (CSV), or both");
    auto options = std::make_shared<Options>();
    command->add_option("FILE", options->files, "One schedule, one guest list, or one of each")
        ->required();
    command->add_option("--kind", options->kind, "What the file is")
        ->check(CLI::IsMember({"auto", "schedule", "guests"}))
        ->capture_default_str();
    command->add_option("--scope", options->scope, "Where a guest list goes; made if new");
    command->add_flag("--dry-run", options->is_dry_run, "Count what would happen, write nothing");
    command->add_flag("--overwrite", options->overwrites,
                      "Write over fields that differ (otherwise what people wrote is kept)");
    command->add_option("--errors", options->errors_file, "Write rows in error to this CSV file");
    command->footer(examples({"import schedule.xml guests.csv --dry-run",
                              "import guests.csv --scope \"Lena and Tom\" --errors problems.csv",
                              "import schedule.json --json"}));
    on_run(*command, context, [&context, options] { return import(context, *options); });
}

}  // namespace wedsync::cli
