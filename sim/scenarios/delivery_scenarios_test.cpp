// Counterexamples of the semantics that are about the way of changes: order, snapshots, logs.
#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

#include "engine/codec/frame.hpp"
#include "engine/codec/message.hpp"
#include "sim/scenarios/scenario.hpp"

namespace wedsync::sim {
namespace {

bool asks_for_missing(const Message& message) {
    const auto* result = std::get_if<message::PushResult>(&message);
    return result != nullptr &&
           std::any_of(result->verdicts.begin(), result->verdicts.end(),
                       [](const message::Verdict& verdict) {
                           return verdict.kind == message::Verdict::Kind::kMissing;
                       });
}

// 7: an urgent w2 overtakes w1, which it covers (P2). The sender's duty: w1 goes first, however
// little it hurries.
TEST(DeliveryScenario, AnUrgentWriteTakesItsCauseAlong) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "w0");
    ASSERT_TRUE(play.settle());
    play.go_offline(anna);
    const auto write = [&](const std::string& name, std::uint8_t priority) {
        Draft draft;
        draft.set(guest, "name", name);
        draft.priority = priority;
        return play.edit(anna, std::move(draft));
    };
    const Dot cause = write("w1", 0);
    for (int i = 0; i < 150; ++i)
        (void)play.add_guest(anna, "guest " + std::to_string(i));
    const Dot urgent = write("w2", 9);
    std::size_t asked = 0;
    play.referee().set_interference([&](std::size_t, Side, const Message& message) {
        if (asks_for_missing(message)) ++asked;
        return true;
    });
    play.go_online(anna);
    ASSERT_TRUE(play.world().run_until([&] { return play.read(ben, guest) == "w2"; }, 60'000));
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(asked, 0U) << "w1 went before it";
    store::Store& store = play.hub().store();
    EXPECT_EQ(store.find_in_log(Scenario::scope(0), cause).value(), Position{2});
    EXPECT_EQ(store.find_in_log(Scenario::scope(0), urgent).value(), Position{3});
    EXPECT_EQ(play.verdict(), "");
}

// 7: the receiver's check. A peer that sends w2 without w1, which it covers and nobody has: the hub
// takes nothing before its cause (P2).
TEST(DeliveryScenario, TheHubTakesNothingBeforeItsCause) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const RecordId guest = play.add_guest(anna, "w0");
    ASSERT_TRUE(play.settle());
    const Incarnation lane{7, 7};
    Change urgent;
    urgent.dot = {lane, 2};
    urgent.time = make_hybrid_time(play.world().wall_ms(), 0);
    urgent.operations = {operation::Put{{guest, {1, 1}, {}}, std::string("w2"), {Dot{lane, 1}}}};
    message::Push push;
    push.scope = Scenario::scope(0);
    push.lanes = {{lane, {"somebody", "another device", "staff", 0}}};
    push.changes = {urgent};
    const hub::PeerId peer = play.world().connect_stranger();
    message::Hello hello;
    hello.device = "another device";
    play.world().send_as_stranger(peer, codec::encode_frame(hello));
    play.world().send_as_stranger(peer, codec::encode_frame(push));
    play.run_for(1'000);
    EXPECT_FALSE(play.hub().scope(Scenario::scope(0))->have.contains(urgent.dot));
    EXPECT_EQ(play.hub().counters().sessions_broken, 0U) << "it was asked for w1, no more";
    EXPECT_EQ(play.read_at_hub(guest), "w0");
    EXPECT_EQ(play.verdict(), "");
}

// 10: a snapshot that brings the state and not what is in it: an old change, delivered again, was
// taken for a new one (P1, P7).
TEST(DeliveryScenario, ASnapshotSaysWhatIsInIt) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const RecordId guest = play.add_guest(anna, "w1");
    const Dot covered = play.rename(anna, guest, "w2");
    play.rename(anna, guest, "w3");
    ASSERT_TRUE(play.settle());
    play.compact();
    const std::size_t cleo = play.add_device();
    ASSERT_TRUE(play.settle());
    EXPECT_TRUE(play.state(cleo).row.have.contains(covered));
    EXPECT_EQ(play.read(cleo, guest), "w3");
    EXPECT_EQ(play.verdict(), "");
}

// 11: a device meets a hub whose snapshot lacks a change that the device has accepted, and took
// the snapshot's state for its own (P1, P5). It joins it.
TEST(DeliveryScenario, ASnapshotIsJoinedAndTakesNothingAway) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const std::size_t cleo = play.add_device();
    const RecordId guest = play.add_guest(anna, "Gina");
    ASSERT_TRUE(play.settle());
    const DiskImage before = play.hub_image();
    play.go_offline(cleo);
    play.rename(anna, guest, "B1");
    ASSERT_TRUE(play.world().run_until([&] { return play.read(ben, guest) == "B1"; }, 60'000));
    // Anna's device does not keep the log any more, so it cannot offer B1 to another hub.
    play.run_for(5'000);
    replica::Replica& replica = play.world().replica(anna);
    const DotSet have = play.state(anna).row.have;
    ASSERT_TRUE(replica.trim_log(play.world().device_now(anna), Scenario::scope(0), {}, have).ok());
    play.go_offline(anna);
    play.go_offline(ben);
    // The other hub has something that Anna's device lacks, and not in its log.
    play.change_hub(before);
    play.go_online(cleo);
    (void)play.add_guest(cleo, "Hugo");
    play.run_for(10'000);
    play.compact();
    play.go_online(anna);
    play.run_for(30'000);
    EXPECT_EQ(play.read(anna, guest), "B1");
    play.referee().look_at(anna);
    // Ben's device has the log and offers it.
    play.go_online(ben);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read_at_hub(guest), "B1");
    EXPECT_EQ(play.verdict(), "");
}

// 12: the cause of a change was held as state only and could not be offered to the other hub. Of
// its log a device trims only what the root hub has (P2, P5).
TEST(DeliveryScenario, NobodyTrimsWhatTheRootMayLack) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "Gina");
    ASSERT_TRUE(play.settle());
    const DiskImage before = play.hub_image();
    const DotSet at_root = play.state(anna).row.have;
    play.rename(anna, guest, "B1");
    ASSERT_TRUE(play.settle());
    for (const std::size_t device : {anna, ben}) {
        ASSERT_TRUE(play.world()
                        .replica(device)
                        .trim_log(play.world().device_now(device), Scenario::scope(0), {}, at_root)
                        .ok());
    }
    play.change_hub(before);
    EXPECT_EQ(play.read_at_hub(guest), "Gina");
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read_at_hub(guest), "B1");
    EXPECT_EQ(play.verdict(), "");
}

// A restored hub lacks a change and its cause; who offers the change has not kept the cause. It is
// offered again when somebody else brought that (P4, P7).
TEST(DeliveryScenario, WhatIsRelayedWaitsForItsCause) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(anna, "Gina");
    ASSERT_TRUE(play.settle());
    const DiskImage before = play.hub_image();
    play.rename(anna, guest, "cause");
    ASSERT_TRUE(play.settle());
    play.go_offline(ben);
    replica::Replica& replica = play.world().replica(anna);
    const DotSet have = play.state(anna).row.have;
    ASSERT_TRUE(replica.trim_log(play.world().device_now(anna), Scenario::scope(0), {}, have).ok());
    play.rename(anna, guest, "effect");
    play.run_for(5'000);
    EXPECT_EQ(play.read_at_hub(guest), "effect");
    play.change_hub(before);
    play.run_for(20'000);
    EXPECT_EQ(play.read_at_hub(guest), "Gina");
    play.go_online(ben);
    play.run_for(60'000);
    EXPECT_EQ(play.read_at_hub(guest), "effect");
    EXPECT_EQ(play.verdict(), "");
}

// 16: a change that depended on a record of another scope waited for ever where that scope is not
// held (P7). What leads out of a scope is a label with an id, and nobody waits for it.
TEST(DeliveryScenario, NothingWaitsForAnotherScope) {
    Scenario play({.scope_count = 2});
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device({.scopes = {0}});
    const RecordId guest = play.add_guest(anna, "Gina");
    for (int i = 0; i < 10; ++i)
        (void)play.add_guest(anna, "vendor " + std::to_string(i), 1);
    const RecordId vendor = play.add_guest(anna, "the florist", 1);
    play.set(anna, guest, "partner", Link{Scenario::scope(1), vendor, "the florist"});
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.world().replica(ben).scope(Scenario::scope(1)), nullptr);
    EXPECT_EQ(play.read(ben, guest), "Gina");
    EXPECT_EQ(play.read(ben, guest, "partner"), "?") << "it is there, and leads elsewhere";
    EXPECT_EQ(play.verdict(), "");
}

// 17: an edit that was written before a deletion was cleared away came late and brought the record
// back, or was refused (P5). Nothing is kept of a deleted record, and nothing comes back: what is
// accepted is known by its name.
TEST(DeliveryScenario, WhatWasDeletedStaysDeletedForThoseWhoWereAway) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId deleted = play.add_guest(anna, "Gina");
    const RecordId edited = play.add_guest(anna, "Hugo");
    const RecordId other = play.add_guest(anna, "Ida");
    ASSERT_TRUE(play.settle());
    play.go_offline(ben);
    play.rename(ben, edited, "Hugo, late");
    play.rename(ben, other, "Ida, late");
    play.remove(anna, deleted);
    play.remove(anna, edited);
    play.run_for(5'000);
    play.compact();
    const DotSet at_hub = play.hub().scope(Scenario::scope(0))->have;
    play.go_online(ben);
    ASSERT_TRUE(play.world().run_until(
        [&] { return at_hub.minus(play.state(ben).row.have).empty(); }, 60'000));
    play.referee().look_at(ben);
    EXPECT_EQ(play.read(ben, deleted), "gone") << "at once, not when a repair has mended it";
    ASSERT_TRUE(play.settle());
    for (const std::size_t device : {anna, ben}) {
        EXPECT_EQ(play.read(device, deleted), "gone");
        EXPECT_EQ(play.read(device, edited), "(deleted)Hugo, late");
        EXPECT_EQ(play.read(device, other), "Ida, late");
    }
    EXPECT_EQ(play.verdict(), "");
}

}  // namespace
}  // namespace wedsync::sim
