#include "sim/disk/sim_disk.hpp"

#include <cstring>
#include <memory>
#include <sqlite3.h>
#include <utility>

#include "engine/base/assert.hpp"
#include "sim/disk/disk_state.hpp"

namespace wedsync::sim {
namespace {

constexpr int kPathBytesMax = 512;

/// What SQLite keeps for each open file: its base class first.
struct SimFile {
    sqlite3_file base;
    DiskState* disk;
    DiskState::Handle handle;
};

SimFile& file_of(sqlite3_file* file) {
    return *reinterpret_cast<SimFile*>(file);
}

int file_close(sqlite3_file* file) {
    file_of(file).disk->close(file_of(file).handle);
    std::destroy_at(&file_of(file));
    return SQLITE_OK;
}

int file_read(sqlite3_file* file, void* target, int size, sqlite3_int64 offset) {
    return file_of(file).disk->read(file_of(file).handle, static_cast<std::uint64_t>(offset),
                                    static_cast<std::uint8_t*>(target),
                                    static_cast<std::size_t>(size));
}

int file_write(sqlite3_file* file, const void* source, int size, sqlite3_int64 offset) {
    const BytesView data(static_cast<const std::uint8_t*>(source), static_cast<std::size_t>(size));
    return file_of(file).disk->write(file_of(file).handle, static_cast<std::uint64_t>(offset),
                                     data);
}

int file_truncate(sqlite3_file* file, sqlite3_int64 length) {
    return file_of(file).disk->truncate(file_of(file).handle, static_cast<std::uint64_t>(length));
}

int file_sync(sqlite3_file* file, int /*flags*/) {
    return file_of(file).disk->sync(file_of(file).handle);
}

int file_size(sqlite3_file* file, sqlite3_int64* length) {
    std::uint64_t result = 0;
    const int code = file_of(file).disk->size(file_of(file).handle, result);
    *length = static_cast<sqlite3_int64>(result);
    return code;
}

int file_lock(sqlite3_file* file, int level) {
    return file_of(file).disk->lock(file_of(file).handle, level);
}

int file_unlock(sqlite3_file* file, int level) {
    return file_of(file).disk->unlock(file_of(file).handle, level);
}

int file_check_reserved(sqlite3_file* file, int* result) {
    bool is_reserved = false;
    const int code = file_of(file).disk->is_reserved(file_of(file).handle, is_reserved);
    *result = is_reserved ? 1 : 0;
    return code;
}

int file_control(sqlite3_file* /*file*/, int /*operation*/, void* /*argument*/) {
    return SQLITE_NOTFOUND;
}

int file_sector_size(sqlite3_file* file) {
    return static_cast<int>(file_of(file).disk->options.sector_bytes);
}

int file_characteristics(sqlite3_file* file) {
    return file_of(file).disk->options.is_powersafe ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

/// Version 1: no shared memory, so that SQLite keeps the index of its log on the heap.
const sqlite3_io_methods kMethods = [] {
    sqlite3_io_methods methods{};
    methods.iVersion = 1;
    methods.xClose = file_close;
    methods.xRead = file_read;
    methods.xWrite = file_write;
    methods.xTruncate = file_truncate;
    methods.xSync = file_sync;
    methods.xFileSize = file_size;
    methods.xLock = file_lock;
    methods.xUnlock = file_unlock;
    methods.xCheckReservedLock = file_check_reserved;
    methods.xFileControl = file_control;
    methods.xSectorSize = file_sector_size;
    methods.xDeviceCharacteristics = file_characteristics;
    return methods;
}();

DiskState& disk_of(sqlite3_vfs* vfs) {
    return *static_cast<DiskState*>(vfs->pAppData);
}

int vfs_open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    file->pMethods = nullptr;
    DiskState::Handle handle;
    const int code = disk_of(vfs).open(name == nullptr ? "" : name, flags, handle);
    if (code != SQLITE_OK) {
        return code;
    }
    std::construct_at(&file_of(file), SimFile{{&kMethods}, &disk_of(vfs), handle});
    if (out_flags != nullptr) {
        *out_flags = flags;
    }
    return SQLITE_OK;
}

int vfs_delete(sqlite3_vfs* vfs, const char* name, int is_directory_synced) {
    return disk_of(vfs).remove(name, is_directory_synced != 0);
}

int vfs_access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
    const DiskState& disk = disk_of(vfs);
    if (disk.is_dead) {
        return SQLITE_IOERR_ACCESS;
    }
    // As SQLite's VFS for Unix: an empty file does not count as one that exists.
    const std::optional<FileId> file = disk.image.find(name);
    const bool is_there =
        file && (flags != SQLITE_ACCESS_EXISTS || !disk.image.current(*file).empty());
    *result = is_there ? 1 : 0;
    return SQLITE_OK;
}

int vfs_full_path(sqlite3_vfs* /*vfs*/, const char* name, int size, char* target) {
    const std::size_t length = std::strlen(name);
    if (length >= static_cast<std::size_t>(size)) {
        return SQLITE_CANTOPEN;
    }
    std::memcpy(target, name, length + 1);
    return SQLITE_OK;
}

int vfs_randomness(sqlite3_vfs* vfs, int size, char* target) {
    for (int i = 0; i < size; ++i) {
        target[i] = static_cast<char>(disk_of(vfs).prng.below(256));
    }
    return size;
}

int vfs_sleep(sqlite3_vfs* vfs, int time_us) {
    disk_of(vfs).options.wall_ms += static_cast<std::uint64_t>(time_us) / 1000;
    return time_us;
}

int vfs_time(sqlite3_vfs* vfs, sqlite3_int64* julian_ms) {
    constexpr sqlite3_int64 kUnixEpochJulianMs = 210'866'760'000'000;
    const std::uint64_t wall_ms = disk_of(vfs).options.wall_ms++;
    *julian_ms = kUnixEpochJulianMs + static_cast<sqlite3_int64>(wall_ms);
    return SQLITE_OK;
}

int vfs_last_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*target*/) {
    return 0;
}

/// The next number of a VFS: each needs its own name.
std::uint64_t next_vfs_number() {
    static std::uint64_t count = 0;
    return ++count;
}

}  // namespace

struct SimDisk::Vfs {
    Vfs(const DiskOptions& options, DiskImage image)
        : state(options, std::move(image)), name("simdisk-" + std::to_string(next_vfs_number())) {}

    DiskState state;
    std::string name;
    sqlite3_vfs table{};
};

SimDisk::SimDisk(const DiskOptions& options, DiskImage image)
    : vfs_(std::make_unique<Vfs>(options, std::move(image))) {
    sqlite3_vfs& table = vfs_->table;
    table.iVersion = 2;
    table.szOsFile = sizeof(SimFile);
    table.mxPathname = kPathBytesMax;
    table.zName = vfs_->name.c_str();
    table.pAppData = &vfs_->state;
    table.xOpen = vfs_open;
    table.xDelete = vfs_delete;
    table.xAccess = vfs_access;
    table.xFullPathname = vfs_full_path;
    table.xRandomness = vfs_randomness;
    table.xSleep = vfs_sleep;
    table.xGetLastError = vfs_last_error;
    table.xCurrentTimeInt64 = vfs_time;
    const int code = sqlite3_vfs_register(&table, 0);
    WEDSYNC_ASSERT(code == SQLITE_OK);
}

SimDisk::~SimDisk() {
    WEDSYNC_ASSERT(open_file_count() == 0);
    sqlite3_vfs_unregister(&vfs_->table);
}

const std::string& SimDisk::vfs_name() const {
    return vfs_->name;
}
void SimDisk::crash_at(std::uint64_t point) {
    vfs_->state.crash_at(point);
}
void SimDisk::fail_at(std::uint64_t point, DiskFault fault, Repeat repeat) {
    vfs_->state.fail_at(point, fault, repeat);
}
void SimDisk::clear_faults() {
    vfs_->state.clear_faults();
}
void SimDisk::set_sync_lies(bool lies) {
    vfs_->state.options.sync_lies = lies;
}
void SimDisk::set_quota(std::uint64_t bytes) {
    vfs_->state.options.quota_bytes = bytes;
}
void SimDisk::set_wall_ms(std::uint64_t wall_ms) {
    vfs_->state.options.wall_ms = wall_ms;
}
bool SimDisk::is_dead() const {
    return vfs_->state.is_dead;
}
std::uint64_t SimDisk::points() const {
    return vfs_->state.points;
}
std::uint64_t SimDisk::reads() const {
    return vfs_->state.reads;
}
std::optional<std::uint64_t> SimDisk::struck_at() const {
    return vfs_->state.struck_at;
}
const DiskFaultCounts& SimDisk::faults() const {
    return vfs_->state.faults;
}
std::size_t SimDisk::open_file_count() const {
    return vfs_->state.open_count;
}
void SimDisk::restart(Damage damage, Prng& prng) {
    vfs_->state.restart(damage, prng);
}
const DiskImage& SimDisk::image() const {
    return vfs_->state.image;
}
void SimDisk::replace(DiskImage image) {
    vfs_->state.replace(std::move(image));
}

bool SimDisk::flip_bit(std::string_view name, std::uint64_t offset, std::uint32_t bit) {
    const bool is_flipped = vfs_->state.image.flip_bit(name, offset, bit);
    if (is_flipped) {
        vfs_->state.faults.add(DiskFault::kBitFlip);
    }
    return is_flipped;
}

std::optional<std::string> SimDisk::flip_any_bit(Prng& prng) {
    std::vector<std::string> names = image().names();
    std::erase_if(names, [&](const std::string& name) {
        return image().current(*image().find(name)).empty();
    });
    if (names.empty()) {
        return std::nullopt;
    }
    const std::string name = prng.pick(names);
    const std::uint64_t length = image().current(*image().find(name)).size();
    const auto bit = static_cast<std::uint32_t>(prng.below(8));
    const bool is_flipped = flip_bit(name, prng.below(length), bit);
    WEDSYNC_ASSERT(is_flipped);
    return name;
}

void SimDisk::start_recording() {
    vfs_->state.start_recording();
}
std::size_t SimDisk::recorded_count() const {
    return vfs_->state.recording.ops.size();
}
DiskRecording SimDisk::take_recording() {
    return vfs_->state.take_recording();
}

void seed_sqlite_randomness(std::uint32_t seed) {
    WEDSYNC_ASSERT(seed > 0);
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed),
                         static_cast<sqlite3*>(nullptr));
}

}  // namespace wedsync::sim
