// invite: people are invited by mail, and what came of it.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/moment.hpp"
#include "cli/records.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "importers/csv.hpp"
#include "modules/viral/address.hpp"
#include "modules/viral/answers.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kBadShown = 10;

struct InviteOptions {
    std::string address;
    std::string file;
    std::string about;
    std::string language = "en";
    std::string actor;
    std::string expires;
    std::string at;
    std::string scope;
    bool has_consent = false;
    bool is_again = false;
    std::uint32_t limit = 50;
};

/// Addresses with where they stand, and the lines that have none.
struct Addressed {
    std::vector<std::pair<std::size_t, std::string>> addresses;
    std::vector<std::pair<std::size_t, std::string>> bad;
};

void add_cell(Addressed& addressed, std::size_t line, std::string_view cell) {
    const std::string_view text = importers::csv_unguarded(cell);
    if (text.empty()) return;
    if (const auto address = viral::normal_address(text)) {
        addressed.addresses.emplace_back(line, *address);
    } else {
        addressed.bad.emplace_back(line, std::string(text));
    }
}

/// The column of addresses: by its name, or the only one.
std::size_t address_column(const importers::CsvTable& table, const std::string& file) {
    for (std::size_t i = 0; i < table.header.size(); ++i) {
        std::string name = table.header[i];
        std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
            return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        });
        for (const char* known : {"email", "e-mail", "mail", "email address", "e-mail address",
                                  "address", "recipient"}) {
            if (name == known) return i;
        }
    }
    if (table.header.size() == 1) return 0;
    throw Failure(ExitCode::kBadInput, file + ": which column has the addresses?",
                  "Call it email. Nobody was invited.");
}

Addressed read_addresses(const InviteOptions& options) {
    Addressed addressed;
    if (options.file.empty()) {
        add_cell(addressed, 1, options.address);
        if (addressed.addresses.empty()) {
            throw Failure(ExitCode::kBadInput,
                          printable(options.address) + " is no address that mail can be sent to",
                          "Nobody was invited.");
        }
        return addressed;
    }
    importers::CsvLimits limits;
    limits.on_bad_row = importers::OnBadRow::kCollect;
    const importers::CsvTable table = take_input(
        importers::parse_csv(read_file(options.file), limits), options.file, "Nobody was invited.");
    const std::size_t column = address_column(table, options.file);
    // A list without a header begins with an address.
    if (viral::normal_address(table.header[column])) add_cell(addressed, 1, table.header[column]);
    for (const importers::CsvRow& row : table.rows)
        add_cell(addressed, row.line, row.cell(column));
    for (const importers::CsvBadRow& row : table.bad_rows)
        addressed.bad.emplace_back(row.line, row.text);
    if (addressed.addresses.empty()) {
        throw Failure(ExitCode::kBadInput,
                      options.file + " has no address that mail can be sent to",
                      "Nobody was invited.");
    }
    return addressed;
}

std::vector<viral::Wish> wishes_of(Records& records, ScopeId scope, const InviteOptions& options,
                                   const Addressed& addressed) {
    viral::Wish wish;
    wish.actor = options.actor.empty() ? records.replica().author().person : options.actor;
    wish.about = options.about;
    wish.language = options.language;
    wish.has_consent = options.has_consent;
    wish.sent_at_ms = wall_ms();
    if (!options.expires.empty()) wish.expires_at_ms = moment_of(records, scope, options.expires);
    const bool is_long =
        wish.actor.size() > viral::kActorBytesMax || wish.about.size() > viral::kAboutBytesMax;
    if (is_long) {
        throw Failure(ExitCode::kBadInput, "--about and --actor have at most 200 bytes",
                      "Nobody was invited.");
    }
    std::vector<viral::Wish> wishes;
    for (const auto& [line, address] : addressed.addresses) {
        wishes.push_back(wish);
        wishes.back().address = address;
    }
    return wishes;
}

void say_invited(const Context& context, const std::vector<viral::Invited>& all,
                 const Addressed& addressed) {
    const auto saved = std::count_if(all.begin(), all.end(),
                                     [](const viral::Invited& each) { return each.is_new(); });
    if (saved > 0) {
        context.say(std::to_string(saved) + (saved == 1 ? " invitation is" : " invitations are") +
                    " saved here, and sent when the hub is reached (`wedsync sync`)\n");
    }
    for (const viral::Invited& each : all) {
        if (each.is_new()) continue;
        context.say("not again: " + printable(each.shown_as) + " was invited by " +
                    printable(each.by) + " on " + time_text(each.at_ms) + "\n");
    }
    for (std::size_t i = 0; i < std::min(kBadShown, addressed.bad.size()); ++i) {
        context.say("no address: line " + std::to_string(addressed.bad[i].first) + ", " +
                    printable(addressed.bad[i].second) + "\n");
    }
    if (addressed.bad.size() > kBadShown) {
        context.say("and " + std::to_string(addressed.bad.size() - kBadShown) +
                    " more lines without an address\n");
    }
}

ExitCode invite(const Context& context, const InviteOptions& options) {
    if (options.address.empty() == options.file.empty()) {
        throw Failure(ExitCode::kUsage, "name an address, or a file with --file",
                      "`wedsync invite list` shows who is invited.");
    }
    const Addressed addressed = read_addresses(options);
    const auto replica = open_replica(context);
    Records records(*replica);
    const ScopeId scope = records.scope_for_edit(options.scope);
    const viral::WhenKnown when_known =
        options.is_again ? viral::WhenKnown::kAgain : viral::WhenKnown::kTell;
    modules::Views views(*replica);
    const auto all = take(viral::invite({*replica, views, Context::now()}, scope,
                                        wishes_of(records, scope, options, addressed), when_known));
    if (context.is_json) {
        boost::json::array results;
        for (std::size_t i = 0; i < all.size(); ++i) {
            results.push_back(boost::json::object{{"line", addressed.addresses[i].first},
                                                  {"status", all[i].is_new() ? "saved" : "known"},
                                                  {"shown_as", all[i].shown_as},
                                                  {"action_id", all[i].action_id},
                                                  {"by", all[i].by},
                                                  {"at", time_text(all[i].at_ms)}});
        }
        boost::json::array bad;
        for (const auto& [line, text] : addressed.bad)
            bad.emplace_back(line);
        context.print({{"results", std::move(results)}, {"lines_without_address", std::move(bad)}});
    } else {
        say_invited(context, all, addressed);
    }
    return addressed.bad.empty() ? ExitCode::kOk : ExitCode::kProblem;
}

/// A state (viral::state_of()) as people read it here.
std::string words_for(std::string_view state) {
    struct Words {
        std::string_view state;
        const char* words;
    };
    constexpr std::array<Words, 10> kWords{{{"waiting", "waits here for the hub"},
                                            {"stuck", "stuck here: see `wedsync outbox`"},
                                            {"declined", "the hub said no"},
                                            {"on_the_way", "on the way to the hub"},
                                            {"with_hub", "with the hub"},
                                            {"bounced", "not delivered"},
                                            {"refused", "not sent"},
                                            {"unknown", "unknown: a person has to look"},
                                            {"opted_out", "wants no mail"},
                                            {"expired", "over"}}};
    for (const Words& each : kWords) {
        if (each.state == state) return each.words;
    }
    return std::string(state);
}

ExitCode list(const Context& context, const InviteOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const viral::State state =
        take(modules::view_of<viral::State>(*replica, records.scopes_for_reading(options.scope)));
    const viral::Waiting waiting = take(viral::waiting_here(*replica));
    const std::vector<const viral::InvitationRecord*> newest = state.newest(options.limit);
    boost::json::array rows;
    Table table({{"invited", Align::kLeft, Style::kCyan},
                 {"by", Align::kLeft, Style::kPlain},
                 {"on", Align::kLeft, Style::kPlain},
                 {"state", Align::kLeft, Style::kBold},
                 {"about", Align::kLeft, Style::kPlain}});
    for (const viral::InvitationRecord* record : newest) {
        const viral::InvitationRecord& each = *record;
        table.add_row({each.shown_as, each.invitation.actor, time_text(each.invitation.sent_at_ms),
                       words_for(viral::state_of(each, waiting)), each.about});
        rows.push_back(viral::json_of(each, waiting));
    }
    if (context.is_json) {
        context.print({{"invitations", std::move(rows)},
                       {"count", state.size()},
                       {"as_of", time_text(wall_ms())}});
    } else if (table.empty()) {
        context.say("nobody is invited yet: `wedsync invite ADDRESS` does\n");
    } else {
        context.say(table.text(context.terminal));
        if (newest.size() < state.size()) {
            context.say("and " + std::to_string(state.size() - newest.size()) + " more\n");
        }
    }
    return ExitCode::kOk;
}

std::string percent(double part) {
    return std::to_string(std::llround(part * 100)) + " %";
}

std::string hundredths(double value) {
    const auto whole = static_cast<long long>(std::llround(value * 100));
    const std::string rest = std::to_string(whole % 100);
    return std::to_string(whole / 100) + "." + (rest.size() < 2 ? "0" : "") + rest;
}

void say_metrics(const Context& context, const viral::Metrics& metrics) {
    Table table({{"by", Align::kLeft, Style::kCyan},
                 {"invited", Align::kRight, Style::kPlain},
                 {"opened", Align::kRight, Style::kPlain},
                 {"accepted", Align::kRight, Style::kBold},
                 {"active", Align::kRight, Style::kPlain}});
    const auto add = [&table](const std::string& who, const viral::Funnel& funnel) {
        table.add_row({who, std::to_string(funnel[0]), std::to_string(funnel[1]),
                       std::to_string(funnel[2]), std::to_string(funnel[3])});
    };
    add("all", metrics.funnel);
    for (const viral::Leader& leader : metrics.leaders)
        add(leader.actor, leader.funnel);
    context.say(table.text(context.terminal));
    if (metrics.conversion) {
        context.say("accepted: " + percent(metrics.conversion->value) + " (" +
                    percent(metrics.conversion->low) + " to " + percent(metrics.conversion->high) +
                    ")\n");
    }
    if (metrics.k_factor) {
        context.say("each who invites brings " + hundredths(metrics.k_factor->value) + " (" +
                    hundredths(metrics.k_factor->low) + " to " +
                    hundredths(metrics.k_factor->high) + ")\n");
    }
    constexpr std::int64_t kHourMs = 3'600'000;
    if (metrics.cycle_ms) {
        context.say("half of them accepted within " +
                    std::to_string((*metrics.cycle_ms + kHourMs - 1) / kHourMs) + " h\n");
    }
}

ExitCode metrics(const Context& context, const InviteOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const viral::State state =
        take(modules::view_of<viral::State>(*replica, records.scopes_for_reading(options.scope)));
    if (context.is_json) {
        boost::json::object answer = viral::json_of_metrics(state, 0);
        answer["as_of"] = time_text(wall_ms());
        context.print(answer);
        return ExitCode::kOk;
    }
    if (state.size() == 0) {
        context.say("nobody is invited yet: `wedsync invite ADDRESS` does\n");
        return ExitCode::kOk;
    }
    say_metrics(context, state.book().metrics(state.book().metrics(0).actors));
    context.say("as of " + time_text(wall_ms()) + ", as this device knows it\n");
    return ExitCode::kOk;
}

ExitCode accepted(const Context& context, const InviteOptions& options) {
    const auto replica = open_replica(context);
    Records records(*replica);
    const ScopeId scope = records.scope_for_edit(options.scope);
    const auto address = viral::normal_address(options.address);
    if (!address) {
        throw Failure(ExitCode::kBadInput, printable(options.address) + " is no address",
                      "Nothing was changed.");
    }
    const std::int64_t at_ms = moment_of(records, scope, options.at);
    modules::Views views(*replica);
    const viral::InvitationRecord record = take(viral::accept(
        {*replica, views, Context::now()}, scope, viral::key_of_address(*address), at_ms));
    const std::int64_t accepted_at_ms = record.invitation.accepted_at_ms.value_or(at_ms);
    if (context.is_json) {
        context.print({{"shown_as", record.shown_as}, {"accepted_at", time_text(accepted_at_ms)}});
    } else {
        context.say(printable(record.shown_as) + " accepted on " + time_text(accepted_at_ms) +
                    "\n");
    }
    return ExitCode::kOk;
}

void add_reading(CLI::App& parent, Context& context) {
    CLI::App* list_command = parent.add_subcommand("list", "Who is invited, the newest first");
    auto listed = std::make_shared<InviteOptions>();
    list_command->add_option("--limit", listed->limit, "At most so many")
        ->capture_default_str()
        ->check(CLI::Range(1, 100'000));
    list_command->add_option("--scope", listed->scope, "In this scope");
    list_command->footer(examples({"invite list", "invite list --json"}));
    on_run(*list_command, context, [&context, listed] { return list(context, *listed); });

    CLI::App* metrics_command =
        parent.add_subcommand("metrics", "What came of invitations, and of whose");
    auto measured = std::make_shared<InviteOptions>();
    metrics_command->add_option("--scope", measured->scope, "In this scope");
    metrics_command->footer(examples({"invite metrics", "invite metrics --json"}));
    on_run(*metrics_command, context, [&context, measured] { return metrics(context, *measured); });

    CLI::App* accepted_command = parent.add_subcommand(
        "accepted", "Notes that somebody accepted, where the hub cannot know");
    auto noted = std::make_shared<InviteOptions>();
    accepted_command->add_option("ADDRESS", noted->address, "Who")->required();
    accepted_command->add_option("--at", noted->at, "When (otherwise now)");
    accepted_command->add_option("--scope", noted->scope, "In this scope");
    accepted_command->footer(examples({"invite accepted lena@example.org"}));
    on_run(*accepted_command, context, [&context, noted] { return accepted(context, *noted); });
}

}  // namespace

void add_invite(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "invite", "Invite people by mail: saved here, sent once when the hub is reached");
    auto options = std::make_shared<InviteOptions>();
    command->add_option("ADDRESS", options->address, "An e-mail address");
    command->add_option("--file", options->file, "A CSV with a column of addresses");
    command->add_option("--about", options->about, "A few words for them");
    command->add_option("--language", options->language, "Of the mail")
        ->capture_default_str()
        ->check(CLI::IsMember({"en", "de", "fr", "es", "ar"}));
    command->add_flag("--consent", options->has_consent, "They agreed to be written to");
    command->add_option("--actor", options->actor, "Who invites (otherwise you)");
    command->add_option("--expires", options->expires, "Until when the invitation holds");
    command->add_flag("--again", options->is_again, "Also who was invited before");
    command->add_option("--scope", options->scope, "In this scope");
    command->footer(
        examples({"invite lena@example.org --consent --about \"Your cake tasting\"",
                  "invite --file couples.csv --consent --language de", "invite list",
                  "invite metrics --json"}) +
        "The address stays on this device until the hub has it, and is then forgotten: the\n"
        "records that others see have l•••@example.org.");
    on_run(*command, context, [&context, options] { return invite(context, *options); });
    add_reading(*command, context);
}

}  // namespace wedsync::cli
