#include "cli/hub_settings.hpp"

#include "cli/store_file.hpp"

#include "crypto/certificates.hpp"
#include "loaders/plan.hpp"
#include "system/files.hpp"

namespace wedsync::cli {
namespace {

hub::Endpoint endpoint_of(const std::string& option, const std::string& text) {
    return take_input(hub::parse_endpoint(text), option, "Nothing was started.");
}

/// The first name that the hub's certificate is good for; empty: it has none that can be read.
std::string first_host(const hub::Settings& settings) {
    constexpr std::size_t kPemBytesMax = std::size_t{256} * 1024;
    if (!settings.has_tls()) return "";
    const auto pem = os::read_whole(settings.tls_certificate, kPemBytesMax);
    if (!pem.ok() || !pem.value()) return "";
    const auto facts = crypto::read_certificate(*pem.value());
    return facts.ok() && !facts.value().hosts.empty() ? facts.value().hosts.front() : "";
}

std::string host_and_port(const hub::Settings& settings, const hub::Endpoint& endpoint) {
    if (endpoint.address != "0.0.0.0" && endpoint.address != "::") return hub::to_text(endpoint);
    const std::string host = first_host(settings);
    return hub::to_text({host.empty() ? "127.0.0.1" : host, endpoint.port});
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
        .add_option("--tls-authority", options.tls_authority,
                    "The authority that devices have to trust, PEM: to hand it out")
        ->envname("WEDSYNC_HUB_TLS_AUTHORITY");
    group
        .add_option("--welcome", options.welcome,
                    "Address and port of a plain page where new tablets get that certificate")
        ->envname("WEDSYNC_HUB_WELCOME");
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
    if (options.tls_authority) settings.tls_authority = *options.tls_authority;
    if (options.welcome) settings.welcome = endpoint_of("--welcome", *options.welcome);
    if (options.allow_plain) settings.allow_plain = *options.allow_plain;
    if (options.web_folder) settings.web_folder = *options.web_folder;
    const Result<void> checked = hub::check_settings(settings);
    if (!checked.ok())
        throw Failure(ExitCode::kUsage, checked.error().detail, "Nothing was started.");
    return settings;
}

std::string url_of(const hub::Settings& settings, const hub::Endpoint& endpoint) {
    return (settings.has_tls() ? "https://" : "http://") + host_and_port(settings, endpoint);
}

std::string welcome_url_of(const hub::Settings& settings, const hub::Endpoint& endpoint) {
    return "http://" + host_and_port(settings, endpoint) + "/";
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
