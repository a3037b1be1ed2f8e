#include "hub/agent/mail_notes.hpp"

#include <algorithm>

#include "tests/support/agent_venue.hpp"

namespace wedsync::hub {
namespace {

using test::kTeam;
using test::Venue;

/// A post room that has something to say.
class MailNotesTest : public testing::Test {
protected:
    MailNotesTest()
        : notes_(venue_.agent(),
                 {[this](std::size_t count) -> Result<std::vector<MailStanding>> {
                      std::vector<MailStanding> some(standings_);
                      some.resize(std::min(some.size(), count));
                      return some;
                  },
                  [this](const std::string& id, std::uint64_t version) -> Result<void> {
                      reported_.emplace_back(id, version);
                      std::erase_if(standings_, [&](const MailStanding& each) {
                          return each.id == id && each.version == version;
                      });
                      return {};
                  }}) {}

    /// By a tablet, as the device's part of an invitation.
    void make_invitation(const std::string& id) {
        Draft draft;
        draft.scope = kTeam;
        const NewRecord record = draft.create("invitations");
        draft.set(record, "actor", std::string("Crumb"));
        draft.set(record, "action_id", id);
        ASSERT_TRUE(venue_.tablet().commit(venue_.now(), draft).ok());
        venue_.sync_tablet();
        venue_.agent().catch_up(venue_.now());
    }
    static MailStanding standing(const std::string& id, MailState state, std::uint64_t version) {
        MailStanding standing;
        standing.id = id;
        standing.scope = kTeam.value();
        standing.state = state;
        standing.version = version;
        return standing;
    }

    Venue venue_;
    std::vector<MailStanding> standings_;
    std::vector<std::pair<std::string, std::uint64_t>> reported_;
    MailNotes notes_;
};

TEST_F(MailNotesTest, WritesWhatThePostRoomSaysAndTellsIt) {
    make_invitation("i1");
    standings_ = {standing("i1", MailState::kSent, 3)};
    standings_[0].mailed_at_ms = 1'800'000'000'123;
    const auto written = notes_.look(venue_.now());
    ASSERT_TRUE(written.ok()) << written.error().detail;
    EXPECT_EQ(written.value(), 1U);
    EXPECT_EQ(reported_, (std::vector<std::pair<std::string, std::uint64_t>>{{"i1", 3}}));
    const auto rows = venue_.rows("invitations", {"mail_state", "mailed_at", "mail_reason"});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].text(0), "sent");
    EXPECT_EQ(rows[0].time_ms(1), 1'800'000'000'123);
    EXPECT_EQ(notes_.look(venue_.now()).value(), 0U);
}

TEST_F(MailNotesTest, ARecordThatIsOnItsWayIsLookedForAgain) {
    standings_ = {standing("i1", MailState::kRefused, 1)};
    standings_[0].reason = "no_consent";
    EXPECT_EQ(notes_.look(venue_.now()).value(), 0U);
    EXPECT_TRUE(reported_.empty());
    make_invitation("i1");
    EXPECT_EQ(notes_.look(venue_.now()).value(), 1U);
    const auto rows = venue_.rows("invitations", {"mail_state", "mail_reason"});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].text(0), "refused");
    EXPECT_EQ(rows[0].text(1), "no_consent");
}

TEST_F(MailNotesTest, ThoseWithoutARecordKeepNobodyWaiting) {
    make_invitation("i1");
    for (std::size_t i = 0; i < 2 * kStandingsMax; ++i)
        standings_.push_back(standing("none " + std::to_string(i), MailState::kSent, 1));
    standings_.push_back(standing("i1", MailState::kSent, 1));
    std::size_t written = 0;
    for (int look = 0; look < 5; ++look)
        written += notes_.look(venue_.now()).value();
    EXPECT_EQ(written, 1U);
    EXPECT_EQ(standings_.size(), 2 * kStandingsMax) << "these may still come";
}

TEST_F(MailNotesTest, WhatIsOfNoScopeHereIsDoneWith) {
    standings_ = {standing("by hand", MailState::kSent, 4)};
    standings_[0].scope = 0;
    EXPECT_EQ(notes_.look(venue_.now()).value(), 1U);
    EXPECT_TRUE(standings_.empty());
}

TEST_F(MailNotesTest, SaysNothingTwice) {
    make_invitation("i1");
    standings_ = {standing("i1", MailState::kQueued, 1)};
    EXPECT_EQ(notes_.look(venue_.now()).value(), 1U);
    const std::uint64_t head = venue_.hub().scope(kTeam)->cursor.position.value();
    // The program ended before the post room heard of it.
    standings_ = {standing("i1", MailState::kQueued, 1)};
    EXPECT_EQ(notes_.look(venue_.now()).value(), 1U);
    EXPECT_EQ(venue_.hub().scope(kTeam)->cursor.position.value(), head);
}

TEST_F(MailNotesTest, AnAcceptanceKeepsItsEarliestTime) {
    make_invitation("i1");
    standings_ = {standing("i1", MailState::kSent, 1)};
    standings_[0].accepted_at_ms = 2'000;
    EXPECT_EQ(notes_.look(venue_.now()).value(), 1U);
    standings_ = {standing("i1", MailState::kSent, 2)};
    standings_[0].accepted_at_ms = 3'000;
    EXPECT_EQ(notes_.look(venue_.now()).value(), 1U);
    EXPECT_EQ(venue_.rows("invitations", {"accepted_at"})[0].time_ms(0), 2'000);
}

TEST_F(MailNotesTest, EveryStateIsOneThatTheSchemaHas) {
    make_invitation("i1");
    std::uint64_t version = 0;
    for (const MailState state :
         {MailState::kQueued, MailState::kSent, MailState::kRepeated, MailState::kRefused,
          MailState::kBounced, MailState::kUnknown, MailState::kOptedOut, MailState::kExpired}) {
        standings_ = {standing("i1", state, ++version)};
        EXPECT_EQ(notes_.look(venue_.now()).value(), 1U);
        EXPECT_EQ(venue_.rows("invitations", {"mail_state"})[0].text(0), name_of(state));
    }
}

}  // namespace
}  // namespace wedsync::hub
