// A hub is backed up while it serves, and restored.
#include "hub/service/backup.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "crypto/secret.hpp"
#include "crypto/text.hpp"
#include "engine/model/erasure.hpp"
#include "hub/core/hub_test_support.hpp"
#include "hub/service/backup_desk.hpp"
#include "hub/service/registry_file.hpp"
#include "hub/service/restore.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;
using test::create;
using test::kAlice;
using test::kParty;
using test::World;

constexpr WallTime kNow{1'800'000'000'000};

/// A folder that is gone with this object.
class Place {
public:
    Place() {
        std::string name = (fs::temp_directory_path() / "wedsync-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { fs::remove_all(path_); }
    [[nodiscard]] std::string at(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

class BackupTest : public testing::Test {
protected:
    BackupTest() : peer_(world_.open("tablet")) { write(300); }

    void write(std::uint64_t count) {
        std::vector<Change> changes;
        for (std::uint64_t i = 0; i < count; ++i)
            changes.push_back(create({kAlice, ++written_}, std::string(2'000, 'x')));
        static_cast<void>(world_.push(peer_, changes));
    }
    [[nodiscard]] Backup::Wish wish(const std::string& folder) const {
        ErasedLedger erased(place_.at("erased.json"));
        EXPECT_TRUE(erased.load().ok());
        Backup::Wish wish =
            Backup::wish_of(DataFolder(place_.at("hub")), registry_, erased, folder, kNow);
        wish.media.clear();
        return wish;
    }
    /// Makes one, while changes come in.
    [[nodiscard]] BackupManifest back_up(const std::string& folder) {
        const auto backup = Backup::begin(world_.hub(), wish(folder)).value();
        for (int i = 0; i < 100'000; ++i) {
            const Result<bool> stepped = backup->step();
            EXPECT_TRUE(stepped.ok()) << stepped.error().detail;
            if (!stepped.ok() || stepped.value()) break;
            if (i < 3) write(40);
        }
        return backup->manifest();
    }
    [[nodiscard]] static Result<Restored> restore(const std::string& backup,
                                                  const std::string& folder) {
        return restore_backup(backup, DataFolder(folder), test::party_schema(), kNow,
                              [](std::uint64_t, std::uint64_t) {});
    }
    /// A hub of this folder.
    [[nodiscard]] static std::unique_ptr<Hub> open(const std::string& folder) {
        const DataFolder data(folder);
        store::Options options;
        options.path = data.store_path();
        return Hub::create(store::Store::open(options).value(),
                           {data.epoch().value(), test::party_schema(), open_policy(), {}})
            .value();
    }

    Place place_;
    World world_;
    PeerId peer_;
    std::uint64_t written_ = 0;
    Registry registry_{"hub-of-the-villa", "Villa", {}, {}, {}};
};

TEST_F(BackupTest, OfABusyHubIsWholeAndBecomesAHubAgain) {
    const std::string backup = place_.at("monday");
    const BackupManifest manifest = back_up(backup);
    ASSERT_EQ(manifest.scopes.size(), 1U);
    // What came in while it was made is in it.
    EXPECT_EQ(manifest.scopes[0], sums_of(*world_.hub().scope(kParty)));
    EXPECT_EQ(manifest.scopes[0].position, Position{420});
    EXPECT_FALSE(fs::exists(backup + ".part"));

    const std::string folder = place_.at("hub");
    const Result<Restored> restored = restore(backup, folder);
    ASSERT_TRUE(restored.ok()) << restored.error().detail;
    EXPECT_EQ(restored.value().manifest, manifest);
    EXPECT_TRUE(restored.value().has_registry_of_backup);
    EXPECT_EQ(restored.value().replaced, "");
    const std::unique_ptr<Hub> hub = open(folder);
    EXPECT_EQ(sums_of(*hub->scope(kParty)), manifest.scopes[0]);
    EXPECT_NE(hub->epoch(), world_.hub().epoch());
    EXPECT_EQ(hub->scope(kParty)->cursor.epoch, hub->epoch());
    // Its log goes no further back than the backup from now on.
    ASSERT_TRUE(hub->compact(kParty, Position{420}).ok());
    EXPECT_EQ(hub->scope(kParty)->log_start, Position{420});
}

TEST_F(BackupTest, IsCountedOnlyWhenItIsSafe) {
    {
        const auto given_up = Backup::begin(world_.hub(), wish(place_.at("tuesday"))).value();
        ASSERT_FALSE(given_up->step().value());
        EXPECT_TRUE(fs::exists(place_.at("tuesday.part")));
    }
    EXPECT_FALSE(fs::exists(place_.at("tuesday.part")));
    EXPECT_FALSE(fs::exists(place_.at("tuesday")));
    // Nothing is held back for it.
    ASSERT_TRUE(world_.hub().compact(kParty, Position{300}).ok());
    EXPECT_EQ(world_.hub().scope(kParty)->log_start, Position{300});

    static_cast<void>(back_up(place_.at("wednesday")));
    write(10);
    ASSERT_TRUE(world_.hub().compact(kParty, Position{430}).ok());
    EXPECT_EQ(world_.hub().scope(kParty)->log_start, Position{420});
}

TEST_F(BackupTest, DoesNotWriteOverAnything) {
    static_cast<void>(back_up(place_.at("monday")));
    const auto again = Backup::begin(world_.hub(), wish(place_.at("monday")));
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().code, ErrorCode::kInvalid);
    EXPECT_TRUE(fs::exists(place_.at("monday/manifest.json")));
    fs::create_directory(place_.at("plans.part"));
    std::ofstream(place_.at("plans.part/ours.txt")) << "keep";
    const auto in_the_way = Backup::begin(world_.hub(), wish(place_.at("plans")));
    ASSERT_FALSE(in_the_way.ok());
    EXPECT_TRUE(fs::exists(place_.at("plans.part/ours.txt")));
    // What a crash left is ours.
    fs::create_directory(place_.at("tuesday.part"));
    std::ofstream(place_.at("tuesday.part/hub.db")) << "half";
    static_cast<void>(back_up(place_.at("tuesday")));
    EXPECT_FALSE(fs::exists(place_.at("tuesday.part")));
    const auto nowhere = Backup::begin(world_.hub(), wish("/proc/no/such/place"));
    ASSERT_FALSE(nowhere.ok());
    EXPECT_EQ(nowhere.error().code, ErrorCode::kStore);
}

TEST_F(BackupTest, ThatIsDamagedReplacesNothing) {
    const std::string backup = place_.at("monday");
    const std::string folder = place_.at("hub");
    static_cast<void>(back_up(backup));
    ASSERT_TRUE(restore(backup, folder).ok());
    const Epoch epoch = DataFolder(folder).epoch().value();
    const auto expect_refused = [&](ErrorCode code) {
        const Result<Restored> refused = restore(backup, folder);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.error().code, code) << refused.error().detail;
        EXPECT_EQ(DataFolder(folder).epoch().value(), epoch);
        EXPECT_EQ(open(folder)->scope(kParty)->cursor.position, Position{420});
        EXPECT_FALSE(fs::exists(folder + "/hub.db.restoring"));
    };
    {
        std::fstream file(backup + "/hub.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(20'000);
        file.put('!');
    }
    expect_refused(ErrorCode::kCorrupt);
    fs::resize_file(backup + "/hub.db", 8'192);
    expect_refused(ErrorCode::kCorrupt);
    std::ofstream(backup + "/manifest.json") << "{\"format\":1}";
    expect_refused(ErrorCode::kCorrupt);
    std::ofstream(backup + "/manifest.json") << "{\"format\":4}";
    expect_refused(ErrorCode::kNewerFormat);
    fs::remove(backup + "/manifest.json");
    expect_refused(ErrorCode::kNotFound);
}

TEST_F(BackupTest, LeavesWhoMayComeAndTheOldStore) {
    const std::string backup = place_.at("monday");
    const std::string folder = place_.at("hub");
    static_cast<void>(back_up(backup));
    ASSERT_TRUE(restore(backup, folder).ok());
    ASSERT_TRUE(RegistryFile(folder)
                    .update([](Registry& registry) { return registry.add_scope(kParty, "party"); })
                    .ok());
    const Epoch epoch = DataFolder(folder).epoch().value();
    const Result<Restored> again = restore(backup, folder);
    ASSERT_TRUE(again.ok()) << again.error().detail;
    EXPECT_FALSE(again.value().has_registry_of_backup);
    EXPECT_TRUE(fs::exists(again.value().replaced + "/hub.db"));
    EXPECT_NE(DataFolder(folder).epoch().value(), epoch);
    EXPECT_NE(RegistryFile(folder).load().value().find_scope("party"), nullptr);
}

TEST_F(BackupTest, ForgetsWhatWasErasedAfterItWasMade) {
    const std::string backup = place_.at("monday");
    const RecordId gone = test::record_of({kAlice, 7});
    static_cast<void>(back_up(backup));
    ErasedLedger ledger(place_.at("erased.json"));
    ASSERT_TRUE(ledger.add_backup(backup).ok());
    ASSERT_TRUE(ledger.add_backup(place_.at("long gone")).ok());

    ASSERT_TRUE(world_.hub().erase(world_.now(), {{kParty, gone}}).ok());
    std::vector<std::string> unreached;
    ASSERT_TRUE(ledger.add(world_.hub().erased(), unreached).ok());
    EXPECT_TRUE(unreached.empty());
    ErasedLedger again(place_.at("erased.json"));
    ASSERT_TRUE(again.load().ok());
    EXPECT_EQ(again.records(), (std::set<ErasedRecord>{{kParty, gone}}));

    // On another machine too: the backup has a ledger of its own.
    const std::string folder = place_.at("elsewhere");
    const Result<Restored> restored = restore(backup, folder);
    ASSERT_TRUE(restored.ok()) << restored.error().detail;
    const std::unique_ptr<Hub> hub = open(folder);
    EXPECT_EQ(hub->erased(), (std::vector<ErasedRecord>{{kParty, gone}}));
    EXPECT_TRUE(merge::is_erased(hub->store().load_record(kParty, gone).value()));
    const auto slice = hub->store().load_log(kParty, Position{6}, 1).value();
    EXPECT_FALSE(has_more_on(std::get<entry::Accepted>(slice.entries.front()).change, {gone}));
    ErasedLedger of_folder(DataFolder(folder).erased_path());
    ASSERT_TRUE(of_folder.load().ok());
    EXPECT_EQ(of_folder.records().size(), 1U);
}

TEST_F(BackupTest, ALedgerThatCannotBeReadStopsARestore) {
    const std::string backup = place_.at("monday");
    static_cast<void>(back_up(backup));
    std::ofstream(backup + "/erased.json", std::ios::trunc) << "{\"format\":1";
    const Result<Restored> restored = restore(backup, place_.at("hub"));
    EXPECT_FALSE(restored.ok());
    // Backups of before there was one have none.
    fs::remove(backup + "/erased.json");
    EXPECT_TRUE(restore(backup, place_.at("hub")).ok());
}

TEST_F(BackupTest, StoreAndLedgerAgreeBeforeAHubServes) {
    const RecordId here = test::record_of({kAlice, 7});
    const RecordId told = test::record_of({kAlice, 8});
    ASSERT_TRUE(world_.hub().erase(world_.now(), {{kParty, here}}).ok());
    ErasedLedger ledger(place_.at("erased.json"));
    std::vector<std::string> unreached;
    ASSERT_TRUE(ledger.add({{kParty, told}}, unreached).ok());
    ASSERT_TRUE(settle_erased(world_.hub(), ledger, world_.now()).ok());
    EXPECT_EQ(ledger.records().size(), 2U);
    EXPECT_EQ(world_.hub().erased().size(), 2U);
}

TEST_F(BackupTest, TakesThePicturesAlong) {
    const std::string media = place_.at("hub/media");
    MediaStore store(media, {}, kNow);
    const std::string one = "\xff\xd8\xff one and more";
    const auto name_of = [](const std::string& bytes) {
        return PictureName{kParty, crypto::hex(crypto::sha256(bytes))};
    };
    ASSERT_TRUE(fs::create_directories(media));
    ASSERT_TRUE(store.add({name_of(one), "alice", 0, one.size(), one}, kNow).ok());
    const std::string half = "\xff\xd8\xff half of it";
    ASSERT_TRUE(store.add({name_of(half), "alice", 0, half.size() + 1, half}, kNow).ok());
    Backup::Wish with_pictures = wish(place_.at("monday"));
    with_pictures.media = media;
    const auto backup = Backup::begin(world_.hub(), with_pictures).value();
    while (!backup->step().value()) {
    }
    EXPECT_EQ(backup->manifest().pictures, sums_of({{name_of(one), one.size()}}));

    const DataFolder folder(place_.at("again"));
    ASSERT_TRUE(restore(place_.at("monday"), folder.path()).ok());
    MediaStore restored(folder.media_path(), {}, kNow);
    EXPECT_EQ(*restored.read(name_of(one)).value(), one);
    EXPECT_EQ(restored.unfinished_count(), 0U);
    // What the hub of the backup takes from now on is not in it.
    const std::string kept = place_.at("monday/media/") + media_path(name_of(one));
    const std::string late = "\xff\xd8\xff late and more";
    ASSERT_TRUE(store.add({name_of(late), "alice", 0, late.size(), late}, kNow).ok());
    EXPECT_EQ(list_pictures(place_.at("monday/media")).size(), 1U);
    // A picture that went bad, or is missing, is noticed.
    fs::remove(kept);
    std::ofstream(kept) << std::string(one.size(), 'x');
    EXPECT_EQ(restore(place_.at("monday"), folder.path()).error().code, ErrorCode::kCorrupt);
    fs::remove(kept);
    EXPECT_EQ(restore(place_.at("monday"), folder.path()).error().code, ErrorCode::kCorrupt);
}

TEST_F(BackupTest, GoesIntoNoOtherHubAndNoneThatServes) {
    const std::string backup = place_.at("monday");
    static_cast<void>(back_up(backup));
    const DataFolder other(place_.at("other"));
    ASSERT_TRUE(other.create("Castle").ok());
    EXPECT_EQ(restore(backup, other.path()).error().code, ErrorCode::kInvalid);
    EXPECT_FALSE(fs::exists(other.store_path()));
    EXPECT_FALSE(fs::exists(other.store_path() + ".restoring"));

    const std::string folder = place_.at("hub");
    ASSERT_TRUE(restore(backup, folder).ok());
    const auto lock = DataFolder(folder).lock();
    ASSERT_TRUE(lock.ok());
    EXPECT_EQ(restore(backup, folder).error().code, ErrorCode::kInvalid);
}

TEST(BackupManifestTest, ReadsBackEqualAndNothingElse) {
    const BackupManifest manifest{
        "id",          "Villa \"Rosa\"", kNow, 12, "ab", {{kParty, Position{3}, UINT64_MAX, 5}},
        {2, 300, "cd"}};
    EXPECT_EQ(read_manifest(write_manifest(manifest)).value(), manifest);
    // As it was before there were pictures.
    const char* const first =
        R"({"format":1,"hub_id":"i","hub_name":"n","made_ms":1,"store_bytes":2,"store_sha256":"ab","scopes":[]})";
    EXPECT_EQ(read_manifest(first).value().pictures, PictureSums{});
    const char* const second =
        R"({"format":2,"hub_id":"i","hub_name":"n","made_ms":1,"store_bytes":2,"store_sha256":"ab","scopes":[],"pictures":{"count":1,"bytes":2,"sha256":"cd"}})";
    EXPECT_EQ(read_manifest(second).value().pictures.count, 1U);
    EXPECT_FALSE(read_manifest("").ok());
    EXPECT_FALSE(read_manifest("[]").ok());
    EXPECT_FALSE(read_manifest(R"({"format":1,"scopes":[{}]})").ok());
}

TEST(BackupDeskTest, ARequestIsTakenOnce) {
    const Place place;
    fs::create_directory(place.at("hub"));
    const BackupDesk desk(place.at("hub"));
    EXPECT_FALSE(desk.take_request().value());
    ASSERT_TRUE(desk.put_request({"7", "/backups/monday"}).ok());
    EXPECT_EQ(desk.put_request({"8", "/x"}).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(*desk.take_request().value(), (BackupRequest{"7", "/backups/monday"}));
    EXPECT_FALSE(desk.take_request().value());
    EXPECT_FALSE(desk.withdraw_request());

    EXPECT_FALSE(desk.state_of("7").value());
    const BackupState state{"7", BackupState::Phase::kFailed, 1, 2, "no space"};
    ASSERT_TRUE(desk.put_state(state).ok());
    EXPECT_EQ(*desk.state_of("7").value(), state);
    EXPECT_FALSE(desk.state_of("8").value());

    std::ofstream(place.at("hub/backup.request")) << "{\"id\":";
    EXPECT_FALSE(desk.take_request().ok());
    EXPECT_FALSE(desk.take_request().value());
}

}  // namespace
}  // namespace wedsync::hub
