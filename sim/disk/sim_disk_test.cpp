// The disk keeps its own promises: durable and current contents, locks, faults, determinism.
#include "sim/disk/sim_disk.hpp"

#include <gtest/gtest.h>

#include "sim/disk/memory_faults.hpp"
#include "sim/disk/workload_test.hpp"

namespace wedsync::sim {
namespace {

Bytes text(std::string_view content) {
    const BytesView view = as_bytes(content);
    return {view.begin(), view.end()};
}

/// A disk with "a": "old" saved, then "new!" written over it and not synced.
DiskImage with_unsynced_write() {
    DiskImage image;
    image.put("a", text("old"));
    image.apply({.kind = DiskOpKind::kWrite,
                 .file = *image.find("a"),
                 .name = {},
                 .offset = 0,
                 .data = text("new!")});
    return image;
}

Bytes content_after(DiskImage image, Damage damage, std::uint64_t seed = 1) {
    Prng prng(seed);
    DiskFaultCounts counts;
    image.restart({.damage = damage}, prng, counts);
    const std::optional<FileId> file = image.find("a");
    return file ? image.current(*file) : Bytes{};
}

TEST(DiskImageTest, KeepsUnsyncedWritesThroughAProcessCrash) {
    EXPECT_EQ(content_after(with_unsynced_write(), Damage::kProcessCrash), text("new!"));
}

TEST(DiskImageTest, LosesUnsyncedWritesInAPowerCut) {
    EXPECT_EQ(content_after(with_unsynced_write(), Damage::kPowerCut), text("old"));
}

TEST(DiskImageTest, LosesThemEvenAfterAProcessCrashBefore) {
    DiskImage image = with_unsynced_write();
    Prng prng(1);
    DiskFaultCounts counts;
    image.restart({.damage = Damage::kProcessCrash}, prng, counts);
    EXPECT_EQ(content_after(image, Damage::kPowerCut), text("old"));
}

TEST(DiskImageTest, KeepsOrLosesEachWriteWhenReordered) {
    std::set<Bytes> seen;
    for (std::uint64_t seed = 0; seed < 64; ++seed) {
        DiskImage image;
        image.put("a", text("....."));
        for (const std::uint64_t offset : {0U, 2U, 4U}) {
            image.apply({.kind = DiskOpKind::kWrite,
                         .file = *image.find("a"),
                         .name = {},
                         .offset = offset,
                         .data = text("x")});
        }
        seen.insert(content_after(image, Damage::kPowerCutReordered, seed));
    }
    EXPECT_EQ(seen.size(), 8U);
}

TEST(DiskImageTest, TearsAtSectorsOnly) {
    bool has_torn = false;
    for (std::uint64_t seed = 0; seed < 64; ++seed) {
        DiskImage image;
        image.put("a", Bytes(2048, 'o'));
        image.apply({.kind = DiskOpKind::kWrite,
                     .file = *image.find("a"),
                     .name = {},
                     .offset = 0,
                     .data = Bytes(2048, 'n')});
        const Bytes after = content_after(image, Damage::kPowerCutTorn, seed);
        ASSERT_EQ(after.size(), 2048U);
        std::set<std::uint8_t> kinds;
        for (std::size_t at = 0; at < after.size(); ++at) {
            EXPECT_EQ(after[at], after[at / 512 * 512]) << "torn inside a sector";
            kinds.insert(after[at]);
        }
        has_torn = has_torn || kinds.size() == 2;
    }
    EXPECT_TRUE(has_torn);
}

TEST(DiskImageTest, AFailedSyncIsNotMadeGoodByALaterOne) {
    std::set<Bytes> seen;
    for (std::uint64_t seed = 0; seed < 16; ++seed) {
        DiskImage image = with_unsynced_write();
        const FileId file = *image.find("a");
        image.apply({.kind = DiskOpKind::kSyncFailed,
                     .file = file,
                     .name = {},
                     .offset = seed,
                     .data = {}});
        image.apply({.kind = DiskOpKind::kSync, .file = file, .name = {}, .data = {}});
        EXPECT_EQ(image.current(file), text("new!")) << "the program is not told";
        seen.insert(content_after(image, Damage::kPowerCut));
    }
    EXPECT_EQ(seen, (std::set<Bytes>{text("old"), text("new!")}));
}

TEST(DiskImageTest, ForgetsAFileWhoseNameWasNeverSynced) {
    DiskImage image;
    image.apply({.kind = DiskOpKind::kCreate, .file = image.next_file(), .name = "a", .data = {}});
    EXPECT_TRUE(image.find("a"));
    Prng prng(1);
    DiskFaultCounts counts;
    image.restart({.damage = Damage::kPowerCut}, prng, counts);
    EXPECT_FALSE(image.find("a"));
    EXPECT_EQ(counts.of(DiskFault::kNameReverted), 1U);
}

TEST(DiskImageTest, BringsBackADeletedFileUnlessTheDirectoryWasSynced) {
    for (const bool is_directory_synced : {false, true}) {
        DiskImage image;
        image.put("a", text("old"));
        image.apply({.kind = DiskOpKind::kDelete,
                     .name = "a",
                     .data = {},
                     .is_directory_synced = is_directory_synced});
        EXPECT_FALSE(image.find("a"));
        Prng prng(1);
        DiskFaultCounts counts;
        image.restart({.damage = Damage::kPowerCut}, prng, counts);
        EXPECT_EQ(image.find("a").has_value(), !is_directory_synced);
    }
}

TEST(SimDiskTest, RunsSqliteWithALogAndWithAJournal) {
    for (const char* journal : {"PRAGMA journal_mode=WAL;", "PRAGMA journal_mode=DELETE;",
                                "PRAGMA journal_mode=TRUNCATE;"}) {
        SimDisk disk;
        Ledger ledger(disk);
        const Workload workload{.journal = journal};
        workload(disk, ledger);
        EXPECT_EQ(ledger.items().size(), workload.count);
        EXPECT_GT(disk.points(), 2 * workload.count);
        const Verdict verdict = WorkloadChecker{workload}(disk, ledger.items());
        EXPECT_TRUE(verdict.is_good()) << verdict.detail;
        EXPECT_EQ(disk.open_file_count(), 0U);
    }
}

TEST(SimDiskTest, RefusesTheLogWithoutAnExclusiveLock) {
    SimDisk disk;
    Connection db(disk.vfs_name(), "");
    EXPECT_NE(db.read("PRAGMA journal_mode=WAL"), std::vector<std::string>{"wal"});
}

TEST(SimDiskTest, LocksOutASecondWriter) {
    SimDisk disk;
    Connection first(disk.vfs_name(), "PRAGMA journal_mode=DELETE;");
    Connection second(disk.vfs_name(), "");
    ASSERT_TRUE(first.run("CREATE TABLE t(x); BEGIN IMMEDIATE; INSERT INTO t VALUES (1);"));
    EXPECT_FALSE(second.run("BEGIN IMMEDIATE"));
    EXPECT_EQ(second.code(), SQLITE_BUSY);
    EXPECT_TRUE(second.read("SELECT x FROM t").empty());
    ASSERT_TRUE(first.run("COMMIT"));
    EXPECT_EQ(second.read("SELECT x FROM t").size(), 1U);
}

TEST(SimDiskTest, IsDeadFromTheCrashToTheRestart) {
    SimDisk disk;
    disk.crash_at(30);
    Ledger ledger(disk);
    const Workload workload;
    workload(disk, ledger);
    EXPECT_TRUE(disk.is_dead());
    EXPECT_EQ(disk.struck_at(), 30U);
    EXPECT_LT(ledger.items().size(), workload.count);
    Connection while_dead(disk.vfs_name(), "");
    EXPECT_FALSE(while_dead.run("SELECT * FROM rows"));
    EXPECT_EQ(disk.points(), 30U);
}

TEST(SimDiskTest, GivesTheSameBytesForTheSameSeed) {
    std::vector<std::uint64_t> hashes;
    for (const std::uint64_t seed : {5U, 5U, 6U}) {
        seed_sqlite_randomness(static_cast<std::uint32_t>(seed));
        SimDisk disk({.seed = seed});
        disk.crash_at(60);
        Ledger ledger(disk);
        Workload{}(disk, ledger);
        Prng prng(seed);
        disk.restart(Damage::kPowerCutTorn, prng);
        hashes.push_back(disk.image().hash());
    }
    EXPECT_EQ(hashes[0], hashes[1]);
    EXPECT_NE(hashes[0], hashes[2]);
}

TEST(SimDiskTest, TellsADeterministicTime) {
    SimDisk disk({.wall_ms = 1'000'000'000'000});
    Connection db(disk.vfs_name(), "");
    EXPECT_EQ(db.read("SELECT datetime('now')"), std::vector<std::string>{"2001-09-09 01:46:40"});
    disk.set_wall_ms(2'000'000'000'000);
    EXPECT_EQ(db.read("SELECT datetime('now')"), std::vector<std::string>{"2033-05-18 03:33:20"});
}

TEST(SimDiskTest, ClonesAndRestoresAsValues) {
    const Workload workload{.count = 10};
    SimDisk disk;
    Ledger ledger(disk);
    workload(disk, ledger);
    const DiskImage backup = disk.image();

    // A clone: two copies live on, apart.
    SimDisk clone({.seed = 2}, backup);
    {
        Connection db(clone.vfs_name(), workload.pragmas());
        ASSERT_TRUE(db.run("INSERT INTO rows VALUES ('clone', 1, '')"));
    }
    {
        Connection db(disk.vfs_name(), workload.pragmas());
        EXPECT_TRUE(db.read("SELECT 1 FROM rows WHERE txn = 'clone'").empty());
        ASSERT_TRUE(db.run("DELETE FROM rows"));
    }

    // A restored backup: what was done since is undone.
    disk.replace(backup);
    EXPECT_TRUE(WorkloadChecker{workload}(disk, ledger.items()).is_good());
}

TEST(SimDiskTest, HoldsToItsQuotaAndGoesOnWhenThereIsRoom) {
    SimDisk disk({.quota_bytes = 40'000});
    Ledger ledger(disk);
    const Workload workload;
    workload(disk, ledger);
    EXPECT_GT(disk.faults().of(DiskFault::kQuota), 0U);
    EXPECT_GT(ledger.items().size(), 0U);
    EXPECT_LT(ledger.items().size(), workload.count);
    EXPECT_LE(disk.image().bytes(), 40'000U);
    const Verdict verdict = WorkloadChecker{workload}(disk, ledger.items());
    EXPECT_TRUE(verdict.is_good()) << verdict.detail;
    disk.set_quota(0);
    Connection db(disk.vfs_name(), workload.pragmas());
    EXPECT_TRUE(db.run("INSERT INTO rows VALUES (0, 0, hex(zeroblob(50000)))"));
}

TEST(SimDiskTest, RotIsFoundByTheIntegrityCheck) {
    SimDisk disk;
    Ledger ledger(disk);
    Workload{}(disk, ledger);
    // The first page's list of cells.
    ASSERT_TRUE(disk.flip_bit("plain.db", 100, 3));
    EXPECT_FALSE(disk.flip_bit("no such file", 0, 0));
    EXPECT_FALSE(WorkloadChecker{}(disk, ledger.items()).is_good());
    EXPECT_EQ(disk.faults().of(DiskFault::kBitFlip), 1U);
    Prng prng(1);
    EXPECT_EQ(disk.flip_any_bit(prng), "plain.db");
}

TEST(MemoryFaultsTest, RefusesTheAllocationAskedFor) {
    MemoryFaults memory;
    SimDisk disk;
    Connection db(disk.vfs_name(), "CREATE TABLE t(x)");
    ASSERT_EQ(db.code(), SQLITE_OK);
    memory.fail_at(3, Repeat::kPersistent);
    EXPECT_FALSE(db.run("INSERT INTO t SELECT hex(zeroblob(5000))"));
    EXPECT_EQ(db.code(), SQLITE_NOMEM);
    EXPECT_EQ(memory.struck_at(), 3U);
    memory.clear();
    EXPECT_TRUE(db.run("INSERT INTO t SELECT hex(zeroblob(5000))"));
}

}  // namespace
}  // namespace wedsync::sim
