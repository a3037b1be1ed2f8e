#include "hub/service/registry_file.hpp"

#include <optional>

#include <sys/stat.h>

#include "crypto/secret.hpp"
#include "system/files.hpp"

namespace wedsync::hub {

RegistryFile::RegistryFile(const std::string& folder)
    : path_(folder + "/registry.json"), lock_path_(folder + "/registry.lock") {}

Result<void> RegistryFile::create(const std::string& hub_name) {
    const os::FileLock lock = WEDSYNC_TRY(os::FileLock::wait(lock_path_));
    if (WEDSYNC_TRY(os::read_whole(path_, kRegistryBytesMax))) {
        return Error{ErrorCode::kInvalid, path_ + " is there already"};
    }
    Registry registry;
    registry.hub_id = crypto::new_token();
    registry.hub_name = hub_name;
    return os::replace_file(path_, write_registry(registry));
}

Result<Registry> RegistryFile::load() const {
    const std::optional<std::string> bytes = WEDSYNC_TRY(os::read_whole(path_, kRegistryBytesMax));
    if (!bytes) return Error{ErrorCode::kNotFound, "there is no hub in " + path_};
    Result<Registry> registry = read_registry(*bytes);
    if (!registry.ok()) return Error{registry.error().code, path_ + ": " + registry.error().detail};
    return registry;
}

Result<void> RegistryFile::update(const std::function<Result<void>(Registry&)>& change) {
    const os::FileLock lock = WEDSYNC_TRY(os::FileLock::wait(lock_path_));
    Registry registry = WEDSYNC_TRY(load());
    WEDSYNC_TRY(change(registry));
    return os::replace_file(path_, write_registry(registry));
}

std::string RegistryFile::stamp() const {
    struct stat status {};
    if (::stat(path_.c_str(), &status) != 0) return {};
    return std::to_string(status.st_ino) + ":" + std::to_string(status.st_mtim.tv_sec) + "." +
           std::to_string(status.st_mtim.tv_nsec) + ":" + std::to_string(status.st_size);
}

}  // namespace wedsync::hub
