#pragma once

#include <string>

#include "engine/base/result.hpp"
#include "engine/causal/incarnation.hpp"
#include "system/files.hpp"

namespace wedsync::hub {

/// The folder of one hub: hub.db (the store), media (pictures), orphans.json (those that no
/// record refers to), agent.wedsync (the store of the hub's own device), desk.db (what was done for
/// devices), post.db and post.secret (invitations by mail), erased.json (which records were erased,
/// and where backups are), registry.json, epoch, and the lock of the service that runs on it.
class DataFolder {
public:
    explicit DataFolder(std::string path) : path_(std::move(path)) {}

    /// Makes the folder, if need be, and a registry in it. kInvalid if there is a hub already.
    [[nodiscard]] Result<void> create(const std::string& hub_name) const;
    /// kNotFound where no hub was made.
    [[nodiscard]] Result<void> check() const;
    /// So that one service at a time runs here. kInvalid: another one does.
    [[nodiscard]] Result<os::FileLock> lock() const;
    /// The epoch of this life of the hub; drawn, and kept, where there is none yet.
    [[nodiscard]] Result<Epoch> epoch() const;
    /// After a restore: this is another life.
    [[nodiscard]] Result<Epoch> renew_epoch() const;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string store_path() const { return path_ + "/hub.db"; }
    [[nodiscard]] std::string media_path() const { return path_ + "/media"; }
    [[nodiscard]] std::string post_path() const { return path_ + "/post.db"; }
    [[nodiscard]] std::string post_secret_path() const { return path_ + "/post.secret"; }
    [[nodiscard]] std::string orphans_path() const { return path_ + "/orphans.json"; }
    [[nodiscard]] std::string erased_path() const { return path_ + "/erased.json"; }
    [[nodiscard]] std::string agent_path() const { return path_ + "/agent.wedsync"; }
    [[nodiscard]] std::string desk_path() const { return path_ + "/desk.db"; }

private:
    std::string path_;
};

}  // namespace wedsync::hub
