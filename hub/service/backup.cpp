#include "hub/service/backup.hpp"

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "crypto/text.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

constexpr std::uint64_t kPageBytes = 4'096;
constexpr int kPagesPerStep = 64;
/// What is written waits in memory no longer than this, so that no sync takes long.
constexpr std::uint64_t kPagesPerSync = 1'024;
constexpr std::size_t kPicturesPerStep = 64;
constexpr std::size_t kHashedPerStep = std::size_t{1} << 20U;

Error cannot_make(const std::string& path, const std::error_code& error) {
    const bool is_full = error == std::errc::no_space_on_device;
    return {is_full ? ErrorCode::kFull : ErrorCode::kStore,
            path + " cannot be made: " + error.message()};
}

/// Takes away what a crash left of an earlier try, and nothing else.
Result<void> clear_part(const std::string& part) {
    const BackupFiles files{part};
    const std::set<std::string> ours{
        files.store(),    files.store() + "-journal", files.store() + "-wal",
        files.registry(), files.registry() + ".new",  files.store() + "-shm",
        files.erased(),   files.erased() + ".new",    files.media(),
        files.manifest(), files.manifest() + ".new"};
    const auto is_kept_file = [&](const std::string& path) {
        for (const std::string_view name : kKeptFiles)
            if (path.starts_with(files.kept(name))) return true;
        return false;
    };
    std::error_code error;
    if (!std::filesystem::exists(part, error)) return {};
    for (const auto& entry : std::filesystem::directory_iterator(part, error)) {
        const std::string path = entry.path().string();
        if (!ours.contains(path) && !is_kept_file(path))
            return Error{ErrorCode::kInvalid, part + " is in the way: remove it"};
    }
    if (!error) std::filesystem::remove_all(part, error);
    if (error) return Error{ErrorCode::kInvalid, part + " is in the way: " + error.message()};
    return {};
}

/// The folders of the pictures, which were put into them one by one.
Result<void> sync_folders(const std::string& media) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(media, error))
        WEDSYNC_TRY(os::sync_file(entry.path().string()));
    return {};
}

FileCopies copies_of(const Backup::Wish& wish, std::vector<std::string> names) {
    if (wish.data.empty()) names.clear();
    return {wish.data, wish.folder + ".part", names};
}

}  // namespace

Backup::Backup(Hub& hub, Wish wish)
    : hub_(hub),
      wish_(std::move(wish)),
      part_{wish_.folder + ".part"},
      desk_(copies_of(wish_, {"desk.db"})),
      post_(copies_of(wish_, {"post.db", "post.secret"})) {}

Backup::~Backup() {
    copy_.reset();
    if (is_done_) return;
    std::error_code ignored;
    std::filesystem::remove_all(part_.folder, ignored);
}

Backup::Wish Backup::wish_of(const DataFolder& folder, const Registry& registry,
                             const ErasedLedger& erased, std::string target, WallTime now) {
    Wish wish;
    wish.folder = std::move(target);
    wish.registry = write_registry(registry);
    wish.erased = erased.text_of_records();
    wish.hub_id = registry.hub_id;
    wish.hub_name = registry.hub_name;
    wish.now = now;
    wish.media = folder.media_path();
    wish.data = folder.path();
    return wish;
}

Result<std::unique_ptr<Backup>> Backup::begin(Hub& hub, Wish wish) {
    std::error_code error;
    if (std::filesystem::exists(wish.folder, error)) {
        return Error{ErrorCode::kInvalid, wish.folder + " is there already"};
    }
    const std::string part = wish.folder + ".part";
    WEDSYNC_TRY(clear_part(part));
    std::filesystem::create_directories(part, error);
    if (!error) std::filesystem::permissions(part, std::filesystem::perms::owner_all, error);
    if (error) return cannot_make(part, error);
    // tidy: allow(new) because the constructor is not public
    std::unique_ptr<Backup> backup(new Backup(hub, std::move(wish)));
    backup->copy_ = WEDSYNC_TRY(hub.store().begin_copy(backup->part_.store()));
    return backup;
}

Result<bool> Backup::step() {
    if (is_done_) return true;
    if (!WEDSYNC_TRY(desk_.step())) return false;
    if (copy_) {
        WEDSYNC_TRY(copy_some());
    } else if (hashed_bytes_ < manifest_.store_bytes) {
        WEDSYNC_TRY(hash_some());
    } else if (!pictures_) {
        pictures_ = list_pictures(wish_.media);
        manifest_.pictures = sums_of(*pictures_);
    } else if (pictures_kept_ < pictures_->size()) {
        WEDSYNC_TRY(keep_pictures());
    } else if (WEDSYNC_TRY(post_.step())) {
        WEDSYNC_TRY(finish());
        is_done_ = true;
    }
    return is_done_;
}

Result<void> Backup::copy_some() {
    const bool is_whole = WEDSYNC_TRY(copy_->step(kPagesPerStep));
    unsynced_pages_ += kPagesPerStep;
    if (unsynced_pages_ >= kPagesPerSync || is_whole) {
        WEDSYNC_TRY(os::sync_file(part_.store()));
        unsynced_pages_ = 0;
    }
    if (!is_whole) return {};
    copy_.reset();
    // Nothing was committed since the last piece: the copy is the hub of this moment.
    mark_ = hub_.take_backup_mark();
    for (const store::ScopeRow& row : WEDSYNC_TRY(hub_.store().load_scopes()))
        manifest_.scopes.push_back(sums_of(row));
    std::error_code error;
    manifest_.store_bytes = std::filesystem::file_size(part_.store(), error);
    if (error) return Error{ErrorCode::kStore, part_.store() + ": " + error.message()};
    copied_.open(part_.store(), std::ios::binary);
    return {};
}

Result<void> Backup::hash_some() {
    std::vector<char> piece(kHashedPerStep);
    copied_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(copied_.gcount());
    if (count == 0) return Error{ErrorCode::kStore, part_.store() + " cannot be read"};
    sha256_.add({piece.data(), count});
    hashed_bytes_ += count;
    return {};
}

/// A finished picture never changes, so the backup and the hub can have it as one file; where a
/// link cannot be made it is copied.
Result<void> Backup::keep_pictures() {
    namespace fs = std::filesystem;
    std::uint64_t copied = 0;
    for (std::size_t i = 0; i < kPicturesPerStep && copied < kHashedPerStep; ++i) {
        if (pictures_kept_ == pictures_->size()) break;
        const std::string name = media_path((*pictures_)[pictures_kept_].name);
        const fs::path target = part_.media() + "/" + name;
        std::error_code error;
        fs::create_directories(target.parent_path(), error);
        fs::create_hard_link(wish_.media + "/" + name, target, error);
        if (error) {
            error.clear();
            fs::copy_file(wish_.media + "/" + name, target, error);
            if (error) return cannot_make(target.string(), error);
            WEDSYNC_TRY(os::sync_file(target.string()));
            copied += (*pictures_)[pictures_kept_].bytes;
        }
        picture_bytes_kept_ += (*pictures_)[pictures_kept_++].bytes;
    }
    return {};
}

Result<void> Backup::finish() {
    WEDSYNC_TRY(sync_folders(part_.media()));
    manifest_.files = desk_.kept();
    for (KeptFile& file : post_.kept())
        manifest_.files.push_back(std::move(file));
    manifest_.hub_id = wish_.hub_id;
    manifest_.hub_name = wish_.hub_name;
    manifest_.made = wish_.now;
    manifest_.store_sha256 = crypto::hex(sha256_.digest());
    WEDSYNC_TRY(os::replace_file(part_.registry(), wish_.registry));
    if (!wish_.erased.empty()) WEDSYNC_TRY(os::replace_file(part_.erased(), wish_.erased));
    WEDSYNC_TRY(os::replace_file(part_.manifest(), write_manifest(manifest_)));
    WEDSYNC_TRY(os::rename(part_.folder, wish_.folder));
    return hub_.mark_backup(*mark_);
}

Backup::Progress Backup::progress() const {
    if (!copy_) {
        return {manifest_.store_bytes + hashed_bytes_ + picture_bytes_kept_,
                2 * manifest_.store_bytes + manifest_.pictures.bytes};
    }
    const store::StoreCopy::Progress pages = copy_->progress();
    return {pages.done * kPageBytes, 2 * pages.total * kPageBytes};
}

}  // namespace wedsync::hub
