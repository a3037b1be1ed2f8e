#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/secret.hpp"
#include "engine/store/store_copy.hpp"
#include "hub/core/hub.hpp"
#include "hub/service/backup_manifest.hpp"
#include "hub/service/data_folder.hpp"
#include "hub/service/erased_ledger.hpp"
#include "hub/service/file_copy.hpp"
#include "hub/service/registry.hpp"

namespace wedsync::hub {

/// A backup of a hub that goes on serving, made a piece at a time. The pieces go into FOLDER.part,
/// which gets its name when everything in it is on the disk; only then does the hub count it as a
/// backup. Given up, or after a failure: nothing is left behind, and the hub is as it was.
class Backup {
public:
    struct Wish {
        /// Where it goes; there must be nothing yet.
        std::string folder;
        /// The registry's text, which goes with it.
        std::string registry;
        /// The text of the ledger of what was erased, too; empty: there is none.
        std::string erased;
        std::string hub_id;
        std::string hub_name;
        WallTime now;
        /// Where the hub's pictures are, which go with it; empty: none do.
        std::string media = {};
        /// The hub's folder, whose files beside the store go with it (kKeptFiles); empty: none do.
        std::string data = {};
    };
    /// A backup of the hub of a folder, into `target`.
    [[nodiscard]] static Wish wish_of(const DataFolder& folder, const Registry& registry,
                                      const ErasedLedger& erased, std::string target, WallTime now);
    /// Fails with kInvalid where something is in the way, kStore, kFull.
    [[nodiscard]] static Result<std::unique_ptr<Backup>> begin(Hub& hub, Wish wish);
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;
    ~Backup();

    /// Some milliseconds of work. True: that was all, the backup is safe. The hub lives and has not
    /// been opened anew since begin().
    [[nodiscard]] Result<bool> step();

    /// Bytes; the total may grow while the hub does.
    struct Progress {
        std::uint64_t done = 0;
        std::uint64_t total = 0;
    };
    [[nodiscard]] Progress progress() const;
    /// What there is to say about it, once step() said true.
    [[nodiscard]] const BackupManifest& manifest() const { return manifest_; }

private:
    Backup(Hub& hub, Wish wish);
    [[nodiscard]] Result<void> copy_some();
    [[nodiscard]] Result<void> hash_some();
    [[nodiscard]] Result<void> keep_pictures();
    [[nodiscard]] Result<void> finish();

    Hub& hub_;
    Wish wish_;
    BackupFiles part_;
    BackupManifest manifest_;
    /// While the store is being copied.
    std::unique_ptr<store::StoreCopy> copy_;
    std::uint64_t unsynced_pages_ = 0;
    /// Set when the copy is whole.
    std::optional<BackupMark> mark_;
    std::ifstream copied_;
    crypto::Sha256 sha256_;
    std::uint64_t hashed_bytes_ = 0;
    /// Listed after the store was copied: what that names and the hub had is among them.
    std::optional<std::vector<KeptPicture>> pictures_;
    std::size_t pictures_kept_ = 0;
    std::uint64_t picture_bytes_kept_ = 0;
    /// Before the store: what it says to be done is in the store.
    FileCopies desk_;
    /// After the store and the desk: whatever mail these speak of, it knows.
    FileCopies post_;
    bool is_done_ = false;
};

}  // namespace wedsync::hub
