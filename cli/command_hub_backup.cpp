// hub backup and hub restore: a hub's store, copied while it serves, and put back.
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/hub_settings.hpp"
#include "cli/progress.hpp"
#include "cli/store_file.hpp"

#include "crypto/secret.hpp"
#include "hub/service/backup.hpp"
#include "hub/service/backup_desk.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/registry_file.hpp"
#include "hub/service/restore.hpp"
#include "system/clock.hpp"

namespace wedsync::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPoll{50};
/// A service looks every second.
constexpr std::chrono::seconds kTakenWithin{20};
/// Without a word from the service.
constexpr std::chrono::seconds kSilenceMax{60};
constexpr const char* kHubIsAsItWas = "The hub is as it was; no backup was made.";

Failure backup_failure(const Error& error) {
    if (error.code == ErrorCode::kInvalid)
        return {ExitCode::kBadInput, error.detail, kHubIsAsItWas};
    return {ExitCode::kStore, error.detail, kHubIsAsItWas};
}

/// Nobody serves the hub: this program makes the backup itself.
void back_up_here(const Context& context, const hub::Settings& settings, const std::string& target,
                  Progress& progress) {
    const hub::DataFolder folder(settings.data);
    const hub::Registry registry = take_hub(hub::RegistryFile(settings.data).load());
    store::Options where;
    where.path = folder.store_path();
    auto store = store::Store::open(where);
    if (!store.ok()) fail_hub(store.error(), settings.data);
    const Epoch epoch = take_hub(folder.epoch());
    const auto hub = take_hub(hub::Hub::create(
        std::move(store).value(), {epoch, load_schema(context), hub::open_policy(), {}}));
    hub::ErasedLedger erased(folder.erased_path());
    take(erased.load());
    take(hub::settle_erased(*hub, erased, os::read_clock()));
    auto begun = hub::Backup::begin(
        *hub, hub::Backup::wish_of(folder, registry, erased, target, os::read_clock().wall));
    if (!begun.ok()) throw backup_failure(begun.error());
    const std::unique_ptr<hub::Backup> backup = std::move(begun).value();
    while (true) {
        const Result<bool> stepped = backup->step();
        if (!stepped.ok()) throw backup_failure(stepped.error());
        progress.update(backup->progress().done, backup->progress().total);
        if (!stepped.value()) continue;
        take(erased.add_backup(target));
        return;
    }
}

/// Waits for the service that has the request.
void wait_for_service(const hub::BackupDesk& desk, const hub::BackupRequest& request,
                      Progress& progress) {
    const Clock::time_point begun = Clock::now();
    Clock::time_point heard = begun;
    std::uint64_t done = 0;
    while (true) {
        std::this_thread::sleep_for(kPoll);
        const std::optional<hub::BackupState> state = take(desk.state_of(request.id));
        if (!state) {
            if (Clock::now() - begun < kTakenWithin) continue;
            const bool is_ours = desk.withdraw_request();
            throw Failure(ExitCode::kStore,
                          is_ours ? "the hub's service did not take the request in time"
                                  : "the hub's service does not say how the backup goes",
                          "Is its disk full? Look at its log. The hub is as it was.");
        }
        if (state->phase == hub::BackupState::Phase::kDone) return;
        if (state->phase == hub::BackupState::Phase::kFailed)
            throw Failure(ExitCode::kStore, state->problem, kHubIsAsItWas);
        progress.update(state->done, state->total);
        if (state->done != done) heard = Clock::now();
        done = state->done;
        if (Clock::now() - heard > kSilenceMax) {
            throw Failure(ExitCode::kStore, "the hub's service went silent", "Look at its log.");
        }
    }
}

ExitCode backup(const Context& context, const HubOptions& hub, const std::string& target) {
    const hub::Settings settings = settings_of(hub);
    static_cast<void>(take_hub(hub::RegistryFile(settings.data).load()));
    // The service has a folder of its own to start from.
    const std::string folder = std::filesystem::absolute(target).lexically_normal().string();
    Progress progress("backup", context.shows_progress());
    const Result<os::FileLock> lock = hub::DataFolder(settings.data).lock();
    if (lock.ok()) {
        back_up_here(context, settings, folder, progress);
    } else if (lock.error().code != ErrorCode::kInvalid) {
        fail_hub(lock.error(), settings.data);
    } else {
        const hub::BackupDesk desk(settings.data);
        const hub::BackupRequest request{crypto::new_token(), folder};
        take_input(desk.put_request(request), settings.data, kHubIsAsItWas);
        wait_for_service(desk, request, progress);
    }
    progress.finish();
    const auto text =
        take(os::read_whole(hub::BackupFiles{folder}.manifest(), hub::kManifestBytesMax));
    const hub::BackupManifest made = take(hub::read_manifest(text.value_or("")));
    if (context.is_json) {
        boost::json::array scopes;
        for (const hub::ScopeSums& sums : made.scopes)
            scopes.push_back(hub::to_json(sums));
        context.print({{"folder", folder},
                       {"bytes", made.store_bytes},
                       {"scopes", std::move(scopes)},
                       {"pictures", made.pictures.count},
                       {"by_service", !lock.ok()}});
    }
    context.say("backed up " + std::to_string(made.scopes.size()) + " scopes, " +
                std::to_string(made.store_bytes) + " bytes, and " +
                std::to_string(made.pictures.count) + " pictures into " + printable(folder) +
                "\n`wedsync hub restore " + printable(folder) +
                " --check` looks whether it is "
                "good.\n");
    return ExitCode::kOk;
}

// ---- restore ----

struct RestoreOptions {
    std::string backup;
    bool is_check_only = false;
};

Failure restore_failure(const Error& error) {
    constexpr const char* kAdvice = "Nothing was changed.";
    if (error.code == ErrorCode::kNotFound) return {ExitCode::kNotFound, error.detail, kAdvice};
    const bool is_bad = error.code == ErrorCode::kInvalid || error.code == ErrorCode::kCorrupt ||
                        error.code == ErrorCode::kNewerFormat;
    if (is_bad) return {ExitCode::kBadInput, error.detail, kAdvice};
    return {ExitCode::kStore, error.detail, "The hub is as it was, or the same command ends it."};
}

void print_manifest(const Context& context, const hub::BackupManifest& manifest,
                    boost::json::object more) {
    boost::json::array scopes;
    for (const hub::ScopeSums& sums : manifest.scopes)
        scopes.push_back(hub::to_json(sums));
    more["hub"] = manifest.hub_name;
    more["made"] = hub::time_text(manifest.made);
    more["scopes"] = std::move(scopes);
    more["pictures"] = manifest.pictures.count;
    context.print(more);
}

ExitCode check_only(const Context& context, const RestoreOptions& options) {
    const TemporaryFolder scratch;
    Progress progress("checking", context.shows_progress());
    const Result<hub::BackupManifest> checked = hub::check_backup(
        options.backup, scratch.path() + "/hub.db",
        [&](std::uint64_t done, std::uint64_t total) { progress.update(done, total); });
    progress.finish();
    if (!checked.ok()) throw restore_failure(checked.error());
    if (context.is_json) print_manifest(context, checked.value(), {{"good", true}});
    context.say("a good backup of " + printable(checked.value().hub_name) + ", made " +
                hub::time_text(checked.value().made) + "\n");
    return ExitCode::kOk;
}

ExitCode restore(const Context& context, const HubOptions& hub, const RestoreOptions& options) {
    if (options.is_check_only) return check_only(context, options);
    const hub::Settings settings = settings_of(hub);
    Progress progress("restoring", context.shows_progress());
    const Result<hub::Restored> done = hub::restore_backup(
        options.backup, hub::DataFolder(settings.data), load_schema(context), os::read_clock().wall,
        [&](std::uint64_t bytes, std::uint64_t total) { progress.update(bytes, total); });
    progress.finish();
    if (!done.ok()) throw restore_failure(done.error());
    const hub::Restored& restored = done.value();
    if (context.is_json) {
        print_manifest(context, restored.manifest,
                       {{"data", settings.data},
                        {"replaced", restored.replaced},
                        {"registry_of_backup", restored.has_registry_of_backup},
                        {"unknown_mails", restored.unknown_mails}});
    }
    context.say("restored " + printable(restored.manifest.hub_name) + " as of " +
                hub::time_text(restored.manifest.made) + " into " + printable(settings.data) +
                "\n");
    if (!restored.replaced.empty()) {
        context.say("the store that was there is in " + printable(restored.replaced) +
                    "; remove it when all is well\n");
    }
    context.say(restored.has_registry_of_backup
                    ? "who may come is as it was then: revoke anew what was revoked since\n"
                    : "who may come was left as it is\n");
    if (restored.unknown_mails > 0) {
        context.say(std::to_string(restored.unknown_mails) +
                    " mails may have gone out since the backup: `wedsync hub mail list --state "
                    "unknown` shows them once it serves\n");
    }
    context.say("`wedsync hub serve` starts it; devices give back what came later.\n");
    return ExitCode::kOk;
}

}  // namespace

void add_hub_backup(CLI::App& group, Context& context, const std::shared_ptr<HubOptions>& hub) {
    auto target = std::make_shared<std::string>();
    CLI::App* backup_command =
        group.add_subcommand("backup", "Copy the hub into a new folder, whether it serves or not");
    backup_command->add_option("FOLDER", *target, "The new folder")->required();
    backup_command->footer(examples({"hub backup /var/backups/wedsync/2026-05-01"}));
    on_run(*backup_command, context,
           [&context, hub, target] { return backup(context, *hub, *target); });

    auto options = std::make_shared<RestoreOptions>();
    CLI::App* restore_command =
        group.add_subcommand("restore", "Make the hub of a backup again; it must not serve");
    restore_command->add_option("BACKUP", options->backup, "What `wedsync hub backup` made")
        ->required();
    restore_command->add_flag("--check", options->is_check_only,
                              "Only look whether the backup is good");
    restore_command->footer(
        examples({"hub restore /var/backups/wedsync/2026-05-01 --check",
                  "hub --folder /var/lib/wedsync restore /var/backups/wedsync/2026-05-01"}));
    on_run(*restore_command, context,
           [&context, hub, options] { return restore(context, *hub, *options); });
}

}  // namespace wedsync::cli
