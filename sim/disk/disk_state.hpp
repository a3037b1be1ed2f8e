#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.hpp"
#include "engine/base/prng.hpp"
#include "sim/disk/disk_image.hpp"
#include "sim/disk/sim_disk.hpp"

namespace wedsync::sim {

/// The disk behind a SimDisk: operations with faults and locks, without SQLite's calling
/// conventions. Results are SQLite's codes.
class DiskState {
public:
    DiskState(const DiskOptions& with_options, DiskImage with_image);

    // As SimDisk.
    void crash_at(std::uint64_t point) { crash_point_ = point; }
    void fail_at(std::uint64_t point, DiskFault fault, Repeat repeat);
    void clear_faults();
    void restart(Damage damage, Prng& damage_prng);
    void replace(DiskImage other);
    void start_recording();
    [[nodiscard]] DiskRecording take_recording();

    /// A file that a connection holds open, until close().
    struct Handle {
        FileId file = 0;
        bool is_temporary = false;
        /// The next sync saves the directory as well: SQLite's VFS for Unix does so for a log or
        /// journal it has created.
        bool is_directory_due = false;
        int lock = 0;
    };

    int open(std::string_view name, int flags, Handle& handle);
    void close(Handle& handle);
    int read(const Handle& handle, std::uint64_t offset, std::uint8_t* target, std::size_t size);
    int write(const Handle& handle, std::uint64_t offset, BytesView data);
    int truncate(const Handle& handle, std::uint64_t length);
    int sync(Handle& handle);
    int size(const Handle& handle, std::uint64_t& length) const;
    int remove(std::string_view name, bool is_directory_synced);
    int lock(Handle& handle, int level);
    int unlock(Handle& handle, int level);
    int is_reserved(const Handle& handle, bool& result) const;

    DiskOptions options;
    DiskImage image;
    Prng prng;
    DiskFaultCounts faults;
    bool is_dead = false;
    std::uint64_t points = 0;
    std::uint64_t reads = 0;
    std::optional<std::uint64_t> struck_at;
    std::size_t open_count = 0;
    bool is_recording = false;
    DiskRecording recording;

private:
    struct Locks {
        int shared_count = 0;
        const Handle* reserved = nullptr;
        const Handle* pending = nullptr;
        const Handle* exclusive = nullptr;
    };
    static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

    /// Counts a point; the code to fail with, or SQLITE_OK.
    int enter_point(int code_when_dead);
    /// True if the armed fault strikes an operation it fits.
    bool strikes(DiskFault fault, std::uint64_t count);
    int write_fully(const Handle& handle, std::uint64_t offset, BytesView data);
    int write_partly(const Handle& handle, std::uint64_t offset, BytesView data,
                     std::uint64_t size);
    void perform(DiskOp op);

    std::uint64_t crash_point_ = kNever;
    std::uint64_t fault_point_ = kNever;
    DiskFault fault_ = DiskFault::kCrash;
    Repeat repeat_ = Repeat::kOnce;
    std::uint64_t temporary_count_ = 0;
    std::map<FileId, Locks> locks_;
};

}  // namespace wedsync::sim
