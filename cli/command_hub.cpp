// hub: the service that devices meet at, and who may come to it.
#include <filesystem>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/hub_settings.hpp"
#include "cli/store_file.hpp"
#include "cli/table.hpp"

#include "crypto/certificates.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/registry_file.hpp"
#include "hub/service/service.hpp"
#include "loaders/plan.hpp"
#include "system/clock.hpp"
#include "system/files.hpp"

namespace wedsync::cli {
namespace {

constexpr std::uint64_t kMsPerMinute = 60'000;

std::string time_of(WallTime time) {
    return hub::time_text(time).substr(0, 16) + "Z";
}

// ---- init ----

struct InitOptions {
    std::string name = "venue";
    std::vector<std::string> scopes;
};

void add_scope(hub::Registry& registry, const std::string& name) {
    take_input(registry.add_scope(loaders::scope_id_of(name), name), name, "Nothing was changed.");
}

ExitCode init(const Context& context, const HubOptions& hub, const InitOptions& options) {
    const hub::Settings settings = settings_of(hub);
    const hub::DataFolder folder(settings.data);
    take_input(folder.create(options.name), settings.data, "It was left as it is.");
    take(hub::RegistryFile(settings.data).update([&](hub::Registry& registry) -> Result<void> {
        for (const std::string& name : options.scopes)
            add_scope(registry, name);
        return {};
    }));
    if (context.is_json) context.print({{"data", settings.data}, {"name", options.name}});
    context.say("made a hub in " + settings.data +
                "\n`wedsync hub serve` starts it; `wedsync hub " + "invite` lets devices in.\n");
    return ExitCode::kOk;
}

// ---- serve ----

ExitCode serve(const Context& context, const HubOptions& hub) {
    hub::Service::Options options{settings_of(hub), load_schema(context), hub::standard_error()};
    const std::string data = options.settings.data;
    Result<std::unique_ptr<hub::Service>> created = hub::Service::create(std::move(options));
    if (!created.ok()) fail_hub(created.error(), data);
    const std::unique_ptr<hub::Service> service = std::move(created).value();
    const std::string address = hub::to_text(service->device_endpoint());
    const std::string operations = hub::to_text(service->operations_endpoint());
    if (context.is_json) {
        context.print({{"event", "serving"}, {"address", address}, {"operations", operations}});
    }
    context.say("serving " + data + " at " + address + "; health and metrics at " + operations +
                "\nCtrl-C stops it.\n");
    take(service->run());
    context.say("stopped; everything acknowledged is in " + data + "\n");
    return ExitCode::kOk;
}

// ---- scopes ----

ExitCode scopes(const Context& context, const HubOptions& hub,
                const std::vector<std::string>& added) {
    hub::RegistryFile file(settings_of(hub).data);
    if (!added.empty()) {
        take_hub(file.update([&](hub::Registry& registry) -> Result<void> {
            for (const std::string& name : added)
                add_scope(registry, name);
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
    std::uint64_t minutes = 60 * 24;
    std::string url;
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
    take_hub(file.update([&](hub::Registry& registry) -> Result<void> {
        invitation = WEDSYNC_TRY(registry.add_invite(
            {options.person, rights_of(registry, options), options.minutes * kMsPerMinute},
            os::read_clock().wall));
        return {};
    }));
    const std::string scheme = settings.has_tls() ? "https://" : "http://";
    const std::string url =
        options.url.empty() ? scheme + hub::to_text(settings.listen) : options.url;
    const std::string link = url + "/#" + invitation->link_secret;
    if (context.is_json) {
        context.print({{"id", invitation->id},
                       {"link", link},
                       {"code", invitation->code},
                       {"minutes", options.minutes},
                       {"code_minutes", hub::kCodeLifetimeMs / kMsPerMinute}});
    }
    context.say("one device may join, once:\n  wedsync join '" + link +
                "'\nor within 10 minutes by the code " + invitation->code +
                ":\n  wedsync join --hub " + url + " --code " + invitation->code + "\n");
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

ExitCode devices(const Context& context, const HubOptions& hub) {
    const hub::Registry registry = take_hub(hub::RegistryFile(settings_of(hub).data).load());
    Table table({{"device", Align::kLeft, Style::kPlain},
                 {"person", Align::kLeft, Style::kPlain},
                 {"role", Align::kLeft, Style::kPlain},
                 {"scopes", Align::kLeft, Style::kPlain},
                 {"joined", Align::kLeft, Style::kPlain},
                 {"", Align::kLeft, Style::kRed}});
    boost::json::array items;
    for (const hub::RegisteredDevice& device : registry.devices) {
        const std::string scopes = scopes_text(registry, device.rights);
        const std::string state = device.revoked ? "revoked " + time_of(*device.revoked) : "";
        const std::string kind = device.key ? "" : (state.empty() ? "token only" : ", token only");
        table.add_row({device.name, device.person, device.rights.role, scopes,
                       time_of(device.joined), state + kind});
        items.push_back({{"device", device.name},
                         {"person", device.person},
                         {"role", device.rights.role},
                         {"scopes", scopes},
                         {"joined", hub::time_text(device.joined)},
                         {"has_key", device.key.has_value()},
                         {"revoked", device.revoked.has_value()}});
    }
    if (context.is_json) {
        context.print(
            {{"devices", std::move(items)}, {"open_invitations", registry.invites.size()}});
        return ExitCode::kOk;
    }
    context.say(table.empty() ? "no device has joined yet\n" : table.text(context.terminal));
    context.say("open invitations: " + std::to_string(registry.invites.size()) + "\n");
    return ExitCode::kOk;
}

ExitCode revoke(const Context& context, const HubOptions& hub, const std::string& device) {
    hub::RegistryFile file(settings_of(hub).data);
    const Result<void> revoked = file.update(
        [&](hub::Registry& registry) { return registry.revoke(device, os::read_clock().wall); });
    if (!revoked.ok() && revoked.error().code == ErrorCode::kNotFound) {
        throw Failure(ExitCode::kNotFound, revoked.error().detail,
                      "`wedsync hub devices` lists them.");
    }
    take_hub(revoked);
    if (context.is_json) context.print({{"revoked", device}});
    context.say(printable(device) + " is not let in any more. What it sent before stays; what it " +
                "still holds it cannot send.\n");
    return ExitCode::kOk;
}

// ---- ca ----

struct CaOptions {
    std::vector<std::string> names;
};

/// The authority of the hub in this folder; made where there is none yet.
crypto::Certificate authority_of(const std::string& folder, const std::string& name, WallTime now) {
    constexpr std::size_t kFileBytesMax = 64 * 1024;
    const auto certificate = take(os::read_whole(folder + "/ca.pem", kFileBytesMax));
    const auto key = take(os::read_whole(folder + "/ca.key", kFileBytesMax));
    if (certificate && key) return {*certificate, *key};
    if (certificate || key) {
        throw Failure(ExitCode::kStore, folder + " holds half an authority",
                      "Put ca.pem and ca.key back together, or remove both to begin anew.");
    }
    crypto::Certificate made = take(crypto::make_authority(name, now));
    take(os::replace_file(folder + "/ca.key", made.key));
    take(os::replace_file(folder + "/ca.pem", made.certificate));
    return made;
}

ExitCode make_certificates(const Context& context, const HubOptions& hub,
                           const CaOptions& options) {
    const std::string data = settings_of(hub).data;
    const hub::Registry registry = take_hub(hub::RegistryFile(data).load());
    const std::string folder = data + "/tls";
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    const WallTime now = os::read_clock().wall;
    const std::string name = "WedSync hub " + registry.hub_name.substr(0, 40);
    const crypto::Certificate authority = authority_of(folder, name, now);
    const crypto::Certificate server =
        take_input(crypto::issue_server_certificate(authority, options.names, now), "--host",
                   "The hub's certificate is as it was.");
    take(os::replace_file(folder + "/hub.key", server.key));
    take(os::replace_file(folder + "/hub.pem", server.certificate));
    if (context.is_json) {
        context.print({{"authority", folder + "/ca.pem"},
                       {"certificate", folder + "/hub.pem"},
                       {"key", folder + "/hub.key"},
                       {"days", crypto::kServerDays}});
    }
    context.say("the hub's certificate is good for " + std::to_string(crypto::kServerDays) +
                " days; make it anew by the same command, and start the hub again.\nsettings:\n" +
                "  tls_certificate = \"" + folder + "/hub.pem\"\n  tls_key = \"" + folder +
                "/hub.key\"\ndevices join with --ca " + folder +
                "/ca.pem; keep ca.key to yourself\n");
    return ExitCode::kOk;
}

// ---- config ----

ExitCode print_config(const Context& context, const HubOptions& hub) {
    const std::string toml = hub::write_settings(settings_of(hub));
    if (context.is_json) context.print({{"toml", toml}});
    context.say(toml);
    return ExitCode::kOk;
}

ExitCode check_config(const Context& context, const HubOptions& hub) {
    const hub::Settings settings = settings_of(hub);
    if (context.is_json) context.print({{"ok", true}, {"data", settings.data}});
    context.say("these settings fit together\n");
    return ExitCode::kOk;
}

// ---- What the command line looks like ----

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
    command->footer(
        examples({"hub invite --everywhere --role coordinator --person Ana",
                  "hub invite --scope \"Lena and Tom\" --url https://hub.villa.example"}));
    on_run(*command, context, [&context, hub, options] { return invite(context, *hub, *options); });
}

void add_simple(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub,
                const char* name, const char* what, const char* example,
                ExitCode (*work)(const Context&, const HubOptions&)) {
    CLI::App* command = group.add_subcommand(name, what);
    command->footer(examples({example}));
    on_run(*command, context, [&context, hub, work] { return work(context, *hub); });
}

void add_config(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub) {
    CLI::App* config = group.add_subcommand("config", "The settings of the hub");
    config->require_subcommand(1);
    add_simple(*config, context, hub, "print", "Print them as a TOML file, defaults included",
               "hub config print > hub.toml", &print_config);
    add_simple(*config, context, hub, "check", "Say whether they fit together",
               "hub --config hub.toml config check", &check_config);
}

}  // namespace

void add_hub(CLI::App& app, Context& context) {
    auto hub = std::make_shared<HubOptions>();
    CLI::App* group = app.add_subcommand("hub", "The service that devices meet at");
    group->require_subcommand(1);
    add_hub_options(*group, *hub);
    group->footer(examples({"hub init --scope \"Lena and Tom\"", "hub serve",
                            "hub invite --everywhere --role coordinator"}) +
                  "Options stand before the word behind hub; they win over variables of the\n"
                  "environment (WEDSYNC_HUB_...), those over the file of --config.");

    auto made = std::make_shared<InitOptions>();
    CLI::App* init_command = group->add_subcommand("init", "Make a hub in a folder");
    init_command->add_option("--name", made->name, "How people call it")->capture_default_str();
    init_command->add_option("--scope", made->scopes, "A scope to begin with; may be given again");
    init_command->footer(examples({"hub init --name \"Villa Rosa\" --scope \"Lena and Tom\""}));
    on_run(*init_command, context, [&context, hub, made] { return init(context, *hub, *made); });

    add_simple(*group, context, hub, "serve", "Serve it until Ctrl-C", "hub serve", &serve);

    auto added = std::make_shared<std::vector<std::string>>();
    CLI::App* scopes_command = group->add_subcommand("scopes", "List its scopes, or add some");
    scopes_command->add_option("--add", *added, "A new scope of this name");
    scopes_command->footer(examples({"hub scopes --add \"Mia and Noah\""}));
    on_run(*scopes_command, context,
           [&context, hub, added] { return scopes(context, *hub, *added); });

    add_invite_command(*group, context, hub);
    add_simple(*group, context, hub, "devices", "Who joined", "hub devices", &devices);

    auto name = std::make_shared<std::string>();
    CLI::App* revoke_command =
        group->add_subcommand("revoke", "Let a device in no more; ends its connection at once");
    revoke_command->add_option("DEVICE", *name, "Its name")->required();
    revoke_command->footer(examples({"hub revoke \"Ana's tablet\""}));
    on_run(*revoke_command, context,
           [&context, hub, name] { return revoke(context, *hub, *name); });

    auto ca = std::make_shared<CaOptions>();
    CLI::App* ca_command = group->add_subcommand(
        "ca", "Make the hub's own certificate authority, and its certificate for TLS");
    ca_command->add_option("--host", ca->names, "A name or address of the hub; may be given again")
        ->required();
    ca_command->footer(examples({"hub ca --host hub.villa.example --host 192.168.1.5"}));
    on_run(*ca_command, context,
           [&context, hub, ca] { return make_certificates(context, *hub, *ca); });

    add_config(*group, context, hub);
}

}  // namespace wedsync::cli
