// Faults below SQLite: every write, sync, truncation and deletion of some commits fails in turn, or
// is the last thing before the power goes. The disk is a VFS in memory without shared memory.
#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "sqlite3.h"

#include "engine/store/store_test_support.hpp"

namespace wedsync::store {
namespace {

using namespace test;  // NOLINT: builders.

struct FileData {
    Bytes bytes;
    Bytes synced;
    /// What a failed sync should have saved: the system shows it, and no later sync writes it.
    std::vector<bool> lost;

    void write(std::size_t start, const void* in, std::size_t count) {
        if (bytes.size() < start + count) bytes.resize(start + count);
        if (count > 0) std::memcpy(bytes.data() + start, in, count);
        for (std::size_t i = start; i < std::min(start + count, lost.size()); ++i)
            lost[i] = false;
    }
    void truncate(std::size_t size) {
        bytes.resize(size);
        lost.resize(std::min(lost.size(), size));
    }
    void sync() {
        const Bytes before = std::exchange(synced, bytes);
        for (std::size_t i = 0; i < lost.size(); ++i) {
            if (lost[i]) synced[i] = i < before.size() ? before[i] : std::uint8_t{0};
        }
    }
    void fail_to_sync() {
        lost.resize(bytes.size());
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (i >= synced.size() || synced[i] != bytes[i]) lost[i] = true;
        }
    }
    void cut_power() {
        bytes = synced;
        lost.clear();
    }
};

/// A disk whose files live in memory. A power cut takes what was not synced.
class Disk {
public:
    Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;
    ~Disk() { sqlite3_vfs_unregister(&vfs_); }

    [[nodiscard]] Options options(Durability durability) const {
        return {"store.db", vfs_.zName, durability, 0};
    }
    /// The `nth` operation that changes something from now on fails with `code`, and so do all
    /// after it if `is_lasting`. 0: none fails.
    void fail_at(int nth, int code, bool is_lasting) {
        countdown_ = nth;
        code_ = code;
        is_lasting_ = is_lasting;
    }
    [[nodiscard]] bool has_failed() const {
        return countdown_ < 0 || (is_lasting_ && countdown_ == 0);
    }
    void mend() {
        countdown_ = 0;
        is_lasting_ = false;
    }
    void cut_power() {
        for (auto& [name, file] : files_)
            file.cut_power();
    }

    /// SQLITE_OK, or the fault whose time has come.
    int change() {
        if (countdown_ == 0) return is_lasting_ ? code_ : SQLITE_OK;
        if (countdown_ < 0) return SQLITE_OK;
        if (--countdown_ > 0) return SQLITE_OK;
        if (!is_lasting_) countdown_ = -1;
        return code_;
    }
    std::map<std::string, FileData>& files() { return files_; }
    [[nodiscard]] const std::map<std::string, FileData>& files() const { return files_; }

private:
    sqlite3_vfs vfs_{};
    std::map<std::string, FileData> files_;
    int countdown_ = 0;
    int code_ = SQLITE_OK;
    bool is_lasting_ = false;
};

struct OpenFile {
    sqlite3_file base;
    Disk* disk;
    FileData* data;
};

OpenFile& opened(sqlite3_file* file) {
    return *reinterpret_cast<OpenFile*>(file);
}
Disk& disk_of(sqlite3_vfs* vfs) {
    return *static_cast<Disk*>(vfs->pAppData);
}

int read_at(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
    const Bytes& bytes = opened(file).data->bytes;
    const auto start = std::min(static_cast<std::size_t>(offset), bytes.size());
    const auto wanted = static_cast<std::size_t>(count);
    const std::size_t there = std::min(wanted, bytes.size() - start);
    std::memset(out, 0, wanted);
    if (there > 0) std::memcpy(out, bytes.data() + start, there);
    return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_at(sqlite3_file* file, const void* in, int count, sqlite3_int64 offset) {
    const int fault = opened(file).disk->change();
    // A write that fails may have been half done.
    const int done = fault == SQLITE_OK ? count : count / 2;
    opened(file).data->write(static_cast<std::size_t>(offset), in, static_cast<std::size_t>(done));
    return fault;
}

int truncate_to(sqlite3_file* file, sqlite3_int64 size) {
    const int fault = opened(file).disk->change();
    if (fault == SQLITE_OK) opened(file).data->truncate(static_cast<std::size_t>(size));
    return fault;
}

int sync_file(sqlite3_file* file, int /*flags*/) {
    const int fault = opened(file).disk->change();
    if (fault == SQLITE_OK) {
        opened(file).data->sync();
    } else {
        opened(file).data->fail_to_sync();
    }
    return fault;
}

int size_of(sqlite3_file* file, sqlite3_int64* out) {
    *out = static_cast<sqlite3_int64>(opened(file).data->bytes.size());
    return SQLITE_OK;
}

int close_file(sqlite3_file* /*file*/) {
    return SQLITE_OK;
}
int lock_file(sqlite3_file* /*file*/, int /*level*/) {
    return SQLITE_OK;
}
int check_lock(sqlite3_file* /*file*/, int* out) {
    *out = 0;
    return SQLITE_OK;
}
int control(sqlite3_file* /*file*/, int /*operation*/, void* /*data*/) {
    return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file* /*file*/) {
    return 4096;
}
int characteristics(sqlite3_file* /*file*/) {
    return 0;
}

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
    static const sqlite3_io_methods kMethods = [] {
        sqlite3_io_methods methods{};
        methods.iVersion = 1;
        methods.xClose = close_file;
        methods.xRead = read_at;
        methods.xWrite = write_at;
        methods.xTruncate = truncate_to;
        methods.xSync = sync_file;
        methods.xFileSize = size_of;
        methods.xLock = lock_file;
        methods.xUnlock = lock_file;
        methods.xCheckReservedLock = check_lock;
        methods.xFileControl = control;
        methods.xSectorSize = sector_size;
        methods.xDeviceCharacteristics = characteristics;
        return methods;
    }();
    opened(file) = {{&kMethods}, &disk_of(vfs), &disk_of(vfs).files()[name]};
    if (out != nullptr) *out = flags;
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int /*sync*/) {
    const int fault = disk_of(vfs).change();
    if (fault == SQLITE_OK) disk_of(vfs).files().erase(name);
    return fault;
}

int has_file(sqlite3_vfs* vfs, const char* name, int /*flags*/, int* out) {
    *out = disk_of(vfs).files().contains(name) ? 1 : 0;
    return SQLITE_OK;
}

int full_name(sqlite3_vfs* /*vfs*/, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs* /*vfs*/, int count, char* out) {
    std::memset(out, 5, static_cast<std::size_t>(count));
    return count;
}

int current_time(sqlite3_vfs* /*vfs*/, double* out) {
    *out = 2'460'000.5;
    return SQLITE_OK;
}

Disk::Disk() {
    vfs_.iVersion = 1;
    vfs_.szOsFile = sizeof(OpenFile);
    vfs_.mxPathname = 100;
    vfs_.zName = "wedsync-fault-test";
    vfs_.pAppData = this;
    vfs_.xOpen = open_file;
    vfs_.xDelete = delete_file;
    vfs_.xAccess = has_file;
    vfs_.xFullPathname = full_name;
    vfs_.xRandomness = randomness;
    vfs_.xCurrentTime = current_time;
    sqlite3_vfs_register(&vfs_, 0);
}

const std::string kBeside = std::string(kBesidePrefix) + "newest";

/// Batch number n: a new record, an edit of an old one, an own row, a log run, the scope.
Batch batch_number(std::uint64_t n) {
    Batch batch;
    batch.records = {{kParty, record({kAlice, n})}};
    if (n > 1) {
        batch.records.emplace_back(kParty, edited(record({kAlice, n - 1}), {{n, n}, 1}, 2, "e"));
    }
    for (std::uint64_t i = 0; i < 12; ++i) {
        batch.records.emplace_back(kParty, record({kBob, n * 100 + i}));
    }
    batch.own_added = {own(kParty, change({kAlice, n}, {{kAlice, 1}, 0}, "own"))};
    batch.log_runs = {log_run(kParty, Position{n * 3 - 2}, {kCarol, n * 3 - 2}, 3)};
    ScopeRow row = scope_row(kParty, "party");
    row.cells_sum = n;
    batch.scopes = {row};
    batch.search = {{kParty, {{kAlice, n}, 0}, "guest number" + std::to_string(n)}};
    batch.meta = {{kBeside, Bytes(static_cast<std::size_t>(700 * n), 's')}};
    return batch;
}

/// How many batches a store holds; each wholly, and nothing after them.
std::uint64_t count_batches(Store& store) {
    EXPECT_TRUE(store.check().ok());
    const std::vector<ScopeRow> scopes = store.load_scopes().value();
    const std::uint64_t count = scopes.empty() ? 0 : scopes[0].cells_sum;
    EXPECT_EQ(store.load_own().value().size(), count);
    EXPECT_EQ(store.log_end(kParty).value(), Position{count * 3});
    EXPECT_EQ(store.load_log(kParty, Position{0}, 10'000).value().entries.size(), count * 3);
    EXPECT_EQ(store.search(kParty, "guest", 1'000).value().size(), count);
    EXPECT_EQ(all_records(store, kParty).size(), count * 13);
    const std::optional<Bytes> beside = store.load_meta(kBeside).value();
    EXPECT_EQ(beside ? beside->size() : 0, 700 * count);
    for (std::uint64_t n = 1; n <= count; ++n) {
        merge::RecordState expected = record({kAlice, n});
        if (n < count) expected = edited(expected, {{n + 1, n + 1}, 1}, 2, "e");
        EXPECT_EQ(store.load_record(kParty, expected.id).value(), expected);
    }
    return count;
}

constexpr std::uint64_t kBatches = 8;

/// Commits until an error or the last batch; returns how many were acknowledged.
std::uint64_t commit_batches(Store& store, std::uint64_t first) {
    for (std::uint64_t n = first; n <= kBatches; ++n) {
        if (!store.commit(batch_number(n)).ok()) return n - 1;
    }
    return kBatches;
}

TEST(FaultTest, WorksOnADiskWithoutSharedMemory) {
    Disk disk;
    auto store = open_store(disk.options(Durability::kFull));
    ASSERT_EQ(commit_batches(*store, 1), kBatches);
    EXPECT_EQ(count_batches(*store), kBatches);
    store.reset();
    EXPECT_EQ(count_batches(*open_store(disk.options(Durability::kFull))), kBatches);
}

TEST(FaultTest, AnInputOutputErrorAnywhereEndsTheStoreAndLosesNothing) {
    for (const bool is_lasting : {false, true}) {
        int failed_count = 0;
        for (int nth = 1;; ++nth) {
            Disk disk;
            auto store = open_store(disk.options(Durability::kFull));
            ASSERT_EQ(store->commit(batch_number(1)).ok(), true);
            disk.fail_at(nth, nth % 2 == 0 ? SQLITE_IOERR_WRITE : SQLITE_IOERR_FSYNC, is_lasting);
            const std::uint64_t acknowledged = commit_batches(*store, 2);
            const bool has_failed = disk.has_failed();
            if (acknowledged < kBatches) {
                ++failed_count;
                EXPECT_EQ(store->commit({}).error().code, ErrorCode::kStore);
                EXPECT_EQ(store->load_scopes().error().code, ErrorCode::kStore);
                EXPECT_EQ(store->barrier().error().code, ErrorCode::kStore);
            }
            store.reset();
            disk.mend();
            disk.cut_power();
            const std::uint64_t count = count_batches(*open_store(disk.options(Durability::kFull)));
            EXPECT_GE(count, acknowledged) << nth;
            EXPECT_LE(count, acknowledged + 1) << nth;
            if (!has_failed) break;
        }
        EXPECT_GT(failed_count, 50);
    }
}

TEST(FaultTest, APrivateValueIsThereOrNowhereWhateverFailsAsItGoes) {
    const std::string secret = "canary@example.org";
    const Bytes value(secret.begin(), secret.end());
    const auto has_secret = [&](const Disk& disk) {
        return std::any_of(disk.files().begin(), disk.files().end(), [&](const auto& file) {
            const Bytes& bytes = file.second.bytes;
            return std::search(bytes.begin(), bytes.end(), value.begin(), value.end()) !=
                   bytes.end();
        });
    };
    std::size_t kept_count = 0;
    std::size_t gone_count = 0;
    for (int nth = 1;; ++nth) {
        SCOPED_TRACE(nth);
        Disk disk;
        auto store = open_store(disk.options(Durability::kFull));
        Batch batch = batch_number(1);
        batch.meta.emplace_back("beside.secret", value);
        ASSERT_TRUE(store->commit(batch).ok());
        Batch removal;
        removal.meta = {{"beside.secret", {}}};
        disk.fail_at(nth, nth % 2 == 0 ? SQLITE_IOERR_WRITE : SQLITE_IOERR_FSYNC, true);
        const bool is_done = store->commit(removal).ok();
        const bool has_failed = disk.has_failed();
        store.reset();
        disk.mend();
        disk.cut_power();
        store = open_store(disk.options(Durability::kFull));
        const std::optional<Bytes> found = store->load_meta("beside.secret").value();
        EXPECT_TRUE(!is_done || !found);
        EXPECT_EQ(has_secret(disk), found.has_value());
        EXPECT_EQ(count_batches(*store), 1U);
        ++(found ? kept_count : gone_count);
        if (!has_failed) break;
    }
    EXPECT_GT(kept_count, 0U);
    EXPECT_GT(gone_count, 1U);
}

TEST(FaultTest, AFullDiskAnywhereLosesNothingAndTheStoreGoesOn) {
    int failed_count = 0;
    for (int nth = 1;; ++nth) {
        Disk disk;
        const auto store = open_store(disk.options(Durability::kFull));
        ASSERT_EQ(store->commit(batch_number(1)).ok(), true);
        disk.fail_at(nth, SQLITE_FULL, true);
        const std::uint64_t acknowledged = commit_batches(*store, 2);
        const bool has_failed = disk.has_failed();
        if (acknowledged < kBatches) {
            ++failed_count;
            EXPECT_EQ(store->commit(batch_number(acknowledged + 1)).error().code, ErrorCode::kFull);
        }
        EXPECT_EQ(count_batches(*store), acknowledged);
        disk.mend();
        EXPECT_EQ(commit_batches(*store, acknowledged + 1), kBatches);
        EXPECT_EQ(count_batches(*store), kBatches);
        if (!has_failed) break;
    }
    EXPECT_GT(failed_count, 20);
}

TEST(FaultTest, AFullDiskWhileOpeningReadsEverythingAndGoesOnWhenThereIsRoom) {
    int read_count = 0;
    for (int nth = 1;; ++nth) {
        Disk disk;
        auto store = open_store(disk.options(Durability::kFull));
        EXPECT_EQ(commit_batches(*store, 1), kBatches);
        // It ends without a word, and leaves its log behind.
        disk.fail_at(1, SQLITE_IOERR_WRITE, true);
        store.reset();
        disk.mend();
        disk.cut_power();
        disk.fail_at(nth, SQLITE_FULL, true);
        const Result<std::unique_ptr<Store>> opened = Store::open(disk.options(Durability::kFull));
        const bool has_failed = disk.has_failed();
        if (opened.ok()) {
            EXPECT_EQ(count_batches(*opened.value()), kBatches) << nth;
            if (has_failed) {
                ++read_count;
                EXPECT_EQ(opened.value()->commit(batch_number(kBatches + 1)).error().code,
                          ErrorCode::kFull);
            }
            disk.mend();
            EXPECT_TRUE(opened.value()->commit(batch_number(kBatches + 1)).ok()) << nth;
        }
        if (!has_failed) break;
    }
    EXPECT_GT(read_count, 0);
}

TEST(FaultTest, APowerCutWhileOpeningLeavesAStoreThatOpens) {
    for (int nth = 1;; ++nth) {
        Disk disk;
        disk.fail_at(nth, SQLITE_IOERR_WRITE, true);
        const bool is_open = Store::open(disk.options(Durability::kFull)).ok();
        const bool has_failed = disk.has_failed();
        disk.mend();
        disk.cut_power();
        const auto store = open_store(disk.options(Durability::kFull));
        ASSERT_NE(store, nullptr) << nth;
        EXPECT_EQ(commit_batches(*store, 1), kBatches);
        if (is_open && !has_failed) break;
    }
}

TEST(FaultTest, AFullCommitSurvivesAPowerCutAndANormalOneNeedsABarrier) {
    for (const Durability durability : {Durability::kFull, Durability::kNormal}) {
        Disk disk;
        auto store = open_store(disk.options(durability));
        for (std::uint64_t n = 1; n <= 5; ++n)
            ASSERT_TRUE(store->commit(batch_number(n)).ok());
        ASSERT_TRUE(store->barrier().ok());
        for (std::uint64_t n = 6; n <= 8; ++n)
            ASSERT_TRUE(store->commit(batch_number(n)).ok());
        Disk* const before = &disk;
        before->cut_power();
        // What the old connection still believes does not matter: it is not asked again.
        disk.fail_at(1, SQLITE_IOERR_WRITE, true);
        ASSERT_FALSE(store->commit(batch_number(9)).ok());
        store.reset();
        disk.mend();
        const std::uint64_t count = count_batches(*open_store(disk.options(durability)));
        EXPECT_EQ(count, durability == Durability::kFull ? 8U : 5U);
    }
}

// The next opening finds a commit in the system's cache that the disk does not have, and builds on
// it.
TEST(FaultTest, APowerCutAfterAFailedSyncAndAnOpeningLosesNothing) {
    int unsaved_count = 0;
    for (int nth = 1;; ++nth) {
        SCOPED_TRACE(nth);
        Disk disk;
        auto store = open_store(disk.options(Durability::kFull));
        ASSERT_TRUE(store->commit(batch_number(1)).ok());
        disk.fail_at(nth, SQLITE_IOERR_FSYNC, false);
        const std::uint64_t acknowledged = commit_batches(*store, 2);
        const bool has_failed = disk.has_failed();
        store.reset();
        disk.mend();
        store = open_store(disk.options(Durability::kFull));
        ASSERT_NE(store, nullptr);
        const std::uint64_t shown = count_batches(*store);
        EXPECT_GE(shown, acknowledged);
        if (shown > acknowledged) ++unsaved_count;
        disk.cut_power();
        disk.fail_at(1, SQLITE_IOERR_WRITE, true);
        store.reset();
        disk.mend();
        store = open_store(disk.options(Durability::kFull));
        ASSERT_NE(store, nullptr);
        ASSERT_TRUE(store->check().ok());
        EXPECT_EQ(count_batches(*store), shown);
        if (!has_failed) break;
    }
    EXPECT_GT(unsaved_count, 5);
}

TEST(FaultTest, ABarrierThatFailsEndsTheStore) {
    Disk disk;
    auto store = open_store(disk.options(Durability::kNormal));
    ASSERT_TRUE(store->commit(batch_number(1)).ok());
    disk.fail_at(1, SQLITE_IOERR_FSYNC, false);
    EXPECT_EQ(store->barrier().error().code, ErrorCode::kStore);
    EXPECT_EQ(store->commit(batch_number(2)).error().code, ErrorCode::kStore);
    store.reset();
    disk.mend();
    EXPECT_EQ(count_batches(*open_store(disk.options(Durability::kNormal))), 1U);
}

}  // namespace
}  // namespace wedsync::store
