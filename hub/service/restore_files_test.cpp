// What stands beside a hub's store is backed up and comes back.
#include "hub/service/restore_files.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <unistd.h>

#include <gtest/gtest.h>

#include "hub/agent/done_book.hpp"
#include "hub/core/hub_test_support.hpp"
#include "hub/mail/post_room.hpp"
#include "hub/service/backup.hpp"
#include "hub/service/registry_file.hpp"
#include "hub/service/restore.hpp"
#include "system/files.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;

constexpr WallTime kNow{1'800'000'000'000};
constexpr std::int64_t kNowMs = 1'800'000'000'000;

std::string new_place() {
    std::string name = (fs::temp_directory_path() / "wedsync-XXXXXX").string();
    return ::mkdtemp(name.data());
}

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class RestoreFilesTest : public testing::Test {
protected:
    RestoreFilesTest() {
        fs::create_directory(hub_.path());
        EXPECT_TRUE(os::replace_file(hub_.path() + "/registry.json", registry()).ok());
    }
    ~RestoreFilesTest() override { fs::remove_all(place_); }
    RestoreFilesTest(const RestoreFilesTest&) = delete;
    RestoreFilesTest& operator=(const RestoreFilesTest&) = delete;

    [[nodiscard]] std::string at(const std::string& name) const { return place_ + "/" + name; }
    static std::string registry() {
        return write_registry(Registry{"hub-of-the-villa", "Villa", {}, {}, {}});
    }
    static std::unique_ptr<PostRoom> room_of(const DataFolder& folder) {
        MailLinks links = MailLinks::open(folder.post_secret_path()).value();
        return PostRoom::open({folder.post_path(), std::move(links), {}}).value();
    }
    static void invite(PostRoom& room, const std::string& id) {
        MailWish wish;
        wish.id = id;
        wish.address = id + "@example.org";
        wish.actor = "Ana";
        wish.language = "en";
        wish.has_consent = true;
        ASSERT_TRUE(room.take(wish, kNowMs).ok());
    }
    static void send_next(PostRoom& room) {
        const MailJob job = room.next(kNowMs).value().job.value();
        ASSERT_TRUE(room.hand(job.id, kNowMs).value());
        ASSERT_TRUE(room.settle(job.id, MailOutcome::kSent, "", kNowMs).ok());
    }
    static void do_items(const DataFolder& folder, const std::vector<DoneBook::Row>& rows) {
        ASSERT_TRUE(DoneBook::open(folder.desk_path()).value()->add(rows, kNowMs).ok());
    }
    static std::int64_t done_in(const DataFolder& folder) {
        return DoneBook::open(folder.desk_path()).value()->count().value();
    }
    /// `meanwhile` is done after each piece.
    BackupManifest back_up(const std::function<void()>& meanwhile = [] {}) {
        Backup::Wish wish{at("backup"), registry(), {}, "hub-of-the-villa", "Villa", kNow};
        wish.data = hub_.path();
        const auto backup = Backup::begin(world_.hub(), wish).value();
        for (int i = 0; i < 10'000; ++i) {
            const Result<bool> stepped = backup->step();
            EXPECT_TRUE(stepped.ok()) << stepped.error().detail;
            if (!stepped.ok() || stepped.value()) break;
            meanwhile();
        }
        return backup->manifest();
    }
    [[nodiscard]] Result<Restored> restore(const DataFolder& folder) const {
        return restore_backup(at("backup"), folder, test::party_schema(), kNow,
                              [](std::uint64_t, std::uint64_t) {});
    }

    const std::string place_ = new_place();
    test::World world_;
    const DataFolder hub_{at("hub")};
    const DataFolder other_{at("other")};
};

TEST_F(RestoreFilesTest, ComeBackOnANewDisk) {
    const auto room = room_of(hub_);
    for (const char* const id : {"a", "b", "c"})
        invite(*room, id);
    send_next(*room);
    do_items(hub_, {{"one", "1"}, {"two", "2"}});
    const BackupManifest manifest = back_up();
    ASSERT_EQ(manifest.files.size(), 3U);
    EXPECT_EQ(read_manifest(write_manifest(manifest)).value(), manifest);
    send_next(*room);
    const Result<Restored> restored = restore(other_);
    ASSERT_TRUE(restored.ok()) << restored.error().detail;
    EXPECT_EQ(restored.value().unknown_mails, 2U);
    EXPECT_EQ(done_in(other_), 2);
    EXPECT_EQ(read_file(other_.post_secret_path()), read_file(hub_.post_secret_path()));
    EXPECT_FALSE(fs::exists(other_.path() + "/restoring"));
    const auto perms = fs::status(other_.post_path()).permissions();
    EXPECT_EQ(perms, fs::perms::owner_read | fs::perms::owner_write);
    const auto again = room_of(other_);
    EXPECT_EQ(again->recover(kNowMs).value(), 2U);
    EXPECT_EQ(again->find("a").value()->state, MailState::kSent);
    EXPECT_EQ(again->find("b").value()->state, MailState::kUnknown);
    EXPECT_FALSE(again->next(kNowMs).value().job);
}

TEST_F(RestoreFilesTest, AreWholeThoughOthersWrite) {
    const auto room = room_of(hub_);
    const auto book = DoneBook::open(hub_.desk_path()).value();
    std::uint64_t number = 0;
    const auto write = [&] {
        ++number;
        std::vector<DoneBook::Row> rows;
        for (int i = 0; i < 20; ++i) {
            const std::string name = std::to_string(number) + "-" + std::to_string(i);
            invite(*room, name);
            rows.push_back({name, std::string(2'000, 'x')});
        }
        ASSERT_TRUE(book->add(rows, kNowMs).ok());
    };
    for (int i = 0; i < 30; ++i)
        write();
    ASSERT_EQ(back_up(write).files.size(), 3U);
    ASSERT_TRUE(restore(other_).ok());
    // The desk is never ahead of the mail that it says was asked for.
    const auto again = room_of(other_);
    EXPECT_GE(done_in(other_), 600);
    EXPECT_GE(again->list({}, 100'000).value().size(), static_cast<std::size_t>(done_in(other_)));
}

TEST_F(RestoreFilesTest, AHubThatGoesOnKeepsWhatItKnows) {
    auto room = room_of(hub_);
    invite(*room, "a");
    invite(*room, "b");
    do_items(hub_, {{"one", "1"}});
    static_cast<void>(back_up());
    send_next(*room);
    invite(*room, "c");
    do_items(hub_, {{"two", "2"}});
    std::ofstream(hub_.agent_path()) << "its replica";
    room.reset();
    const Result<Restored> restored = restore(hub_);
    ASSERT_TRUE(restored.ok()) << restored.error().detail;
    EXPECT_EQ(restored.value().unknown_mails, 0U);
    room = room_of(hub_);
    EXPECT_EQ(room->find("a").value()->state, MailState::kSent);
    EXPECT_EQ(room->find("b").value()->state, MailState::kQueued);
    EXPECT_EQ(room->find("c").value()->state, MailState::kQueued);
    EXPECT_EQ(done_in(hub_), 2);
    EXPECT_EQ(read_file(hub_.agent_path()), "its replica");
    // Without its replica nobody can say that what came since was done.
    room.reset();
    fs::remove(hub_.agent_path());
    ASSERT_TRUE(restore(hub_).ok());
    EXPECT_EQ(done_in(hub_), 1);
}

TEST_F(RestoreFilesTest, OfNobodyKnowsWhomAreSetAside) {
    do_items(hub_, {{"one", "1"}});
    invite(*room_of(hub_), "a");
    static_cast<void>(back_up());
    // A folder without a registry: whose these are nobody can say.
    fs::create_directory(other_.path());
    invite(*room_of(other_), "strange");
    do_items(other_, {{"two", "2"}, {"three", "3"}});
    std::ofstream(other_.agent_path()) << "its replica";
    const Result<Restored> restored = restore(other_);
    ASSERT_TRUE(restored.ok()) << restored.error().detail;
    for (const char* const name : {"post.db", "post.secret", "desk.db", "agent.wedsync"})
        EXPECT_TRUE(fs::exists(restored.value().replaced + "/" + name)) << name;
    EXPECT_FALSE(fs::exists(other_.agent_path()));
    EXPECT_EQ(done_in(other_), 1);
    EXPECT_FALSE(room_of(other_)->find("strange").value());
}

TEST_F(RestoreFilesTest, ThatCannotBeReadAreSetAside) {
    invite(*room_of(hub_), "a");
    do_items(hub_, {{"one", "1"}});
    static_cast<void>(back_up());
    std::ofstream(hub_.post_path()) << std::string(10'000, '?');
    std::ofstream(hub_.desk_path()) << std::string(10'000, '?');
    std::ofstream(hub_.agent_path()) << "its replica";
    const Result<Restored> restored = restore(hub_);
    ASSERT_TRUE(restored.ok()) << restored.error().detail;
    EXPECT_EQ(restored.value().unknown_mails, 1U);
    EXPECT_EQ(read_file(restored.value().replaced + "/post.db").front(), '?');
    EXPECT_TRUE(room_of(hub_)->find("a").value());
    EXPECT_EQ(done_in(hub_), 1);
}

TEST_F(RestoreFilesTest, ABackupWithoutThemLeavesWhatIsThere) {
    auto room = room_of(hub_);
    invite(*room, "a");
    room.reset();
    Backup::Wish wish{at("backup"), registry(), {}, "hub-of-the-villa", "Villa", kNow};
    const auto backup = Backup::begin(world_.hub(), wish).value();
    while (!backup->step().value()) {
    }
    EXPECT_TRUE(backup->manifest().files.empty());
    ASSERT_TRUE(restore(hub_).ok());
    EXPECT_EQ(room_of(hub_)->find("a").value()->state, MailState::kQueued);
}

TEST_F(RestoreFilesTest, ThatAreDamagedInTheBackupReplaceNothing) {
    invite(*room_of(hub_), "a");
    do_items(hub_, {{"one", "1"}});
    static_cast<void>(back_up());
    for (const char* const name : {"post.db", "post.secret", "desk.db"}) {
        const std::string path = at("backup/") + name;
        const std::string good = read_file(path);
        std::ofstream(path) << good.substr(0, good.size() - 1) + "!";
        EXPECT_EQ(restore(other_).error().code, ErrorCode::kCorrupt) << name;
        fs::remove(path);
        EXPECT_EQ(restore(other_).error().code, ErrorCode::kCorrupt) << name;
        EXPECT_FALSE(fs::exists(other_.post_path()));
        std::ofstream(path) << good;
    }
    EXPECT_TRUE(restore(other_).ok());
    // A name is one of those, and no way out of the folder.
    const std::string out =
        R"({"format":3,"hub_id":"i","hub_name":"n","made_ms":1,"store_bytes":2,"store_sha256":"ab","scopes":[],)"
        R"("pictures":{"count":0,"bytes":0,"sha256":""},"files":[{"name":"../x","bytes":1,"sha256":"ab"}]})";
    EXPECT_FALSE(read_manifest(out).ok());
}

}  // namespace
}  // namespace wedsync::hub
