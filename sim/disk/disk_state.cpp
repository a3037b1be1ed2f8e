#include "sim/disk/disk_state.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <utility>

#include "engine/base/assert.hpp"

namespace wedsync::sim {
namespace {

constexpr std::string_view kTemporaryPrefix = "temporary-";

}  // namespace

DiskState::DiskState(const DiskOptions& with_options, DiskImage with_image)
    : options(with_options), image(std::move(with_image)), prng(with_options.seed) {}

void DiskState::fail_at(std::uint64_t point, DiskFault fault, Repeat repeat) {
    WEDSYNC_ASSERT(fault == DiskFault::kFull || fault == DiskFault::kWriteError ||
                   fault == DiskFault::kSyncError || fault == DiskFault::kReadError ||
                   fault == DiskFault::kLostWrite);
    fault_point_ = point;
    fault_ = fault;
    repeat_ = repeat;
    struck_at.reset();
}

void DiskState::clear_faults() {
    crash_point_ = kNever;
    fault_point_ = kNever;
    struck_at.reset();
}

void DiskState::restart(Damage damage, Prng& damage_prng) {
    WEDSYNC_ASSERT(open_count == 0);
    clear_faults();
    for (const std::string& name : image.names()) {
        if (name.starts_with(kTemporaryPrefix)) {
            image.remove(name);
        }
    }
    image.restart({.damage = damage,
                   .is_powersafe = options.is_powersafe,
                   .sector_bytes = options.sector_bytes},
                  damage_prng, faults);
    locks_.clear();
    is_dead = false;
    points = 0;
    reads = 0;
}

void DiskState::replace(DiskImage other) {
    WEDSYNC_ASSERT(open_count == 0);
    WEDSYNC_ASSERT(!is_recording);
    image = std::move(other);
}

void DiskState::start_recording() {
    is_recording = true;
    recording = {.start = image, .ops = {}};
}

DiskRecording DiskState::take_recording() {
    is_recording = false;
    return std::exchange(recording, {});
}

int DiskState::enter_point(int code_when_dead) {
    if (is_dead) {
        return code_when_dead;
    }
    ++points;
    if (points >= crash_point_) {
        is_dead = true;
        struck_at = points;
        faults.add(DiskFault::kCrash);
        return code_when_dead;
    }
    return SQLITE_OK;
}

bool DiskState::strikes(DiskFault fault, std::uint64_t count) {
    if (fault != fault_ || count < fault_point_) {
        return false;
    }
    if (!struck_at) {
        struck_at = count;
    }
    if (repeat_ == Repeat::kOnce) {
        fault_point_ = kNever;
    }
    faults.add(fault);
    return true;
}

void DiskState::perform(DiskOp op) {
    image.apply(op);
    if (is_recording) {
        recording.ops.push_back(std::move(op));
    }
}

int DiskState::open(std::string_view name, int flags, Handle& handle) {
    if (is_dead) {
        return SQLITE_IOERR;
    }
    std::string own_name(name);
    if (name.empty()) {
        own_name = std::string(kTemporaryPrefix) + std::to_string(++temporary_count_);
    }
    std::optional<FileId> file = image.find(own_name);
    if (!file && (flags & SQLITE_OPEN_CREATE) == 0) {
        return SQLITE_CANTOPEN;
    }
    if (!file) {
        file = image.next_file();
        perform({.kind = DiskOpKind::kCreate, .file = *file, .name = own_name, .data = {}});
    }
    // As SQLite's VFS for Unix: whether it was there or not, or a journal that was deleted beside a
    // log that an earlier opening created would come back in a power cut.
    constexpr int kJournals =
        SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    handle.is_directory_due = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & kJournals) != 0;
    handle.file = *file;
    handle.is_temporary = name.empty() || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    ++open_count;
    return SQLITE_OK;
}

void DiskState::close(Handle& handle) {
    unlock(handle, SQLITE_LOCK_NONE);
    --open_count;
    if (!handle.is_temporary || is_dead) {
        return;
    }
    for (const std::string& name : image.names()) {
        if (image.find(name) == handle.file) {
            perform({.kind = DiskOpKind::kDelete, .name = name, .data = {}});
        }
    }
}

int DiskState::read(const Handle& handle, std::uint64_t offset, std::uint8_t* target,
                    std::size_t size) {
    if (is_dead) {
        return SQLITE_IOERR_READ;
    }
    ++reads;
    if (strikes(DiskFault::kReadError, reads)) {
        return SQLITE_IOERR_READ;
    }
    const Bytes& content = image.current(handle.file);
    const std::uint64_t there = content.size() > offset ? content.size() - offset : 0;
    const auto copied = static_cast<std::size_t>(std::min<std::uint64_t>(there, size));
    const auto from = content.begin() + static_cast<std::ptrdiff_t>(copied > 0 ? offset : 0);
    std::copy(from, from + static_cast<std::ptrdiff_t>(copied), target);
    std::fill(target + copied, target + size, std::uint8_t{0});
    return copied == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int DiskState::write_fully(const Handle& handle, std::uint64_t offset, BytesView data) {
    perform({.kind = DiskOpKind::kWrite,
             .file = handle.file,
             .name = {},
             .offset = offset,
             .data = Bytes(data.begin(), data.end())});
    return SQLITE_OK;
}

int DiskState::write_partly(const Handle& handle, std::uint64_t offset, BytesView data,
                            std::uint64_t size) {
    if (size > 0) {
        write_fully(handle, offset, data.first(static_cast<std::size_t>(size)));
    }
    return SQLITE_FULL;
}

int DiskState::write(const Handle& handle, std::uint64_t offset, BytesView data) {
    if (const int code = enter_point(SQLITE_IOERR_WRITE); code != SQLITE_OK) {
        return code;
    }
    if (strikes(DiskFault::kWriteError, points)) {
        return SQLITE_IOERR_WRITE;
    }
    if (strikes(DiskFault::kFull, points)) {
        return write_partly(handle, offset, data, prng.below(data.size() + 1));
    }
    const std::uint64_t length = image.current(handle.file).size();
    const std::uint64_t end = offset + data.size();
    if (strikes(DiskFault::kLostWrite, points)) {
        if (end > length) {
            const std::uint64_t first = std::max(offset, length);
            write_fully(handle, first, Bytes(static_cast<std::size_t>(end - first), 0));
        }
        return SQLITE_OK;
    }
    if (options.quota_bytes > 0 && end > length) {
        const std::uint64_t used = image.bytes();
        const std::uint64_t room = options.quota_bytes > used ? options.quota_bytes - used : 0;
        if (end - length > room) {
            faults.add(DiskFault::kQuota);
            const std::uint64_t reach = length + room;
            return write_partly(handle, offset, data, reach > offset ? reach - offset : 0);
        }
    }
    return write_fully(handle, offset, data);
}

int DiskState::truncate(const Handle& handle, std::uint64_t length) {
    if (const int code = enter_point(SQLITE_IOERR_TRUNCATE); code != SQLITE_OK) {
        return code;
    }
    if (strikes(DiskFault::kWriteError, points)) {
        return SQLITE_IOERR_TRUNCATE;
    }
    perform({.kind = DiskOpKind::kTruncate,
             .file = handle.file,
             .name = {},
             .offset = length,
             .data = {}});
    return SQLITE_OK;
}

int DiskState::sync(Handle& handle) {
    if (const int code = enter_point(SQLITE_IOERR_FSYNC); code != SQLITE_OK) {
        return code;
    }
    if (strikes(DiskFault::kSyncError, points)) {
        perform({.kind = DiskOpKind::kSyncFailed,
                 .file = handle.file,
                 .name = {},
                 .offset = prng.next(),
                 .data = {}});
        return SQLITE_IOERR_FSYNC;
    }
    if (options.sync_lies) {
        faults.add(DiskFault::kLyingSync);
        return SQLITE_OK;
    }
    perform({.kind = DiskOpKind::kSync,
             .file = handle.file,
             .name = {},
             .data = {},
             .is_directory_synced = handle.is_directory_due});
    handle.is_directory_due = false;
    return SQLITE_OK;
}

int DiskState::size(const Handle& handle, std::uint64_t& length) const {
    if (is_dead) {
        return SQLITE_IOERR_FSTAT;
    }
    length = image.current(handle.file).size();
    return SQLITE_OK;
}

int DiskState::remove(std::string_view name, bool is_directory_synced) {
    if (const int code = enter_point(SQLITE_IOERR_DELETE); code != SQLITE_OK) {
        return code;
    }
    if (strikes(DiskFault::kWriteError, points)) {
        return SQLITE_IOERR_DELETE;
    }
    if (!image.find(name)) {
        return SQLITE_IOERR_DELETE_NOENT;
    }
    perform({.kind = DiskOpKind::kDelete,
             .name = std::string(name),
             .data = {},
             .is_directory_synced = is_directory_synced && !options.sync_lies});
    return SQLITE_OK;
}

int DiskState::lock(Handle& handle, int level) {
    if (is_dead) {
        return SQLITE_IOERR_LOCK;
    }
    if (level <= handle.lock) {
        return SQLITE_OK;
    }
    Locks& locks = locks_[handle.file];
    const auto is_taken = [&](const Handle* owner) { return owner != nullptr && owner != &handle; };
    if (handle.lock == SQLITE_LOCK_NONE) {
        if (is_taken(locks.pending) || is_taken(locks.exclusive)) {
            return SQLITE_BUSY;
        }
        ++locks.shared_count;
        handle.lock = SQLITE_LOCK_SHARED;
    }
    if (level == SQLITE_LOCK_SHARED) {
        return SQLITE_OK;
    }
    if (is_taken(locks.reserved) || is_taken(locks.pending)) {
        return SQLITE_BUSY;
    }
    if (level == SQLITE_LOCK_RESERVED) {
        locks.reserved = &handle;
        handle.lock = level;
        return SQLITE_OK;
    }
    locks.pending = &handle;
    handle.lock = SQLITE_LOCK_PENDING;
    if (locks.shared_count > 1) {
        return SQLITE_BUSY;
    }
    locks.exclusive = &handle;
    handle.lock = SQLITE_LOCK_EXCLUSIVE;
    return SQLITE_OK;
}

int DiskState::unlock(Handle& handle, int level) {
    if (handle.lock <= level) {
        return SQLITE_OK;
    }
    Locks& locks = locks_[handle.file];
    for (const Handle** owner : {&locks.reserved, &locks.pending, &locks.exclusive}) {
        if (*owner == &handle) {
            *owner = nullptr;
        }
    }
    if (level == SQLITE_LOCK_NONE) {
        --locks.shared_count;
    }
    handle.lock = level;
    return SQLITE_OK;
}

int DiskState::is_reserved(const Handle& handle, bool& result) const {
    if (is_dead) {
        return SQLITE_IOERR_CHECKRESERVEDLOCK;
    }
    const auto found = locks_.find(handle.file);
    result = found != locks_.end() &&
             (found->second.reserved != nullptr || found->second.pending != nullptr ||
              found->second.exclusive != nullptr);
    return SQLITE_OK;
}

}  // namespace wedsync::sim
