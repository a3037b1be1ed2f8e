#include "cli/output_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include "cli/failure.hpp"

namespace wedsync::cli {
namespace {

namespace fs = std::filesystem;

std::string last_error() {
    return std::error_code(errno, std::generic_category()).message();
}

/// A file that is open for writing; closed with the object.
class OpenFile {
public:
    OpenFile(const std::string& path, int flags)
        : descriptor_(open(path.c_str(), flags | O_WRONLY | O_CLOEXEC, 0666)) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (descriptor_ >= 0) close(descriptor_);
    }

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    bool write_all(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }
    /// True where the bytes are on the disk, or where it is nothing that has one.
    [[nodiscard]] bool sync() const { return fsync(descriptor_) == 0 || errno == EINVAL; }

private:
    int descriptor_;
};

}  // namespace

void check_output_path(const std::string& path, const std::vector<std::string>& inputs,
                       const std::string& store) {
    std::vector<std::string> taken = inputs;
    for (const char* suffix : {"", "-wal", "-shm", "-journal", "-turn", ".hub.json"})
        taken.push_back(store + suffix);
    for (const std::string& other : taken) {
        std::error_code error;
        const bool is_same_name = fs::absolute(path, error).lexically_normal() ==
                                  fs::absolute(other, error).lexically_normal();
        if (!is_same_name && !fs::equivalent(path, other, error)) continue;
        throw Failure(ExitCode::kUsage, path + " would be written over what is read",
                      "Name another file. Nothing was changed.");
    }
}

void write_output_file(const std::string& path, std::string_view bytes, const std::string& what,
                       const std::string& advice) {
    const auto fail = [&](const std::string& why) -> Failure {
        return {ExitCode::kBadInput, what + " " + path + " cannot be written: " + why, advice};
    };
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) throw fail("it is a folder");
    if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored)) {
        const OpenFile file(path, 0);  // A pipe or a device has no name to take.
        if (!file.is_open() || !file.write_all(bytes)) throw fail(last_error());
        return;
    }
    const std::string temporary = path + ".new-" + std::to_string(getpid());
    std::string problem;
    {
        const OpenFile file(temporary, O_CREAT | O_EXCL);
        if (!file.is_open()) throw fail(last_error());
        if (!file.write_all(bytes) || !file.sync()) problem = last_error();
    }
    if (problem.empty()) {
        std::error_code error;
        fs::rename(temporary, path, error);
        if (error) problem = error.message();
    }
    if (!problem.empty()) {
        fs::remove(temporary, ignored);
        throw fail(problem);
    }
}

}  // namespace wedsync::cli
