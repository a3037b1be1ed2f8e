// What becomes of a pushed change, verdict by verdict.
#include "hub/core/admission.hpp"

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "hub/core/disk_trial.hpp"
#include "hub/core/hub_test_support.hpp"
#include "hub/core/sizes.hpp"

namespace wedsync::hub {
namespace {

using namespace test;  // NOLINT: builders.
using Kind = message::Verdict::Kind;

const RecordId kAda = record_of({kAlice, 1});

std::vector<Kind> kinds(const message::PushResult& result) {
    std::vector<Kind> kinds;
    for (const message::Verdict& verdict : result.verdicts)
        kinds.push_back(verdict.kind);
    return kinds;
}

/// Refuses every change that writes this name.
Policy policy_against(const std::string& name) {
    Policy policy = open_policy();
    policy.judge = [name](const std::string&, const Author&, ScopeId, const Change& change) {
        for (const Operation& operation : change.operations) {
            const auto* put = std::get_if<operation::Put>(&operation);
            if (put != nullptr && put->value == Value{name}) {
                return std::optional{RefusalReason::kNotAllowed};
            }
        }
        return std::optional<RefusalReason>{};
    };
    return policy;
}

World::Setup against(const std::string& name) {
    World::Setup setup;
    setup.policy = policy_against(name);
    return setup;
}

TEST(AdmissionTest, AcceptsAndKeepsWhatItAcknowledged) {
    World world;
    const PeerId alice = world.open("tablet");
    const auto result = world.push(
        alice, {create({kAlice, 1}, "Ada"), edit({kAlice, 2}, kAda, "Ada L.", {{kAlice, 1}})});
    EXPECT_EQ(kinds(result), (std::vector{Kind::kAccepted, Kind::kAccepted}));
    EXPECT_EQ(result.retry_after_ms, 0U);
    const auto records = world.records();
    world.restart();
    EXPECT_EQ(world.records(), records);
    const merge::RecordState ada = world.record(kAda);
    const merge::Cell* name = ada.find({kGuests, kName});
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->siblings.front().value, Value{"Ada L."});
    EXPECT_EQ(world.hub().scope(kParty)->have.dot_count(), 2U);
    EXPECT_EQ(world.log().size(), 2U);
}

TEST(AdmissionTest, SaysNothingBeforeTheCommit) {
    World world;
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    world.subscribe(bob);
    world.hand(alice, world.make_push(alice, {create({kAlice, 1}, "Ada")}));
    world.drain();
    EXPECT_TRUE(world.is_silent(alice));
    EXPECT_TRUE(world.is_silent(bob));
    EXPECT_EQ(world.hub().scope(kParty), nullptr);
    EXPECT_TRUE(world.settle());
    EXPECT_EQ(world.take<message::PushResult>(alice).size(), 1U);
    EXPECT_EQ(world.take<message::Page>(bob).size(), 1U);
}

TEST(AdmissionTest, AcceptsTheSameChangeAgain) {
    World world;
    const PeerId alice = world.open("tablet");
    const Change change = create({kAlice, 1}, "Ada");
    world.push(alice, {change});
    EXPECT_EQ(kinds(world.push(alice, {change})), std::vector{Kind::kAccepted});
    EXPECT_EQ(world.log().size(), 1U);
    // Also twice in one group.
    const Change next = create({kAlice, 2}, "Eve");
    EXPECT_EQ(kinds(world.push(alice, {next, next})),
              (std::vector{Kind::kAccepted, Kind::kAccepted}));
    EXPECT_EQ(world.log().size(), 2U);
    EXPECT_EQ(world.hub().counters().forked, 0U);
}

TEST(AdmissionTest, LetsTheFirstContentOfADotStand) {
    World world;
    const PeerId alice = world.open("tablet");
    // Another file of the same device, from a backup.
    const PeerId clone = world.open("tablet");
    world.push(alice, {create({kAlice, 1}, "Ada")});
    const auto result = world.push(clone, {create({kAlice, 1}, "Eve")});
    ASSERT_EQ(kinds(result), std::vector{Kind::kRefused});
    EXPECT_EQ(result.verdicts[0].reason, RefusalReason::kForked);
    EXPECT_EQ(world.hub().counters().forked, 1U);
    EXPECT_TRUE(world.hub().scope(kParty)->refused.empty());
    EXPECT_EQ(world.log().size(), 1U);
    EXPECT_EQ(world.record(kAda).find({kGuests, kName})->siblings.front().value, Value{"Ada"});
    // Before the commit too.
    const auto both = world.push(clone, {create({kBob, 1}, "Bob"), create({kBob, 1}, "Rob")});
    EXPECT_EQ(kinds(both), (std::vector{Kind::kAccepted, Kind::kRefused}));
    EXPECT_EQ(both.verdicts[1].reason, RefusalReason::kForked);
}

// It was made on a change that the hub never saw: in a counter it would count that one in.
TEST(AdmissionTest, ForksWhatNamesAForkedChangeOfItsLane) {
    World world;
    const PeerId clone = world.open("tablet");
    world.push(clone, {create({kAlice, 1}, "Eve")});
    const PeerId alice = world.open("tablet");
    const auto result = world.push(
        alice, {create({kAlice, 1}, "Ada"), edit({kAlice, 2}, kAda, "Ada B", {{kAlice, 1}}),
                create({kAlice, 3}, "Bo")});
    ASSERT_EQ(kinds(result), (std::vector{Kind::kRefused, Kind::kRefused, Kind::kAccepted}));
    EXPECT_EQ(result.verdicts[1].reason, RefusalReason::kForked);
    EXPECT_TRUE(world.hub().scope(kParty)->refused.empty());
    // Whoever knows what stands under the name may go on from it.
    EXPECT_EQ(kinds(world.push(alice, {edit({kBob, 1}, kAda, "Eva", {{kAlice, 1}})})),
              std::vector{Kind::kAccepted});
}

TEST(AdmissionTest, TakesADuplicateAtItsWordOnceTheLogIsCompacted) {
    World world;
    const PeerId alice = world.open("tablet");
    world.push(alice, {create({kAlice, 1}, "Ada")});
    ASSERT_TRUE(world.hub().compact(kParty, Position{1}).ok());
    EXPECT_EQ(kinds(world.push(alice, {create({kAlice, 1}, "Eve")})), std::vector{Kind::kAccepted});
    EXPECT_EQ(world.record(kAda).find({kGuests, kName})->siblings.front().value, Value{"Ada"});
}

TEST(AdmissionTest, RefusesWhatThePolicyForbidsAndGoesOn) {
    World world(against("Eve"));
    const PeerId alice = world.open("tablet");
    const auto result = world.push(alice, {create({kAlice, 1}, "Ada"), create({kAlice, 2}, "Eve"),
                                           create({kAlice, 3}, "Bob")});
    EXPECT_EQ(kinds(result), (std::vector{Kind::kAccepted, Kind::kRefused, Kind::kAccepted}));
    EXPECT_EQ(result.verdicts[1].reason, RefusalReason::kNotAllowed);
    EXPECT_TRUE(world.hub().scope(kParty)->refused.contains({kAlice, 2}));
    const std::vector<Entry> log = world.log();
    ASSERT_EQ(log.size(), 3U);
    const Entry refused = entry::Refused{{kAlice, 2}, RefusalReason::kNotAllowed};
    EXPECT_EQ(log[1], refused);
}

TEST(AdmissionTest, JudgesOnce) {
    World world(against("Eve"));
    const PeerId alice = world.open("tablet");
    world.push(alice, {create({kAlice, 1}, "Eve")});
    world.setup().policy = open_policy();
    world.restart();
    const PeerId again = world.open("tablet");
    const auto result = world.push(again, {create({kAlice, 1}, "Eve")});
    ASSERT_EQ(kinds(result), std::vector{Kind::kRefused});
    EXPECT_EQ(result.verdicts[0].reason, RefusalReason::kNotAllowed);
    EXPECT_EQ(world.log().size(), 1U);
    // The reason is forgotten with the log, the refusal is not.
    ASSERT_TRUE(world.hub().compact(kParty, Position{1}).ok());
    const auto later = world.push(again, {create({kAlice, 1}, "Eve")});
    ASSERT_EQ(kinds(later), std::vector{Kind::kRefused});
    EXPECT_EQ(later.verdicts[0].reason, RefusalReason::kAfterRefused);
}

TEST(AdmissionTest, RefusesWhatStandsOnARefusedChange) {
    World world(against("Eve"));
    const PeerId alice = world.open("tablet");
    const auto result = world.push(
        alice, {create({kAlice, 1}, "Ada"), edit({kAlice, 2}, kAda, "Eve", {{kAlice, 1}}),
                edit({kAlice, 3}, kAda, "Ada L.", {{kAlice, 2}})});
    EXPECT_EQ(kinds(result), (std::vector{Kind::kAccepted, Kind::kRefused, Kind::kRefused}));
    EXPECT_EQ(result.verdicts[2].reason, RefusalReason::kAfterRefused);
    EXPECT_TRUE(world.hub().scope(kParty)->refused.contains({kAlice, 3}));
    // Issued again under a new dot, led over the refused one, it stands.
    const auto again = world.push(alice, {edit({kAlice, 4}, kAda, "Ada L.", {{kAlice, 1}})});
    EXPECT_EQ(kinds(again), std::vector{Kind::kAccepted});
    EXPECT_EQ(world.record(kAda).find({kGuests, kName})->siblings.size(), 1U);
}

TEST(AdmissionTest, AsksForWhatIsMissingAndStoresNothing) {
    World world;
    const PeerId alice = world.open("tablet");
    const Change first = create({kAlice, 1}, "Ada");
    const Change second = edit({kAlice, 2}, kAda, "Ada L.", {{kAlice, 1}});
    const auto early = world.push(alice, {second});
    ASSERT_EQ(kinds(early), std::vector{Kind::kMissing});
    EXPECT_EQ(early.verdicts[0].missing, (std::vector<Dot>{{kAlice, 1}}));
    EXPECT_EQ(world.hub().scope(kParty), nullptr);
    EXPECT_EQ(kinds(world.push(alice, {first, second})),
              (std::vector{Kind::kAccepted, Kind::kAccepted}));
}

TEST(AdmissionTest, NamesABoundedNumberOfMissingDots) {
    World world;
    const PeerId alice = world.open("tablet");
    std::vector<Dot> covers;
    for (std::uint64_t i = 1; i <= 1'000; ++i)
        covers.push_back({kBob, i});
    const auto result = world.push(alice, {edit({kAlice, 1}, record_of({kBob, 1}), "x", covers)});
    ASSERT_EQ(kinds(result), std::vector{Kind::kMissing});
    EXPECT_EQ(result.verdicts[0].missing.size(), kMissingPerChangeMax);
}

TEST(AdmissionTest, SeesEarlierPushesOfTheSameGroup) {
    World world;
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    world.hand(alice, world.make_push(alice, {create({kAlice, 1}, "Ada")}));
    world.hand(bob, world.make_push(bob, {edit({kBob, 1}, kAda, "Bob", {{kAlice, 1}})}));
    EXPECT_TRUE(world.settle());
    EXPECT_EQ(kinds(world.take<message::PushResult>(alice).front()), std::vector{Kind::kAccepted});
    EXPECT_EQ(kinds(world.take<message::PushResult>(bob).front()), std::vector{Kind::kAccepted});
    EXPECT_EQ(world.records().size(), 1U);
}

TEST(AdmissionTest, RefusesALaneThatNobodyDescribed) {
    World world;
    const PeerId alice = world.open("tablet");
    message::Push push = world.make_push(alice, {create({kAlice, 1}, "Ada")});
    push.lanes.clear();
    const auto result = world.push_frame(alice, push);
    ASSERT_EQ(kinds(result), std::vector{Kind::kRefused});
    EXPECT_EQ(result.verdicts[0].reason, RefusalReason::kInvalid);
    // Nor is the name gone for whoever comes and says whose lane it is.
    const auto again = world.push(alice, {create({kAlice, 1}, "Ada")});
    EXPECT_EQ(kinds(again), std::vector{Kind::kAccepted});
}

TEST(AdmissionTest, KnowsALaneFromTheSessionAndFromTheStore) {
    World world;
    const PeerId alice = world.open("tablet");
    // Described with a change that was not taken.
    message::Push early =
        world.make_push(alice, {edit({kAlice, 2}, record_of({kBob, 1}), "x", {{kBob, 1}})});
    world.push_frame(alice, early);
    message::Push push = world.make_push(alice, {create({kAlice, 1}, "Ada")});
    push.lanes.clear();
    EXPECT_EQ(kinds(world.push_frame(alice, push)), std::vector{Kind::kAccepted});
    world.restart();
    const PeerId again = world.open("tablet");
    push = world.make_push(again, {create({kAlice, 3}, "Eve")});
    push.lanes.clear();
    EXPECT_EQ(kinds(world.push_frame(again, push)), std::vector{Kind::kAccepted});
}

TEST(AdmissionTest, JudgesUnderTheAuthorThatWasStoredFirst) {
    World::Setup setup;
    std::vector<std::string> judged;
    setup.policy.judge = [&](const std::string& device, const Author& author, ScopeId,
                             const Change&) {
        judged.push_back(device + " for " + author.device);
        return std::optional<RefusalReason>{};
    };
    World world(setup);
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    world.push(alice, {create({kAlice, 1}, "Ada")});
    message::Push relayed = world.make_push(bob, {create({kAlice, 2}, "Eve")});
    relayed.is_relayed = true;
    ASSERT_EQ(relayed.lanes, std::vector{lane_of(kAlice, "phone")});
    world.push_frame(bob, relayed);
    EXPECT_EQ(judged, (std::vector<std::string>{"tablet for tablet", "phone for tablet"}));
}

TEST(AdmissionTest, TakesWhatIsNotRelayedInLanesOfItsDeviceOnly) {
    World world;
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    const Change known = create({kAlice, 1}, "Ada");
    world.push(alice, {known});
    const auto result =
        world.push(bob, {known, create({kAlice, 1}, "Eve"), create({kAlice, 2}, "Eve")});
    ASSERT_EQ(kinds(result), (std::vector{Kind::kRefused, Kind::kRefused, Kind::kRefused}));
    for (const message::Verdict& verdict : result.verdicts)
        EXPECT_EQ(verdict.reason, RefusalReason::kNotAllowed);
    EXPECT_EQ(world.hub().counters().forked, 0U);
    // The name is still free for whoever it belongs to.
    EXPECT_TRUE(world.hub().scope(kParty)->refused.empty());
    EXPECT_EQ(world.log().size(), 1U);
    EXPECT_EQ(kinds(world.push(alice, {create({kAlice, 2}, "Bo")})), std::vector{Kind::kAccepted});
    const merge::RecordState bo = world.record(record_of({kAlice, 2}));
    ASSERT_FALSE(bo.empty());
    EXPECT_EQ(bo.find({kGuests, kName})->siblings.front().value, Value{"Bo"});
    // Also where the lane is as new as that.
    world.hand(alice, world.make_push(alice, {create({kCarol, 1}, "Cat")}));
    world.hand(bob, world.make_push(bob, {create({kCarol, 2}, "Eve")}));
    EXPECT_TRUE(world.settle());
    const auto late = world.take<message::PushResult>(bob);
    ASSERT_EQ(late.size(), 1U);
    ASSERT_EQ(kinds(late[0]), std::vector{Kind::kRefused});
    EXPECT_EQ(late[0].verdicts[0].reason, RefusalReason::kNotAllowed);
}

TEST(AdmissionTest, TakesWhatIsRelayedInAnyLane) {
    World world;
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    const Change known = create({kAlice, 1}, "Ada");
    world.push(alice, {known});
    message::Push relayed = world.make_push(bob, {known, create({kAlice, 2}, "Bo")});
    relayed.is_relayed = true;
    EXPECT_EQ(kinds(world.push_frame(bob, relayed)),
              (std::vector{Kind::kAccepted, Kind::kAccepted}));
    EXPECT_EQ(world.log().size(), 2U);
    EXPECT_EQ(kinds(world.push(alice, {create({kAlice, 2}, "Bo")})), std::vector{Kind::kAccepted});
    EXPECT_EQ(world.log().size(), 2U);
}

TEST(AdmissionTest, RefusesPushesIntoAForeignScopeWithoutATrace) {
    World::Setup setup;
    setup.policy.may_read = [](const std::string&, ScopeId scope) { return scope == kParty; };
    World world(setup);
    const PeerId alice = world.open("tablet");
    const auto result = world.push(alice, {create({kAlice, 1}, "Ada")}, kBrunch);
    ASSERT_EQ(kinds(result), std::vector{Kind::kRefused});
    EXPECT_EQ(result.verdicts[0].reason, RefusalReason::kNotAllowed);
    EXPECT_EQ(world.hub().scope(kBrunch), nullptr);
    EXPECT_FALSE(world.is_gone(alice));
}

TEST(AdmissionTest, LetsAnAcceptanceElsewhereBeatARefusalHere) {
    World world(against("Eve"));
    const PeerId alice = world.open("tablet");
    const Change change = create({kAlice, 1}, "Eve");
    world.push(alice, {change});
    ASSERT_TRUE(world.hub().scope(kParty)->refused.contains(change.dot));
    // As the author's own change it stays refused.
    EXPECT_EQ(kinds(world.push(alice, {change})), std::vector{Kind::kRefused});
    const PeerId bob = world.open("phone");
    message::Push relayed = world.make_push(bob, {change});
    relayed.is_relayed = true;
    relayed.lanes = {lane_of(kAlice, "tablet")};
    EXPECT_EQ(kinds(world.push_frame(bob, relayed)), std::vector{Kind::kAccepted});
    EXPECT_TRUE(world.hub().scope(kParty)->refused.empty());
    EXPECT_TRUE(world.hub().scope(kParty)->have.contains(change.dot));
    EXPECT_EQ(world.log().size(), 2U);
    EXPECT_EQ(world.records().size(), 1U);
}

TEST(AdmissionTest, NotesWithdrawnDots) {
    World world;
    const PeerId alice = world.open("tablet");
    world.push(alice, {create({kAlice, 1}, "Ada")});
    message::Push push = world.make_push(alice, {edit({kAlice, 3}, kAda, "x", {{kAlice, 2}})});
    push.withdrawn = {{kAlice, 1}, {kAlice, 2}};
    const auto result = world.push_frame(alice, push);
    // The first was accepted: nothing to take back. What names the second is refused with it.
    ASSERT_EQ(kinds(result), std::vector{Kind::kRefused});
    EXPECT_EQ(result.verdicts[0].reason, RefusalReason::kAfterRefused);
    const store::ScopeRow& row = *world.hub().scope(kParty);
    EXPECT_TRUE(row.have.contains({kAlice, 1}));
    EXPECT_FALSE(row.refused.contains({kAlice, 1}));
    EXPECT_TRUE(row.refused.contains({kAlice, 2}));
    const Entry noted = entry::Refused{{kAlice, 2}, RefusalReason::kAfterRefused};
    ASSERT_EQ(world.log().size(), 3U);
    EXPECT_EQ(world.log()[1], noted);
    world.push_frame(alice, push);
    EXPECT_EQ(world.log().size(), 3U);
}

TEST(AdmissionTest, LetsNobodyWithdrawForOthers) {
    World world;
    const PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    world.push(alice, {create({kAlice, 1}, "Ada")});
    message::Push push = world.make_push(bob, {});
    push.withdrawn = {{kAlice, 2}, {kCarol, 5}};
    world.push_frame(bob, push);
    EXPECT_FALSE(world.hub().scope(kParty)->refused.contains({kAlice, 2}));
    // A lane that nobody knows is believed to be the device's own.
    EXPECT_TRUE(world.hub().scope(kParty)->refused.contains({kCarol, 5}));
}

TEST(AdmissionTest, AnswersTryLaterWhenTheGroupIsFull) {
    World::Setup setup;
    setup.limits.group_changes_max = 2;
    World world(setup);
    const PeerId alice = world.open("tablet");
    const std::vector<Change> changes = {create({kAlice, 1}, "Ada"), create({kAlice, 2}, "Bob"),
                                         create({kAlice, 3}, "Cat")};
    const auto result = world.push(alice, changes);
    EXPECT_EQ(kinds(result), (std::vector{Kind::kAccepted, Kind::kAccepted, Kind::kTryLater}));
    EXPECT_GT(result.retry_after_ms, 0U);
    EXPECT_EQ(kinds(world.push(alice, changes)),
              (std::vector{Kind::kAccepted, Kind::kAccepted, Kind::kAccepted}));
}

TEST(AdmissionTest, TakesTimesFromTheFutureAsTheyStand) {
    World world;
    const PeerId alice = world.open("tablet");
    Change change = create({kAlice, 1}, "Ada");
    change.time = make_hybrid_time(kWallMsMax, 9);
    EXPECT_EQ(kinds(world.push(alice, {change})), std::vector{Kind::kAccepted});
    EXPECT_EQ(world.record(kAda).find({kGuests, kName})->siblings.front().time, change.time);
}

TEST(AdmissionTest, KeepsRecordsSmallEnoughForAFrame) {
    World world;
    const PeerId alice = world.open("tablet");
    world.push(alice, {create({kAlice, 1}, "Ada")});
    const std::string large(60'000, 'x');
    std::uint64_t counter = 1;
    std::uint16_t field = 10;
    message::PushResult result;
    do {
        ++counter;
        result = world.push(alice, {edit({kAlice, counter}, kAda, large, {}, field++)});
    } while (result.verdicts[0].kind == Kind::kAccepted && counter < 100);
    EXPECT_EQ(result.verdicts[0].reason, RefusalReason::kTooLarge);
    const merge::RecordState state = world.record(kAda);
    EXPECT_LE(bytes_of(state), kRecordBytesMax);
    EXPECT_GT(bytes_of(state), kRecordBytesMax / 2);
    // Deleting it stays possible.
    EXPECT_EQ(kinds(world.push(alice, {kill({kAlice, ++counter}, state)})),
              std::vector{Kind::kAccepted});
    EXPECT_TRUE(world.records().empty());
}

// ---- The commit ----

TEST(AdmissionTest, AcknowledgesNothingThatDidNotFitOnTheDisk) {
    World::Setup setup;
    setup.page_count_max = 120;
    World world(setup);
    PeerId alice = world.open("tablet");
    const PeerId bob = world.open("phone");
    world.subscribe(bob);
    Prng prng(7);
    std::uint64_t counter = 0;
    message::PushResult result;
    std::vector<Change> changes;
    do {
        std::string noise(20'000, ' ');
        for (char& c : noise)
            c = static_cast<char>('!' + prng.below(90));
        changes = {create({kAlice, ++counter}, noise)};
        changes.push_back(create({kAlice, ++counter}, "small"));
        result = world.push(alice, changes);
    } while (result.verdicts[0].kind == Kind::kAccepted && counter < 1'000);
    ASSERT_EQ(kinds(result), (std::vector{Kind::kTryLater, Kind::kTryLater}));
    EXPECT_GT(result.retry_after_ms, 0U);
    EXPECT_EQ(world.hub().counters().commits_failed, 1U);
    EXPECT_EQ(try_disk(world.hub().store()).error().code, ErrorCode::kFull);
    // Nothing of the group is left, in memory or on the disk, and nobody was told of it.
    const store::ScopeRow row = *world.hub().scope(kParty);
    EXPECT_EQ(row.have.last_of(kAlice), counter - 2);
    EXPECT_EQ(row.cursor.position.value(), counter - 2);
    Reader reader;
    world.read_on(bob, reader);
    EXPECT_EQ(reader.have, row.have);
    world.setup().page_count_max = 0;
    world.restart();
    EXPECT_TRUE(try_disk(world.hub().store()).ok());
    EXPECT_EQ(*world.hub().scope(kParty), row);
    EXPECT_EQ(world.records().size(), counter - 2);
    alice = world.open("tablet");
    EXPECT_EQ(kinds(world.push(alice, changes)), (std::vector{Kind::kAccepted, Kind::kAccepted}));
}

}  // namespace
}  // namespace wedsync::hub
