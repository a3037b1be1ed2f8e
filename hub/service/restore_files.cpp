#include "hub/service/restore_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "hub/agent/done_book.hpp"
#include "hub/mail/mail_link.hpp"
#include "hub/mail/post_restore.hpp"
#include "hub/service/log.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = std::size_t{1} << 20U;
constexpr std::size_t kSecretBytesMax = std::size_t{64} * 1024;

bool exists(const std::string& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

/// It holds addresses, or is the copy of what does: nobody else's business.
Result<void> copy_file(const std::string& from, const std::string& into) {
    WEDSYNC_TRY(os::make_file(into));
    std::error_code error;
    fs::copy_file(from, into, fs::copy_options::overwrite_existing, error);
    if (error) return Error{ErrorCode::kStore, into + " cannot be written: " + error.message()};
    fs::permissions(into, fs::perms::owner_read | fs::perms::owner_write, error);
    return os::sync_file(into);
}

/// Whether a file of SQLite is one file and has no log.
Result<void> check_closed(const std::string& path) {
    if (!exists(path + "-wal")) return {};
    return Error{ErrorCode::kStore, path + " could not be closed"};
}

/// A folder that is gone with this object, for what is on its way into the hub's.
class Scratch {
public:
    [[nodiscard]] static Result<void> make(const std::string& path) {
        std::error_code error;
        fs::remove_all(path, error);
        fs::create_directory(path, error);
        if (!error) fs::permissions(path, fs::perms::owner_all, error);
        if (error) return Error{ErrorCode::kStore, path + " cannot be made: " + error.message()};
        return {};
    }
    explicit Scratch(std::string path) : path_(std::move(path)) {}
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }

private:
    std::string path_;
};

class Restoring {
public:
    struct Parts {
        const BackupFiles& files;
        const BackupManifest& manifest;
        const DataFolder& folder;
        const DataFolder scratch;
        std::string aside;
        bool is_same_hub = false;
    };
    explicit Restoring(Parts parts) : parts_(std::move(parts)) {}

    Result<void> run() {
        // Before anything is moved.
        const bool has_agent = parts_.is_same_hub && exists(parts_.folder.agent_path());
        WEDSYNC_TRY(bring_secret());
        WEDSYNC_TRY(bring_post());
        WEDSYNC_TRY(bring_desk(has_agent));
        // Of another hub: what it holds is nobody's here.
        if (!parts_.is_same_hub) WEDSYNC_TRY(set_aside(parts_.folder.agent_path()));
        return {};
    }
    [[nodiscard]] const RestoredFiles& restored() const { return restored_; }

private:
    [[nodiscard]] bool has(std::string_view name) const {
        const std::vector<KeptFile>& kept = parts_.manifest.files;
        return std::any_of(kept.begin(), kept.end(),
                           [&](const KeptFile& file) { return file.name == name; });
    }

    Result<void> set_aside(const std::string& path) {
        // The log first: another file of this name must not find it.
        for (const char* const suffix : {"-wal", "-shm", ""}) {
            const std::string name = path + suffix;
            if (!exists(name)) continue;
            std::error_code error;
            fs::create_directory(parts_.aside, error);
            if (!error) fs::permissions(parts_.aside, fs::perms::owner_all, error);
            if (error) {
                return Error{ErrorCode::kStore,
                             parts_.aside + " cannot be made: " + error.message()};
            }
            restored_.aside = parts_.aside;
            WEDSYNC_TRY(os::rename(name, parts_.aside + "/" + fs::path(name).filename().string()));
        }
        return {};
    }

    /// With which the links of the backup's mails are signed.
    Result<void> bring_secret() {
        const std::string path = parts_.folder.post_secret_path();
        if (!has("post.secret")) return parts_.is_same_hub ? Result<void>{} : set_aside(path);
        const std::optional<std::string> secret =
            WEDSYNC_TRY(os::read_whole(parts_.files.kept("post.secret"), kSecretBytesMax));
        if (!secret) return Error{ErrorCode::kCorrupt, "post.secret is missing"};
        const Result<std::optional<std::string>> there = os::read_whole(path, kSecretBytesMax);
        if (there.ok() && there.value() == secret) return {};
        WEDSYNC_TRY(set_aside(path));
        return os::replace_file(path, *secret);
    }

    Result<void> bring_post() {
        const std::string path = parts_.folder.post_path();
        if (!has("post.db")) return parts_.is_same_hub ? Result<void>{} : set_aside(path);
        const std::string incoming = parts_.scratch.post_path();
        WEDSYNC_TRY(copy_file(parts_.files.kept("post.db"), incoming));
        if (parts_.is_same_hub && exists(path)) {
            const Result<RestoredPost> added = add_to_post(path, incoming);
            if (added.ok()) {
                restored_.unknown_mails = added.value().unknown;
                return {};
            }
            const ErrorCode code = added.error().code;
            if (code != ErrorCode::kCorrupt && code != ErrorCode::kNewerFormat)
                return added.error();
        }
        restored_.unknown_mails = WEDSYNC_TRY(restore_post(incoming)).unknown;
        return replace(path, incoming);
    }

    /// What it says was done since the backup is done only where the hub's own device still has it.
    Result<void> bring_desk(bool has_agent) {
        const std::string path = parts_.folder.desk_path();
        if (!has("desk.db")) return parts_.is_same_hub ? Result<void>{} : set_aside(path);
        const std::string incoming = parts_.scratch.desk_path();
        WEDSYNC_TRY(copy_file(parts_.files.kept("desk.db"), incoming));
        if (has_agent && exists(path)) {
            const Result<void> added = add_to_done(path, incoming);
            if (added.ok()) return {};
            const ErrorCode code = added.error().code;
            if (code != ErrorCode::kCorrupt && code != ErrorCode::kNewerFormat)
                return added.error();
        }
        return replace(path, incoming);
    }

    Result<void> replace(const std::string& path, const std::string& incoming) {
        WEDSYNC_TRY(check_closed(incoming));
        WEDSYNC_TRY(os::sync_file(incoming));
        WEDSYNC_TRY(set_aside(path));
        return os::rename(incoming, path);
    }

    Parts parts_;
    RestoredFiles restored_;
};

}  // namespace

Result<void> check_kept_files(const BackupFiles& files, const BackupManifest& manifest) {
    for (const KeptFile& file : manifest.files) {
        const std::string path = files.kept(file.name);
        std::ifstream in(path, std::ios::binary);
        crypto::Sha256 sha256;
        std::uint64_t bytes = 0;
        std::vector<char> piece(kPieceBytes);
        while (in) {
            in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
            const auto count = static_cast<std::size_t>(in.gcount());
            sha256.add({piece.data(), count});
            bytes += count;
        }
        if (bytes != file.bytes || crypto::hex(sha256.digest()) != file.sha256)
            return Error{ErrorCode::kCorrupt, path + " is not the file that was backed up"};
    }
    return {};
}

std::string aside_path(const DataFolder& folder, WallTime now) {
    std::string time = time_text(now);
    std::erase(time, ':');
    return folder.path() + "/replaced-" + time;
}

Result<RestoredFiles> restore_kept_files(const BackupFiles& files, const BackupManifest& manifest,
                                         const DataFolder& folder, bool is_same_hub, WallTime now) {
    const std::string path = folder.path() + "/restoring";
    WEDSYNC_TRY(Scratch::make(path));
    const Scratch scratch(path);
    Restoring restoring(
        {files, manifest, folder, DataFolder(path), aside_path(folder, now), is_same_hub});
    WEDSYNC_TRY(restoring.run());
    return restoring.restored();
}

}  // namespace wedsync::hub
