#include "hub/agent/agent.hpp"

#include "tests/support/agent_venue.hpp"

namespace wedsync::hub {
namespace {

using test::kTeam;
using test::note;
using test::Venue;

std::uint64_t head(Venue& venue) {
    return venue.hub().scope(kTeam)->cursor.position.value();
}

TEST(AgentTest, WhatItPerformsIsInTheHubsLogWhenItReturns) {
    Venue venue;
    const auto performed = venue.agent().perform(venue.now(), note("hello"));
    ASSERT_TRUE(performed.ok()) << performed.error().detail;
    EXPECT_EQ(head(venue), 1U);
    EXPECT_TRUE(venue.hub().scope(kTeam)->have.contains(performed.value().dot));
    const auto rows = venue.rows("notes", {"title"});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].text(0), "hello");
}

TEST(AgentTest, DevicesSeeWhoWroteIt) {
    Venue venue;
    const auto performed = venue.agent().perform(venue.now(), note("hello"));
    ASSERT_TRUE(performed.ok());
    venue.sync_tablet();
    const auto author = venue.tablet().author_of(kTeam, performed.value().dot.incarnation);
    ASSERT_TRUE(author.ok());
    EXPECT_EQ(author.value().person, "Hub");
    EXPECT_EQ(author.value().device, "hub");
    EXPECT_EQ(author.value().role, "hub");
}

TEST(AgentTest, ADraftWithAKeyIsDoneOnceAlsoAfterARestart) {
    Venue venue;
    const auto first = venue.agent().perform(venue.now(), note("hello", "one"));
    ASSERT_TRUE(first.ok());
    const auto again = venue.agent().perform(venue.now(), note("hello", "one"));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value().dot, first.value().dot);
    venue.restart();
    const auto later = venue.agent().perform(venue.now(), note("hello", "one"));
    ASSERT_TRUE(later.ok());
    EXPECT_EQ(later.value().dot, first.value().dot);
    EXPECT_EQ(head(venue), 1U);
}

TEST(AgentTest, FollowsWhatDevicesWriteAndFindsItByItsIndex) {
    Venue venue;
    Draft draft;
    draft.scope = kTeam;
    const NewRecord record = draft.create("clients");
    draft.set(record, "name", std::string("Lena"));
    draft.set(record, "import_key", std::string("c1"));
    ASSERT_TRUE(venue.tablet().commit(venue.now(), draft).ok());
    venue.sync_tablet();
    venue.agent().catch_up(venue.now());
    EXPECT_TRUE(venue.agent().is_up_to_date(kTeam));
    const auto found = venue.agent().index().find(
        venue.agent().replica(), {kTeam, "clients", {"import_key"}, {std::string("c1")}}, {"name"});
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found.value().size(), 1U);
    EXPECT_EQ(found.value()[0].text(0), "Lena");
}

TEST(AgentTest, FetchesEverythingAgainWhenItsStoreIsGone) {
    Venue venue;
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(venue.agent().perform(venue.now(), note(std::to_string(i))).ok());
    venue.close_agent();
    for (const char* const suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(venue.agent_path() + suffix);
    venue.restart();
    EXPECT_EQ(Venue::rows(venue.agent().replica(), "notes", {"title"}).size(), 20U);
    ASSERT_TRUE(venue.agent().perform(venue.now(), note("more")).ok());
    EXPECT_EQ(venue.rows("notes", {"title"}).size(), 21U);
}

TEST(AgentTest, BeginsAnewWhereItsStoreIsDamaged) {
    Venue venue;
    ASSERT_TRUE(venue.agent().perform(venue.now(), note("hello")).ok());
    venue.close_agent();
    std::filesystem::remove(venue.agent_path() + "-wal");
    std::filesystem::remove(venue.agent_path() + "-shm");
    std::ofstream(venue.agent_path(), std::ios::binary | std::ios::trunc)
        << std::string(8'192, 'x');
    venue.restart();
    EXPECT_EQ(Venue::rows(venue.agent().replica(), "notes", {"title"}).size(), 1U);
}

TEST(AgentTest, GivesARestoredHubBackWhatItLost) {
    Venue venue;
    ASSERT_TRUE(venue.agent().perform(venue.now(), note("before")).ok());
    venue.close_agent();
    std::filesystem::remove(venue.folder() + "/hub.db");
    std::filesystem::remove(venue.folder() + "/hub.db-wal");
    std::filesystem::remove(venue.folder() + "/hub.db-shm");
    venue.restart(2);
    ASSERT_TRUE(venue.agent().perform(venue.now(), note("after")).ok());
    EXPECT_EQ(venue.rows("notes", {"title"}).size(), 2U);
}

TEST(AgentTest, AFullDiskOfTheHubLosesNothing) {
    Venue venue;
    ASSERT_TRUE(venue.agent().perform(venue.now(), note("first")).ok());
    venue.close_agent();
    venue.open_hub(1, 40);
    venue.open_agent();
    int taken = 0;
    Result<replica::Committed> performed = Error{ErrorCode::kInvalid, ""};
    for (; taken < 1'000; ++taken) {
        performed = venue.agent().perform(
            venue.now(), note(std::string(900, static_cast<char>('a' + taken % 26)),
                              "last" + std::to_string(taken)));
        if (!performed.ok()) break;
    }
    ASSERT_LT(taken, 1'000);
    EXPECT_EQ(performed.error().code, ErrorCode::kFull);
    // There is room again: what waited comes, and the same wish is not done twice.
    venue.restart();
    ASSERT_TRUE(
        venue.agent()
            .perform(venue.now(), note(std::string(900, static_cast<char>('a' + taken % 26)),
                                       "last" + std::to_string(taken)))
            .ok());
    EXPECT_EQ(venue.rows("notes", {"title"}).size(), static_cast<std::size_t>(taken) + 2);
}

TEST(AgentTest, WhatTheHubRefusesIsToldAndForgotten) {
    Policy policy = open_policy();
    policy.judge = [](const std::string&, const Author&, ScopeId,
                      const Change&) -> std::optional<RefusalReason> {
        return RefusalReason::kNotAllowed;
    };
    Venue venue(policy);
    const auto performed = venue.agent().perform(venue.now(), note("hello"));
    ASSERT_FALSE(performed.ok());
    EXPECT_EQ(performed.error().code, ErrorCode::kUnauthorized);
    EXPECT_TRUE(venue.agent().replica().scope(kTeam)->refused.empty());
    EXPECT_TRUE(venue.rows("notes", {"title"}).empty());
}

TEST(AgentTest, ConnectsAgainAfterTheCoreEndedItsSession) {
    Venue venue;
    ASSERT_TRUE(venue.agent().perform(venue.now(), note("one")).ok());
    venue.agent().lost("the hub said so");
    EXPECT_FALSE(venue.agent().step(venue.now()));
    EXPECT_FALSE(venue.agent().is_up_to_date(kTeam));
    for (int second = 0; second < 120 && !venue.agent().is_up_to_date(kTeam); ++second) {
        venue.pass(1'000);
        venue.agent().tick(venue.now());
        venue.agent().catch_up(venue.now());
    }
    EXPECT_TRUE(venue.agent().is_up_to_date(kTeam));
    ASSERT_TRUE(venue.agent().perform(venue.now(), note("two")).ok());
    EXPECT_EQ(venue.rows("notes", {"title"}).size(), 2U);
}

TEST(AgentTest, ItsStoreIsForItsOwnerOnly) {
    Venue venue;
    namespace fs = std::filesystem;
    const fs::perms others = fs::perms::group_all | fs::perms::others_all;
    for (const char* const suffix : {"", "-wal"}) {
        const fs::perms rights = fs::status(venue.agent_path() + suffix).permissions();
        EXPECT_EQ(rights & others, fs::perms::none) << suffix;
    }
}

TEST(AgentTest, AHubWithoutScopesHasOneThatWaits) {
    Venue venue;
    const Draft draft = [] {
        Draft elsewhere = note("hello");
        elsewhere.scope = ScopeId{99};
        return elsewhere;
    }();
    const auto performed = venue.agent().perform(venue.now(), draft);
    ASSERT_FALSE(performed.ok());
    ASSERT_TRUE(venue.agent().follow(venue.now(), ScopeId{99}, "later").ok());
    venue.agent().catch_up(venue.now());
    EXPECT_TRUE(venue.agent().perform(venue.now(), draft).ok());
}

}  // namespace
}  // namespace wedsync::hub
