#include "cli/hub_settings.hpp"

#include "cli/store_file.hpp"

#include "loaders/plan.hpp"

namespace wedsync::cli {
namespace {

hub::Endpoint endpoint_of(const std::string& option, const std::string& text) {
    return take_input(hub::parse_endpoint(text), option, "Nothing was started.");
}

}  // namespace

void add_hub_options(CLI::App& group, HubOptions& options) {
    group.add_option("--config", options.config, "Settings in a TOML file")
        ->envname("WEDSYNC_HUB_CONFIG");
    group.add_option("--folder", options.data, "The hub's folder (default: wedsync-hub)")
        ->envname("WEDSYNC_HUB_FOLDER");
    group
        .add_option("--listen", options.listen,
                    "Address and port for devices (default: 127.0.0.1:8710)")
        ->envname("WEDSYNC_HUB_LISTEN");
    group
        .add_option("--operations", options.operations,
                    "Loopback address and port for health and metrics (default: 127.0.0.1:8711)")
        ->envname("WEDSYNC_HUB_OPERATIONS");
    group.add_option("--tls-certificate", options.tls_certificate, "Certificate chain, PEM")
        ->envname("WEDSYNC_HUB_TLS_CERTIFICATE");
    group.add_option("--tls-key", options.tls_key, "Its key, PEM")->envname("WEDSYNC_HUB_TLS_KEY");
    group
        .add_flag("--allow-plain", options.allow_plain,
                  "Listen without TLS on more than loopback: behind a proxy, in a test network")
        ->envname("WEDSYNC_HUB_ALLOW_PLAIN");
    group.add_option("--web", options.web_folder, "The folder of the built web app, to serve it")
        ->envname("WEDSYNC_HUB_WEB");
}

hub::Settings settings_of(const HubOptions& options) {
    hub::Settings settings;
    if (!options.config.empty()) {
        settings =
            take_input(hub::read_settings(read_file(options.config)), options.config,
                       "`wedsync hub config print` shows every setting. Nothing was started.");
    }
    if (options.data) settings.data = *options.data;
    if (options.listen) settings.listen = endpoint_of("--listen", *options.listen);
    if (options.operations) {
        settings.operations = endpoint_of("--operations", *options.operations);
    }
    if (options.tls_certificate) settings.tls_certificate = *options.tls_certificate;
    if (options.tls_key) settings.tls_key = *options.tls_key;
    if (options.allow_plain) settings.allow_plain = *options.allow_plain;
    if (options.web_folder) settings.web_folder = *options.web_folder;
    const Result<void> checked = hub::check_settings(settings);
    if (!checked.ok())
        throw Failure(ExitCode::kUsage, checked.error().detail, "Nothing was started.");
    return settings;
}

std::string url_of(const hub::Settings& settings, hub::Endpoint endpoint) {
    if (endpoint.address == "0.0.0.0" || endpoint.address == "::") endpoint.address = "127.0.0.1";
    return (settings.has_tls() ? "https://" : "http://") + hub::to_text(endpoint);
}

void add_hub_scope(hub::Registry& registry, const std::string& name) {
    take_input(registry.add_scope(loaders::scope_id_of(name), name), name, "Nothing was changed.");
}

void fail_hub(const Error& error, const std::string& data) {
    if (error.code == ErrorCode::kNotFound) {
        throw Failure(ExitCode::kNotFound, error.detail,
                      "`wedsync hub init` makes one; --folder names another.");
    }
    if (error.code == ErrorCode::kInvalid) {
        throw Failure(ExitCode::kProblem, error.detail, "Nothing was changed.");
    }
    if (error.code == ErrorCode::kCorrupt) {
        throw Failure(ExitCode::kStore, error.detail,
                      "Nothing was changed. Keep " + (data.empty() ? "the folder" : data) +
                          " as it is, and restore a backup: devices bring back what is newer.");
    }
    Failure failure = failure_of(error);
    throw Failure(failure.code(), failure.what(), failure.advice());
}

}  // namespace wedsync::cli
