// replay: a recorded staff log on many devices over recorded networks, in virtual time.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/output_file.hpp"
#include "cli/progress.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "engine/json/strict_json.hpp"
#include "importers/network_trace.hpp"
#include "importers/usage_log.hpp"
#include "sim/day/away.hpp"
#include "sim/day/replay.hpp"
#include "sim/day/replay_log.hpp"

namespace wedsync::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string usage;
    std::string network;
    std::uint32_t devices = 4;
    std::uint32_t away_min = 90;
    std::uint32_t scopes = 1;
    std::size_t limit = 0;
    std::uint64_t seed = 1;
    std::string strategy = "adaptive";
    std::string output;
    std::string answers = "off";
    std::string prevention = "off";
    std::vector<double> heed{0.3, 0.5, 0.8};
};

/// A replay in which people were warned.
struct Warned {
    double heed = 0;
    sim::ReplayResult result;
};

/// A file with traces, or a folder of them. `index.csv` and what is no trace by its name (the
/// untouched originals, single bandwidth tests) are passed over.
std::vector<fs::path> trace_files(const std::string& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return {path};
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
        const std::string name = entry.path().filename().string();
        const bool is_trace = name.ends_with(".csv") || name.ends_with(".tar") ||
                              name.ends_with(".csv.xz") || name.ends_with(".tar.xz");
        const bool is_other = name == "index.csv" || name.find("-raw-") != std::string::npos ||
                              name.starts_with("mobilebandwidth-");
        if (is_trace && !is_other) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<sim::Trace> read_networks(const std::string& path) {
    std::vector<sim::Trace> traces;
    if (path.empty()) return traces;
    for (const fs::path& file : trace_files(path)) {
        const std::string bytes = read_file(file.string());
        const auto recorded = take_input(
            importers::parse_network_traces(as_bytes(bytes), file.stem().string()), file.string(),
            "A network is CSV with t_ms,down_kbps[,up_kbps], or a tar of those, .xz.");
        for (const importers::NetworkTrace& each : recorded)
            traces.push_back(sim::network_of(each));
    }
    if (traces.empty()) {
        throw Failure(ExitCode::kBadInput, path + ": no recorded network there",
                      "--network takes a .csv or .tar file, plain or .xz, or a folder of them.");
    }
    return traces;
}

double saved(std::uint64_t ours, std::uint64_t theirs) {
    return theirs == 0 ? 0 : 1 - static_cast<double>(ours) / static_cast<double>(theirs);
}

double seconds(std::uint64_t milliseconds) {
    return static_cast<double>(milliseconds) / 1'000;
}

double bytes_per_op(const sim::ReplayResult& result) {
    return result.ops == 0
               ? 0
               : static_cast<double>(result.wire_bytes) / static_cast<double>(result.ops);
}

std::int64_t avoided(const sim::ReplayResult& off, const Warned& on) {
    return static_cast<std::int64_t>(off.meetings.conflicts) -
           static_cast<std::int64_t>(on.result.meetings.conflicts);
}

/// Nothing where none was avoided.
boost::json::value hints_per_avoided(const sim::ReplayResult& off, const Warned& on) {
    const std::int64_t count = avoided(off, on);
    if (count <= 0) return nullptr;
    return static_cast<double>(on.result.prevention.hints) / static_cast<double>(count);
}

boost::json::array json_of(const sim::ReplayResult& off, const std::vector<Warned>& warned) {
    boost::json::array runs;
    for (const Warned& on : warned) {
        const sim::PreventionFigures& figures = on.result.prevention;
        runs.push_back({{"heed", on.heed},
                        {"conflicts_off", off.meetings.conflicts},
                        {"conflicts", on.result.meetings.conflicts},
                        {"hints", figures.hints},
                        {"heeded", figures.heeded},
                        {"hints_per_avoided", hints_per_avoided(off, on)},
                        {"delayed", figures.delayed},
                        {"delay_p50_s", seconds(figures.delay_p50_ms)},
                        {"delay_p95_s", seconds(figures.delay_p95_ms)},
                        {"impatient", figures.impatient},
                        {"ops", on.result.ops},
                        {"converged", on.result.is_converged}});
    }
    return runs;
}

/// Of all times that edits met in a field; 0 where none did.
double share_of(const sim::Meetings& meetings, std::uint64_t part) {
    const std::uint64_t all = meetings.conflicts + meetings.auto_merged;
    return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

double left_to_people(const sim::Meetings& meetings) {
    const std::uint64_t likely = std::min(meetings.likely, meetings.conflicts);
    return share_of(meetings, meetings.conflicts - likely);
}

boost::json::object json_of(const sim::ReplayResult& result, const Options& options) {
    return {{"ops", result.ops},
            {"wire_bytes", result.wire_bytes},
            {"bytes_per_op", bytes_per_op(result)},
            {"naive_json_bytes", result.naive_json_bytes},
            {"gzip_json_bytes", result.gzip_json_bytes},
            {"saved_vs_naive", saved(result.wire_bytes, result.naive_json_bytes)},
            {"saved_vs_gzip", saved(result.wire_bytes, result.gzip_json_bytes)},
            {"converged", result.is_converged},
            {"conflicts", result.meetings.conflicts},
            {"auto_merged", result.meetings.auto_merged},
            {"likely", result.meetings.likely},
            {"answered", result.meetings.decided},
            {"open", result.meetings.open},
            {"settled_by_rules", share_of(result.meetings, result.meetings.auto_merged)},
            {"settled_by_model", share_of(result.meetings, result.meetings.likely)},
            {"left_to_people", left_to_people(result.meetings)},
            {"visible_p50_s", seconds(result.visible_p50_ms)},
            {"visible_p95_s", seconds(result.visible_p95_ms)},
            {"devices", options.devices},
            {"strategy", options.strategy},
            {"seed", options.seed},
            {"frames", result.frames},
            {"frame_bytes", result.frame_bytes},
            {"wire_bytes_without_deflate", result.plain_wire_bytes},
            {"connections", result.connections},
            {"played_s", seconds(result.played_ms)}};
}

std::string fixed(double number, int digits) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, number);
    return text.data();
}

std::string per_cent(double share) {
    return fixed(share * 100, 1) + " %";
}

void say_result(const Context& context, const sim::ReplayResult& result) {
    Table table({{"bytes", Align::kLeft, Style::kPlain},
                 {"total", Align::kRight, Style::kPlain},
                 {"per edit", Align::kRight, Style::kPlain},
                 {"saved", Align::kRight, Style::kGreen}});
    const auto row = [&](const char* what, std::uint64_t bytes, const std::string& saved_text) {
        const double ops = static_cast<double>(std::max<std::uint64_t>(result.ops, 1));
        table.add_row(
            {what, std::to_string(bytes), fixed(static_cast<double>(bytes) / ops, 1), saved_text});
    };
    row("WedSync, all of the wire", result.wire_bytes, "");
    row("  without permessage-deflate", result.plain_wire_bytes, "");
    row("naive JSON queue", result.naive_json_bytes,
        per_cent(saved(result.wire_bytes, result.naive_json_bytes)));
    row("the same with gzip per sync", result.gzip_json_bytes,
        per_cent(saved(result.wire_bytes, result.gzip_json_bytes)));
    context.say(table.text(context.terminal) + "\n");
    context.say(std::to_string(result.ops) + " edits, visible to others after " +
                fixed(seconds(result.visible_p50_ms), 1) + " s (half of them), " +
                fixed(seconds(result.visible_p95_ms), 1) + " s (95 %)\n");
    context.say(std::to_string(result.meetings.conflicts) + " disagreements, " +
                std::to_string(result.meetings.auto_merged) + " settled by themselves\n");
    context.say(
        "of all that met: " + per_cent(share_of(result.meetings, result.meetings.auto_merged)) +
        " settled by exact rules, " + per_cent(share_of(result.meetings, result.meetings.likely)) +
        " by the model, " + per_cent(left_to_people(result.meetings)) +
        " left to people (who settled " + std::to_string(result.meetings.decided) + ")\n");
    const std::string verdict = result.is_converged
                                    ? "All devices and the hub are in the same state."
                                    : "The devices are NOT in the same state.";
    context.say(
        styled(context.terminal, result.is_converged ? Style::kGreen : Style::kRed, verdict) +
        "\n");
}

void say_warned(const Context& context, const sim::ReplayResult& off,
                const std::vector<Warned>& warned) {
    Table table({{"people heed", Align::kRight, Style::kPlain},
                 {"disagreements", Align::kRight, Style::kPlain},
                 {"fewer", Align::kRight, Style::kGreen},
                 {"hints", Align::kRight, Style::kPlain},
                 {"edits delayed", Align::kRight, Style::kPlain},
                 {"by (half of them)", Align::kRight, Style::kPlain},
                 {"(95 %)", Align::kRight, Style::kPlain}});
    table.add_row({"no hints", std::to_string(off.meetings.conflicts), "", "0", "0", "", ""});
    const auto minutes = [](std::uint64_t milliseconds) {
        return fixed(seconds(milliseconds) / 60, 1) + " min";
    };
    for (const Warned& on : warned) {
        const sim::PreventionFigures& figures = on.result.prevention;
        table.add_row({per_cent(on.heed), std::to_string(on.result.meetings.conflicts),
                       per_cent(saved(on.result.meetings.conflicts, off.meetings.conflicts)),
                       std::to_string(figures.hints), std::to_string(figures.delayed),
                       minutes(figures.delay_p50_ms), minutes(figures.delay_p95_ms)});
    }
    context.say("\n" + table.text(context.terminal) + "\n");
}

/// The edits as they were dealt, and how the items end: for whoever plays them elsewhere.
std::string script_of(const std::vector<sim::ReplayEdit>& edits, const sim::ReplayResult& result) {
    boost::json::array script;
    for (const sim::ReplayEdit& edit : edits) {
        script.push_back({{"at_ms", edit.at_ms},
                          {"device", edit.device},
                          {"item", edit.item},
                          {"status", edit.status},
                          {"owner", edit.owner},
                          {"note", edit.note}});
    }
    boost::json::array ends;
    for (const auto& [item, end] : result.ends) {
        boost::json::object fields{{"item", item}};
        for (const auto& [field, values] : end)
            fields[field] = boost::json::array(values.begin(), values.end());
        ends.push_back(std::move(fields));
    }
    return json::write_json(
               boost::json::object{{"edits", std::move(script)}, {"ends", std::move(ends)}}) +
           "\n";
}

ExitCode replay(const Context& context, const Options& options) {
    if (!options.output.empty()) {
        check_output_path(options.output, {options.usage, options.network}, context.data);
    }
    const std::string usage = read_file(options.usage);
    const auto events =
        take_input(importers::parse_usage_log(as_bytes(usage)), options.usage,
                   "A log is CSV with t_unix,user,item,action,lifecycle, plain or .xz.");
    sim::ReplayDeal deal;
    deal.devices = options.devices;
    deal.scopes = options.scopes;
    deal.limit = options.limit;
    const std::vector<sim::ReplayEdit> edits = sim::deal(events, deal);
    if (edits.empty()) {
        throw Failure(ExitCode::kBadInput, options.usage + ": nobody did anything in this log",
                      "Rows of user 0 do not count: they are nobody's, or automatic.");
    }
    sim::ReplayOptions how;
    how.seed = options.seed;
    how.devices = options.devices;
    how.scopes = options.scopes;
    how.away_ms = std::uint64_t{options.away_min} * 60'000;
    how.networks = read_networks(options.network);
    how.has_answers = options.answers == "on";
    how.strategy =
        options.strategy == "reference" ? pace::Strategy::kReference : pace::Strategy::kAdaptive;
    Progress progress("replaying", context.shows_progress());
    how.progress = [&](std::size_t done) { progress.update(done, edits.size()); };
    const sim::ReplayResult result = take(sim::replay(edits, how));
    std::vector<Warned> warned;
    if (options.prevention == "on") {
        for (const double heed : options.heed) {
            how.prevention =
                sim::PreventionOptions{static_cast<std::uint32_t>(std::lround(heed * 1'000))};
            warned.push_back({heed, take(sim::replay(edits, how))});
        }
    }
    const bool is_converged =
        result.is_converged && std::all_of(warned.begin(), warned.end(),
                                           [](const Warned& on) { return on.result.is_converged; });
    if (!options.output.empty()) {
        write_output_file(options.output, script_of(edits, result), "the script",
                          "The replay itself went through.");
    }
    if (context.is_json) {
        boost::json::object object = json_of(result, options);
        if (!warned.empty()) object["prevention"] = json_of(result, warned);
        context.print(object);
    } else {
        say_result(context, result);
        if (!warned.empty()) say_warned(context, result, warned);
    }
    return is_converged ? ExitCode::kOk : ExitCode::kProblem;
}

}  // namespace

void add_replay(CLI::App& app, Context& context) {
    constexpr std::uint32_t kDevicesMax = 64;
    constexpr std::uint32_t kScopesMax = 64;
    constexpr auto kAwayMax = static_cast<std::uint32_t>(sim::kAwayMsMax / 60'000);
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "replay", "Replays a recorded staff log on many devices over recorded networks");
    command->add_option("--usage", options->usage, "The log: CSV, plain or .xz")
        ->required()
        ->type_name("FILE");
    command
        ->add_option("--network", options->network,
                     "Recorded networks, of which each device draws one (default: no outages)")
        ->type_name("FILE|DIR");
    command->add_option("--devices", options->devices, "How many devices")
        ->check(CLI::Range(std::uint32_t{1}, kDevicesMax));
    command
        ->add_option("--away", options->away_min,
                     "Minutes that each device is away, two times a day; 0: never")
        ->check(CLI::Range(std::uint32_t{0}, kAwayMax));
    command->add_option("--scopes", options->scopes, "Into how many scopes the items are dealt")
        ->check(CLI::Range(std::uint32_t{1}, kScopesMax));
    command->add_option("--limit", options->limit, "Only the first so many edits");
    command->add_option("--seed", options->seed, "Of networks, absences and ids");
    command
        ->add_option("--strategy", options->strategy,
                     "How devices pace themselves: adaptive, or by the reference table")
        ->check(CLI::IsMember({"adaptive", "reference"}));
    command
        ->add_option("--answers", options->answers,
                     "on: people who come back settle a few disagreements, and the hub may settle "
                     "others as its model says")
        ->check(CLI::IsMember({"off", "on"}));
    command
        ->add_option("--prevention", options->prevention,
                     "on: also with people who are warned before an edit that may meet another")
        ->check(CLI::IsMember({"off", "on"}));
    command
        ->add_option("--heed", options->heed,
                     "With --prevention on, how often a hint is heeded; several are replayed each")
        ->check(CLI::Range(0.0, 1.0))
        ->delimiter(',');
    command
        ->add_option("-o,--output", options->output,
                     "Write the edits, and how the items end, as JSON")
        ->type_name("FILE");
    command->footer(examples({"replay --usage helpdesk-it.csv.xz --limit 2000",
                              "replay --usage bpic2012-loans.csv.xz "
                              "--network zhuge-rest-wifi.tar.xz --devices 6 --json"}));
    on_run(*command, context, [&context, options] { return replay(context, *options); });
}

}  // namespace wedsync::cli
