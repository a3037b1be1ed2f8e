// What the last backup lacks stays in the log and goes out whole: devices owe it to a restored hub.
#include "hub/core/backup_mark.hpp"

#include "gtest/gtest.h"

#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub {
namespace {

using namespace test;  // NOLINT: builders.

constexpr std::uint32_t kThinnedMin = 10;

/// Somebody who renames one guest again and again: a thinned log has two entries of it all.
class Writer {
public:
    explicit Writer(World& world, ScopeId scope = kParty) : world_(world), scope_(scope) {
        peer_ = world_.open("writer");
    }
    void write(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const Dot dot{kAlice, ++counter_};
            const std::string name = "name " + std::to_string(counter_);
            world_.push(
                peer_,
                {counter_ == 1 ? create(dot, name)
                               : edit(dot, record_of({kAlice, 1}), name, {{kAlice, counter_ - 1}})},
                scope_);
        }
    }

private:
    World& world_;
    ScopeId scope_;
    PeerId peer_;
    std::uint64_t counter_ = 0;
};

World::Setup thinning() {
    World::Setup setup;
    setup.limits.thinned_entries_min = kThinnedMin;
    return setup;
}

/// Where the log of the scope starts once the hub was asked to drop all of it.
Position compacted(World& world, ScopeId scope = kParty) {
    EXPECT_TRUE(world.hub().compact(scope, world.hub().scope(scope)->cursor.position).ok());
    return world.hub().scope(scope)->log_start;
}

bool back_up(World& world) {
    return world.hub().mark_backup(world.hub().take_backup_mark()).ok();
}

/// What a reader at the start is sent that takes thinned pages.
std::vector<message::Page> pages_from_start(World& world, ScopeId scope = kParty) {
    const PeerId reader = world.open("reader");
    world.send(reader, message::Subscribe{scope, {}, std::nullopt, true});
    std::vector<message::Page> pages = world.take<message::Page>(reader);
    world.close(reader);
    return pages;
}

message::SnapshotPart first_part(World& world, PeerId peer, ScopeId scope = kParty) {
    world.send(peer, message::SnapshotRequest{scope, {}, {}});
    const auto parts = world.take<message::SnapshotPart>(peer);
    EXPECT_EQ(parts.size(), 1U);
    return parts.empty() ? message::SnapshotPart{} : parts.front();
}

TEST(BackupMarkTest, HoldsNothingBackIfThereNeverWasOne) {
    World world(thinning());
    Writer(world).write(30);
    const auto pages = pages_from_start(world);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_TRUE(pages[0].thinned.has_value());
    EXPECT_EQ(pages[0].to, Position{30});
    const PeerId bob = world.open("phone");
    EXPECT_EQ(first_part(world, bob).base, Position{30});
    EXPECT_EQ(compacted(world), Position{30});
    world.restart();
    EXPECT_EQ(world.hub().scope(kParty)->log_start, Position{30});
}

TEST(BackupMarkTest, LetsNothingLaterBeCompactedUntilTheNextOne) {
    World world;
    Writer writer(world);
    writer.write(5);
    ASSERT_TRUE(back_up(world));
    writer.write(4);
    EXPECT_EQ(compacted(world), Position{5});
    EXPECT_EQ(world.log().size(), 4U);
    // What the backup has may go, as ever.
    ASSERT_TRUE(world.hub().compact(kParty, Position{3}).ok());
    EXPECT_EQ(world.hub().scope(kParty)->log_start, Position{5});
    ASSERT_TRUE(back_up(world));
    EXPECT_EQ(compacted(world), Position{9});
}

TEST(BackupMarkTest, AlsoHoldsBackAHubThatCompactsByItself) {
    World::Setup setup;
    setup.limits.log_entries_max = 100;
    World world(setup);
    Writer writer(world);
    writer.write(50);
    ASSERT_TRUE(back_up(world));
    writer.write(250);
    EXPECT_LE(world.hub().scope(kParty)->log_start, Position{50});
    EXPECT_GE(world.log().size(), 250U);
    ASSERT_TRUE(back_up(world));
    writer.write(50);
    EXPECT_GT(world.hub().scope(kParty)->log_start, Position{150});
}

TEST(BackupMarkTest, HoldsBackWhileTheFirstBackupIsBeingMade) {
    World world;
    Writer writer(world);
    writer.write(10);
    const BackupMark mark = world.hub().take_backup_mark();
    writer.write(10);
    EXPECT_EQ(compacted(world), Position{10});
    ASSERT_TRUE(world.hub().mark_backup(mark).ok());
    writer.write(10);
    EXPECT_EQ(compacted(world), Position{10});
}

TEST(BackupMarkTest, IsStillThereWhenTheHubStartsAgain) {
    World world(thinning());
    Writer writer(world);
    writer.write(15);
    ASSERT_TRUE(back_up(world));
    writer.write(15);
    world.restart();
    const auto pages = pages_from_start(world);
    ASSERT_FALSE(pages.empty());
    EXPECT_EQ(pages[0].to, Position{15});
    EXPECT_EQ(compacted(world), Position{15});
}

TEST(BackupMarkTest, EndsAThinnedPage) {
    World world(thinning());
    Writer writer(world);
    writer.write(kThinnedMin);
    ASSERT_TRUE(back_up(world));
    writer.write(20);
    const auto pages = pages_from_start(world);
    ASSERT_EQ(pages.size(), 2U);
    ASSERT_TRUE(pages[0].thinned.has_value());
    EXPECT_EQ(pages[0].to, Position{kThinnedMin});
    EXPECT_EQ(pages[0].entries.size(), 2U);
    EXPECT_FALSE(pages[1].thinned.has_value());
    EXPECT_EQ(pages[1].to, Position{kThinnedMin + 20});
    const std::vector<Entry> log = world.log();
    EXPECT_EQ(pages[1].entries, std::vector<Entry>(log.begin() + kThinnedMin, log.end()));
}

TEST(BackupMarkTest, LeavesAPageWholeThatWouldBeThinnedOnlyWithWhatIsLater) {
    World world(thinning());
    Writer writer(world);
    writer.write(kThinnedMin - 1);
    ASSERT_TRUE(back_up(world));
    writer.write(20);
    const auto pages = pages_from_start(world);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_FALSE(pages[0].thinned.has_value());
    EXPECT_EQ(pages[0].entries, world.log());
}

TEST(BackupMarkTest, IsTheBaseOfASnapshot) {
    World world;
    Writer writer(world);
    writer.write(5);
    ASSERT_TRUE(back_up(world));
    writer.write(4);
    ASSERT_EQ(compacted(world), Position{5});
    const PeerId bob = world.open("phone");
    const message::SnapshotPart part = first_part(world, bob);
    EXPECT_EQ(part.base, Position{5});
    ASSERT_TRUE(part.is_last);
    Reader reader;
    reader.apply(part);
    EXPECT_EQ(reader.records, world.records());
    EXPECT_EQ(reader.have, world.hub().scope(kParty)->have);

    // The rest comes as changes, which the reader could give to a restored hub.
    world.subscribe(bob, reader.cursor);
    const auto pages = world.take<message::Page>(bob);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(pages[0].from, Position{5});
    EXPECT_EQ(pages[0].entries, world.log());
    reader.apply(pages[0]);
    EXPECT_EQ(reader.records, world.records());
    EXPECT_EQ(reader.cursor, world.hub().scope(kParty)->cursor);
}

TEST(BackupMarkTest, HoldsBackAllOfAScopeThatIsNewer) {
    World world(thinning());
    Writer(world, kParty).write(15);
    ASSERT_TRUE(back_up(world));
    Writer(world, kBrunch).write(30);
    for (const bool is_restarted : {false, true}) {
        SCOPED_TRACE(is_restarted);
        if (is_restarted) world.restart();
        EXPECT_EQ(compacted(world, kBrunch), Position{0});
        const auto pages = pages_from_start(world, kBrunch);
        ASSERT_EQ(pages.size(), 1U);
        EXPECT_FALSE(pages[0].thinned.has_value());
        EXPECT_EQ(pages[0].entries, world.log(kBrunch));
        const PeerId bob = world.open("phone");
        EXPECT_EQ(first_part(world, bob, kBrunch).base, Position{0});
    }
    // The other one is in the backup.
    EXPECT_EQ(compacted(world, kParty), Position{15});
    ASSERT_TRUE(back_up(world));
    EXPECT_EQ(compacted(world, kBrunch), Position{30});
}

TEST(BackupMarkTest, HoldsBackEverythingIfThereWasNothingYet) {
    World world;
    ASSERT_TRUE(back_up(world));
    world.restart();
    Writer(world).write(5);
    EXPECT_EQ(compacted(world), Position{0});
}

}  // namespace
}  // namespace wedsync::hub
