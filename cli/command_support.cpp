// support: what somebody who helps has to know, and nothing that is nobody's business.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/hub_settings.hpp"
#include "cli/number_text.hpp"
#include "cli/output_file.hpp"
#include "cli/store_file.hpp"
#include <sys/utsname.h>

#include "host/identity.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/log.hpp"
#include "hub/service/registry_file.hpp"
#include "hub/service/settings.hpp"

namespace wedsync::cli {
namespace {

namespace json = boost::json;

struct SupportOptions {
    std::string file;
    std::string hub_folder;
    bool has_names = false;
};

json::object system_json() {
    utsname names{};
    if (::uname(&names) != 0) return {};
    return {{"system", names.sysname}, {"release", names.release}, {"machine", names.machine}};
}

/// A path may have somebody's name in it.
std::string without(std::string text, const std::string& path, std::string_view stand_in) {
    for (std::size_t at = text.find(path); !path.empty() && at != std::string::npos;
         at = text.find(path, at + stand_in.size())) {
        text.replace(at, path.size(), stand_in);
    }
    return text;
}

/// A part that could not be looked at is said, and the others still are.
template <class Look>
json::value part_of(const Context& context, const SupportOptions& options, const Look& look) {
    try {
        return look();
    } catch (const Failure& failure) {
        std::string problem = failure.what();
        if (!options.has_names) {
            problem = without(problem, context.data, "STORE");
            problem = without(problem, options.hub_folder, "HUB");
        }
        return json::object{{"problem", problem}};
    }
}

json::object scope_json(replica::Replica& replica, ScopeId scope, bool has_names) {
    const replica::ScopeState& state = *replica.scope(scope);
    std::map<std::string, std::uint64_t> refusals;
    for (const store::RefusedRow& row : take(replica.store().load_refused())) {
        if (row.scope == scope) ++refusals[std::to_string(static_cast<int>(row.reason))];
    }
    json::object refused;
    for (const auto& [reason, count] : refusals)
        refused[reason] = count;
    std::map<std::uint16_t, std::uint64_t> records;
    const Result<void> visited =
        replica.store().visit_records(scope, std::nullopt, [&](const merge::RecordState& record) {
            if (!record.empty()) ++records[record.cells.front().field.collection];
            return true;
        });
    json::object by_collection;
    for (const auto& [collection, count] : records)
        by_collection[std::to_string(collection)] = count;
    json::object item{{"epoch", hex_text(state.row.cursor.epoch.value())},
                      {"position", state.row.cursor.position.value()},
                      {"log_start", state.row.log_start.value()},
                      {"changes", state.row.have.dot_count()},
                      {"intervals", state.row.have.interval_count()},
                      {"cells_sum", hex_text(state.row.cells_sum)},
                      {"pending", state.pending.size()},
                      {"refused_by_reason", std::move(refused)},
                      {"records_by_collection", std::move(by_collection)}};
    if (!visited.ok()) item["problem"] = visited.error().detail;
    if (has_names) {
        // The id is made of the name.
        item["scope"] = std::to_string(scope.value());
        item["name"] = state.row.name;
    }
    return item;
}

json::value store_json(const Context& context, bool has_names) {
    const auto replica = open_replica(context);
    const store::Store::Size size = take(replica->store().size());
    const Result<void> checked = replica->store().check(store::CheckDepth::kFull);
    json::array scopes;
    for (const ScopeId scope : replica->scopes()) {
        json::object item = scope_json(*replica, scope, has_names);
        const auto verified = replica->verify(scope);
        item["sums_agree"] = verified.ok() && verified.value().sums_agree();
        scopes.push_back(std::move(item));
    }
    json::object part{
        {"schema", {{"name", replica->schema().name}, {"version", replica->schema().version}}},
        {"role", replica->author().role},
        {"file_bytes", size.file_bytes},
        {"log_bytes", size.log_bytes},
        {"check", checked.ok() ? "ok" : checked.error().detail},
        {"scopes", std::move(scopes)}};
    if (has_names) {
        part["person"] = replica->author().person;
        part["device"] = replica->author().device;
        part["file"] = context.data;
    }
    return part;
}

/// Never the key.
json::value identity_json(const Context& context, bool has_names) {
    const auto identity = take(host::load_identity(host::identity_path(context.data)));
    if (!identity) return nullptr;
    json::object part{{"role", identity->role},
                      {"tls", identity->hub.has_tls},
                      {"own_authority", !identity->ca_file.empty()}};
    if (has_names) {
        part["hub"] = identity->hub_name;
        part["url"] = identity->hub.url();
        part["device"] = identity->device;
    }
    return part;
}

json::value hub_json(const std::string& path, bool has_names) {
    const hub::DataFolder folder(path);
    const hub::Registry registry = take_hub(hub::RegistryFile(path).load());
    std::map<std::string, std::uint64_t> roles;
    std::uint64_t revoked = 0;
    std::uint64_t scripts = 0;
    for (const hub::RegisteredDevice& device : registry.devices) {
        ++roles[device.rights.role];
        if (device.revoked) ++revoked;
        if (!device.key) ++scripts;
    }
    json::object by_role;
    for (const auto& [role, count] : roles)
        by_role[role] = count;
    std::error_code no_file;
    const std::uintmax_t bytes = std::filesystem::file_size(folder.store_path(), no_file);
    const Result<os::FileLock> lock = folder.lock();
    json::object part{{"scopes", registry.scopes.size()},
                      {"devices", registry.devices.size()},
                      {"devices_by_role", std::move(by_role)},
                      {"revoked", revoked},
                      {"scripts", scripts},
                      {"open_invitations", registry.invites.size()},
                      {"store_bytes", no_file ? 0 : bytes},
                      {"serves", !lock.ok()}};
    if (has_names) {
        part["name"] = registry.hub_name;
        json::array names;
        for (const hub::RegisteredDevice& device : registry.devices)
            names.emplace_back(device.name);
        part["device_names"] = std::move(names);
    }
    return part;
}

json::object bundle_of(const Context& context, const SupportOptions& options) {
    json::object bundle{{"made", hub::time_text(Context::now().wall)},
                        {"version", context.version},
                        {"system", system_json()},
                        {"holds_names", options.has_names}};
    std::error_code ignored;
    if (std::filesystem::exists(context.data, ignored)) {
        bundle["store"] =
            part_of(context, options, [&] { return store_json(context, options.has_names); });
        bundle["hub_joined"] =
            part_of(context, options, [&] { return identity_json(context, options.has_names); });
    }
    if (!options.hub_folder.empty()) {
        bundle["hub"] = part_of(context, options,
                                [&] { return hub_json(options.hub_folder, options.has_names); });
    }
    return bundle;
}

ExitCode support(const Context& context, const SupportOptions& options) {
    check_output_path(options.file, {}, context.data);
    const json::object bundle = bundle_of(context, options);
    if (bundle.find("store") == bundle.end() && bundle.find("hub") == bundle.end()) {
        throw Failure(ExitCode::kNotFound, "there is no store at " + context.data,
                      "--data FILE names another; --hub FOLDER adds a hub of this machine.");
    }
    write_output_file(options.file, wedsync::json::write_json(bundle) + "\n", "the bundle",
                      "Nothing was written.");
    if (context.is_json)
        context.print({{"file", options.file}, {"holds_names", options.has_names}});
    context.say("wrote " + printable(options.file) +
                (options.has_names
                     ? "; it holds names of people, devices and scopes\n"
                     : "; it holds numbers only: no name, no address, no key, nothing of what "
                       "was typed\n"));
    return ExitCode::kOk;
}

}  // namespace

void add_support(CLI::App& app, Context& context) {
    auto options = std::make_shared<SupportOptions>();
    CLI::App* command = app.add_subcommand(
        "support", "Write what somebody who helps has to know into one file of JSON");
    command->add_option("--out", options->file, "The file")->default_val("wedsync-support.json");
    command->add_option("--hub", options->hub_folder, "Also about the hub in this folder");
    command->add_flag("--with-names", options->has_names,
                      "Also names of people, devices, scopes, and the hub's address");
    command->footer(examples({"support", "support --hub /var/lib/wedsync --out report.json"}));
    on_run(*command, context, [&context, options] { return support(context, *options); });
}

}  // namespace wedsync::cli
