// hub ca: the hub's own certificate authority.
#include <filesystem>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/hub_settings.hpp"

#include "crypto/certificates.hpp"
#include "hub/service/registry_file.hpp"
#include "system/clock.hpp"
#include "system/files.hpp"

namespace wedsync::cli {
namespace {

struct CaOptions {
    std::vector<std::string> names;
};

/// The authority of the hub in this folder; made where there is none yet.
crypto::Certificate authority_of(const std::string& folder, const std::string& name, WallTime now) {
    constexpr std::size_t kFileBytesMax = std::size_t{64} * 1024;
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
    const crypto::CertificateFacts facts = take(crypto::read_certificate(authority.certificate));
    if (context.is_json) {
        context.print({{"authority", folder + "/ca.pem"},
                       {"certificate", folder + "/hub.pem"},
                       {"key", folder + "/hub.key"},
                       {"authority_name", facts.name},
                       {"authority_fingerprint", facts.fingerprint},
                       {"days", crypto::kServerDays}});
    }
    context.say("the hub's certificate is good for " + std::to_string(crypto::kServerDays) +
                " days; make it anew by the same command, and send the hub SIGHUP.\nsettings:\n" +
                "  tls_certificate = \"" + folder + "/hub.pem\"\n  tls_key = \"" + folder +
                "/hub.key\"\n  tls_authority = \"" + folder +
                "/ca.pem\"\n  welcome = \"0.0.0.0:8712\"   # a page where new tablets get it\n"
                "the authority, for people to compare:\n  " +
                printable(facts.name) + "\n  " + facts.fingerprint + "\ndevices join with --ca " +
                folder + "/ca.pem; keep ca.key to yourself\n");
    return ExitCode::kOk;
}

}  // namespace

void add_hub_ca(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub) {
    auto ca = std::make_shared<CaOptions>();
    CLI::App* ca_command = group.add_subcommand(
        "ca", "Make the hub's own certificate authority, and its certificate for TLS");
    ca_command->add_option("--host", ca->names, "A name or address of the hub; may be given again")
        ->required();
    ca_command->footer(examples({"hub ca --host hub.villa.example --host 192.168.1.5"}));
    on_run(*ca_command, context,
           [&context, hub, ca] { return make_certificates(context, *hub, *ca); });
}

}  // namespace wedsync::cli
