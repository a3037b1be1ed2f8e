// Everyday trouble: a poisoned change, many devices at once, several scopes, a snapshot in parts.
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "engine/codec/message.hpp"
#include "sim/scenarios/scenario.hpp"

namespace wedsync::sim {
namespace {

struct Times {
    std::uint64_t uploaded_ms = 0;
    std::uint64_t downloaded_ms = 0;
    std::string verdict;
};

/// A device comes back with a hundred changes, and with one that the hub will refuse in front of
/// them, or with a harmless one. How long until the others are at the hub, and what the hub had for
/// the device is on it.
Times come_back(const std::string& first_name) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "Gina");
    EXPECT_TRUE(play.settle());
    play.go_offline(anna);
    play.rename(anna, guest, first_name);
    std::vector<RecordId> own;
    own.reserve(100);
    for (int i = 0; i < 100; ++i)
        own.push_back(play.add_guest(anna, "guest " + std::to_string(i)));
    std::vector<RecordId> others;
    others.reserve(100);
    for (int i = 0; i < 100; ++i)
        others.push_back(play.add_guest(ben, "other " + std::to_string(i)));
    play.run_for(5'000);
    const Instant start = play.world().now();
    const auto elapsed = [&] { return play.world().now().value() - start.value(); };
    Times times;
    play.go_online(anna);
    const bool is_done = play.world().run_until(
        [&] {
            const bool is_up = play.read_at_hub(own.back()) != "gone";
            const bool is_down = play.read(anna, others.back()) != "gone";
            if (is_up && times.uploaded_ms == 0) times.uploaded_ms = elapsed();
            if (is_down && times.downloaded_ms == 0) times.downloaded_ms = elapsed();
            return is_up && is_down;
        },
        60'000);
    EXPECT_TRUE(is_done);
    for (const RecordId& each : own)
        EXPECT_NE(play.read_at_hub(each), "gone");
    times.verdict = play.verdict();
    return times;
}

// P8: a change that the hub refuses delays no other change, and no download.
TEST(SyncScenario, APoisonedChangeDelaysNothing) {
    const Times harmless = come_back("harmless");
    const Times poisoned = come_back("forbidden");
    EXPECT_EQ(harmless.verdict, "");
    EXPECT_EQ(poisoned.verdict, "");
    EXPECT_LE(poisoned.uploaded_ms, harmless.uploaded_ms);
    EXPECT_LE(poisoned.downloaded_ms, harmless.downloaded_ms);
}

// P8: and it is shown, with its values, until a person has mended it.
TEST(SyncScenario, APoisonedChangeCanBeMended) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const RecordId guest = play.add_guest(anna, "Gina");
    ASSERT_TRUE(play.settle());
    const Dot refused = play.rename(anna, guest, "forbidden");
    ASSERT_TRUE(play.settle());
    replica::Replica& replica = play.world().replica(anna);
    ASSERT_TRUE(play.state(anna).refused.contains(refused));
    EXPECT_EQ(play.state(anna).refused.find(refused)->second.reason, RefusalReason::kBadValue);
    const auto draft = replica.refused_draft(Scenario::scope(0), refused);
    ASSERT_TRUE(draft.ok());
    ASSERT_EQ(draft.value().edits.size(), 1U);
    EXPECT_EQ(play.verdict(), "");
}

// P7: twelve devices were offline, wrote thirty changes each, and are back at the same moment.
TEST(SyncScenario, AHerdIsServedWithinAMinute) {
    Scenario play;
    std::vector<std::size_t> herd;
    herd.reserve(12);
    for (int i = 0; i < 12; ++i)
        herd.push_back(play.add_device());
    const RecordId guest = play.add_guest(herd[0], "Gina");
    ASSERT_TRUE(play.settle());
    for (const std::size_t device : herd)
        play.go_offline(device);
    for (const std::size_t device : herd) {
        for (int i = 0; i < 29; ++i)
            (void)play.add_guest(device, "guest " + std::to_string(i));
        play.rename(device, guest, "by " + std::to_string(device));
    }
    const Instant start = play.world().now();
    for (const std::size_t device : herd)
        play.go_online(device);
    ASSERT_TRUE(play.settle());
    EXPECT_LE(play.world().now().value() - start.value(), 60'000U);
    EXPECT_EQ(play.hub().scope(Scenario::scope(0))->have.dot_count(), 361U);
    EXPECT_EQ(play.verdict(), "");
}

// P1, P8: devices hold different scopes. None hears of what it does not hold, and what is refused
// in one delays nothing in another.
TEST(SyncScenario, ScopesAreApart) {
    Scenario play({.scope_count = 3});
    const std::size_t anna = play.add_device({.scopes = {0, 1}});
    const std::size_t ben = play.add_device({.scopes = {1, 2}});
    ASSERT_TRUE(play.settle());
    std::size_t leaks = 0;
    play.referee().set_interference([&](std::size_t device, Side, const Message& message) {
        const auto* page = std::get_if<message::Page>(&message);
        const ScopeId foreign = Scenario::scope(device == anna ? 2 : 0);
        if (page != nullptr && page->scope == foreign) ++leaks;
        return true;
    });
    const RecordId shared = play.add_guest(anna, "shared", 1);
    (void)play.add_guest(anna, "forbidden", 1);
    (void)play.add_guest(anna, "Anna's", 0);
    (void)play.add_guest(ben, "Ben's", 2);
    play.set(ben, play.add_guest(ben, "Ben's, shared", 1), "notes", std::string("n"), 1);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(leaks, 0U);
    EXPECT_TRUE(play.state(ben, 1).row.have.contains(shared.dot));
    EXPECT_EQ(play.state(anna, 0).row.have.dot_count(), 1U);
    EXPECT_EQ(play.state(ben, 2).row.have.dot_count(), 1U);
    EXPECT_EQ(play.verdict(), "");
}

// P1, P3: references to records of the same change, of a change that waits, and of one that is
// deleted meanwhile.
TEST(SyncScenario, ReferencesFollowTheirRecords) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    ASSERT_TRUE(play.settle());
    play.go_offline(anna);
    Draft couple;
    const NewRecord gina = couple.create("guests");
    const NewRecord hugo = couple.create("guests");
    couple.set(gina, "name", std::string("Gina"));
    couple.set(hugo, "name", std::string("Hugo"));
    couple.edits.emplace_back(edit::SetReference{gina, "partner", hugo});
    couple.edits.emplace_back(edit::SetReference{hugo, "partner", gina});
    couple.priority = 0;
    const Dot married = play.edit(anna, couple);
    Draft friends;
    const NewRecord ida = friends.create("guests");
    friends.set(ida, "name", std::string("Ida"));
    friends.edits.emplace_back(edit::SetReference{ida, "partner", RecordId{married, 1}});
    friends.priority = 9;
    const Dot urgent = play.edit(anna, friends);
    play.go_online(anna);
    ASSERT_TRUE(play.settle());
    const auto read = play.world().replica(ben).get(Scenario::scope(0), RecordId{urgent, 0});
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().find(FieldId{1, 10})->siblings.front().value,
              Value(Reference{RecordId{married, 1}}));
    play.remove(ben, RecordId{married, 1});
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(anna, RecordId{married, 1}), "gone");
    EXPECT_EQ(play.read(anna, RecordId{married, 0}), "Gina");
    EXPECT_EQ(play.verdict(), "");
}

// P1, P7: a snapshot comes in parts of three records while the others write and delete, and is cut
// in the middle; it goes on where it stopped, and what comes of it is one state.
TEST(SyncScenario, ASnapshotInPartsIsOneState) {
    hub::Limits limits;
    limits.records_per_part_max = 3;
    limits.entries_per_page_max = 4;
    Scenario play({.limits = limits});
    const std::size_t anna = play.add_device();
    std::vector<RecordId> guests;
    guests.reserve(60);
    for (int i = 0; i < 60; ++i)
        guests.push_back(play.add_guest(anna, "guest " + std::to_string(i)));
    ASSERT_TRUE(play.settle());
    play.compact();
    std::size_t parts = 0;
    play.referee().set_interference([&](std::size_t device, Side, const Message& message) {
        const bool is_part = std::holds_alternative<message::SnapshotPart>(message);
        if (is_part && device != anna) ++parts;
        return true;
    });
    const std::size_t cleo = play.add_device();
    for (int step = 0; step < 10; ++step) {
        play.run_for(60);
        play.rename(anna, guests[static_cast<std::size_t>(step)], "renamed");
        play.remove(anna, guests[static_cast<std::size_t>(59 - step)]);
        if (step == 3 || step == 6) play.reopen(cleo);
    }
    ASSERT_TRUE(play.settle());
    EXPECT_GE(parts, 18U);
    EXPECT_LE(parts, 30U) << "what had come did not come again";
    EXPECT_EQ(play.read(cleo, guests[0]), "renamed");
    EXPECT_EQ(play.read(cleo, guests[59]), "gone");
    EXPECT_EQ(play.read(cleo, guests[30]), "guest 30");
    EXPECT_EQ(play.verdict(), "");
}

}  // namespace
}  // namespace wedsync::sim
