#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/model/schema.hpp"
#include "hub/service/backup_manifest.hpp"
#include "hub/service/data_folder.hpp"

namespace wedsync::hub {

/// How far a restore is, in bytes.
using RestoreProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Looks whether a backup is whole: its digests, the store's own check, and that what the store
/// holds adds up to what the manifest says. kNotFound if the folder is none, kCorrupt with what is
/// wrong. Leaves the backup as it is.
[[nodiscard]] Result<BackupManifest> check_backup(const std::string& backup,
                                                  const std::string& scratch,
                                                  const RestoreProgress& progress);

struct Restored {
    BackupManifest manifest;
    /// Where what was replaced is now: the store, and files beside it; empty: there was none.
    std::string replaced;
    /// The registry too came from the backup: there was none.
    bool has_registry_of_backup = false;
    /// Mails that may have gone out since the backup, and nobody knows (restore_kept_files()).
    std::uint64_t unknown_mails = 0;
};
/// Makes a hub of a backup in a folder in which no service runs: checks the backup, sets the store
/// that is there aside (it is not deleted), puts the copy in its place under a new epoch, and
/// leaves the registry, if there is one, as it is: who was revoked since stays so. What stands
/// beside the store is brought by restore_kept_files(). Until the copy
/// is in place a crash leaves the hub as it was, or as a hub of another life that devices fill
/// again. Fails as check_backup() does; kInvalid if a service runs, or the backup is of another
/// hub.
[[nodiscard]] Result<Restored> restore_backup(const std::string& backup, const DataFolder& folder,
                                              const Schema& schema, WallTime now,
                                              const RestoreProgress& progress);

}  // namespace wedsync::hub
