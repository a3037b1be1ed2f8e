// What readers are sent, and what they are not.
#include "hub/core/fan_out.hpp"

#include "gtest/gtest.h"

#include "hub/core/hub_test_support.hpp"
#include "hub/core/sizes.hpp"

namespace wedsync::hub {
namespace {

using namespace test;  // NOLINT: builders.

/// `count` records of one lane, pushed by a device of its own.
void fill(World& world, const Incarnation& lane, std::uint64_t first, std::uint64_t count) {
    const PeerId writer = world.open("writer");
    std::vector<Change> changes;
    for (std::uint64_t i = 0; i < count; ++i) {
        changes.push_back(create({lane, first + i}, "guest " + std::to_string(first + i)));
        if (changes.size() == 50 || i + 1 == count) {
            world.push(writer, changes);
            changes.clear();
        }
    }
    world.close(writer);
}

World::Setup small_pages(std::uint32_t entries) {
    World::Setup setup;
    setup.limits.entries_per_page_max = entries;
    setup.limits.pages_in_flight_max = 2;
    return setup;
}

TEST(FanOutTest, GivesAFreshReaderTheWholeLog) {
    World world;
    fill(world, kAlice, 1, 120);
    const PeerId bob = world.open("phone");
    world.subscribe(bob);
    Reader reader;
    world.read_on(bob, reader);
    EXPECT_EQ(reader.records, world.records());
    EXPECT_EQ(reader.have, world.hub().scope(kParty)->have);
    EXPECT_EQ(reader.cursor, world.hub().scope(kParty)->cursor);
}

TEST(FanOutTest, GivesTwoReadersWhatComesIn) {
    World world;
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    Reader of_alice;
    Reader of_bob;
    world.subscribe(alice);
    world.subscribe(bob);
    for (std::uint64_t i = 1; i <= 10; ++i) {
        const Change change = create({kAlice, i}, "guest");
        of_alice.pushed[change.dot] = change;
        world.push(alice, {change});
        const Change other = create({kBob, i}, "guest");
        of_bob.pushed[other.dot] = other;
        world.push(bob, {other});
        world.read_on(alice, of_alice);
        world.read_on(bob, of_bob);
        EXPECT_EQ(of_alice.records, world.records());
        EXPECT_EQ(of_bob.records, of_alice.records);
    }
    EXPECT_EQ(of_alice.echo_count, 10U);
    EXPECT_EQ(of_bob.echo_count, 10U);
}

TEST(FanOutTest, SendsNothingToWhoIsCaughtUp) {
    World world;
    fill(world, kAlice, 1, 3);
    const PeerId bob = world.open("phone");
    world.subscribe(bob, world.hub().scope(kParty)->cursor);
    EXPECT_TRUE(world.is_silent(bob));
    EXPECT_TRUE(world.settle());
    EXPECT_TRUE(world.is_silent(bob));
}

TEST(FanOutTest, ResumesAfterTheCursor) {
    World world;
    fill(world, kAlice, 1, 5);
    const PeerId bob = world.open("phone");
    world.subscribe(bob, {Epoch{1}, Position{3}});
    const auto pages = world.take<message::Page>(bob);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(pages[0].from, Position{3});
    EXPECT_EQ(pages[0].to, Position{5});
    EXPECT_EQ(pages[0].head, Position{5});
    EXPECT_EQ(pages[0].entries.size(), 2U);
}

TEST(FanOutTest, EchoesOnlyInTheSessionThatPushed) {
    World world;
    PeerId alice = world.open("tablet");
    world.push(alice, {create({kAlice, 1}, "Ada")});
    world.close(alice);
    alice = world.open("tablet");
    world.subscribe(alice);
    const auto pages = world.take<message::Page>(alice);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_NE(std::get_if<entry::Accepted>(&pages[0].entries[0]), nullptr);
}

TEST(FanOutTest, EchoesWhatWasPushedAgainAfterALostAnswer) {
    World world;
    PeerId alice = world.open("tablet");
    const Change change = create({kAlice, 1}, "Ada");
    world.push(alice, {change});
    world.close(alice);
    alice = world.open("tablet");
    world.push(alice, {change});
    world.subscribe(alice);
    const auto pages = world.take<message::Page>(alice);
    ASSERT_EQ(pages.size(), 1U);
    const Entry echo = entry::Echo{change.dot};
    EXPECT_EQ(pages[0].entries[0], echo);
}

TEST(FanOutTest, SendsAForkedDotInFull) {
    World world;
    fill(world, kAlice, 1, 1);
    const PeerId clone = world.open("clone");
    world.push(clone, {create({kAlice, 1}, "Eve")});
    world.subscribe(clone);
    const auto pages = world.take<message::Page>(clone);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_NE(std::get_if<entry::Accepted>(&pages[0].entries[0]), nullptr);
}

TEST(FanOutTest, DescribesALaneOnce) {
    World world;
    const PeerId bob = world.open("phone");
    world.subscribe(bob);
    fill(world, kAlice, 1, 1);
    auto pages = world.take<message::Page>(bob);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(pages[0].lanes, std::vector{lane_of(kAlice, "writer")});
    fill(world, kAlice, 2, 1);
    world.send(bob, message::Seen{kParty, pages[0].to});
    pages = world.take<message::Page>(bob);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_TRUE(pages[0].lanes.empty());
}

TEST(FanOutTest, KeepsToTheWindowAndForgetsNothing) {
    World world(small_pages(10));
    fill(world, kAlice, 1, 100);
    const PeerId slow = world.open("phone");
    world.subscribe(slow);
    Reader reader;
    auto pages = world.take<message::Page>(slow);
    ASSERT_EQ(pages.size(), 2U);
    // However often the hub is asked, and however much comes in: nothing more is read for it.
    fill(world, kAlice, 101, 50);
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(world.settle());
    EXPECT_TRUE(world.is_silent(slow));
    for (const auto& page : pages)
        reader.apply(page);
    world.send(slow, message::Seen{kParty, pages[0].to});
    pages = world.take<message::Page>(slow);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(pages[0].head, Position{150});
    for (const auto& page : pages)
        reader.apply(page);
    world.send(slow, message::Seen{kParty, reader.cursor.position});
    world.read_on(slow, reader);
    EXPECT_EQ(reader.records, world.records());
}

TEST(FanOutTest, ToleratesStrangeSeenReports) {
    World world(small_pages(10));
    fill(world, kAlice, 1, 30);
    const PeerId bob = world.open("phone");
    world.send(bob, message::Seen{kParty, Position{5}});
    world.subscribe(bob);
    ASSERT_EQ(world.take<message::Page>(bob).size(), 2U);
    world.send(bob, message::Seen{kParty, Position{3}});
    EXPECT_TRUE(world.is_silent(bob));
    world.send(bob, message::Seen{kParty, Position{UINT64_MAX}});
    EXPECT_EQ(world.take<message::Page>(bob).size(), 1U);
    world.send(bob, message::Seen{kBrunch, Position{3}});
    EXPECT_FALSE(world.is_gone(bob));
}

TEST(FanOutTest, TakesTurns) {
    World world(small_pages(10));
    fill(world, kAlice, 1, 40);
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    world.hand(alice, message::Subscribe{kParty, {}, std::nullopt});
    world.hand(bob, message::Subscribe{kParty, {}, std::nullopt});
    EXPECT_TRUE(world.settle());
    EXPECT_EQ(world.page_order(), (std::vector{alice, bob, alice, bob}));
}

TEST(FanOutTest, MakesPagesOnlyWhenTheyAreTaken) {
    World world(small_pages(10));
    fill(world, kAlice, 1, 40);
    const PeerId bob = world.open("phone");
    world.hand(bob, message::Subscribe{kParty, {}, std::nullopt});
    ASSERT_TRUE(world.hub().handle_flush(world.now()).ok());
    world.drain(1);
    // The second page is made after this, and knows the new head.
    const PeerId alice = world.open("tablet");
    world.hand(alice, world.make_push(alice, {create({kBob, 1}, "Bob")}));
    EXPECT_TRUE(world.settle());
    const auto pages = world.take<message::Page>(bob);
    ASSERT_EQ(pages.size(), 2U);
    EXPECT_EQ(pages[0].head, Position{40});
}

// Bob starts where the last page for Alice started, but the log has grown since that was made.
TEST(FanOutTest, GivesALateReaderMoreThanThePageOfAnEarlierOne) {
    World::Setup setup;
    setup.limits.pages_in_flight_max = 1;
    World world(setup);
    fill(world, kCarol, 1, 3);
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    world.subscribe(alice);
    world.subscribe(bob);
    Reader reader;
    world.send(alice, message::Seen{kParty, Position{3}});
    fill(world, kCarol, 4, 1);
    EXPECT_EQ(world.take<message::Page>(alice).size(), 2U);
    fill(world, kCarol, 5, 2);
    world.read_on(bob, reader);
    EXPECT_EQ(reader.records, world.records());
    EXPECT_EQ(reader.cursor.position, Position{6});
}

TEST(FanOutTest, KeepsPagesSmallerThanAFrame) {
    World world;
    const PeerId alice = world.open("tablet");
    const std::string large(50'000, 'x');
    for (std::uint64_t i = 1; i <= 60; ++i)
        world.push(alice, {create({kAlice, i}, large)});
    const PeerId bob = world.open("phone");
    world.subscribe(bob);
    const auto pages = world.take<message::Page>(bob);
    ASSERT_EQ(pages.size(), 3U);
    std::size_t bytes = 0;
    for (const Entry& entry : pages[0].entries)
        bytes += bytes_of(entry);
    EXPECT_LE(bytes, kFrameContentBytesMax);
    EXPECT_LT(pages[0].entries.size(), 60U);
}

TEST(FanOutTest, FollowsSeveralScopes) {
    World world;
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    world.subscribe(bob, {}, kParty);
    world.subscribe(bob, {}, kBrunch);
    world.push(alice, {create({kAlice, 1}, "Ada")}, kParty);
    world.push(alice, {create({kAlice, 1}, "Eve")}, kBrunch);
    const auto pages = world.take<message::Page>(bob);
    ASSERT_EQ(pages.size(), 2U);
    EXPECT_EQ(pages[0].scope, kParty);
    EXPECT_EQ(pages[1].scope, kBrunch);
    EXPECT_NE(pages[0].entries, pages[1].entries);
}

// ---- Where a reader starts ----

TEST(FanOutTest, ExchangesWithAReaderOfAnotherEpoch) {
    World world;
    fill(world, kAlice, 1, 5);
    const PeerId bob = world.open("phone");
    world.subscribe(bob, {Epoch{9}, Position{3}});
    const auto resyncs = world.take<message::Resync>(bob);
    ASSERT_EQ(resyncs.size(), 1U);
    EXPECT_EQ(resyncs[0].epoch, Epoch{1});
    EXPECT_EQ(resyncs[0].head, Position{5});
    EXPECT_EQ(resyncs[0].have, world.hub().scope(kParty)->have);
    EXPECT_TRUE(world.take<message::Page>(bob).empty());
    // One that is ahead of this log, too.
    world.subscribe(bob, {Epoch{1}, Position{6}});
    EXPECT_EQ(world.take<message::Resync>(bob).size(), 1U);
}

TEST(FanOutTest, SendsOnlyWhatAnExchangedReaderLacks) {
    World::Setup setup;
    setup.policy.judge = [](const std::string&, const Author&, ScopeId, const Change& change) {
        return change.dot == Dot{kAlice, 4} ? std::optional{RefusalReason::kNotAllowed}
                                            : std::optional<RefusalReason>{};
    };
    World world(setup);
    fill(world, kAlice, 1, 5);
    Reader reader;
    for (const std::uint64_t i : {1U, 2U, 5U})
        reader.take(create({kAlice, i}, "guest " + std::to_string(i)));
    const PeerId bob = world.open("phone");
    world.send(bob, message::Subscribe{kParty, {Epoch{9}, Position{3}}, reader.have});
    world.read_on(bob, reader);
    EXPECT_EQ(reader.known_count, 3U);
    EXPECT_TRUE(reader.refused.contains({kAlice, 4}));
    EXPECT_EQ(reader.records, world.records());
    EXPECT_EQ(reader.cursor, world.hub().scope(kParty)->cursor);
}

TEST(FanOutTest, TakesBackWhatARestoredHubLost) {
    World world;
    fill(world, kAlice, 1, 2);
    world.setup().epoch = 2;
    world.restart();
    const PeerId bob = world.open("phone");
    Reader reader;
    std::vector<Change> held;
    for (std::uint64_t i = 1; i <= 4; ++i) {
        held.push_back(create({kAlice, i}, "guest " + std::to_string(i)));
        reader.take(held.back());
        reader.pushed[held.back().dot] = held.back();
    }
    world.subscribe(bob, {Epoch{1}, Position{4}});
    const auto resyncs = world.take<message::Resync>(bob);
    ASSERT_EQ(resyncs.size(), 1U);
    EXPECT_EQ(reader.have.minus(resyncs[0].have).size(), 1U);
    message::Push offer = world.make_push(bob, {held[2], held[3]});
    offer.is_relayed = true;
    world.push_frame(bob, offer);
    world.send(bob, message::Subscribe{kParty, {Epoch{1}, Position{4}}, reader.have});
    world.read_on(bob, reader);
    EXPECT_EQ(reader.known_count, 4U);
    EXPECT_EQ(reader.records, world.records());
}

TEST(FanOutTest, SendsAReaderBehindTheLogToTheSnapshot) {
    World world;
    fill(world, kAlice, 1, 4);
    fill(world, kAlice, 5, 4);
    ASSERT_TRUE(world.hub().compact(kParty, Position{4}).ok());
    const PeerId bob = world.open("phone");
    world.subscribe(bob);
    EXPECT_EQ(world.take<message::SnapshotNeeded>(bob).size(), 1U);
    world.subscribe(bob, {Epoch{1}, Position{3}});
    EXPECT_EQ(world.take<message::SnapshotNeeded>(bob).size(), 1U);
    world.subscribe(bob, {Epoch{1}, Position{4}});
    EXPECT_EQ(world.take<message::Page>(bob).size(), 1U);
    // With `have`: what it lacks decides.
    DotSet have;
    have.add(DotRange{kAlice, 1, 4});
    world.send(bob, message::Subscribe{kParty, {}, have});
    const auto pages = world.take<message::Page>(bob);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(pages[0].from, Position{4});
    have.remove({kAlice, 2});
    world.send(bob, message::Subscribe{kParty, {}, have});
    EXPECT_EQ(world.take<message::SnapshotNeeded>(bob).size(), 1U);
    EXPECT_TRUE(world.take<message::Page>(bob).empty());
}

TEST(FanOutTest, TellsAReaderThatCompactionOvertookIt) {
    World world(small_pages(2));
    fill(world, kAlice, 1, 4);
    fill(world, kAlice, 5, 4);
    const PeerId slow = world.open("phone");
    world.subscribe(slow);
    EXPECT_EQ(world.take<message::Page>(slow).size(), 2U);
    ASSERT_TRUE(world.hub().compact(kParty, Position{8}).ok());
    EXPECT_EQ(world.hub().scope(kParty)->log_start, Position{8});
    world.send(slow, message::Seen{kParty, Position{4}});
    EXPECT_EQ(world.take<message::SnapshotNeeded>(slow).size(), 1U);
    // It has to subscribe again.
    fill(world, kAlice, 9, 1);
    EXPECT_TRUE(world.is_silent(slow));
}

TEST(FanOutTest, CompactsByItself) {
    World::Setup setup;
    setup.limits.log_entries_max = 100;
    World world(setup);
    for (std::uint64_t i = 0; i < 30; ++i)
        fill(world, kAlice, 1 + 10 * i, 10);
    const store::ScopeRow& row = *world.hub().scope(kParty);
    EXPECT_EQ(row.cursor.position, Position{300});
    const std::uint64_t length = row.cursor.position.value() - row.log_start.value();
    EXPECT_GE(length, 100U);
    EXPECT_LE(length, 125U);
    EXPECT_EQ(world.log().size(), length);
    const store::ScopeRow before = row;
    world.restart();
    EXPECT_EQ(*world.hub().scope(kParty), before);
}

TEST(FanOutTest, CompactsWhileAPushWaitsForItsCommit) {
    World world;
    fill(world, kAlice, 1, 10);
    const PeerId alice = world.open("tablet");
    world.hand(alice, world.make_push(alice, {create({kBob, 1}, "Bob")}));
    ASSERT_TRUE(world.hub().compact(kParty, Position{10}).ok());
    EXPECT_TRUE(world.settle());
    EXPECT_EQ(world.hub().scope(kParty)->log_start, Position{10});
    EXPECT_EQ(world.log().size(), 1U);
    EXPECT_FALSE(world.hub().compact(kBrunch, Position{10}).ok());
}

TEST(FanOutTest, ThinsTheLogForAReaderFarBehindThatTakesIt) {
    World::Setup setup;
    setup.limits.thinned_entries_min = 30;
    World world(setup);
    fill(world, kAlice, 1, 3);
    const PeerId alice = world.open("writer");
    Dot last{kAlice, 1};
    for (std::uint64_t i = 4; i < 30; ++i) {
        const Dot dot{kAlice, i};
        world.push(alice, {edit(dot, record_of({kAlice, 1}), std::to_string(i), {last})});
        last = dot;
    }
    const PeerId bob = world.open("phone");
    world.send(bob, message::Subscribe{kParty, {}, std::nullopt, true});
    std::vector<message::Page> pages = world.take<message::Page>(bob);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_FALSE(pages[0].thinned.has_value()) << "29 entries are not far behind";

    world.push(alice, {edit({kAlice, 30}, record_of({kAlice, 1}), "30", {last})});
    world.send(bob, message::Subscribe{kParty, {}, std::nullopt, true});
    pages = world.take<message::Page>(bob);
    ASSERT_FALSE(pages.empty());
    const message::Page& page = pages.back();
    ASSERT_TRUE(page.thinned.has_value());
    EXPECT_EQ(page.to, Position{30});
    // Three guests and the last of the edits.
    EXPECT_EQ(page.entries.size(), 4U);
    Reader reader;
    for (const Entry& item : page.entries)
        reader.take(std::get<entry::Accepted>(item).change);
    EXPECT_EQ(reader.records, world.records());
    EXPECT_EQ(page.thinned->have, world.hub().scope(kParty)->have);

    world.send(bob, message::Subscribe{kParty, {}, std::nullopt});
    pages = world.take<message::Page>(bob);
    ASSERT_FALSE(pages.empty());
    EXPECT_FALSE(pages.back().thinned.has_value()) << "who did not ask gets the log";
}

}  // namespace
}  // namespace wedsync::hub
