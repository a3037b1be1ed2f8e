#include "system/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>

namespace wedsync::os {
namespace {

constexpr mode_t kOwnerOnly = 0600;

Error error_at(const std::string& path, const char* what) {
    const int number = errno;
    const bool is_full = number == ENOSPC || number == EDQUOT;
    return {is_full ? ErrorCode::kFull : ErrorCode::kStore,
            path + ": " + what + ": " + std::generic_category().message(number)};
}

/// A file descriptor that is closed with the object.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Result<void> sync_folder_of(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    const std::string name = folder.empty() ? "." : folder.string();
    const Descriptor descriptor(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.is_open() || ::fsync(descriptor.number()) != 0) {
        return error_at(name, "cannot be synced");
    }
    return {};
}

Result<std::optional<int>> lock_file(const std::string& path, int operation) {
    Descriptor descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly));
    if (!descriptor.is_open()) return error_at(path, "cannot be opened");
    while (::flock(descriptor.number(), operation) != 0) {
        if (errno == EWOULDBLOCK) return std::optional<int>{};
        if (errno != EINTR) return error_at(path, "cannot be locked");
    }
    return std::optional<int>{descriptor.release()};
}

}  // namespace

Result<std::optional<std::string>> read_whole(const std::string& path, std::size_t bytes_max) {
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.is_open()) {
        if (errno == ENOENT) return std::optional<std::string>{};
        return error_at(path, "cannot be opened");
    }
    std::string bytes;
    constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;
    while (true) {
        const std::size_t before = bytes.size();
        bytes.resize(before + kPieceBytes);
        const ssize_t count = ::read(descriptor.number(), bytes.data() + before, kPieceBytes);
        bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count < 0 && errno != EINTR) return error_at(path, "cannot be read");
        if (count == 0) return std::optional<std::string>{std::move(bytes)};
        if (bytes.size() > bytes_max) return Error{ErrorCode::kTooLarge, path + " is too large"};
    }
}

Result<void> replace_file(const std::string& path, std::string_view bytes) {
    const std::string fresh = path + ".new";
    {
        const Descriptor descriptor(
            ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kOwnerOnly));
        if (!descriptor.is_open()) return error_at(fresh, "cannot be made");
        if (!write_all(descriptor.number(), bytes) || ::fsync(descriptor.number()) != 0) {
            Error error = error_at(fresh, "cannot be written");
            ::unlink(fresh.c_str());
            return error;
        }
    }
    return rename(fresh, path);
}

Result<void> make_file(const std::string& path) {
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, kOwnerOnly));
    return descriptor.is_open() ? Result<void>{} : error_at(path, "cannot be made");
}

Result<void> append_to_file(const std::string& path, std::uint64_t at, std::string_view bytes) {
    const Descriptor descriptor(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
    if (!descriptor.is_open()) return error_at(path, "cannot be made");
    const auto end = static_cast<off_t>(at);
    const bool is_written = ::ftruncate(descriptor.number(), end) == 0 &&
                            ::lseek(descriptor.number(), end, SEEK_SET) == end &&
                            write_all(descriptor.number(), bytes);
    if (is_written) return {};
    Error error = error_at(path, "cannot be written");
    const bool is_cut = at > 0 && ::ftruncate(descriptor.number(), end) == 0;
    if (!is_cut) ::unlink(path.c_str());
    return error;
}

Result<void> sync_file(const std::string& path) {
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.is_open() || ::fsync(descriptor.number()) != 0)
        return error_at(path, "cannot be synced");
    return sync_folder_of(path);
}

Result<void> rename(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) return error_at(to, "cannot be replaced");
    return sync_folder_of(to);
}

Result<FileLock> FileLock::wait(const std::string& path) {
    return FileLock(*WEDSYNC_TRY(lock_file(path, LOCK_EX)));
}

Result<std::optional<FileLock>> FileLock::try_now(const std::string& path) {
    const std::optional<int> descriptor = WEDSYNC_TRY(lock_file(path, LOCK_EX | LOCK_NB));
    if (!descriptor) return std::optional<FileLock>{};
    return std::optional<FileLock>{FileLock(*descriptor)};
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace wedsync::os
