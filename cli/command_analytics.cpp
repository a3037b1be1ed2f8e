// analytics.
#include <cmath>
#include <memory>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/moment.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "modules/analytics/answers.hpp"

namespace wedsync::cli {
namespace {

struct AnalyticsOptions {
    std::int64_t days = 7;
    std::string scope;
    std::uint32_t minutes = 0;
    std::uint32_t edits = 0;
};

std::string part_text(std::uint64_t part, std::uint64_t whole) {
    return std::to_string(part) + " of " + std::to_string(whole);
}

std::string minutes_text(double ms) {
    constexpr double kMinuteMs = 60'000;
    return std::to_string(std::llround(ms / kMinuteMs)) + " min";
}

std::string usage_text(const analytics::Usage& usage, std::int64_t days) {
    if (usage.whole.sessions == 0 && usage.whole.edits == 0) return {};
    std::string text =
        "in " + std::to_string(days) + " days: " + std::to_string(usage.whole.sessions) +
        " sessions, " + std::to_string(usage.whole.edits) + " edits, about " +
        std::to_string(std::llround(usage.whole.touched.estimate())) + " different records";
    const auto middle = usage.whole.session_ms.quantile(0.5);
    if (middle) text += "; half of the sessions within " + minutes_text(*middle);
    text += "\n";
    std::string missing;
    for (const auto& [device, standing] : usage.devices) {
        if (standing.is_missing) missing += (missing.empty() ? "" : ", ") + printable(device);
    }
    if (!missing.empty()) text += "without the latest of: " + missing + "\n";
    return text;
}

ExitCode show(const Context& context, const AnalyticsOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const std::int64_t now_ms = wall_ms();
    const std::vector<ScopeId> scopes = records.scopes_for_reading(options.scope);
    const auto events = take(analytics::read_events(*replica, scopes));
    const auto parts = take(analytics::read_usage(*replica, scopes));
    const analytics::Usage usage = analytics::usage_of(parts, options.days, now_ms);
    if (context.is_json) {
        boost::json::array rows;
        for (const analytics::EventFigures& event : events) {
            boost::json::object row = analytics::json_of(event);
            row["scope"] = records.scope_name(event.scope);
            rows.push_back(std::move(row));
        }
        context.print({{"events", std::move(rows)},
                       {"usage", analytics::json_of(usage, now_ms)},
                       {"as_of", time_text(now_ms)}});
        return ExitCode::kOk;
    }
    Table table({{"event", Align::kLeft, Style::kCyan},
                 {"accepted", Align::kRight, Style::kPlain},
                 {"seated", Align::kRight, Style::kPlain},
                 {"arrived", Align::kRight, Style::kBold},
                 {"tasks", Align::kRight, Style::kPlain},
                 {"run sheet", Align::kRight, Style::kPlain},
                 {"moved by", Align::kRight, Style::kYellow}});
    for (const analytics::EventFigures& event : events) {
        table.add_row(
            {event.name, part_text(event.accepted, event.invited), std::to_string(event.seated),
             std::to_string(event.arrived), part_text(event.tasks_done, event.tasks),
             part_text(event.items_done, event.items), std::to_string(event.delay_min) + " min"});
    }
    context.say(
        (table.empty() ? std::string("there are no events here\n") : table.text(context.terminal)) +
        usage_text(usage, options.days) + "as of " + time_text(now_ms) +
        ", as this device knows it\n");
    return ExitCode::kOk;
}

ExitCode count(const Context& context, const AnalyticsOptions& options) {
    constexpr double kMinuteMs = 60'000;
    const auto replica = open_replica(context);
    Records records(*replica);
    const ScopeId scope = records.scope_for_edit(options.scope);
    analytics::Counted counted;
    counted.edits = options.edits;
    counted.sessions = 1;
    counted.session_ms.add(kMinuteMs * options.minutes);
    modules::Views views(*replica);
    take(analytics::count({*replica, views, Context::now()}, scope, counted));
    if (context.is_json) {
        context.print({{"sessions", 1}, {"edits", options.edits}});
    } else {
        context.say("counted\n");
    }
    return ExitCode::kOk;
}

}  // namespace

void add_analytics(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("analytics", "How each event stands, and how the devices were used");
    auto options = std::make_shared<AnalyticsOptions>();
    command->add_option("--days", options->days, "Use of so many days, today included")
        ->capture_default_str()
        ->check(CLI::Range(1, 365));
    command->add_option("--scope", options->scope, "In this scope");
    command->footer(examples(
        {"analytics", "analytics --days 30 --json", "analytics count --minutes 12 --edits 40"}));
    on_run(*command, context, [&context, options] { return show(context, *options); });

    CLI::App* count_command =
        command->add_subcommand("count", "Counts a session of this device, for scripts");
    auto counted = std::make_shared<AnalyticsOptions>();
    count_command->add_option("--minutes", counted->minutes, "How long it was");
    count_command->add_option("--edits", counted->edits, "How much was edited in it");
    count_command->add_option("--scope", counted->scope, "In this scope");
    count_command->footer(examples({"analytics count --minutes 12 --edits 40"}));
    on_run(*count_command, context, [&context, counted] { return count(context, *counted); });
}

}  // namespace wedsync::cli
