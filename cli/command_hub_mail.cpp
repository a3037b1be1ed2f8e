// hub mail: invitations by mail, for whoever looks after the hub. Works beside a running hub.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/hub_settings.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "hub/mail/post_room.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/log.hpp"
#include "hub/service/registry_file.hpp"
#include "modules/viral/address.hpp"
#include "system/clock.hpp"

namespace wedsync::cli {
namespace {

constexpr std::size_t kListedMax = 100'000;
constexpr std::size_t kListedByDefault = 50;

std::int64_t now_ms() {
    return static_cast<std::int64_t>(os::read_clock().wall.value());
}

std::string time_of(std::optional<std::int64_t> ms) {
    return ms ? hub::time_text(WallTime{static_cast<std::uint64_t>(*ms)}).substr(0, 16) + "Z" : "";
}

boost::json::value json_time(std::optional<std::int64_t> ms) {
    if (!ms) return nullptr;
    return boost::json::string(hub::time_text(WallTime{static_cast<std::uint64_t>(*ms)}));
}

/// The post room of a hub. Only `is_to_make` makes one: the file belongs to whoever runs the hub.
std::unique_ptr<hub::PostRoom> open_room(const hub::Settings& settings, bool is_to_make) {
    const hub::DataFolder folder(settings.data);
    take_hub(folder.check());
    if (!is_to_make && !std::filesystem::exists(folder.post_path())) {
        throw Failure(ExitCode::kNotFound, "this hub has no invitations by mail yet",
                      "`wedsync hub serve` makes its post room.");
    }
    hub::MailLinks links = take_hub(hub::MailLinks::open(folder.post_secret_path()));
    return take_hub(hub::PostRoom::open({folder.post_path(), std::move(links), settings.mail}));
}

/// What a change of one invitation came to.
void take_change(const Result<void>& changed) {
    if (changed.ok()) return;
    const ErrorCode code = changed.error().code;
    if (code == ErrorCode::kNotFound) {
        throw Failure(ExitCode::kNotFound, changed.error().detail,
                      "`wedsync hub mail list` lists them.");
    }
    if (code == ErrorCode::kInvalid)
        throw Failure(ExitCode::kProblem, changed.error().detail, "Nothing was changed.");
    take_hub(changed);
}

// ---- list ----

struct ListOptions {
    std::string state;
    std::size_t max = kListedByDefault;
};

std::optional<hub::MailState> state_of(const std::string& name) {
    constexpr std::array<hub::MailState, 8> kStates{
        hub::MailState::kQueued,   hub::MailState::kSent,    hub::MailState::kRepeated,
        hub::MailState::kRefused,  hub::MailState::kBounced, hub::MailState::kUnknown,
        hub::MailState::kOptedOut, hub::MailState::kExpired};
    if (name.empty()) return std::nullopt;
    for (const hub::MailState state : kStates) {
        if (name_of(state) == name) return state;
    }
    throw Failure(ExitCode::kUsage, "\"" + name + "\" is no state of an invitation",
                  "They are queued, sent, repeated, refused, bounced, unknown, opted_out and "
                  "expired.");
}

boost::json::object json_of(const hub::MailEntry& entry) {
    const hub::MailStanding& standing = entry.standing;
    return {{"id", standing.id},
            {"scope", std::to_string(standing.scope)},
            {"state", name_of(standing.state)},
            {"reason", standing.reason},
            {"shown_as", entry.address.empty() ? "" : viral::masked(entry.address)},
            {"actor", entry.actor},
            {"attempts", entry.attempts},
            {"message_id", entry.message_id},
            {"taken", json_time(entry.taken_at_ms)},
            {"expires", json_time(entry.expires_at_ms)},
            {"mailed", json_time(standing.mailed_at_ms)},
            {"opened", json_time(standing.opened_at_ms)},
            {"accepted", json_time(standing.accepted_at_ms)}};
}

boost::json::object json_of(const hub::PostRoom::Figures& figures) {
    boost::json::object counts;
    for (const auto& [state, count] : figures.by_state)
        counts[name_of(state)] = count;
    return counts;
}

std::string say_figures(const hub::PostRoom::Figures& figures) {
    std::string text;
    for (const auto& [state, count] : figures.by_state)
        text +=
            (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(name_of(state));
    return text.empty() ? "no invitations by mail yet" : text;
}

ExitCode list(const Context& context, const HubOptions& hub, const ListOptions& options) {
    const hub::Settings settings = settings_of(hub);
    const std::unique_ptr<hub::PostRoom> room = open_room(settings, false);
    const std::optional<hub::MailState> state = state_of(options.state);
    const std::vector<hub::MailEntry> entries = take_hub(room->list(state, options.max));
    const hub::PostRoom::Figures figures = take_hub(room->figures());
    boost::json::array items;
    Table table({{"invitation", Align::kLeft, Style::kPlain},
                 {"to", Align::kLeft, Style::kPlain},
                 {"state", Align::kLeft, Style::kPlain},
                 {"why", Align::kLeft, Style::kPlain},
                 {"taken", Align::kLeft, Style::kPlain},
                 {"mailed", Align::kLeft, Style::kPlain},
                 {"accepted", Align::kLeft, Style::kPlain}});
    for (const hub::MailEntry& entry : entries) {
        const hub::MailStanding& standing = entry.standing;
        const std::string to = entry.address.empty() ? "" : viral::masked(entry.address);
        table.add_row({standing.id, to, std::string(name_of(standing.state)), standing.reason,
                       time_of(entry.taken_at_ms), time_of(standing.mailed_at_ms),
                       time_of(standing.accepted_at_ms)});
        items.push_back(json_of(entry));
    }
    if (context.is_json) {
        context.print({{"invitations", std::move(items)},
                       {"counts", json_of(figures)},
                       {"accepted", figures.accepted},
                       {"opted_out", figures.opted_out},
                       {"sends", settings.mail.sends()}});
        return ExitCode::kOk;
    }
    if (!table.empty()) context.say(table.text(context.terminal));
    context.say(say_figures(figures) + "\n");
    if (!settings.mail.sends()) {
        context.say(
            "nothing goes out: these settings name no mail.server "
            "(`wedsync hub --config FILE mail list`)\n");
    }
    return ExitCode::kOk;
}

// ---- One invitation ----

/// A command that changes one invitation.
struct OneChange {
    const char* name;
    const char* what;
    const char* example;
    const char* done;
    Result<void> (*change)(hub::PostRoom&, const std::string& id);
};

constexpr std::array<OneChange, 3> kChanges{{
    {"resend", "Send one that is unknown or bounced again", "hub mail resend 6c1f",
     "it goes out again, under the same Message-ID\n",
     [](hub::PostRoom& room, const std::string& id) { return room.resend(id, now_ms()); }},
    {"leave", "Leave one that is unknown as it is", "hub mail leave 6c1f", "it stays unknown\n",
     [](hub::PostRoom& room, const std::string& id) { return room.leave(id); }},
    {"bounced", "Note that a mail came back: it could not be delivered", "hub mail bounced 6c1f",
     "it is noted as bounced\n",
     [](hub::PostRoom& room, const std::string& id) { return room.bounced(id); }},
}};

void add_change(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub,
                const OneChange& change) {
    auto id = std::make_shared<std::string>();
    CLI::App* command = group.add_subcommand(change.name, change.what);
    command->add_option("INVITATION", *id, "Its name, as `hub mail list` shows it")->required();
    command->footer(examples({change.example}));
    on_run(*command, context, [&context, hub, id, change] {
        const std::unique_ptr<hub::PostRoom> room = open_room(settings_of(*hub), false);
        take_change(change.change(*room, *id));
        if (context.is_json) context.print({{"id", *id}});
        context.say(change.done);
        return ExitCode::kOk;
    });
}

ExitCode erase(const Context& context, const HubOptions& hub, const std::string& address) {
    const std::unique_ptr<hub::PostRoom> room = open_room(settings_of(hub), false);
    const Result<std::uint64_t> erased = room->erase(address);
    if (!erased.ok() && erased.error().code == ErrorCode::kInvalid)
        throw Failure(ExitCode::kBadInput, erased.error().detail, "Nothing was changed.");
    const std::uint64_t count = take_hub(erased);
    if (context.is_json) context.print({{"erased", count}});
    context.say("forgotten in " + std::to_string(count) +
                " invitations. What the records of the venue say is in them.\n");
    return ExitCode::kOk;
}

// ---- add ----

struct AddOptions {
    std::string file;
    std::string actor;
    std::string about;
    std::string language = "en";
    std::string scope;
    std::string names = "import";
    bool has_consent = false;
};

/// A line with an address. The same address is the same invitation, however often it is read.
hub::MailWish wish_of(const std::string& line, const AddOptions& options, std::uint64_t scope) {
    const std::optional<std::string> address = viral::normal_address(line);
    if (!address) {
        throw Failure(ExitCode::kBadInput, "\"" + line + "\" is no e-mail address",
                      "One address in each line; what stands before this line was taken.");
    }
    hub::MailWish wish;
    wish.id = options.names + "-" + viral::key_of_address(*address);
    wish.address = *address;
    wish.actor = options.actor;
    wish.about = options.about;
    wish.language = options.language;
    wish.scope = scope;
    wish.invited_at_ms = now_ms();
    wish.has_consent = options.has_consent;
    return wish;
}

ExitCode add(const Context& context, const HubOptions& hub, const AddOptions& options) {
    const hub::Settings settings = settings_of(hub);
    std::uint64_t scope = 0;
    if (!options.scope.empty()) {
        const hub::Registry registry = take_hub(hub::RegistryFile(settings.data).load());
        const hub::RegisteredScope* found = registry.find_scope(options.scope);
        if (found == nullptr) {
            throw Failure(ExitCode::kNotFound, "the hub has no scope \"" + options.scope + "\"",
                          "`wedsync hub scopes` lists them. Nobody was invited.");
        }
        scope = found->id.value();
    }
    const std::unique_ptr<hub::PostRoom> room = open_room(settings, true);
    const std::string text = read_file(options.file);
    std::map<std::string, std::uint64_t> counts;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const auto began = std::chrono::steady_clock::now();
        const Result<hub::MailStanding> standing =
            room->take(wish_of(line, options, scope), now_ms());
        // A hub that serves wants to write there too, and cannot while this does.
        std::this_thread::sleep_for(std::chrono::steady_clock::now() - began);
        if (!standing.ok() && standing.error().code == ErrorCode::kInvalid)
            throw Failure(ExitCode::kBadInput, standing.error().detail, "See `--help`.");
        ++counts[std::string(name_of(take_hub(standing).state))];
    }
    boost::json::object figures;
    std::string said;
    for (const auto& [name, count] : counts) {
        figures[name] = count;
        said += (said.empty() ? "" : ", ") + std::to_string(count) + " " + name;
    }
    if (context.is_json) context.print(figures);
    context.say(said.empty() ? "no address in " + options.file + "\n" : said + "\n");
    return ExitCode::kOk;
}

void add_add(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub) {
    auto options = std::make_shared<AddOptions>();
    CLI::App* command =
        group.add_subcommand("add", "Invite everybody of a file: one address in each line");
    command->add_option("FILE", options->file, "With the addresses")->required();
    command->add_option("--actor", options->actor, "Who invites, as it stands in the mail");
    command->add_option("--about", options->about, "A few words for those who are invited");
    command->add_option("--language", options->language, "en, de, fr, es or ar")
        ->check(CLI::IsMember({"en", "de", "fr", "es", "ar"}))
        ->capture_default_str();
    command->add_option("--scope", options->scope, "What they are invited to");
    command
        ->add_option("--names", options->names,
                     "What the names of these invitations begin with: under another, the same "
                     "people are invited anew")
        ->capture_default_str();
    command->add_flag("--consent", options->has_consent, "All of them agreed to be written to");
    command->footer(examples({"hub mail add guests.txt --actor Ana --consent"}));
    on_run(*command, context, [&context, hub, options] { return add(context, *hub, *options); });
}

}  // namespace

void add_hub_mail(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub) {
    CLI::App* mail = group.add_subcommand("mail", "Invitations by mail, and what became of them");
    mail->require_subcommand(1);
    mail->footer(
        examples({"hub mail list", "hub mail list --state unknown", "hub mail resend 6c1f"}) +
        "docs/mail.md says what each state means.\n");

    auto options = std::make_shared<ListOptions>();
    CLI::App* list_command = mail->add_subcommand("list", "List them, the latest first");
    list_command->add_option(
        "--state", options->state,
        "queued, sent, repeated, refused, bounced, unknown, opted_out, expired");
    list_command->add_option("--max", options->max, "So many at most")
        ->check(CLI::Range(std::size_t{1}, kListedMax))
        ->capture_default_str();
    list_command->footer(examples({"hub mail list --state unknown --json"}));
    on_run(*list_command, context,
           [&context, hub, options] { return list(context, *hub, *options); });

    for (const OneChange& change : kChanges)
        add_change(*mail, context, hub, change);

    auto address = std::make_shared<std::string>();
    CLI::App* erase_command =
        mail->add_subcommand("erase", "Forget a person, but for that they want no mail");
    erase_command->add_option("ADDRESS", *address, "Of the person")->required();
    erase_command->footer(examples({"hub mail erase lena@example.org"}));
    on_run(*erase_command, context,
           [&context, hub, address] { return erase(context, *hub, *address); });

    add_add(*mail, context, hub);
}

}  // namespace wedsync::cli
