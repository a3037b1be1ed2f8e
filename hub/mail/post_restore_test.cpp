// A post room comes back from a backup: no mail goes out twice, and nobody is written to who said
// no.
#include "hub/mail/post_restore.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "hub/mail/post_room.hpp"

namespace wedsync::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kNow = 1'800'000'000'000;

class PostRestoreTest : public testing::Test {
protected:
    void SetUp() override {
        folder_ = testing::TempDir() + "post_restore_test_" +
                  testing::UnitTest::GetInstance()->current_test_info()->name();
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        room_ = open("post.db");
    }
    void TearDown() override {
        room_.reset();
        fs::remove_all(folder_);
    }
    [[nodiscard]] std::string at(const std::string& name) const { return folder_ + "/" + name; }
    [[nodiscard]] std::unique_ptr<PostRoom> open(const std::string& name) const {
        return PostRoom::open({at(name), MailLinks("secret"), settings_}).value();
    }
    /// Copies the room as it is now, as a backup does.
    void back_up(const std::string& name = "backup.db") {
        room_.reset();
        fs::copy_file(at("post.db"), at(name), fs::copy_options::overwrite_existing);
        room_ = open("post.db");
    }
    void take(const std::string& id, const std::string& address) {
        MailWish wish;
        wish.id = id;
        wish.address = address;
        wish.actor = "Ana";
        wish.language = "de";
        wish.scope = 7;
        wish.has_consent = true;
        ASSERT_TRUE(room_->take(wish, kNow).ok());
    }
    MailJob send_next() {
        MailJob job = room_->next(kNow).value().job.value();
        EXPECT_TRUE(room_->hand(job.id, kNow).value());
        EXPECT_TRUE(room_->settle(job.id, MailOutcome::kSent, "", kNow).ok());
        return job;
    }
    MailStanding stands(const std::string& id) { return room_->find(id).value().value(); }
    bool has_next() { return room_->next(kNow).value().job.has_value(); }
    /// The backup's room alone, as on a new disk.
    RestoredPost restore_alone() {
        room_.reset();
        const RestoredPost restored = restore_post(at("backup.db")).value();
        EXPECT_FALSE(fs::exists(at("backup.db-wal")));
        fs::rename(at("backup.db"), at("post.db"));
        room_ = open("post.db");
        return restored;
    }
    RestoredPost add() {
        room_.reset();
        const RestoredPost restored = add_to_post(at("post.db"), at("backup.db")).value();
        room_ = open("post.db");
        return restored;
    }

    std::string folder_;
    MailSettings settings_;
    std::unique_ptr<PostRoom> room_;
};

TEST_F(PostRestoreTest, OnANewDiskWhatWaitedIsUnknown) {
    take("a", "lena@example.com");
    take("b", "tom@example.com");
    static_cast<void>(send_next());
    back_up();
    static_cast<void>(send_next());
    EXPECT_EQ(restore_alone().unknown, 1U);
    EXPECT_FALSE(has_next());
    EXPECT_EQ(room_->recover(kNow).value(), 1U);
    EXPECT_EQ(stands("a").state, MailState::kSent);
    EXPECT_EQ(stands("b").state, MailState::kUnknown);
    EXPECT_EQ(stands("b").reason, "restored");
    EXPECT_FALSE(has_next());
    // A person decides.
    ASSERT_TRUE(room_->resend("b", kNow).ok());
    EXPECT_TRUE(has_next());
}

TEST_F(PostRestoreTest, OrGoesOutAgainUnderTheSameMessageId) {
    settings_.after_unknown = AfterUnknown::kResend;
    take("a", "lena@example.com");
    back_up();
    const MailJob first = send_next();
    EXPECT_EQ(restore_alone().unknown, 1U);
    EXPECT_EQ(room_->recover(kNow).value(), 1U);
    const MailJob again = send_next();
    EXPECT_EQ(again.message_id, first.message_id);
    EXPECT_EQ(again.token, first.token);
}

TEST_F(PostRestoreTest, ARoomThatKnowsMoreStands) {
    take("a", "lena@example.com");
    take("b", "tom@example.com");
    back_up();
    const MailJob lena = send_next();
    take("c", "mia@example.com");
    EXPECT_EQ(add().unknown, 0U);
    EXPECT_EQ(room_->recover(kNow).value(), 0U);
    EXPECT_EQ(stands("a").state, MailState::kSent);
    EXPECT_EQ(stands("b").state, MailState::kQueued);
    EXPECT_EQ(stands("c").state, MailState::kQueued);
    EXPECT_EQ(send_next().address, "tom@example.com");
    EXPECT_EQ(room_->look_at_link(lena.token, kNow).value().state, LinkState::kOpen);
}

TEST_F(PostRestoreTest, WhoWantsNoMailOrWasErasedStaysSo) {
    take("a", "lena@example.com");
    take("b", "tom@example.com");
    const MailJob lena = send_next();
    back_up();
    ASSERT_TRUE(room_->opt_out(lena.token, kNow).ok());
    ASSERT_EQ(room_->erase("tom@example.com").value(), 1U);
    static_cast<void>(add());
    EXPECT_EQ(stands("a").state, MailState::kOptedOut);
    EXPECT_EQ(stands("b").reason, "erased");
    EXPECT_FALSE(has_next());
    const std::vector<MailEntry> listed = room_->list({}, 10).value();
    for (const MailEntry& entry : listed)
        EXPECT_EQ(entry.address, "") << entry.standing.id;
    take("c", "lena@example.com");
    EXPECT_EQ(stands("c").state, MailState::kOptedOut);
}

TEST_F(PostRestoreTest, ANewerBackupTellsARoomThatWasMadeOfAnOlderOne) {
    take("a", "lena@example.com");
    take("b", "tom@example.com");
    back_up("sunday.db");
    const MailJob lena = send_next();
    take("c", "mia@example.com");
    ASSERT_TRUE(room_->opt_out(room_->next(kNow).value().job->token, kNow).ok());
    back_up("monday.db");
    fs::rename(at("sunday.db"), at("backup.db"));
    EXPECT_EQ(restore_alone().unknown, 2U);
    fs::rename(at("monday.db"), at("backup.db"));
    EXPECT_EQ(add().unknown, 1U);
    EXPECT_EQ(room_->recover(kNow).value(), 1U);
    EXPECT_EQ(stands("a").state, MailState::kSent);
    EXPECT_EQ(stands("b").state, MailState::kOptedOut);
    EXPECT_EQ(stands("c").state, MailState::kUnknown);
    // And an older one tells it nothing.
    back_up();
    static_cast<void>(add());
    EXPECT_EQ(stands("a").state, MailState::kSent);
    EXPECT_EQ(room_->recover(kNow).value(), 0U);
}

TEST_F(PostRestoreTest, WhatIsNoPostRoomChangesNothing) {
    take("a", "lena@example.com");
    room_.reset();
    std::ofstream(at("backup.db")) << "no room, and long enough to be looked at as if it were one";
    EXPECT_FALSE(add_to_post(at("post.db"), at("backup.db")).ok());
    EXPECT_FALSE(restore_post(at("backup.db")).ok());
    room_ = open("post.db");
    EXPECT_TRUE(has_next());
}

}  // namespace
}  // namespace wedsync::hub
