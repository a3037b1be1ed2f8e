// What happens to devices and hubs: away for a month, restored, cloned. Nothing acknowledged is
// lost while one replica has it, nothing that was deleted comes back, and nobody is reset.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenarios/scenario.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;
constexpr std::uint64_t kDayMs = kMinuteMs * 60 * 24;

// P4, P5, P7: a device is away for thirty days while the others work and the hub's log is dropped;
// it had written before it went, and writes on while it is away.
TEST(RecoveryScenario, ADeviceComesBackAfterAMonth) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId kept = play.add_guest(anna, "Gina");
    const RecordId deleted = play.add_guest(anna, "Hugo");
    const RecordId contested = play.add_guest(anna, "Ida");
    ASSERT_TRUE(play.settle());
    play.go_offline(ben);
    play.rename(ben, contested, "Ida, by Ben on the first day");
    for (int day = 0; day < 30; ++day) {
        play.rename(anna, kept, "Gina, day " + std::to_string(day));
        play.set(ben, kept, "notes", "Ben's day " + std::to_string(day));
        if (day == 10) play.remove(anna, deleted);
        if (day == 11) play.remove(anna, contested);
        play.run_for(kDayMs);
        play.compact();
    }
    EXPECT_EQ(play.state(ben).pending.size(), 31U) << "everything waits, nothing was dropped";
    play.go_online(ben);
    ASSERT_TRUE(play.settle()) << play.world().difference().value_or("");
    for (const std::size_t device : {anna, ben}) {
        EXPECT_EQ(play.read(device, kept), "Gina, day 29");
        EXPECT_EQ(play.read(device, kept, "notes"), "Ben's day 29");
        EXPECT_EQ(play.read(device, deleted), "gone");
        EXPECT_EQ(play.read(device, contested), "(deleted)Ida, by Ben on the first day");
    }
    EXPECT_TRUE(play.state(ben).refused.empty());
    EXPECT_EQ(play.verdict(), "");
}

// 9: a device is put back to an image of before and goes on counting from there: two changes had
// one name (P1, P6). Each opening of the database writes under a name of its own.
TEST(RecoveryScenario, ARestoredDeviceWritesUnderNewNames) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "first");
    ASSERT_TRUE(play.settle());
    const DiskImage before = play.world().device(anna).disk().image();
    const Dot second = play.rename(anna, guest, "second");
    const RecordId later = play.add_guest(anna, "Hugo");
    ASSERT_TRUE(play.settle());
    play.go_offline(anna);
    play.referee().replace_disk(anna, before);
    EXPECT_EQ(play.read(anna, guest), "first");
    const Dot third = play.rename(anna, guest, "third");
    EXPECT_NE(second.incarnation, third.incarnation);
    play.go_online(anna);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(ben, guest), "second|third") << "the image had not seen the second";
    EXPECT_EQ(play.read(anna, later), "Hugo") << "what the hub has comes back";
    EXPECT_EQ(play.verdict(), "");
}

// P5: what the restored device had written and not sent before its image was made is not lost
// either, and what it sent is not sent as something new.
TEST(RecoveryScenario, ARestoredOutboxIsSentOnce) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "first");
    ASSERT_TRUE(play.settle());
    play.go_offline(anna);
    play.rename(anna, guest, "waiting");
    const DiskImage before = play.world().device(anna).disk().image();
    play.go_online(anna);
    ASSERT_TRUE(play.settle());
    const std::uint64_t count = play.hub().scope(Scenario::scope(0))->have.dot_count();
    play.referee().replace_disk(anna, before);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.hub().scope(Scenario::scope(0))->have.dot_count(), count);
    EXPECT_EQ(play.read(ben, guest), "waiting");
    EXPECT_EQ(play.verdict(), "");
}

// P1, P6: a device is copied while changes wait on it; both copies send them, and both go on.
TEST(RecoveryScenario, AClonedDeviceIsTwoDevices) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const RecordId guest = play.add_guest(anna, "first");
    ASSERT_TRUE(play.settle());
    play.go_offline(anna);
    play.rename(anna, guest, "waiting");
    const std::size_t clone =
        play.add_device({.image = play.world().device(anna).disk().image(), .cloned_from = anna});
    play.go_offline(clone);
    play.rename(anna, guest, "by the original");
    play.rename(clone, guest, "by the clone");
    play.go_online(clone);
    play.go_online(anna);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.hub().scope(Scenario::scope(0))->have.dot_count(), 4U) << "\"waiting\" once";
    EXPECT_EQ(play.read(anna, guest), "by the clone|by the original");
    EXPECT_EQ(play.read(clone, guest), "by the clone|by the original");
    EXPECT_EQ(play.verdict(), "");
}

// P5: the hub is put back to an hour ago. It is recognised as another life, is given back what the
// devices have, also of those who are away, and what was deleted in that hour stays so.
TEST(RecoveryScenario, AHubRestoredToAnHourAgoGetsEverythingBack) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const std::size_t cleo = play.add_device();
    const RecordId deleted = play.add_guest(anna, "Gina");
    ASSERT_TRUE(play.settle());
    const DiskImage before = play.hub_image();
    const Epoch epoch = play.hub().epoch();
    std::vector<RecordId> guests;
    for (int minute = 0; minute < 60; ++minute) {
        const std::size_t device = minute % 2 == 0 ? anna : ben;
        guests.push_back(play.add_guest(device, "guest " + std::to_string(minute)));
        if (minute == 20) play.remove(anna, deleted);
        if (minute == 30) play.go_offline(cleo);
        play.run_for(kMinuteMs);
    }
    play.go_offline(ben);
    play.change_hub(before);
    EXPECT_NE(play.hub().epoch(), epoch);
    EXPECT_EQ(play.read_at_hub(guests.back()), "gone") << "this hub never heard of it";
    EXPECT_EQ(play.read_at_hub(deleted), "Gina");
    std::set<sync::ScopePhase> phases;
    play.run_for(1);
    ASSERT_TRUE(play.world().run_until(
        [&] {
            for (const sync::ScopeStatus& scope : play.world().client(anna).status().scopes)
                phases.insert(scope.phase);
            return play.read_at_hub(guests.back()) != "gone";
        },
        kMinuteMs));
    EXPECT_TRUE(phases.contains(sync::ScopePhase::kResync)) << "it was recognised";
    play.go_online(ben);
    play.go_online(cleo);
    ASSERT_TRUE(play.settle());
    for (std::size_t i = 0; i < guests.size(); ++i)
        EXPECT_EQ(play.read(cleo, guests[i]), "guest " + std::to_string(i));
    EXPECT_EQ(play.read_at_hub(deleted), "gone");
    EXPECT_EQ(play.verdict(), "");
}

// P5: the same hour, and nobody but an app that is two schema versions old has what the hub lost.
TEST(RecoveryScenario, AnOldAppGivesBackWhatItDoesNotUnderstand) {
    Scenario play;
    const std::size_t modern = play.add_device({.schema_version = 3});
    const std::size_t old = play.add_device({.schema_version = 1});
    const RecordId guest = play.add_guest(modern, "Gina");
    ASSERT_TRUE(play.settle());
    const DiskImage before = play.hub_image();
    Draft draft;
    draft.set(guest, "badge", std::string("gold"));
    const NewRecord car = draft.create("cars");
    draft.set(car, "plate", std::string("B-AB 12"));
    const Dot written = play.edit(modern, draft);
    ASSERT_TRUE(play.settle());
    play.rename(old, guest, "Gina, by an old app");
    ASSERT_TRUE(play.settle());
    play.go_offline(modern);
    play.change_hub(before);
    play.run_for(kMinuteMs);
    EXPECT_EQ(play.read_at_hub(guest, "badge"), "gold");
    EXPECT_EQ(play.read_at_hub(guest), "Gina, by an old app");
    play.go_online(modern);
    ASSERT_TRUE(play.settle());
    const auto kept = play.world().replica(old).get(Scenario::scope(0), RecordId{written, 0});
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(kept.value().find(FieldId{4, 1})->siblings.front().value,
              Value(std::string("B-AB 12")));
    EXPECT_EQ(play.read(modern, guest, "badge"), "gold");
    EXPECT_EQ(play.verdict(), "");
}

// P4, P7: a device loses its disk. What it had sent comes back from the hub.
TEST(RecoveryScenario, ADeviceWithANewDiskHasEverythingAgain) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "Gina");
    play.rename(ben, play.add_guest(ben, "Hugo"), "Hugo B.");
    ASSERT_TRUE(play.settle());
    play.referee().replace_disk(anna, {});
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(anna, guest), "Gina");
    play.rename(anna, guest, "Gina, from the new disk");
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(ben, guest), "Gina, from the new disk");
    EXPECT_EQ(play.verdict(), "");
}

}  // namespace
}  // namespace wedsync::sim
