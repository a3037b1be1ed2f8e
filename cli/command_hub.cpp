// hub: the service that devices meet at, and who may come to it.
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/hub_settings.hpp"
#include "cli/make_hub.hpp"
#include "cli/qr_text.hpp"
#include "cli/store_file.hpp"

#include "hub/service/registry_file.hpp"
#include "hub/service/service.hpp"

namespace wedsync::cli {
namespace {

// ---- init ----

struct InitOptions {
    std::string name = "venue";
    std::vector<std::string> scopes;
    bool has_demo = false;
};

ExitCode init(const Context& context, const HubOptions& hub, const InitOptions& options) {
    const hub::Settings settings = settings_of(hub);
    if (options.has_demo) {
        make_demo_hub(context, settings.data);
    } else {
        make_hub(settings.data, options.name, options.scopes);
    }
    const std::string name = take_hub(hub::RegistryFile(settings.data).load()).hub_name;
    if (context.is_json) context.print({{"data", settings.data}, {"name", name}});
    context.say("made the hub \"" + printable(name) + "\" in " + settings.data +
                "\n`wedsync hub serve` starts it; `wedsync hub invite` lets devices in.\n");
    return ExitCode::kOk;
}

// ---- serve ----

ExitCode serve(const Context& context, const HubOptions& hub) {
    hub::Service::Options options{settings_of(hub), load_schema(context), hub::standard_error()};
    options.reread = [&hub]() -> Result<hub::Settings> {
        try {
            return settings_of(hub);
        } catch (const Failure& failure) {
            return Error{ErrorCode::kInvalid, failure.what()};
        }
    };
    const hub::Settings settings = options.settings;
    const std::string& data = settings.data;
    Result<std::unique_ptr<hub::Service>> created = hub::Service::create(std::move(options));
    if (!created.ok()) fail_hub(created.error(), data);
    const std::unique_ptr<hub::Service> service = std::move(created).value();
    const std::string address = hub::to_text(service->device_endpoint());
    const std::string operations = hub::to_text(service->operations_endpoint());
    const bool has_app = !settings.web_folder.empty();
    const std::string app = url_of(settings, service->device_endpoint()) + "/";
    const std::optional<hub::Endpoint> welcome_at = service->welcome_endpoint();
    const std::string welcome = welcome_at ? welcome_url_of(settings, *welcome_at) : "";
    if (context.is_json) {
        boost::json::object serving{
            {"event", "serving"}, {"address", address}, {"operations", operations}};
        if (has_app) serving["app"] = app;
        if (welcome_at) serving["welcome"] = welcome;
        context.print(serving);
    }
    context.say("serving " + data + " at " + address + "; health and metrics at " + operations +
                (has_app ? "\nthe app, in a browser: " + app : "") + "\n");
    if (welcome_at) {
        context.say("new tablets, which do not trust it yet, begin at " + welcome + "\n");
        say_qr_code(context, welcome);
    }
    context.say("Ctrl-C stops it.\n");
    take(service->run());
    context.say("stopped; everything acknowledged is in " + data + "\n");
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

/// A command without options of its own.
struct Simple {
    const char* name;
    const char* what;
    const char* example;
    ExitCode (*work)(const Context&, const HubOptions&);
};

void add_simple(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub,
                const Simple& simple) {
    CLI::App* command = group.add_subcommand(simple.name, simple.what);
    command->footer(examples({simple.example}));
    on_run(*command, context, [&context, hub, work = simple.work] { return work(context, *hub); });
}

void add_config(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub) {
    CLI::App* config = group.add_subcommand("config", "The settings of the hub");
    config->require_subcommand(1);
    add_simple(*config, context, hub,
               {"print", "Print them as a TOML file, defaults included",
                "hub config print > hub.toml", &print_config});
    add_simple(*config, context, hub,
               {"check", "Say whether they fit together", "hub --config hub.toml config check",
                &check_config});
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
    init_command->add_flag("--demo", made->has_demo, "With a made-up venue of five weddings");
    init_command->footer(
        examples({"hub init --name \"Villa Rosa\" --scope \"Lena and Tom\"", "hub init --demo"}));
    on_run(*init_command, context, [&context, hub, made] { return init(context, *hub, *made); });

    add_simple(*group, context, hub, {"serve", "Serve it until Ctrl-C", "hub serve", &serve});

    add_hub_people(*group, context, hub);
    add_hub_backup(*group, context, hub);
    add_hub_mail(*group, context, hub);
    add_hub_ca(*group, context, hub);

    add_config(*group, context, hub);
}

}  // namespace wedsync::cli
