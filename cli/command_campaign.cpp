// campaign.
#include <cmath>
#include <memory>
#include <set>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/moment.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "modules/marketing/answers.hpp"
#include "modules/marketing/showing.hpp"

namespace wedsync::cli {
namespace {

struct CampaignOptions {
    std::string name;
    std::string user;
    std::string kind;
    std::string at;
    std::string title;
    std::string text;
    std::int64_t shown_a_day = marketing::kShownADay;
    std::string starts;
    std::string ends;
    std::string model = "position";
    std::string scope;
    unsigned held_back_percent = 0;
};

marketing::Model model_of(const std::string& name) {
    std::size_t at = 0;
    while (name != marketing::name_of(static_cast<marketing::Model>(at)))
        ++at;
    return static_cast<marketing::Model>(at);
}

/// Millionths as "12.5".
std::string credit_text(std::int64_t credit) {
    constexpr std::int64_t kHundredth = marketing::kWhole / 100;
    const std::int64_t hundredths = (credit + kHundredth / 2) / kHundredth;
    const std::string rest = std::to_string(hundredths % 100);
    return std::to_string(hundredths / 100) + "." + (rest.size() < 2 ? "0" : "") + rest;
}

std::string percent(double part) {
    const auto tenths = static_cast<long long>(std::llround(part * 1'000));
    const long long size = tenths < 0 ? -tenths : tenths;
    return std::string(tenths < 0 ? "-" : "") + std::to_string(size / 10) + "." +
           std::to_string(size % 10) + " %";
}

std::string lift_text(const std::optional<marketing::Lift>& lift) {
    if (!lift) return "nobody held back";
    const measure::Estimate& difference = lift->difference;
    return percent(difference.value) + " (" + percent(difference.low) + " to " +
           percent(difference.high) + ")" + (lift->is_clear ? "" : ", may be none");
}

ExitCode show(const Context& context, const CampaignOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const marketing::State state = take(
        modules::view_of<marketing::State>(*replica, records.scopes_for_reading(options.scope)));
    const std::int64_t now_ms = wall_ms();
    const std::set<std::string> names = state.names();
    if (!options.name.empty() && !names.contains(options.name)) {
        throw Failure(ExitCode::kNotFound, "there is no campaign " + options.name,
                      "`wedsync campaign` lists them.");
    }
    const marketing::AllCredits all = marketing::all_credits(state);
    const marketing::Credits& credits = all[static_cast<std::size_t>(model_of(options.model))];
    boost::json::array rows;
    Table table({{"campaign", Align::kLeft, Style::kCyan},
                 {"opened", Align::kRight, Style::kPlain},
                 {"clicked", Align::kRight, Style::kPlain},
                 {"converted", Align::kRight, Style::kPlain},
                 {"credit", Align::kRight, Style::kBold},
                 {"lift", Align::kLeft, Style::kPlain}});
    for (const std::string& name : names) {
        if (!options.name.empty() && name != options.name) continue;
        rows.push_back(marketing::json_of(state, all, name, now_ms));
        const marketing::State::Counts counts = state.counts(name);
        std::vector<std::string> cells{name.empty() ? "(no campaign)" : name};
        for (std::size_t i = 0; i < marketing::kEngagementKinds; ++i) {
            cells.push_back(std::to_string(counts.people[i]));
        }
        const auto credit = credits.find(name);
        cells.push_back(credit_text(credit == credits.end() ? 0 : credit->second));
        cells.push_back(lift_text(state.lift(name, now_ms)));
        table.add_row(std::move(cells));
    }
    if (context.is_json) {
        context.print({{"campaigns", std::move(rows)},
                       {"conversions", state.attribution().conversions()},
                       {"unattributed", state.attribution().unattributed()},
                       {"as_of", time_text(now_ms)}});
    } else if (table.empty()) {
        context.say("there are no campaigns yet: `wedsync campaign add` makes one\n");
    } else {
        context.say(table.text(context.terminal) + "people, and credit by " + options.model +
                    " for " + std::to_string(state.attribution().conversions()) +
                    " conversions; as of " + time_text(now_ms) + ", as this device knows it\n");
    }
    return ExitCode::kOk;
}

ExitCode add(const Context& context, const CampaignOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const ScopeId scope = records.scope_for_edit(options.scope);
    marketing::Campaign campaign;
    campaign.name = options.name;
    campaign.title = options.title;
    campaign.body = options.text;
    campaign.shown_a_day = options.shown_a_day;
    campaign.held_back_percent = options.held_back_percent;
    campaign.starts_at_ms = moment_of(records, scope, options.starts);
    if (!options.ends.empty()) campaign.ends_at_ms = moment_of(records, scope, options.ends);
    modules::Views views(*replica);
    const auto added = marketing::add_campaign({*replica, views, Context::now()}, scope, campaign);
    if (!added.ok() && added.error().code == ErrorCode::kInvalid)
        throw Failure(ExitCode::kBadInput, added.error().detail, "Nothing was changed.");
    take(added);
    if (context.is_json) {
        context.print({{"campaign", campaign.name},
                       {"starts_at", time_text(*campaign.starts_at_ms)},
                       {"held_back_percent", campaign.held_back_percent}});
    } else {
        context.say("campaign " + campaign.name + " added\n");
    }
    return ExitCode::kOk;
}

ExitCode show_card(const Context& context, const CampaignOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const marketing::State state = take(
        modules::view_of<marketing::State>(*replica, records.scopes_for_reading(options.scope)));
    const std::int64_t now_ms = wall_ms();
    boost::json::array campaigns;
    for (const marketing::Showable& each : marketing::showable_to(state, options.user, now_ms)) {
        campaigns.push_back({{"campaign", each.campaign->name},
                             {"title", each.campaign->title},
                             {"body", each.campaign->body},
                             {"shown_today", each.shown_today}});
        if (!context.is_json) context.say(each.campaign->name + ": " + each.campaign->title + "\n");
    }
    if (context.is_json) {
        context.print({{"campaigns", std::move(campaigns)}, {"as_of", time_text(now_ms)}});
    } else if (campaigns.empty()) {
        context.say("nothing to show to " + options.user + " now\n");
    }
    return ExitCode::kOk;
}

ExitCode track(const Context& context, const CampaignOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const ScopeId scope = records.scope_for_edit(options.scope);
    marketing::Engagement engagement;
    engagement.user = options.user;
    engagement.campaign = options.name;
    engagement.kind = marketing::kind_of(options.kind).value_or(marketing::EngagementKind::kOpened);
    engagement.at_ms = moment_of(records, scope, options.at);
    take(replica->commit(Context::now(), marketing::draft_engagement(scope, engagement)));
    if (context.is_json) {
        context.print({{"campaign", engagement.campaign},
                       {"user", engagement.user},
                       {"kind", options.kind},
                       {"happened_at", time_text(engagement.at_ms)}});
    } else {
        context.say(engagement.campaign + ": " + options.kind + " by " + engagement.user + "\n");
    }
    return ExitCode::kOk;
}

}  // namespace

void add_campaign(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "campaign",
        "What campaigns did: who looked, who converted, and which of them it is owed to");
    auto options = std::make_shared<CampaignOptions>();
    command->add_option("--name", options->name, "Only this one");
    command->add_option("--model", options->model, "How credit is shared")
        ->capture_default_str()
        ->check(
            CLI::IsMember({"first", "last", "linear", "position", "time_decay", "data_driven"}));
    command->add_option("--scope", options->scope, "In this scope");
    command->footer(examples({"campaign", "campaign --model data_driven --json",
                              "campaign add spring --held-back 20",
                              "campaign track spring clicked --user lena"}));
    on_run(*command, context, [&context, options] { return show(context, *options); });

    CLI::App* add_command = command->add_subcommand("add", "Makes a campaign");
    auto added = std::make_shared<CampaignOptions>();
    add_command->add_option("NAME", added->name, "A short name, for good")->required();
    add_command->add_option("--title", added->title, "What people read first");
    add_command->add_option("--text", added->text, "What people read below");
    add_command
        ->add_option("--shown-a-day", added->shown_a_day, "How often a day to one person, at most")
        ->capture_default_str()
        ->check(CLI::Range(std::int64_t{1}, marketing::kShownADayMost));
    add_command->add_option("--starts", added->starts, "When (otherwise now)");
    add_command->add_option("--ends", added->ends, "When (otherwise never)");
    add_command
        ->add_option("--held-back", added->held_back_percent,
                     "The percentage of people who are not shown it, to compare with")
        ->check(CLI::Range(0, 90));
    add_command->add_option("--scope", added->scope, "In this scope");
    add_command->footer(examples({"campaign add spring --title \"Open day\" --held-back 20"}));
    on_run(*add_command, context, [&context, added] { return add(context, *added); });

    CLI::App* card_command =
        command->add_subcommand("card", "What somebody may be shown now, the first one first");
    auto card = std::make_shared<CampaignOptions>();
    card_command->add_option("--user", card->user, "Who")->required();
    card_command->add_option("--scope", card->scope, "In this scope");
    card_command->footer(examples({"campaign card --user lena --json"}));
    on_run(*card_command, context, [&context, card] { return show_card(context, *card); });

    CLI::App* track_command =
        command->add_subcommand("track", "Notes what somebody did about a campaign");
    auto tracked = std::make_shared<CampaignOptions>();
    track_command->add_option("NAME", tracked->name, "The campaign")->required();
    track_command->add_option("KIND", tracked->kind, "opened, clicked or converted")
        ->required()
        ->check(CLI::IsMember({"opened", "clicked", "converted"}));
    track_command->add_option("--user", tracked->user, "Who")->required();
    track_command->add_option("--at", tracked->at, "When (otherwise now)");
    track_command->add_option("--scope", tracked->scope, "In this scope");
    track_command->footer(examples({"campaign track spring opened --user lena"}));
    on_run(*track_command, context, [&context, tracked] { return track(context, *tracked); });
}

}  // namespace wedsync::cli
