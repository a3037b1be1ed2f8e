#include "engine/store/store_copy.hpp"

#include <utility>

#include "sqlite3.h"

#include "engine/store/database.hpp"

namespace wedsync::store {

class StoreCopy::Impl {
public:
    Impl(std::unique_ptr<Database> target, sqlite3_backup* backup)
        : target_(std::move(target)), backup_(backup) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (backup_ != nullptr) sqlite3_backup_finish(backup_);
    }

    Result<bool> step(int pages) {
        if (backup_ == nullptr) return Error{ErrorCode::kStore, "the copy has ended"};
        const int code = sqlite3_backup_step(backup_, pages);
        progress_.total = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup_));
        progress_.done =
            progress_.total - static_cast<std::uint64_t>(sqlite3_backup_remaining(backup_));
        if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
        const int finished = sqlite3_backup_finish(std::exchange(backup_, nullptr));
        if (code != SQLITE_DONE) return target_->error_of(code);
        if (finished != SQLITE_OK) return target_->error_of(finished);
        return true;
    }

    [[nodiscard]] const Progress& progress() const { return progress_; }

private:
    std::unique_ptr<Database> target_;
    sqlite3_backup* backup_;
    Progress progress_;
};

StoreCopy::StoreCopy(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StoreCopy::~StoreCopy() = default;

Result<std::unique_ptr<StoreCopy>> StoreCopy::begin(Database& source, const std::string& path,
                                                    const std::string& vfs) {
    std::unique_ptr<Database> target = WEDSYNC_TRY(Database::open(path, vfs));
    // A half-made copy is thrown away, so it needs no journal.
    WEDSYNC_TRY(
        target->execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF;"
                        "PRAGMA synchronous=OFF; PRAGMA cache_size=-1024;"));
    sqlite3_backup* const backup =
        sqlite3_backup_init(target->handle(), "main", source.handle(), "main");
    if (backup == nullptr) return target->error_of(sqlite3_errcode(target->handle()));
    auto impl = std::make_unique<Impl>(std::move(target), backup);
    // tidy: allow(new) because the constructor is not public
    return std::unique_ptr<StoreCopy>(new StoreCopy(std::move(impl)));
}

Result<bool> StoreCopy::step(int pages) {
    return impl_->step(pages);
}
StoreCopy::Progress StoreCopy::progress() const {
    return impl_->progress();
}

}  // namespace wedsync::store
