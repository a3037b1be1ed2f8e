// hub scopes, invite, devices, revoke: what there is to share, and who may come.
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/hub_settings.hpp"
#include "cli/qr_text.hpp"
#include "cli/table.hpp"

#include "host/hub_address.hpp"
#include "hub/service/agent_policy.hpp"
#include "hub/service/registry_file.hpp"
#include "system/clock.hpp"

namespace wedsync::cli {
namespace {

constexpr std::uint64_t kMsPerMinute = 60'000;

std::string time_of(WallTime time) {
    return hub::time_text(time).substr(0, 16) + "Z";
}

// ---- scopes ----

ExitCode scopes(const Context& context, const HubOptions& hub,
                const std::vector<std::string>& added) {
    hub::RegistryFile file(settings_of(hub).data);
    if (!added.empty()) {
        take_hub(file.update([&](hub::Registry& registry) -> Result<void> {
            for (const std::string& name : added)
                add_hub_scope(registry, name);
            return {};
        }));
    }
    const hub::Registry registry = take_hub(file.load());
    boost::json::array names;
    for (const hub::RegisteredScope& scope : registry.scopes) {
        names.push_back({{"id", std::to_string(scope.id.value())}, {"name", scope.name}});
        context.say(printable(scope.name) + "\n");
    }
    if (context.is_json) context.print({{"scopes", std::move(names)}});
    if (registry.scopes.empty()) context.say("no scopes yet: `wedsync hub scopes --add NAME`\n");
    return ExitCode::kOk;
}

// ---- invite ----

struct InviteOptions {
    std::string person;
    std::string role = "staff";
    std::vector<std::string> scopes;
    bool is_everywhere = false;
    std::uint64_t minutes = std::uint64_t{60} * 24;
    std::string url;
    std::string qr_file;
};

hub::Rights rights_of(const hub::Registry& registry, const InviteOptions& options) {
    hub::Rights rights{options.role, options.is_everywhere, {}};
    for (const std::string& name : options.scopes) {
        const hub::RegisteredScope* scope = registry.find_scope(name);
        if (scope == nullptr) {
            throw Failure(ExitCode::kNotFound, "the hub has no scope \"" + name + "\"",
                          "`wedsync hub scopes` lists them. Nobody was invited.");
        }
        rights.scopes.insert(scope->id);
    }
    return rights;
}

ExitCode invite(const Context& context, const HubOptions& hub, const InviteOptions& options) {
    const hub::Settings settings = settings_of(hub);
    if (!settings.roles.contains(options.role)) {
        throw Failure(ExitCode::kUsage, "there is no role \"" + options.role + "\"",
                      "`wedsync hub config print` shows the roles. Nobody was invited.");
    }
    if (options.scopes.empty() != options.is_everywhere) {
        throw Failure(ExitCode::kUsage, "an invitation is for --scope NAME, or for --everywhere",
                      "Nobody was invited.");
    }
    std::optional<hub::Invitation> invitation;
    hub::RegistryFile file(settings.data);
    const Result<void> added = file.update([&](hub::Registry& registry) -> Result<void> {
        invitation = WEDSYNC_TRY(registry.add_invite(
            {options.person, rights_of(registry, options), options.minutes * kMsPerMinute},
            os::read_clock().wall));
        return {};
    });
    if (!added.ok() && added.error().code == ErrorCode::kInvalid) {
        throw Failure(ExitCode::kBadInput, added.error().detail, "Nobody was invited.");
    }
    take_hub(added);
    std::string url = options.url.empty() ? url_of(settings, settings.listen) : options.url;
    if (url.ends_with('/')) url.pop_back();
    const std::string link = url + std::string(host::kInvitePath) + "#" + invitation->link_secret;
    if (!options.qr_file.empty()) write_qr_code(options.qr_file, link);
    if (context.is_json) {
        context.print({{"id", invitation->id},
                       {"link", link},
                       {"code", invitation->code},
                       {"minutes", options.minutes},
                       {"code_minutes", hub::kCodeLifetimeMs / kMsPerMinute}});
    }
    context.say("one device may join, once. In a browser, where the hub serves the app:\n  " +
                link + "\nas the command:\n  wedsync join '" + link +
                "'\nor within 10 minutes by the code " + invitation->code +
                ":\n  wedsync join --hub " + url + " --code " + invitation->code + "\n");
    say_qr_code(context, link);
    return ExitCode::kOk;
}

// ---- devices, revoke ----

std::string scopes_text(const hub::Registry& registry, const hub::Rights& rights) {
    if (rights.is_everywhere) return "all";
    std::string text;
    for (const hub::RegisteredScope& scope : registry.scopes) {
        if (rights.scopes.contains(scope.id)) text += (text.empty() ? "" : ", ") + scope.name;
    }
    return text;
}

/// In words, why it is not let in; empty: it is.
std::string state_of(const hub::RegisteredDevice& device, bool is_shut_out) {
    if (is_shut_out) return "shut out: it has the hub's own name";
    if (!device.revoked) return "";
    std::string revoked = "revoked " + time_of(*device.revoked);
    if (!device.is_to_erase) return revoked;
    return revoked + (device.erase_told ? ", told to erase " + time_of(*device.erase_told)
                                        : ", not yet told to erase");
}

ExitCode devices(const Context& context, const HubOptions& hub) {
    const hub::Registry registry = take_hub(hub::RegistryFile(settings_of(hub).data).load());
    Table table({{"device", Align::kLeft, Style::kPlain},
                 {"person", Align::kLeft, Style::kPlain},
                 {"role", Align::kLeft, Style::kPlain},
                 {"scopes", Align::kLeft, Style::kPlain},
                 {"joined", Align::kLeft, Style::kPlain},
                 {"", Align::kLeft, Style::kRed}});
    boost::json::array items;
    const hub::RegisteredDevice* const shut_out = hub::find_shut_out(registry);
    for (const hub::RegisteredDevice& device : registry.devices) {
        const std::string scopes = scopes_text(registry, device.rights);
        const std::string state = state_of(device, &device == shut_out);
        const std::string kind = device.key ? "" : (state.empty() ? "token only" : ", token only");
        table.add_row({device.name, device.person, device.rights.role, scopes,
                       time_of(device.joined), state + kind});
        items.push_back({{"device", device.name},
                         {"person", device.person},
                         {"role", device.rights.role},
                         {"scopes", scopes},
                         {"joined", hub::time_text(device.joined)},
                         {"has_key", device.key.has_value()},
                         {"revoked", device.revoked.has_value()},
                         {"shut_out", &device == shut_out},
                         {"is_to_erase", device.is_to_erase},
                         {"erase_told", device.erase_told.has_value()}});
    }
    if (context.is_json) {
        context.print(
            {{"devices", std::move(items)}, {"open_invitations", registry.invites.size()}});
        return ExitCode::kOk;
    }
    context.say(table.empty() ? "no device has joined yet\n" : table.text(context.terminal));
    context.say("open invitations: " + std::to_string(registry.invites.size()) + "\n");
    if (shut_out != nullptr) {
        context.say(
            "\"hub\" is the hub's own name now. Say `wedsync hub revoke hub` and `wedsync hub "
            "invite`, and let the device join anew under another name.\n");
    }
    return ExitCode::kOk;
}

struct RevokeOptions {
    std::string device;
    bool is_to_erase = false;
};

ExitCode revoke(const Context& context, const HubOptions& hub, const RevokeOptions& options) {
    const std::string& device = options.device;
    hub::RegistryFile file(settings_of(hub).data);
    const Result<void> revoked = file.update([&](hub::Registry& registry) {
        const WallTime now = os::read_clock().wall;
        return options.is_to_erase ? registry.revoke_and_erase(device, now)
                                   : registry.revoke(device, now);
    });
    if (!revoked.ok() && revoked.error().code == ErrorCode::kNotFound) {
        throw Failure(ExitCode::kNotFound, revoked.error().detail,
                      "`wedsync hub devices` lists them.");
    }
    take_hub(revoked);
    if (context.is_json) {
        context.print({{"revoked", device}, {"is_to_erase", options.is_to_erase}});
    }
    context.say(printable(device) + " is not let in any more. What it sent before stays; what it " +
                "still holds it cannot send.\n");
    if (options.is_to_erase) {
        context.say("When it next reaches the hub, the app on it erases what it holds, also what " +
                    std::string("it had not sent. `wedsync hub devices` says when it was told.\n"));
    }
    return ExitCode::kOk;
}

void add_invite_command(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub) {
    auto options = std::make_shared<InviteOptions>();
    CLI::App* command =
        group.add_subcommand("invite", "Let one more device in: prints a link, once");
    command->add_option("--person", options->person, "For whom (otherwise whoever holds it)");
    command->add_option("--role", options->role, "What it may do")->capture_default_str();
    command->add_option("--scope", options->scopes, "Where; may be given again");
    command->add_flag("--everywhere", options->is_everywhere, "In every scope, later ones too");
    command->add_option("--minutes", options->minutes, "How long the link is good")
        ->check(CLI::Range(1, 60 * 24 * 30))
        ->capture_default_str();
    command->add_option("--url", options->url, "How devices reach this hub, for the link");
    command->add_option("--qr", options->qr_file,
                        "A file for the link as a QR code (SVG), to print or to show");
    command->footer(examples({"hub invite --everywhere --role coordinator --person Ana",
                              "hub invite --scope \"Lena and Tom\" --url https://hub.villa.example",
                              "hub invite --everywhere --person Bo --qr bo.svg"}));
    on_run(*command, context, [&context, hub, options] { return invite(context, *hub, *options); });
}

}  // namespace

void add_hub_people(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub) {
    auto added = std::make_shared<std::vector<std::string>>();
    CLI::App* scopes_command = group.add_subcommand("scopes", "List its scopes, or add some");
    scopes_command->add_option("--add", *added, "A new scope of this name");
    scopes_command->footer(examples({"hub scopes --add \"Mia and Noah\""}));
    on_run(*scopes_command, context,
           [&context, hub, added] { return scopes(context, *hub, *added); });

    add_invite_command(group, context, hub);

    CLI::App* devices_command = group.add_subcommand("devices", "Who joined");
    devices_command->footer(examples({"hub devices"}));
    on_run(*devices_command, context, [&context, hub] { return devices(context, *hub); });

    auto options = std::make_shared<RevokeOptions>();
    CLI::App* revoke_command =
        group.add_subcommand("revoke", "Let a device in no more; ends its connection at once");
    revoke_command->add_option("DEVICE", options->device, "Its name")->required();
    revoke_command->add_flag("--erase", options->is_to_erase,
                             "It is lost: its app erases what it holds when it next comes here");
    revoke_command->footer(
        examples({"hub revoke \"Ana's tablet\"", "hub revoke \"Ana's tablet\" --erase"}));
    on_run(*revoke_command, context,
           [&context, hub, options] { return revoke(context, *hub, *options); });
}

}  // namespace wedsync::cli
