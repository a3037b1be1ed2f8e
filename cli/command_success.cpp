// health and milestones.
#include <memory>
#include <vector>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/moment.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "modules/success/answers.hpp"

namespace wedsync::cli {
namespace {

struct SuccessOptions {
    std::string supplier;
    std::string kind;
    std::string risk;
    std::string at;
    std::string about;
    std::string scope;
    std::uint32_t days = 30;
};

ExitCode show_health(const Context& context, const SuccessOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const success::State state =
        take(modules::view_of<success::State>(*replica, records.scopes_for_reading(options.scope)));
    const std::int64_t now_ms = wall_ms();
    boost::json::array suppliers;
    Table table({{"supplier", Align::kLeft, Style::kCyan},
                 {"score", Align::kRight, Style::kBold},
                 {"risk", Align::kLeft, Style::kYellow},
                 {"why", Align::kLeft, Style::kPlain}});
    for (const std::string& supplier : state.suppliers()) {
        if (!options.supplier.empty() && supplier != options.supplier) continue;
        const success::Health health = state.health(supplier, now_ms);
        std::string why;
        for (const success::Part part : health.reasons)
            why += (why.empty() ? "" : "; ") + success::words_for(part, health);
        const std::string said = health.is_overridden ? " (as somebody said)" : "";
        table.add_row(
            {supplier, std::to_string(health.score), success::name_of(health.risk) + said, why});
        suppliers.push_back(success::json_of(supplier, health));
    }
    if (!options.supplier.empty() && suppliers.empty()) {
        throw Failure(ExitCode::kNotFound, "nothing is known of " + options.supplier,
                      "`wedsync health` lists whom something is known of.");
    }
    if (context.is_json) {
        context.print({{"suppliers", std::move(suppliers)}, {"as_of", time_text(now_ms)}});
    } else if (table.empty()) {
        context.say("nothing is known of any supplier yet: `wedsync health note` says something\n");
    } else {
        context.say(table.text(context.terminal) + "as of " + time_text(now_ms) +
                    ", as this device knows it\n");
    }
    return ExitCode::kOk;
}

ExitCode note(const Context& context, const SuccessOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const ScopeId scope = records.scope_for_edit(options.scope);
    const success::Activity activity{options.supplier, options.kind,
                                     moment_of(records, scope, options.at)};
    modules::Views views(*replica);
    const auto fresh = take(
        success::note_activity({*replica, views, Context::now()}, scope, activity, options.about));
    const success::State& state = *take(views.find<success::State>());
    const success::Health health = state.health(options.supplier, wall_ms());
    if (context.is_json) {
        boost::json::array reached;
        for (const success::Reached& each : fresh)
            reached.emplace_back(each.type);
        boost::json::object answer = success::json_of(options.supplier, health);
        answer["milestones"] = std::move(reached);
        context.print(answer);
        return ExitCode::kOk;
    }
    context.say(options.supplier + ": " + options.kind + " noted; health " +
                std::to_string(health.score) + ", risk " + success::name_of(health.risk) + "\n");
    for (const success::Reached& each : fresh)
        context.say("milestone: " + each.type + "\n");
    return ExitCode::kOk;
}

ExitCode say_risk(const Context& context, const SuccessOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const ScopeId scope = records.scope_for_edit(options.scope);
    success::RiskNote said;
    said.supplier = options.supplier;
    said.reason = options.about;
    said.risk.until_ms = wall_ms() + std::int64_t{options.days} * success::kDayMs;
    for (const success::Risk risk :
         {success::Risk::kLow, success::Risk::kMedium, success::Risk::kHigh}) {
        if (options.risk == success::name_of(risk)) said.risk.risk = risk;
    }
    take(replica->commit(Context::now(), success::draft_risk_note(scope, said, wall_ms())));
    const std::string until = time_text(said.risk.until_ms);
    if (context.is_json) {
        context.print({{"supplier", said.supplier}, {"risk", options.risk}, {"until", until}});
    } else {
        context.say(said.supplier + ": risk " + options.risk + " until " + until + "\n");
    }
    return ExitCode::kOk;
}

ExitCode show_milestones(const Context& context, const SuccessOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const success::State state =
        take(modules::view_of<success::State>(*replica, records.scopes_for_reading(options.scope)));
    boost::json::array rows;
    Table table({{"supplier", Align::kLeft, Style::kCyan},
                 {"milestone", Align::kLeft, Style::kBold},
                 {"reached", Align::kLeft, Style::kPlain}});
    for (const std::string& supplier : state.suppliers()) {
        if (!options.supplier.empty() && supplier != options.supplier) continue;
        for (const success::Reached& each : success::reached_by(
                 state.activities().find(supplier), success::default_milestones(), wall_ms())) {
            const bool is_celebrated = state.is_celebrated(supplier, each.type);
            table.add_row({supplier, each.type, time_text(each.at_ms)});
            rows.push_back(boost::json::object{{"supplier", supplier},
                                               {"type", each.type},
                                               {"achieved_at", time_text(each.at_ms)},
                                               {"celebrated", is_celebrated}});
        }
    }
    if (context.is_json) {
        context.print({{"milestones", std::move(rows)}, {"as_of", time_text(wall_ms())}});
    } else {
        context.say(table.empty() ? "no milestone was reached yet\n"
                                  : table.text(context.terminal));
    }
    return ExitCode::kOk;
}

void add_scope_option(CLI::App& command, SuccessOptions& options) {
    command.add_option("--scope", options.scope, "In this scope");
}

}  // namespace

void add_health(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "health", "How well it goes with suppliers: a score of 100, the risk, and why");
    auto options = std::make_shared<SuccessOptions>();
    command->add_option("--supplier", options->supplier, "Only this one");
    add_scope_option(*command, *options);
    command->footer(examples({"health", "health --supplier \"Crumb & Co\" --json",
                              "health note \"Crumb & Co\" form_submitted",
                              "health say \"Crumb & Co\" low --days 14 --why \"on holiday\""}));
    on_run(*command, context, [&context, options] { return show_health(context, *options); });

    CLI::App* note_command =
        command->add_subcommand("note", "Notes that something happened with a supplier");
    auto noted = std::make_shared<SuccessOptions>();
    note_command->add_option("SUPPLIER", noted->supplier, "Who")->required();
    note_command
        ->add_option("KIND", noted->kind,
                     "What: client, guest_list, form, form_submitted, invitation_accepted, "
                     "event_completed, complaint, complaint_solved, or any other")
        ->required();
    note_command->add_option("--at", noted->at, "When (otherwise now)");
    note_command->add_option("--about", noted->about, "A few words");
    add_scope_option(*note_command, *noted);
    note_command->footer(examples({"health note \"Crumb & Co\" form --about \"cake tasting\""}));
    on_run(*note_command, context, [&context, noted] { return note(context, *noted); });

    CLI::App* say_command = command->add_subcommand(
        "say", "Says what the risk is, for a time, where somebody knows better");
    auto said = std::make_shared<SuccessOptions>();
    say_command->add_option("SUPPLIER", said->supplier, "Whose")->required();
    say_command->add_option("RISK", said->risk, "low, medium or high")
        ->required()
        ->check(CLI::IsMember({"low", "medium", "high"}));
    say_command->add_option("--days", said->days, "For so many days")
        ->capture_default_str()
        ->check(CLI::Range(1, 365));
    say_command->add_option("--why", said->about, "A few words");
    add_scope_option(*say_command, *said);
    say_command->footer(examples({"health say \"Crumb & Co\" low --days 14"}));
    on_run(*say_command, context, [&context, said] { return say_risk(context, *said); });
}

void add_milestones(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("milestones", "What suppliers have reached, and when");
    auto options = std::make_shared<SuccessOptions>();
    command->add_option("--supplier", options->supplier, "Only this one");
    add_scope_option(*command, *options);
    command->footer(examples({"milestones", "milestones --supplier \"Crumb & Co\" --json"}));
    on_run(*command, context, [&context, options] { return show_milestones(context, *options); });
}

}  // namespace wedsync::cli
