#include "hub/service/restore.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/store/store.hpp"
#include "hub/core/hub.hpp"
#include "hub/service/erased_ledger.hpp"
#include "hub/service/log.hpp"
#include "hub/service/registry_file.hpp"
#include "hub/service/restore_files.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = std::size_t{1} << 20U;

Error corrupt(const std::string& what) {
    return {ErrorCode::kCorrupt, what};
}

Result<BackupManifest> manifest_of(const BackupFiles& files) {
    const std::optional<std::string> text =
        WEDSYNC_TRY(os::read_whole(files.manifest(), kManifestBytesMax));
    if (!text) return Error{ErrorCode::kNotFound, "there is no backup in " + files.folder};
    Result<BackupManifest> manifest = read_manifest(*text);
    if (!manifest.ok())
        return Error{manifest.error().code, files.manifest() + ": " + manifest.error().detail};
    return manifest;
}

/// Copies the store of the backup and compares its digest on the way.
Result<void> copy_store(const BackupFiles& files, const BackupManifest& manifest,
                        const std::string& target, const RestoreProgress& progress) {
    std::ifstream in(files.store(), std::ios::binary);
    std::ofstream out(target, std::ios::binary | std::ios::trunc);
    crypto::Sha256 sha256;
    std::vector<char> piece(kPieceBytes);
    std::uint64_t done = 0;
    while (in && out) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const std::streamsize count = in.gcount();
        if (count == 0) break;
        sha256.add({piece.data(), static_cast<std::size_t>(count)});
        out.write(piece.data(), count);
        done += static_cast<std::uint64_t>(count);
        progress(done, manifest.store_bytes);
    }
    out.close();
    if (!out) return Error{ErrorCode::kFull, target + " cannot be written"};
    if (done != manifest.store_bytes || crypto::hex(sha256.digest()) != manifest.store_sha256)
        return corrupt(files.store() + " is not the file that was backed up");
    return os::sync_file(target);
}

/// What the records of a scope add up to.
Result<std::uint64_t> sum_of_records(store::Store& store, ScopeId scope) {
    std::uint64_t sum = 0;
    WEDSYNC_TRY(store.visit_records(scope, std::nullopt, [&](const merge::RecordState& state) {
        sum += merge::checksum(state);
        return true;
    }));
    return sum;
}

Result<void> check_store(const std::string& path, const BackupManifest& manifest) {
    store::Options options;
    options.path = path;
    const std::unique_ptr<store::Store> store = WEDSYNC_TRY(store::Store::open(options));
    WEDSYNC_TRY(store->check());
    std::vector<ScopeSums> scopes;
    for (const store::ScopeRow& row : WEDSYNC_TRY(store->load_scopes())) {
        scopes.push_back(sums_of(row));
        if (WEDSYNC_TRY(sum_of_records(*store, row.scope)) != row.cells_sum) {
            return corrupt("scope " + std::to_string(row.scope.value()) +
                           " of the backup does not add up");
        }
    }
    if (scopes != manifest.scopes) return corrupt("the backup holds other scopes than it says");
    return {};
}

/// Whether the pictures are those that the manifest speaks of, each what its name says.
Result<void> check_pictures(const BackupFiles& files, const BackupManifest& manifest) {
    const std::vector<KeptPicture> pictures = list_pictures(files.media());
    if (sums_of(pictures) != manifest.pictures) return corrupt("the backup lacks pictures");
    for (const KeptPicture& picture : pictures) {
        const std::string path = files.media() + "/" + media_path(picture.name);
        const std::optional<std::string> bytes = WEDSYNC_TRY(os::read_whole(path, picture.bytes));
        if (!bytes || crypto::hex(crypto::sha256(*bytes)) != picture.name.sha256)
            return corrupt(path + " is not the picture that was backed up");
    }
    return {};
}

/// Adds the pictures that are not there; those that are stay. They harm nobody whatever comes next.
Result<void> bring_pictures(const BackupFiles& files, const DataFolder& folder) {
    for (const KeptPicture& picture : list_pictures(files.media())) {
        const std::string name = media_path(picture.name);
        const fs::path target = folder.media_path() + "/" + name;
        std::error_code error;
        if (fs::file_size(target, error) == picture.bytes && !error) continue;
        fs::create_directories(target.parent_path(), error);
        const std::optional<std::string> bytes =
            WEDSYNC_TRY(os::read_whole(files.media() + "/" + name, picture.bytes));
        if (!bytes) return corrupt(name + " is missing");
        WEDSYNC_TRY(os::replace_file(target.string(), *bytes));
    }
    return {};
}

void remove_store(const std::string& path) {
    std::error_code ignored;
    for (const char* const suffix : {"", "-wal", "-shm"})
        fs::remove(path + suffix, ignored);
}

/// The copy on its way into the hub's folder; what is left of it at the end is taken away.
class Incoming {
public:
    explicit Incoming(std::string path) : path_(std::move(path)) { remove_store(path_); }
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;
    ~Incoming() { remove_store(path_); }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// What was erased since the backup was made, as the backup and the hub of before know it.
Result<std::vector<ErasedRecord>> erased_since(const ErasedLedger& of_backup,
                                               const DataFolder& folder) {
    ErasedLedger ledger(folder.erased_path());
    WEDSYNC_TRY(ledger.load());
    std::vector<std::string> unreached;
    WEDSYNC_TRY(ledger.add({of_backup.records().begin(), of_backup.records().end()}, unreached));
    return std::vector<ErasedRecord>(ledger.records().begin(), ledger.records().end());
}

/// Forgets what was erased since, and marks what the restored store holds as backed up, under its
/// new epoch: the hub of a next restore is given back what came after.
Result<void> mark(const std::string& path, Epoch epoch, const Schema& schema,
                  const std::vector<ErasedRecord>& erased, WallTime now) {
    store::Options options;
    options.path = path;
    std::unique_ptr<store::Store> store = WEDSYNC_TRY(store::Store::open(options));
    {
        const std::unique_ptr<Hub> hub =
            WEDSYNC_TRY(Hub::create(std::move(store), {epoch, schema, open_policy(), {}}));
        WEDSYNC_TRY(hub->erase({{}, now}, erased));
        WEDSYNC_TRY(hub->mark_backup(hub->take_backup_mark()));
    }
    // Closed, it is one file.
    std::error_code ignored;
    if (!fs::exists(path + "-wal", ignored)) return {};
    return Error{ErrorCode::kStore, path + " could not be closed"};
}

/// Moves the store away, its log first. The file itself stays in its place too, until the rename
/// that puts another one there.
Result<std::string> set_aside(const DataFolder& folder, WallTime now) {
    std::error_code error;
    if (!fs::exists(folder.store_path(), error)) return std::string{};
    const std::string aside = aside_path(folder, now);
    fs::create_directory(aside, error);
    if (error) return Error{ErrorCode::kStore, aside + " cannot be made: " + error.message()};
    for (const char* const suffix : {"-wal", "-shm"}) {
        const std::string name = folder.store_path() + suffix;
        if (fs::exists(name, error)) WEDSYNC_TRY(os::rename(name, aside + "/hub.db" + suffix));
    }
    fs::create_hard_link(folder.store_path(), aside + "/hub.db", error);
    if (error) WEDSYNC_TRY(os::rename(folder.store_path(), aside + "/hub.db"));
    return aside;
}

/// The registry of the backup, where there is none.
Result<bool> bring_registry(const BackupFiles& files, const BackupManifest& manifest,
                            const DataFolder& folder) {
    const Result<Registry> there = RegistryFile(folder.path()).load();
    if (there.ok()) {
        if (there.value().hub_id == manifest.hub_id) return false;
        return Error{ErrorCode::kInvalid, files.folder + " is a backup of another hub (\"" +
                                              manifest.hub_name + "\") than the one in " +
                                              folder.path()};
    }
    if (there.error().code != ErrorCode::kNotFound) return there.error();
    const std::optional<std::string> text =
        WEDSYNC_TRY(os::read_whole(files.registry(), kRegistryBytesMax));
    if (!text) return corrupt(files.registry() + " is missing");
    static_cast<void>(WEDSYNC_TRY(read_registry(*text)));
    WEDSYNC_TRY(os::replace_file(folder.path() + "/registry.json", *text));
    return true;
}

Result<void> make_folder(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (!error) fs::permissions(path, fs::perms::owner_all, error);
    if (error) return Error{ErrorCode::kStore, path + " cannot be made: " + error.message()};
    return {};
}

}  // namespace

Result<BackupManifest> check_backup(const std::string& backup, const std::string& scratch,
                                    const RestoreProgress& progress) {
    const BackupFiles files{backup};
    BackupManifest manifest = WEDSYNC_TRY(manifest_of(files));
    Result<void> checked = copy_store(files, manifest, scratch, progress);
    if (checked.ok()) checked = check_store(scratch, manifest);
    if (checked.ok()) checked = check_pictures(files, manifest);
    if (checked.ok()) checked = check_kept_files(files, manifest);
    if (!checked.ok()) {
        remove_store(scratch);
        return checked.error();
    }
    return manifest;
}

Result<Restored> restore_backup(const std::string& backup, const DataFolder& folder,
                                const Schema& schema, WallTime now,
                                const RestoreProgress& progress) {
    const BackupFiles files{backup};
    static_cast<void>(WEDSYNC_TRY(manifest_of(files)));
    WEDSYNC_TRY(make_folder(folder.path()));
    const os::FileLock lock = WEDSYNC_TRY(folder.lock());
    const Incoming incoming(folder.store_path() + ".restoring");
    Restored restored;
    restored.manifest = WEDSYNC_TRY(check_backup(backup, incoming.path(), progress));
    ErasedLedger of_backup(files.erased());
    WEDSYNC_TRY(of_backup.load());
    restored.has_registry_of_backup = WEDSYNC_TRY(bring_registry(files, restored.manifest, folder));
    WEDSYNC_TRY(bring_pictures(files, folder));
    const RestoredFiles beside = WEDSYNC_TRY(restore_kept_files(
        files, restored.manifest, folder, !restored.has_registry_of_backup, now));
    restored.unknown_mails = beside.unknown_mails;
    // What no record refers to now may be waited for by records that devices bring back.
    std::error_code ignored;
    fs::remove(folder.orphans_path(), ignored);
    // First the new life: the old store under a new epoch is harmless, the other way it is not.
    const Epoch epoch = WEDSYNC_TRY(folder.renew_epoch());
    const std::vector<ErasedRecord> erased = WEDSYNC_TRY(erased_since(of_backup, folder));
    WEDSYNC_TRY(mark(incoming.path(), epoch, schema, erased, now));
    WEDSYNC_TRY(os::sync_file(incoming.path()));
    restored.replaced = WEDSYNC_TRY(set_aside(folder, now));
    WEDSYNC_TRY(os::rename(incoming.path(), folder.store_path()));
    if (restored.replaced.empty()) restored.replaced = beside.aside;
    return restored;
}

}  // namespace wedsync::hub
