#include "hub/mail/post_room.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "modules/viral/address.hpp"

namespace wedsync::hub {
namespace {

constexpr std::int64_t kNow = 1'800'000'000'000;
constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

class PostRoomTest : public testing::Test {
protected:
    void SetUp() override {
        folder_ = testing::TempDir() + "post_room_test_" +
                  testing::UnitTest::GetInstance()->current_test_info()->name();
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        settings_.from = "invitations@example.org";
        reopen();
    }
    void TearDown() override {
        room_.reset();
        std::filesystem::remove_all(folder_);
    }
    /// As after a crash: nothing was said before.
    void reopen() {
        room_.reset();
        room_ = PostRoom::open({folder_ + "/post.db", MailLinks("secret"), settings_}).value();
    }

    static MailWish wish(const std::string& id, const std::string& address) {
        MailWish wish;
        wish.id = id;
        wish.address = address;
        wish.actor = "Ana";
        wish.language = "de";
        wish.scope = 7;
        wish.has_consent = true;
        return wish;
    }
    MailStanding take(const std::string& id, const std::string& address, std::int64_t now = kNow) {
        return room_->take(wish(id, address), now).value();
    }
    MailStanding stands(const std::string& id) { return room_->find(id).value().value(); }
    /// Hands over what is next, as whoever sends does.
    MailJob hand_next(std::int64_t now = kNow) {
        MailJob job = room_->next(now).value().job.value();
        EXPECT_TRUE(room_->hand(job.id, now).value());
        return job;
    }
    MailJob send_next(std::int64_t now = kNow) {
        MailJob job = hand_next(now);
        EXPECT_TRUE(room_->settle(job.id, MailOutcome::kSent, "", now).ok());
        return job;
    }

    std::string folder_;
    MailSettings settings_;
    std::unique_ptr<PostRoom> room_;
};

TEST_F(PostRoomTest, TheSameWishIsOneMail) {
    const MailStanding first = take("a", "lena@example.com");
    EXPECT_EQ(first.state, MailState::kQueued);
    EXPECT_EQ(first.version, 1U);
    EXPECT_EQ(take("a", "lena@example.com", kNow + kDay), first);
    const Result<MailStanding> other = room_->take(wish("a", "tom@example.com"), kNow);
    EXPECT_EQ(other.error().code, ErrorCode::kInvalid);
    reopen();
    EXPECT_EQ(stands("a"), first);
    EXPECT_EQ(send_next().address, "lena@example.com");
    EXPECT_FALSE(room_->next(kNow).value().job.has_value());
    EXPECT_EQ(take("a", "lena@example.com").state, MailState::kSent);
}

TEST_F(PostRoomTest, APersonGetsOneMailWhoeverInvites) {
    EXPECT_EQ(take("a", "lena@example.com").state, MailState::kQueued);
    EXPECT_EQ(take("b", "lena@example.com").state, MailState::kRepeated);
    static_cast<void>(send_next());
    EXPECT_EQ(take("c", "lena@example.com").state, MailState::kRepeated);
    EXPECT_EQ(take("d", "tom@example.com").state, MailState::kQueued);
    // After it bounced, somebody may try again: so often, and no oftener.
    static_cast<void>(send_next());
    ASSERT_TRUE(room_->bounced("d").ok());
    EXPECT_EQ(take("e", "tom@example.com").state, MailState::kQueued);
    static_cast<void>(send_next());
    ASSERT_TRUE(room_->bounced("e").ok());
    EXPECT_EQ(take("f", "tom@example.com").state, MailState::kQueued);
    static_cast<void>(send_next());
    ASSERT_TRUE(room_->bounced("f").ok());
    const MailStanding refused = take("g", "tom@example.com");
    EXPECT_EQ(refused.state, MailState::kRefused);
    EXPECT_EQ(refused.reason, "too_many");
    EXPECT_EQ(take("h", "tom@example.com", kNow + 31 * kDay).state, MailState::kQueued);
}

TEST_F(PostRoomTest, WithoutConsentNobodyIsWrittenTo) {
    MailWish without = wish("a", "lena@example.com");
    without.has_consent = false;
    const MailStanding standing = room_->take(without, kNow).value();
    EXPECT_EQ(standing.state, MailState::kRefused);
    EXPECT_EQ(standing.reason, "no_consent");
    EXPECT_EQ(room_->list(std::nullopt, 9).value().front().address, "");
    settings_.consent_required = false;
    reopen();
    without.id = "b";
    EXPECT_EQ(room_->take(without, kNow).value().state, MailState::kQueued);
}

TEST_F(PostRoomTest, WhatIsNoWishIsRefusedAndChangesNothing) {
    for (const auto& [id, address] : std::vector<std::pair<std::string, std::string>>{
             {"", "lena@example.com"},
             {std::string(129, 'a'), "lena@example.com"},
             {"a b", "lena@example.com"},
             {"a\n", "lena@example.com"},
             {"a", "Lena@example.com"},
             {"a", "lena@example.com\r\nBcc: tom@example.com"},
             {"a", "lena@example.com,tom@example.com"},
             {"a", ""}}) {
        EXPECT_EQ(room_->take(wish(id, address), kNow).error().code, ErrorCode::kInvalid) << id;
    }
    MailWish odd = wish("a", "lena@example.com");
    odd.language = "xx";
    EXPECT_FALSE(room_->take(odd, kNow).ok());
    odd = wish("a", "lena@example.com");
    odd.about = std::string(1'001, 'a');
    EXPECT_FALSE(room_->take(odd, kNow).ok());
    EXPECT_TRUE(room_->list(std::nullopt, 9).value().empty());
}

TEST_F(PostRoomTest, AStopBeforeTheEndIsATryAndAfterItUnknown) {
    static_cast<void>(take("a", "lena@example.com"));
    static_cast<void>(take("b", "tom@example.com"));
    const MailJob handed = hand_next();
    const MailJob begun = room_->next(kNow).value().job.value();
    reopen();
    EXPECT_EQ(room_->recover(kNow).value(), 1U);
    EXPECT_EQ(stands("a").state, MailState::kUnknown);
    EXPECT_EQ(stands("a").reason, "hub_stopped");
    EXPECT_EQ(stands("a").version, 2U);
    EXPECT_EQ(send_next().message_id, begun.message_id);
    EXPECT_FALSE(room_->next(kNow + kDay).value().job.has_value());
    EXPECT_EQ(room_->recover(kNow).value(), 0U);
    // A person says what becomes of it.
    ASSERT_TRUE(room_->leave("a").ok());
    EXPECT_EQ(stands("a").reason, "left");
    ASSERT_TRUE(room_->resend("a", kNow).ok());
    EXPECT_EQ(send_next().message_id, handed.message_id);
    EXPECT_EQ(room_->resend("a", kNow).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(room_->resend("x", kNow).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(room_->leave("b").error().code, ErrorCode::kInvalid);
}

TEST_F(PostRoomTest, ByTheSettingsWhatIsUnknownGoesOutAgainUnderTheSameName) {
    settings_.after_unknown = AfterUnknown::kResend;
    reopen();
    static_cast<void>(take("a", "lena@example.com"));
    const MailJob first = hand_next();
    reopen();
    EXPECT_EQ(room_->recover(kNow).value(), 1U);
    EXPECT_EQ(stands("a").state, MailState::kQueued);
    const MailJob again = hand_next();
    EXPECT_EQ(again.message_id, first.message_id);
    ASSERT_TRUE(room_->settle("a", MailOutcome::kUnanswered, "connection_lost", kNow).ok());
    EXPECT_EQ(stands("a").state, MailState::kQueued);
    EXPECT_EQ(send_next(kNow + 10 * kMinute).message_id, first.message_id);
}

TEST_F(PostRoomTest, TriesLaterAreLaterEachTime) {
    static_cast<void>(take("a", "lena@example.com"));
    std::int64_t now = kNow;
    for (int attempt = 0; attempt < 4; ++attempt) {
        ASSERT_TRUE(room_->settle("a", MailOutcome::kTryLater, "smtp_451", now).ok());
        EXPECT_EQ(stands("a").reason, "smtp_451");
        const std::int64_t whole = kMinute << attempt;
        EXPECT_FALSE(room_->next(now + whole / 2 - 1).value().job.has_value());
        EXPECT_TRUE(room_->next(now + whole).value().job.has_value());
        now += whole;
    }
    ASSERT_TRUE(room_->settle("a", MailOutcome::kBounced, "smtp_550", now).ok());
    EXPECT_EQ(stands("a").state, MailState::kBounced);
    EXPECT_EQ(stands("a").reason, "smtp_550");
}

TEST_F(PostRoomTest, TheHourIsForAllOfTheHub) {
    settings_.per_hour = 2;
    reopen();
    for (const char* name : {"a", "b", "c"})
        static_cast<void>(take(name, std::string(name) + "@example.com"));
    static_cast<void>(send_next());
    static_cast<void>(send_next(kNow + kMinute));
    const MailTurn turn = room_->next(kNow + 2 * kMinute).value();
    EXPECT_FALSE(turn.job.has_value());
    EXPECT_EQ(turn.ask_again_ms, kNow + 60 * kMinute);
    EXPECT_EQ(stands("c").state, MailState::kQueued);
    EXPECT_EQ(send_next(kNow + 60 * kMinute).id, "c");
}

TEST_F(PostRoomTest, ALinkIsAcceptedOnce) {
    static_cast<void>(take("a", "lena@example.com"));
    const MailJob job = send_next();
    EXPECT_EQ(room_->look_at_link(job.token, kNow).value().state, LinkState::kOpen);
    EXPECT_FALSE(stands("a").opened_at_ms.has_value());
    const LinkAnswer seen = room_->open_link(job.token, kNow + 1).value();
    EXPECT_EQ(seen.state, LinkState::kOpen);
    EXPECT_EQ(seen.actor, "Ana");
    EXPECT_EQ(room_->open_link(job.token, kNow + 2).value().state, LinkState::kOpen);
    EXPECT_EQ(stands("a").opened_at_ms, kNow + 1);
    EXPECT_FALSE(stands("a").accepted_at_ms.has_value());
    EXPECT_EQ(room_->accept(job.token, kNow + 3).value().state, LinkState::kOpen);
    EXPECT_EQ(room_->accept(job.token, kNow + 4).value().state, LinkState::kAccepted);
    EXPECT_EQ(stands("a").accepted_at_ms, kNow + 3);
    EXPECT_EQ(stands("a").state, MailState::kSent);
    EXPECT_EQ(room_->accept("x", kNow).value().state, LinkState::kWrong);
    EXPECT_EQ(room_->list(std::nullopt, 9).value().front().address, "");
}

TEST_F(PostRoomTest, WhoHasTheLinkGotTheMail) {
    static_cast<void>(take("a", "lena@example.com"));
    const MailJob job = hand_next();
    reopen();
    ASSERT_TRUE(room_->recover(kNow).ok());
    EXPECT_EQ(stands("a").state, MailState::kUnknown);
    ASSERT_TRUE(room_->open_link(job.token, kNow + 1).ok());
    EXPECT_EQ(stands("a").state, MailState::kSent);
    EXPECT_EQ(stands("a").mailed_at_ms, kNow);
}

TEST_F(PostRoomTest, WhoWantsNoMailGetsNone) {
    static_cast<void>(take("a", "lena@example.com"));
    const MailJob job = send_next();
    EXPECT_TRUE(room_->opt_out(job.token, kNow).value().has_opted_out);
    EXPECT_TRUE(room_->opt_out(job.token, kNow).value().has_opted_out);
    EXPECT_EQ(stands("a").state, MailState::kOptedOut);
    EXPECT_EQ(take("b", "lena@example.com").state, MailState::kOptedOut);
    EXPECT_EQ(room_->erase("lena@example.com").value(), 2U);
    EXPECT_EQ(take("c", "lena@example.com").state, MailState::kOptedOut);
    // Also where the mail is on its way already, and long after the link expired.
    static_cast<void>(take("d", "tom@example.com"));
    const MailJob begun = room_->next(kNow).value().job.value();
    EXPECT_TRUE(room_->opt_out(begun.token, kNow + 90 * kDay).value().has_opted_out);
    EXPECT_FALSE(room_->hand("d", kNow).value());
}

TEST_F(PostRoomTest, WhatIsTooOldExpiresAndItsAddressIsForgotten) {
    static_cast<void>(take("sent", "lena@example.com"));
    static_cast<void>(take("bounced", "tom@example.com"));
    static_cast<void>(take("waits", "mia@example.com"));
    const MailJob job = send_next();
    static_cast<void>(send_next());
    ASSERT_TRUE(room_->bounced("bounced").ok());
    ASSERT_TRUE(room_->sweep(kNow + 30 * kDay - 1).ok());
    EXPECT_EQ(stands("sent").state, MailState::kSent);
    ASSERT_TRUE(room_->sweep(kNow + 30 * kDay).ok());
    EXPECT_EQ(stands("sent").state, MailState::kExpired);
    EXPECT_EQ(stands("sent").reason, "not_accepted");
    EXPECT_EQ(stands("waits").reason, "not_sent");
    EXPECT_EQ(stands("bounced").state, MailState::kBounced);
    const std::vector<MailEntry> entries = room_->list(std::nullopt, 9).value();
    for (const MailEntry& entry : entries)
        EXPECT_EQ(entry.address + entry.actor, "");
    EXPECT_EQ(room_->accept(job.token, kNow + 31 * kDay).value().state, LinkState::kExpired);
    EXPECT_EQ(room_->open_link(job.token, kNow + 31 * kDay).value().actor, "");
    EXPECT_EQ(take("again", "lena@example.com", kNow + 31 * kDay).state, MailState::kQueued);
    // One that says itself how long it holds, and one that is too late already.
    MailWish brief = wish("brief", "noah@example.com");
    brief.expires_at_ms = kNow;
    EXPECT_EQ(room_->take(brief, kNow).value().state, MailState::kExpired);
}

TEST_F(PostRoomTest, ErasedIsErased) {
    static_cast<void>(take("a", "lena.secret@example.com"));
    static_cast<void>(take("b", "tom@example.com"));
    const std::string token = room_->next(kNow).value().job.value().token;
    EXPECT_EQ(room_->erase("Lena.Secret@example.com ").value(), 1U);
    EXPECT_EQ(room_->erase("nobody").error().code, ErrorCode::kInvalid);
    EXPECT_EQ(stands("a").state, MailState::kRefused);
    EXPECT_EQ(stands("a").reason, "erased");
    EXPECT_EQ(room_->accept(token, kNow).value().state, LinkState::kWrong);
    // The device that still has the wish brings it again: nothing is sent.
    EXPECT_EQ(take("a", "lena.secret@example.com").reason, "erased");
    room_.reset();
    const std::string key = viral::key_of_address("lena.secret@example.com");
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        EXPECT_EQ(bytes.find("lena.secret"), std::string::npos) << file.path();
        EXPECT_EQ(bytes.find(key), std::string::npos) << file.path();
    }
}

TEST_F(PostRoomTest, WhatChangedIsReportedUntilItIsWrittenDown) {
    static_cast<void>(take("a", "lena@example.com"));
    static_cast<void>(take("b", "tom@example.com"));
    const std::vector<MailStanding> first = room_->unreported(9).value();
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].id, "a");
    EXPECT_EQ(first[0].scope, 7U);
    EXPECT_EQ(room_->unreported(1).value().size(), 1U);
    static_cast<void>(send_next());
    // The older version was written meanwhile: the newer one is still to be.
    ASSERT_TRUE(room_->reported("a", first[0].version).ok());
    ASSERT_TRUE(room_->reported("b", first[1].version).ok());
    reopen();
    const std::vector<MailStanding> second = room_->unreported(9).value();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].state, MailState::kSent);
    EXPECT_EQ(second[0].mailed_at_ms, kNow);
    ASSERT_TRUE(room_->reported("a", second[0].version).ok());
    EXPECT_TRUE(room_->unreported(9).value().empty());
}

TEST_F(PostRoomTest, TwoMayHaveItOpen) {
    const std::unique_ptr<PostRoom> other =
        PostRoom::open({folder_ + "/post.db", MailLinks("secret"), settings_}).value();
    static_cast<void>(take("a", "lena@example.com"));
    EXPECT_EQ(other->take(wish("b", "lena@example.com"), kNow).value().state, MailState::kRepeated);
    EXPECT_EQ(stands("b").state, MailState::kRepeated);
    const PostRoom::Figures figures = other->figures().value();
    EXPECT_EQ(figures.by_state.at(MailState::kQueued), 1U);
    EXPECT_EQ(figures.oldest_queued_ms, kNow);
}

TEST_F(PostRoomTest, OnlyItsOwnerReadsTheFileAndNoOtherFileIsTaken) {
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
        EXPECT_EQ(file.status().permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
            << file.path();
    }
    std::ofstream(folder_ + "/other.db")
        << "this is no database, but long enough to be read as one";
    EXPECT_FALSE(PostRoom::open({folder_ + "/other.db", MailLinks("secret"), settings_}).ok());
}

}  // namespace
}  // namespace wedsync::hub
