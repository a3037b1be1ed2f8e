// Counterexamples of the semantics that are about hubs: what one refused another may accept, what
// was accepted stays, and what only devices have is offered to a hub that lacks it.
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "engine/codec/message.hpp"
#include "engine/merge/reading.hpp"
#include "sim/scenarios/scenario.hpp"
#include "sim/swarm/work_schema.hpp"

namespace wedsync::sim {
namespace {

/// Nothing that a hub says about changes reaches this device.
Referee::Interfere without_answers_to(std::size_t deaf) {
    return [deaf](std::size_t device, Side, const Message& message) {
        return device != deaf || (!std::holds_alternative<message::PushResult>(message) &&
                                  !std::holds_alternative<message::Page>(message));
    };
}

merge::FieldReading read_notes(const merge::RecordState& guest) {
    const CollectionSchema* guests = work_schema(kWorkSchemaVersions).find("guests");
    return merge::read_field(guest, *guests->find("notes"));
}

// 4: the venue's hub refuses w, its answer is lost, the cloud's accepts it: the cloud had w and the
// venue never (P1, P7). A refusal is the verdict of one hub, and accepted beats refused.
TEST(HubScenario, AcceptedByAnyHubBeatsRefused) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(ben, "Gina");
    ASSERT_TRUE(play.settle());
    play.referee().set_interference(without_answers_to(anna));
    const Dot written = play.rename(anna, guest, "forbidden w");
    play.run_for(2'000);
    EXPECT_TRUE(play.hub().scope(Scenario::scope(0))->refused.contains(written));
    play.go_offline(anna);
    play.referee().set_interference({});
    DiskImage venue = play.change_hub({}, hub::open_policy());
    play.go_online(anna);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(ben, guest), "forbidden w");
    play.change_hub(std::move(venue));
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read_at_hub(guest), "forbidden w");
    EXPECT_TRUE(play.state(anna).refused.empty());
    EXPECT_EQ(play.verdict(), "");
}

// 5: a change was judged again where it came a second time, and recalled (P4, P1). The first
// acceptance is final: other rules count for what comes after.
TEST(HubScenario, TheFirstAcceptanceIsFinal) {
    Scenario play;
    play.change_policy(hub::open_policy());
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(ben, "Gina");
    ASSERT_TRUE(play.settle());
    play.referee().set_interference(without_answers_to(anna));
    play.rename(anna, guest, "forbidden w");
    play.run_for(2'000);
    EXPECT_EQ(play.read(ben, guest), "forbidden w") << "work goes on on it";
    play.rename(ben, guest, "built on it");
    play.change_policy(forbidding_policy());
    play.referee().set_interference({});
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.read(anna, guest), "built on it");
    EXPECT_TRUE(play.state(anna).refused.empty());
    EXPECT_EQ(play.verdict(), "");
}

// 8: a device learned of a1 at the venue, built on it, and moved to a hub that lacks a1: it was
// blocked until the venue came back, and a1 lost if it did not (P5, P7). A device offers what a hub
// lacks, whoever wrote it.
TEST(HubScenario, ADeviceOffersWhatAHubLacks) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const RecordId guest = play.add_guest(ben, "a1");
    const RecordId other = play.add_guest(ben, "b2");
    ASSERT_TRUE(play.settle());
    play.go_offline(ben);
    play.go_offline(anna);
    play.rename(anna, guest, "c, on a1");
    play.change_hub({});
    play.go_online(anna);
    play.run_for(30'000);
    EXPECT_EQ(play.read_at_hub(guest), "c, on a1");
    EXPECT_EQ(play.read_at_hub(other), "b2") << "its author was not here";
    EXPECT_EQ(play.verdict(), "");
}

struct Texts {
    RecordId guest;
    DiskImage before;
};

/// A guest with notes that all devices know, and the hub's disk at that time.
Texts write_notes(Scenario& play, std::size_t device) {
    const RecordId guest = play.add_guest(device, "Gina");
    play.set(device, guest, "notes", std::string("one two three four five six seven eight"));
    EXPECT_TRUE(play.settle());
    return {guest, play.hub_image()};
}

// 14: two places decide the same disagreement, and each decision was input to the next one: 100
// decisions after 50 exchanges, and still open (P7). A set of decisions is never input: there the
// reader takes the lowest.
TEST(HubScenario, DecisionsAreNoInputOfDecisions) {
    Scenario play;
    std::vector<std::size_t> people;
    people.reserve(4);
    for (int i = 0; i < 4; ++i)
        people.push_back(play.add_device());
    const Texts texts = write_notes(play, people[0]);
    const auto edit_notes = [&](std::size_t person, const char* notes) {
        play.go_offline(people[person]);
        play.set(people[person], texts.guest, "notes", std::string(notes));
    };
    edit_notes(0, "ONE two three four five six seven eight");
    edit_notes(1, "one two three four five six seven EIGHT");
    edit_notes(2, "one two three FOUR five six seven eight");
    edit_notes(3, "one two three four five SIX seven eight");
    play.go_online(people[0]);
    play.go_online(people[1]);
    play.run_for(30'000);
    EXPECT_EQ(play.hub().counters().decided, 1U);
    play.go_offline(people[0]);
    play.go_offline(people[1]);
    play.change_hub(texts.before);
    play.go_online(people[2]);
    play.go_online(people[3]);
    play.run_for(30'000);
    EXPECT_EQ(play.hub().counters().decided, 1U);
    play.go_online(people[0]);
    play.go_online(people[1]);
    ASSERT_TRUE(play.settle());
    play.run_for(60'000);
    EXPECT_EQ(play.hub().counters().decided, 1U) << "two decisions are no third one";
    const auto guest = play.world().replica(people[0]).get(Scenario::scope(0), texts.guest);
    ASSERT_TRUE(guest.ok());
    EXPECT_EQ(guest.value().find(FieldId{1, 7})->siblings.size(), 2U);
    EXPECT_EQ(read_notes(guest.value()).status, merge::FieldStatus::kByPolicy);
    EXPECT_EQ(play.verdict(), "");
}

// 18: a restored hub went on numbering its own decisions: one name, two contents (P1, P6). Its lane
// is of its epoch.
TEST(HubScenario, ARestoredHubDecidesUnderNewNames) {
    Scenario play;
    const std::size_t anna = play.add_device();
    const std::size_t ben = play.add_device();
    const Texts texts = write_notes(play, anna);
    const auto disagree = [&](const char* by_anna, const char* by_ben) {
        play.go_offline(ben);
        play.set(anna, texts.guest, "notes", std::string(by_anna));
        play.set(ben, texts.guest, "notes", std::string(by_ben));
        play.go_online(ben);
    };
    const RecordId other = play.add_guest(anna, "Hugo");
    play.set(anna, other, "notes", std::string("red green blue yellow black white"));
    ASSERT_TRUE(play.settle());
    const DiskImage before = play.hub_image();
    disagree("ONE two three four five six seven eight", "one two three four five six seven EIGHT");
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.hub().counters().decided, 1U);
    play.go_offline(anna);
    play.go_offline(ben);
    play.change_hub(before);
    // This life decides something before it hears what the other one had decided.
    const std::size_t cleo = play.add_device();
    const std::size_t dora = play.add_device();
    play.run_for(10'000);
    play.go_offline(dora);
    play.set(cleo, other, "notes", std::string("RED green blue yellow black white"));
    play.set(dora, other, "notes", std::string("red green blue yellow black WHITE"));
    play.go_online(dora);
    play.run_for(10'000);
    EXPECT_EQ(play.hub().counters().decided, 1U);
    play.go_online(anna);
    play.go_online(ben);
    ASSERT_TRUE(play.settle());
    EXPECT_EQ(play.hub().counters().forked, 0U);
    EXPECT_EQ(play.read(anna, texts.guest, "notes"), "ONE two three four five six seven EIGHT");
    EXPECT_EQ(play.read(anna, other, "notes"), "RED green blue yellow black WHITE");
    EXPECT_EQ(play.verdict(), "");
}

}  // namespace
}  // namespace wedsync::sim
