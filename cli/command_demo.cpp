// demo: a day at a venue, in one process and in virtual time.
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "cli/commands.hpp"
#include "cli/day_screen.hpp"
#include "cli/demo_input.hpp"
#include "cli/failure.hpp"
#include "cli/number_text.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "sim/day/day_words.hpp"

namespace wedsync::cli {
namespace {

constexpr double kSecondsOnTerminal = 28;
constexpr double kSecondsMax = 3'600;
constexpr std::uint64_t kFramesPerSecond = 10;
constexpr std::uint64_t kStepMs = 600'000;

struct Options {
    std::uint64_t seed = 1;
    std::string folder;
    /// How long the day takes; negative: as the output suits.
    double seconds = -1;
    bool is_plain = false;
    bool is_quick = false;
};

/// How long the day shall take, in seconds; 0: as fast as it can.
double seconds_of(const Context& context, const Options& options) {
    if (options.is_quick || context.is_json) return 0;
    if (options.seconds >= 0) return options.seconds;
    return context.terminal.is_out_tty ? kSecondsOnTerminal : 0;
}

void play(sim::VenueDay& day, DayScreen& screen, double seconds) {
    const std::uint64_t whole_ms = day.end_ms() - day.start_ms();
    const auto frames = static_cast<std::uint64_t>(seconds * static_cast<double>(kFramesPerSecond));
    const std::uint64_t step_ms =
        frames == 0 ? kStepMs : std::max<std::uint64_t>(whole_ms / frames, 1'000);
    auto due = std::chrono::steady_clock::now();
    while (!day.is_over()) {
        take(day.play_to(std::min(day.wall_ms() + step_ms, day.end_ms())));
        screen.show(day);
        if (frames == 0) continue;
        due += std::chrono::milliseconds(1'000 / kFramesPerSecond);
        std::this_thread::sleep_until(due);
    }
}

boost::json::array opinions_json(const sim::Disagreement& disagreement) {
    boost::json::array opinions;
    for (const sim::Opinion& each : disagreement.opinions) {
        opinions.push_back({{"person", each.person},
                            {"time", sim::clock_words(each.wall_ms)},
                            {"value", each.value}});
    }
    return opinions;
}

std::string holder_of(const sim::DaySummary& summary, const sim::CopyCheck& copy) {
    return copy.device.has_value() ? summary.people[*copy.device].member.device : "Hub";
}

boost::json::object summary_json(const sim::DaySummary& summary, const Options& options) {
    boost::json::array people;
    for (const sim::DaySummary::Person& each : summary.people) {
        people.push_back({{"person", each.member.person},
                          {"device", each.member.device},
                          {"edits", each.edits},
                          {"clock_ahead_ms", each.clock_ahead_ms},
                          {"wire_bytes", each.bytes.wire_bytes}});
    }
    boost::json::array disagreements;
    for (const sim::Disagreement& each : summary.disagreements) {
        disagreements.push_back({{"event", each.scope_name},
                                 {"about", each.about},
                                 {"opinions", opinions_json(each)},
                                 {"open", each.is_open},
                                 {"ending", each.ending}});
    }
    boost::json::array copies;
    for (const sim::CopyCheck& each : summary.copies) {
        copies.push_back({{"scope", hex_text(each.scope.value())},
                          {"holder", holder_of(summary, each)},
                          {"records", each.records},
                          {"state_hash", hex_text(each.state_hash)},
                          {"problem", each.problem}});
    }
    return {{"seed", options.seed},
            {"records", summary.records_loaded},
            {"changes", summary.shared},
            {"people", people},
            {"disagreements", disagreements},
            {"settled_alone", summary.meetings.auto_merged},
            {"converged", summary.is_converged},
            {"copies", copies},
            {"trace_hash", hex_text(summary.trace_hash)},
            {"ok", summary.ok()}};
}

std::string people_text(const Context& context, const sim::DaySummary& summary) {
    Table table({{"who", Align::kLeft, Style::kBold},
                 {"device", Align::kLeft, Style::kPlain},
                 {"edits", Align::kRight, Style::kPlain},
                 {"sent and received", Align::kRight, Style::kPlain},
                 {"clock", Align::kLeft, Style::kDim}});
    for (const sim::DaySummary::Person& each : summary.people) {
        const std::int64_t minutes = (each.clock_ahead_ms + 30'000) / 60'000;
        table.add_row(
            {each.member.person, each.member.device, std::to_string(each.edits),
             std::to_string(each.bytes.wire_bytes / 1'000) + " kB",
             minutes == 0 ? "right" : std::to_string(minutes) + " min ahead, and said so"});
    }
    return table.text(context.terminal);
}

std::string disagreements_text(const Context& context, const sim::DaySummary& summary) {
    std::string text;
    for (const sim::Disagreement& each : summary.disagreements) {
        text += "  " + styled(context.terminal, Style::kBold, printable(each.about)) + "\n";
        for (const sim::Opinion& opinion : each.opinions) {
            text += "      " + sim::clock_words(opinion.wall_ms) + " " +
                    printable(opinion.person + ": " + opinion.value) + "\n";
        }
        const Style style = each.is_open ? Style::kRed : Style::kGreen;
        const std::string ending = each.is_open ? "still open" : each.ending;
        text += "    " + styled(context.terminal, style, "→ " + printable(ending)) + "\n";
    }
    return text;
}

std::string copies_text(const Context& context, const sim::DaySummary& summary) {
    std::string text;
    std::size_t good = 0;
    for (const sim::CopyCheck& each : summary.copies) {
        if (each.ok()) {
            ++good;
            continue;
        }
        text += styled(context.terminal, Style::kRed,
                       "  " + holder_of(summary, each) + ": " + printable(each.problem)) +
                "\n";
    }
    text += "verify: " + std::to_string(good) + " of " + std::to_string(summary.copies.size()) +
            " copies read from disk again, sums recomputed, state equal to the hub's\n";
    const std::string verdict =
        summary.ok() ? "Everybody has the same day." : "The copies are NOT equal.";
    return text + styled(context.terminal, summary.ok() ? Style::kGreen : Style::kRed, verdict) +
           "\n";
}

void say_summary(const Context& context, const sim::DaySummary& summary) {
    std::uint64_t edits = 0;
    for (const sim::DaySummary::Person& each : summary.people)
        edits += each.edits;
    context.say("\n" + styled(context.terminal, Style::kBold, "The day") + "\n");
    context.say(std::to_string(edits) + " edits by four people on " +
                std::to_string(summary.records_loaded) + " records. " +
                std::to_string(summary.meetings.auto_merged) +
                " times two wrote the same thing at once and it settled by itself; " +
                std::to_string(summary.disagreements.size()) +
                " times they meant different things and a person was asked.\n\n");
    context.say(people_text(context, summary) + "\n");
    context.say(styled(context.terminal, Style::kBold, "What people disagreed about") + "\n");
    context.say(disagreements_text(context, summary) + "\n");
    context.say(copies_text(context, summary));
}

ExitCode demo(const Context& context, const Options& options) {
    DemoInput input;
    if (options.folder.empty()) {
        input.venue = importers::make_venue(options.seed);
    } else {
        input = read_demo_folder(options.folder, options.seed);
    }
    for (const std::string& remark : input.remarks)
        context.say(printable(remark) + "\n");
    const std::string title = input.venue.name;
    const std::unique_ptr<sim::VenueDay> day =
        take(sim::VenueDay::create(options.seed, input.venue, load_schema(context)));
    const bool is_live = context.terminal.is_out_tty && !options.is_plain && !context.is_json;
    context.say(printable("A day at " + title) + ": " +
                std::to_string(input.venue.weddings.size()) + " events, four devices, seed " +
                std::to_string(options.seed) + "\n\n");
    DayScreen screen(context, title, is_live);
    play(*day, screen, seconds_of(context, options));
    const sim::DaySummary summary = take(day->finish());
    screen.show(*day);
    if (context.is_json) {
        context.print(summary_json(summary, options));
    } else {
        say_summary(context, summary);
    }
    return summary.ok() ? ExitCode::kOk : ExitCode::kProblem;
}

}  // namespace

void add_demo(CLI::App& app, Context& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "demo", "Plays a day at a venue: four devices, offline and back, to one state");
    command->add_option("--seed", options->seed, "Another seed, another day");
    command
        ->add_option("--data", options->folder,
                     "Folder with a schedule (XML, JSON) and guest lists (CSV), also in its "
                     "subfolders schedules, guests and people; without: a made-up venue")
        ->type_name("DIR");
    command
        ->add_option("--speed", options->seconds,
                     "How many seconds the day takes (default: 28 on a terminal, else 0)")
        ->check(CLI::Range(0.0, kSecondsMax));
    command->add_flag("--plain", options->is_plain, "Lines instead of a picture");
    command->add_flag("--quick", options->is_quick, "As fast as it can");
    command->footer(examples({"demo", "demo --seed 7 --quick",
                              "demo --data ../shared/data/real --plain", "demo --quick --json"}) +
                    "Ends with exit code 1 if the copies are not equal.");
    on_run(*command, context, [&context, options] { return demo(context, *options); });
}

}  // namespace wedsync::cli
