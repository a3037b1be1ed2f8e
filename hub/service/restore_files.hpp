#pragma once

#include <cstdint>
#include <string>

#include "engine/base/instant.hpp"
#include "engine/base/result.hpp"
#include "hub/service/backup_manifest.hpp"
#include "hub/service/data_folder.hpp"

namespace wedsync::hub {

/// Whether the files beside the store (kKeptFiles) are those that the manifest speaks of. kCorrupt.
[[nodiscard]] Result<void> check_kept_files(const BackupFiles& files,
                                            const BackupManifest& manifest);

/// Where a restore of this moment sets aside what it replaces.
[[nodiscard]] std::string aside_path(const DataFolder& folder, WallTime now);

struct RestoredFiles {
    /// Mails that may have gone out since the backup, and nobody knows.
    std::uint64_t unknown_mails = 0;
    /// Where what was replaced is now; empty: nothing was.
    std::string aside;
};
/// Brings what a backup has beside the store into a folder in which no service runs. A hub that
/// goes on (`is_same_hub`) knows more than its backup does of what was mailed, of what was done and
/// of who wants no mail: what is in its folder stays, and is added to. Its own device stays too,
/// and gives the hub back what the backup lacks. What is of another hub, or cannot be read, is set
/// aside and replaced. kStore, kFull: the same again ends it.
[[nodiscard]] Result<RestoredFiles> restore_kept_files(const BackupFiles& files,
                                                       const BackupManifest& manifest,
                                                       const DataFolder& folder, bool is_same_hub,
                                                       WallTime now);

}  // namespace wedsync::hub
