// Counterexamples of the semantics that are about a person's own changes: what stands under them,
// what becomes of them when they are refused, deleted or acknowledged. Each test says what broke
// when its rule was missing; tests/planted/bugs holds the rule switched off.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "engine/codec/message.hpp"
#include "sim/scenarios/scenario.hpp"

namespace wedsync::sim {
namespace {

// 1: w2 is written over w1 and refused; the author's device had dropped w1 (P1, P5, P8).
TEST(AuthorScenario, ARefusedWriteUncoversWhatItCovered) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(ben, "w1");
    ASSERT_TRUE(play.settle());
    play.go_offline(anna);
    play.rename(anna, guest, "forbidden w2");
    EXPECT_EQ(play.read(anna, guest), "forbidden w2");
    play.go_online(anna);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(anna, guest), "w1");
    EXPECT_EQ(play.read(ben, guest), "w1");
    EXPECT_EQ(play.state(anna).refused.size(), 1U);
    EXPECT_EQ(play.verdict(), "");
}

// 2: an acknowledged change was taken for accepted state before its page came (P1, P6). Nobody
// notices until the hub loses it to a restore: then it waits nowhere, and is in no log.
TEST(AuthorScenario, AnAcknowledgementIsNotTheChangeSeenBack) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "w0");
    ASSERT_TRUE(play.settle());
    const DiskImage before = play.hub_image();
    std::size_t results = 0;
    play.referee().set_interference([&](std::size_t device, Side from, const Message& message) {
        if (device != anna || from != Side::kHub) return true;
        if (std::holds_alternative<message::PushResult>(message)) ++results;
        return !std::holds_alternative<message::Page>(message);
    });
    const Dot written = play.rename(anna, guest, "w1");
    play.run_for(100);
    EXPECT_EQ(results, 1U);
    EXPECT_FALSE(play.state(anna).row.have.contains(written)) << "acknowledged, not accepted";
    play.go_offline(anna);
    play.referee().set_interference({});
    static_cast<void>(play.change_hub(before));
    play.go_online(anna);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(anna, guest), "w1");
    EXPECT_EQ(play.read(ben, guest), "w1");
    EXPECT_EQ(play.verdict(), "");
}

// 3: w3 names only w2, which is refused: w3 waited for ever, or stood beside w1 (P5, P7).
TEST(AuthorScenario, WhatCoversARefusedWriteIsLedOverIt) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(ben, "w1");
    ASSERT_TRUE(play.settle());
    play.go_offline(anna);
    const Dot refused = play.rename(anna, guest, "forbidden w2");
    const Dot written = play.rename(anna, guest, "w3");
    play.go_online(anna);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(anna, guest), "w3");
    EXPECT_EQ(play.read(ben, guest), "w3");
    EXPECT_TRUE(play.state(anna).refused.contains(refused));
    EXPECT_FALSE(play.state(anna).row.have.contains(written)) << "it has a new name now";
    EXPECT_EQ(play.verdict(), "");
}

// 3: what stands on a record whose creation is refused goes to the refused list with it (P8).
TEST(AuthorScenario, WhatStandsOnARefusedRecordIsRefusedWithIt) {
    Scenario play;
    const std::size_t anna = play.add_device();
    play.go_offline(anna);
    const RecordId guest = play.add_guest(anna, "forbidden guest");
    play.rename(anna, guest, "Gina");
    const RecordId other = play.add_guest(anna, "Hugo");
    Draft draft;
    draft.edits.emplace_back(edit::SetReference{other, "partner", guest});
    play.edit(anna, draft);
    play.go_online(anna);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.state(anna).refused.size(), 3U);
    EXPECT_EQ(play.read_at_hub(other), "Hugo");
    EXPECT_EQ(play.read_at_hub(other, "partner"), "");
    EXPECT_EQ(play.verdict(), "");
}

// 6: a deletion that touched another cell than an edit made offline hid the edit in a dead record
// (P5). It is an open conflict, and says the same everywhere.
TEST(AuthorScenario, AnEditOfADeletedRecordIsAnOpenConflict) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "Gina");
    play.set(anna, guest, "notes", std::string("vegetarian"));
    ASSERT_TRUE(play.settle());
    play.go_offline(ben);
    play.remove(anna, guest);
    EXPECT_EQ(play.read(anna, guest), "gone") << "all that its author saw goes";
    play.run_for(2'000);
    EXPECT_EQ(play.read_at_hub(guest), "gone");
    play.set(ben, guest, "notes", std::string("vegan"));
    play.go_online(ben);
    ASSERT_TRUE(play.settle());
    for (const std::size_t device : {anna, ben}) {
        EXPECT_EQ(play.read(device, guest, "notes"), "(deleted)vegan");
        const auto open = play.world().replica(device).conflicts(Scenario::scope(0));
        ASSERT_TRUE(open.ok());
        ASSERT_EQ(open.value().size(), 1U);
        EXPECT_EQ(open.value().front().kind, merge::ConflictKind::kEditedAndDeleted);
    }
    const FieldId life{1, kLifeField};
    ASSERT_TRUE(play.world()
                    .decide(anna, Scenario::scope(0), guest, life, merge::choice::KeepRecord{})
                    .ok());
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(ben, guest, "notes"), "vegan");
    EXPECT_EQ(play.verdict(), "");
}

// 13: one counter for all scopes leaves a gap in each for every change in another: 5,000 intervals
// after 10,000 edits in turn. A lane is of one scope (bounds of `have`).
TEST(AuthorScenario, WorkInTwoScopesInTurnLeavesNoGaps) {
    Scenario play({.scope_count = 2});
    const std::size_t anna = play.add_device();
    for (int i = 0; i < 150; ++i) {
        for (const std::uint32_t scope : {0U, 1U})
            (void)play.add_guest(anna, "guest " + std::to_string(i), scope);
    }
    ASSERT_TRUE(play.settle());
    for (const std::uint32_t scope : {0U, 1U}) {
        EXPECT_EQ(play.state(anna, scope).row.have.interval_count(), 1U);
        EXPECT_EQ(play.state(anna, scope).row.have.dot_count(), 150U);
    }
    EXPECT_EQ(play.verdict(), "");
}

// 15: two people put somebody at the same place of an order, offline. A tie is no disagreement:
// one is shown, the same everywhere, the other stays in the record (P1, P5).
TEST(AuthorScenario, TheSamePlaceTakenTwiceIsNoDisagreement) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "Gina");
    ASSERT_TRUE(play.settle());
    play.go_offline(ben);
    play.set(anna, guest, "place", std::string("m"));
    play.set(ben, guest, "place", std::string("m0"));
    play.go_online(ben);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(anna, guest, "place"), "m|m0");
    EXPECT_EQ(play.read(ben, guest, "place"), "m|m0");
    for (const std::size_t device : {anna, ben}) {
        const auto open = play.world().replica(device).conflicts(Scenario::scope(0));
        ASSERT_TRUE(open.ok());
        EXPECT_TRUE(open.value().empty());
    }
    EXPECT_EQ(play.verdict(), "");
}

}  // namespace
}  // namespace wedsync::sim
