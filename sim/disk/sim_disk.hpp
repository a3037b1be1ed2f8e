#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/prng.hpp"
#include "sim/disk/disk_image.hpp"

namespace wedsync::sim {

struct DiskOptions {
    /// Of everything random here: what a failed write leaves, and what SQLite asks the VFS for.
    std::uint64_t seed = 1;
    /// Limit of the sum of all file lengths; 0: none.
    std::uint64_t quota_bytes = 0;
    /// Whether a write cannot damage what stands beside it in its sector. SQLite's own VFS for Unix
    /// claims so; without the claim SQLite pads its log.
    bool is_powersafe = true;
    std::uint32_t sector_bytes = 4096;
    /// Every sync does nothing and says it did.
    bool sync_lies = false;
    /// What SQLite is told the time is, at first; it goes on by a millisecond with each question.
    std::uint64_t wall_ms = 1'767'225'600'000;
};

enum class Repeat : std::uint8_t { kOnce, kPersistent };

/// What was done to a disk since SimDisk::start_recording(): `start`, then `ops` in order.
struct DiskRecording {
    DiskImage start;
    std::vector<DiskOp> ops;
};

/// A disk in memory that SQLite can use: a VFS of its own name, and faults on demand. One thread.
/// Write-ahead logging works with `PRAGMA locking_mode=EXCLUSIVE` set before `journal_mode=WAL`
/// (there is no shared memory).
///
/// Each write, sync, truncation and deletion is an I/O point, counted from 1 since construction or
/// the last restart(). Everything is deterministic: same seed, same calls, same bytes.
///
///     SimDisk disk({.seed = 7});
///     disk.crash_at(40);
///     ... sqlite3_open_v2("a.db", &db, flags, disk.vfs_name().c_str()) ... sqlite3_close(db) ...
///     disk.restart(Damage::kPowerCutTorn, prng);
class SimDisk {
public:
    explicit SimDisk(const DiskOptions& options = {}, DiskImage image = {});
    SimDisk(const SimDisk&) = delete;
    SimDisk& operator=(const SimDisk&) = delete;
    SimDisk(SimDisk&&) = delete;
    SimDisk& operator=(SimDisk&&) = delete;
    /// Requires that no file is open.
    ~SimDisk();

    /// For sqlite3_open_v2(), or store::Options::vfs.
    [[nodiscard]] const std::string& vfs_name() const;

    /// At that I/O point the disk dies: this and all later calls fail until restart().
    void crash_at(std::uint64_t point);
    /// The first operation that can fail so (a sync by kSyncError, a write by kFull, ...), at or
    /// after that point, does; kPersistent: all such ones from then on. kReadError counts reads
    /// instead of points. One such fault is armed at a time.
    void fail_at(std::uint64_t point, DiskFault fault, Repeat repeat);
    /// Disarms fail_at() and crash_at(); a dead disk stays dead.
    void clear_faults();
    /// As the fields of DiskOptions.
    void set_sync_lies(bool lies);
    void set_quota(std::uint64_t bytes);
    void set_wall_ms(std::uint64_t wall_ms);

    [[nodiscard]] bool is_dead() const;
    [[nodiscard]] std::uint64_t points() const;
    [[nodiscard]] std::uint64_t reads() const;
    /// The point (or read) at which the fault of fail_at() or crash_at() first struck.
    [[nodiscard]] std::optional<std::uint64_t> struck_at() const;
    [[nodiscard]] const DiskFaultCounts& faults() const;
    [[nodiscard]] std::size_t open_file_count() const;

    /// The machine comes up again: damages what was not synced, disarms all faults, counts points
    /// from 1. Requires that no file is open: close the connections (they fail, and free what they
    /// hold) while the disk is dead.
    void restart(Damage damage, Prng& prng);

    /// The disk as a value: a backup, or a clone to build another SimDisk from.
    [[nodiscard]] const DiskImage& image() const;
    /// Puts a backup back. Requires that no file is open.
    void replace(DiskImage image);
    /// For rot and vandalism: see DiskImage::put(), remove(), flip_bit(). With a file open, what
    /// SQLite has in its cache stays there.
    [[nodiscard]] bool flip_bit(std::string_view name, std::uint64_t offset, std::uint32_t bit);
    /// Flips any bit of any file that is not empty; says which file, if there is one.
    std::optional<std::string> flip_any_bit(Prng& prng);

    void start_recording();
    [[nodiscard]] std::size_t recorded_count() const;
    [[nodiscard]] DiskRecording take_recording();

private:
    struct Vfs;
    std::unique_ptr<Vfs> vfs_;
};

/// SQLite has one source of randomness for the whole program (salts of its log, names of temporary
/// files). This seeds it, so that a run can be repeated. Requires seed > 0.
void seed_sqlite_randomness(std::uint32_t seed);

}  // namespace wedsync::sim
