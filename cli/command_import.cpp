// import: schedules, guest lists and what else goes into a scope; taking an import back.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/import_input.hpp"
#include "cli/import_report.hpp"
#include "cli/import_undo.hpp"
#include "cli/output_file.hpp"
#include "cli/progress.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"

#include "importers/time_zone.hpp"
#include "loaders/load.hpp"

namespace wedsync::cli {
namespace {

constexpr const char* kSafe = "Nothing was imported.";

struct Options {
    std::vector<std::string> files;
    std::string kind = "auto";
    std::string scope;
    std::string errors_file;
    bool is_preview = false;
    bool overwrites = false;
    bool lists = false;
    bool as_guests = false;
    std::string utc_offset;
    std::optional<std::string> undo;
};

/// What the files hold, before anything is opened.
struct Input {
    std::optional<importers::Schedule> schedule;
    std::optional<ListInput> list;
    /// The list's bytes: it is read again where its event is known only later.
    std::string bytes;
    Schema schema;
};

ReadOptions read_options(const Options& options, const std::string& scope) {
    ReadOptions read;
    read.scope = scope;
    read.contacts_are_guests = options.as_guests;
    if (options.utc_offset.empty()) return read;
    read.utc_offset_min = importers::parse_utc_offset(options.utc_offset);
    if (!read.utc_offset_min) {
        throw Failure(ExitCode::kUsage, "\"" + options.utc_offset + "\" is no offset from UTC",
                      std::string("It is written like +02:00. ") + kSafe);
    }
    return read;
}

void read_into(Input& input, const std::string& file, const Options& options) {
    std::string bytes = read_file(file);
    if (bytes.empty()) throw Failure(ExitCode::kBadInput, file + " is empty", kSafe);
    const InputKind kind = kind_of(options.kind, bytes);
    if (kind == InputKind::kSchedule) {
        if (input.schedule) throw Failure(ExitCode::kUsage, "more than one schedule", kSafe);
        input.schedule = read_schedule(file, bytes);
        return;
    }
    if (input.list) throw Failure(ExitCode::kUsage, "more than one guest list", kSafe);
    input.list = read_list(kind, file, bytes, read_options(options, options.scope), input.schema);
    input.bytes = std::move(bytes);
}

std::vector<ImportOutcome> load_venue(replica::Replica& replica, const Input& input,
                                      const loaders::LoadOptions& options) {
    std::vector<importers::ImportedGuest> guests;
    if (input.list) guests = input.list->guests;
    const importers::Venue venue = importers::venue_from(*input.schedule, guests);
    std::vector<ImportOutcome> outcomes;
    for (loaders::LoadedWedding& wedding :
         take(loaders::load_venue(replica, Context::now(), venue, options))) {
        outcomes.push_back({wedding.name, std::move(wedding.loaded)});
    }
    return outcomes;
}

/// Where a list goes.
struct Target {
    ScopeId scope;
    std::string name;
    bool is_new = false;
};

Target target_of(replica::Replica& replica, const std::string& scope_text) {
    const Records records(replica);
    const std::vector<ScopeId> scopes = replica.scopes();
    const bool is_known = std::any_of(scopes.begin(), scopes.end(), [&](ScopeId id) {
        return records.scope_name(id) == scope_text;
    });
    if (scope_text.empty() && scopes.empty()) {
        throw Failure(ExitCode::kUsage, "a list needs a scope",
                      "Add --scope NAME (it is made if it is new), or import it together with a "
                      "schedule, which makes scopes. Nothing was imported.");
    }
    if (!scope_text.empty() && !is_known)
        return {loaders::scope_id_of(scope_text), scope_text, true};
    const ScopeId scope = records.scope_for_edit(scope_text);
    return {scope, records.scope_name(scope), false};
}

/// Looks first, at everything: what is left out is known, and written to the errors file, before
/// anything is; and a list that cannot be loaded leaves no empty scope behind.
std::vector<ImportOutcome> load_list(replica::Replica& replica, Input& input,
                                     const Options& options, loaders::LoadOptions load) {
    ListInput& list = *input.list;
    const Target target = target_of(replica, options.scope.empty() ? list.scope : options.scope);
    if (target.name != options.scope) {
        list = read_list(list.kind, list.file, input.bytes, read_options(options, target.name),
                         input.schema);
    }
    load.when_ambiguous = loaders::WhenAmbiguous::kLeaveOut;
    load.when_impossible = loaders::WhenImpossible::kLeaveOut;
    loaders::LoadOptions look = load;
    look.is_dry_run = true;
    look.progress = nullptr;
    loaders::Loaded looked =
        take(loaders::load(replica, Context::now(), target.scope, list.plan, look));
    list.errors = all_errors(list, looked);
    if (!options.errors_file.empty()) {
        write_output_file(options.errors_file, errors_csv(list), "the errors file", kSafe);
    }
    if (options.is_preview) return {{target.name, std::move(looked)}};
    if (target.is_new) take(replica.add_scope(target.scope, target.name));
    return {
        {target.name, take(loaders::load(replica, Context::now(), target.scope, list.plan, load))}};
}

ExitCode import_files(const Context& context, const Options& options) {
    if (!options.errors_file.empty()) {
        check_output_path(options.errors_file, options.files, context.data);
    }
    Input input;
    input.schema = load_schema(context);
    for (const std::string& file : options.files)
        read_into(input, file, options);
    // A preview without a store compares with an empty one, and leaves none behind.
    std::optional<TemporaryFolder> scratch;
    std::unique_ptr<replica::Replica> replica;
    if (options.is_preview && !std::filesystem::exists(context.data)) {
        scratch.emplace();
        replica = open_replica_at(context, scratch->path() + "/preview.wedsync");
    } else {
        replica = open_replica(context, WhenMissing::kCreate);
    }
    Progress progress("importing", context.shows_progress());
    ImportReport report;
    report.is_preview = options.is_preview;
    report.errors_file = options.errors_file;
    report.import = loaders::make_import_id(random_bits());
    loaders::LoadOptions load;
    load.is_dry_run = options.is_preview;
    load.import = report.import;
    load.when_different =
        options.overwrites ? loaders::WhenDifferent::kOverwrite : loaders::WhenDifferent::kKeep;
    load.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    if (input.schedule) {
        const bool is_guests = !input.list || input.list->kind == InputKind::kGuests;
        if (!is_guests) {
            throw Failure(ExitCode::kUsage, "a schedule goes with a guest list only",
                          std::string("Import the files one after another. ") + kSafe);
        }
        if (input.list && !options.errors_file.empty()) {
            write_output_file(options.errors_file, errors_csv(*input.list), "the errors file",
                              kSafe);
        }
        report.schedule_items = input.schedule->items.size();
        report.outcomes = load_venue(*replica, input, load);
    } else {
        report.outcomes = load_list(*replica, input, options, load);
    }
    progress.finish();
    report.list = std::move(input.list);
    if (context.is_json) {
        context.print(json_of(report));
    } else {
        context.say(text_of(context, report));
    }
    return report.has_lost_rows() ? ExitCode::kProblem : ExitCode::kOk;
}

ExitCode import(const Context& context, const Options& options) {
    const int wanted =
        (options.lists ? 1 : 0) + (options.undo ? 1 : 0) + (options.files.empty() ? 0 : 1);
    if (wanted != 1) {
        throw Failure(
            ExitCode::kUsage,
            wanted == 0 ? "FILE is required" : "FILE, --list and --undo exclude each other",
            "`wedsync import --help` has examples. Nothing was changed.");
    }
    if (options.lists) return list_imports(context);
    if (options.undo) return undo_import(context, *options.undo);
    return import_files(context, options);
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "import", "Bring in a guest list (CSV), a calendar (.ics), contacts (vCard), a schedule");
    auto options = std::make_shared<Options>();
    command->add_option("FILE", options->files,
                        "One list, one schedule, or a guest list and a schedule");
    command->add_flag("--as-guests", options->as_guests, "The contacts of a vCard file are guests");
    command->add_option("--utc-offset", options->utc_offset,
                        "Of times in a calendar that do not say it, like +02:00");
    command->add_option("--kind", options->kind, "What the file is")
        ->check(CLI::IsMember({"auto", "schedule", "guests", "calendar", "contacts"}))
        ->capture_default_str();
    command->add_option("--scope", options->scope, "Where a list goes; made if new");
    command->add_flag("--preview,--dry-run", options->is_preview,
                      "Show what would happen, write nothing");
    command->add_flag("--overwrite", options->overwrites,
                      "Write over fields that differ (otherwise what people wrote is kept)");
    command->add_option("--errors", options->errors_file, "Write rows in error to this CSV file");
    command->add_flag("--list", options->lists, "Show the imports that can be taken back");
    command
        ->add_option_function<std::vector<std::string>>(
            "--undo",
            [options](const std::vector<std::string>& id) {
                options->undo = id.empty() ? std::string() : id.front();
            },
            "Take a whole import back: the newest, or the one named")
        ->expected(0, 1)
        ->type_name("IMPORT");
    command->footer(examples(
        {"import guests.csv --scope \"Lena and Tom\" --preview",
         "import guests.csv --scope \"Lena and Tom\" --errors problems.csv",
         "import schedule.xml guests.csv", "import plan.ics --utc-offset +02:00",
         "import florists.vcf", "import friends.vcf --as-guests", "import lena-and-tom.json",
         "import --list", "import --undo 4f7c01d2a9b3", "import schedule.json --json"}));
    on_run(*command, context, [&context, options] { return import(context, *options); });
}

}  // namespace wedsync::cli
