#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/prng.hpp"

namespace wedsync::sim {

/// Everything that can be done to a disk on purpose, for counting and for SimDisk::fail_at().
enum class DiskFault : std::uint8_t {
    kCrash,          ///< The disk died in the middle of the program.
    kFull,           ///< A write met a full disk; a part of it may be there.
    kQuota,          ///< The same, because of the limit in bytes.
    kWriteError,     ///< A write, truncation or deletion failed.
    kSyncError,      ///< fsync failed; what it should have saved may be lost for good.
    kReadError,      ///< A read failed.
    kLostWrite,      ///< A write said it was done and was not.
    kLyingSync,      ///< fsync said it was done and was not.
    kDroppedWrite,   ///< Power cut: an unsynced write is gone.
    kTornWrite,      ///< Power cut: some sectors of an unsynced write are there.
    kZeroTail,       ///< Power cut: the file has grown, what was written is zeros.
    kSectorDamaged,  ///< Power cut: what stood beside a torn write in its sector is gone too.
    kNameReverted,   ///< Power cut: a created file is gone, or a deleted one is back.
    kBitFlip,        ///< Rot: one bit of a file that nobody was writing.
};
inline constexpr std::size_t kDiskFaultKinds = 14;

struct DiskFaultCounts {
    std::array<std::uint64_t, kDiskFaultKinds> by_kind{};

    [[nodiscard]] std::uint64_t of(DiskFault fault) const {
        return by_kind[static_cast<std::size_t>(fault)];
    }
    void add(DiskFault fault) { ++by_kind[static_cast<std::size_t>(fault)]; }
    void add(const DiskFaultCounts& other);
    [[nodiscard]] std::uint64_t total() const;

    friend bool operator==(const DiskFaultCounts&, const DiskFaultCounts&) = default;
};

/// What a restart finds of that which was written and not synced.
enum class Damage : std::uint8_t {
    kProcessCrash,       ///< All of it: only the program died.
    kPowerCut,           ///< None of it.
    kPowerCutReordered,  ///< Each write, and each created or deleted name, is there or not.
    kPowerCutTorn,       ///< As before, and a write may be there in part (512-byte sectors), or be
                         ///< zeros at the end of a file that has grown.
};
inline constexpr std::array<Damage, 4> kAllDamages = {
    Damage::kProcessCrash, Damage::kPowerCut, Damage::kPowerCutReordered, Damage::kPowerCutTorn};

using FileId = std::uint32_t;

enum class DiskOpKind : std::uint8_t { kCreate, kWrite, kTruncate, kSync, kSyncFailed, kDelete };

/// One change of a disk, as a value: a run of them can be recorded and played again.
struct DiskOp {
    DiskOpKind kind = DiskOpKind::kWrite;
    FileId file = 0;
    std::string name = {};     ///< kCreate, kDelete.
    std::uint64_t offset = 0;  ///< kWrite: where. kTruncate: the new length. kSyncFailed: a seed.
    Bytes data = {};           ///< kWrite.
    bool is_directory_synced = false;  ///< kSync, kDelete: all names are durable with it.
};

/// What is on a disk: a value. Copying it is cloning the disk. Every file has two contents: the
/// current one, which programs read, and the durable one, which a power cut leaves; between them
/// stand the writes not yet synced, in order. Names (there is one directory) are durable or not in
/// the same way; a file's own name becomes durable when the file is synced.
class DiskImage {
public:
    /// The file of that name now, if there is one.
    [[nodiscard]] std::optional<FileId> find(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;
    /// Requires a file that find() or next_file() and kCreate gave.
    [[nodiscard]] const Bytes& current(FileId file) const;
    [[nodiscard]] const Bytes& durable(FileId file) const;
    [[nodiscard]] bool has_file(FileId file) const { return files_.contains(file); }
    /// How many writes wait for a sync, in all files.
    [[nodiscard]] std::size_t pending_count() const;
    /// Sum of the current lengths.
    [[nodiscard]] std::uint64_t bytes() const;
    /// The number the next kCreate has to carry.
    [[nodiscard]] FileId next_file() const { return next_file_; }
    /// The same for the same contents, durable and current.
    [[nodiscard]] std::uint64_t hash() const;

    void apply(const DiskOp& op);
    /// What is there after a restart. After a power cut nothing is pending; a program that crashed
    /// leaves its unsynced writes to the next power cut. Unless `is_powersafe`, a torn write also
    /// takes what stood in the same `sector_bytes`.
    struct CutOptions {
        Damage damage = Damage::kPowerCut;
        bool is_powersafe = true;
        std::uint32_t sector_bytes = 4096;
    };
    void restart(const CutOptions& options, Prng& prng, DiskFaultCounts& counts);

    /// A whole file, durable at once: for putting a file there, or rot and vandalism.
    void put(std::string_view name, const Bytes& content);
    void remove(std::string_view name);
    /// Flips a bit in both contents. False if there is no such file or byte.
    [[nodiscard]] bool flip_bit(std::string_view name, std::uint64_t offset, std::uint32_t bit);

private:
    struct Unsynced {
        bool is_truncation;
        std::uint64_t offset;
        Bytes data;
    };
    struct File {
        Bytes current;
        Bytes durable;
        std::vector<Unsynced> pending;
    };

    static void write_to(Bytes& content, std::uint64_t offset, BytesView data);
    static void apply_to(Bytes& content, const Unsynced& change);
    static void tear(File& file, const Unsynced& change, const CutOptions& options, Prng& prng,
                     DiskFaultCounts& counts);
    void sync_names();
    void cut_names(Damage damage, Prng& prng, DiskFaultCounts& counts);
    static void cut_file(File& file, const CutOptions& options, Prng& prng,
                         DiskFaultCounts& counts);
    void drop_unnamed();

    std::map<FileId, File> files_;
    std::map<std::string, FileId, std::less<>> names_;
    std::map<std::string, FileId, std::less<>> durable_names_;
    FileId next_file_ = 1;
};

}  // namespace wedsync::sim
