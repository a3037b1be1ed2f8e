// What the hub settles because people would likely choose it, and what it leaves to them.
#include "hub/core/likely_choice.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "engine/merge/reading.hpp"
#include "engine/suggest/artefact.hpp"
#include "hub/core/decider.hpp"
#include "hub/core/hub_test_support.hpp"
#include "tests/support/eager_model.hpp"

namespace wedsync::hub {
namespace {

using namespace test;  // NOLINT: builders.

constexpr std::uint64_t kStartMs = 1'700'000'000'000;

/// Guests whose places Alice and Bob wrote without each other; Alice's is the one that was accepted
/// last. Carol settles.
class LikelyChoiceTest : public testing::Test {
protected:
    explicit LikelyChoiceTest(suggest::Answer answer = suggest::Answer::kClient, float lead = 6)
        : resolver_(support::eager_resolver(answer, lead)) {
        open_hub({});
    }
    void open_hub(World::Setup setup) {
        setup.resolver = &resolver_;
        world_ = std::make_unique<World>(std::move(setup));
        alice_ = world_->open("tablet");
        bob_ = world_->open("phone");
        carol_ = world_->open("laptop");
    }
    static RecordId guest(std::uint64_t number) { return record_of({kAlice, 10 * number}); }
    static std::vector<Dot> sides(std::uint64_t number) {
        return {{kAlice, 10 * number + 2}, {kBob, 10 * number}};
    }
    void disagree(std::uint64_t number, std::uint16_t field = kPlace) {
        const Dot base{kAlice, 10 * number + 1};
        push(alice_, {create({kAlice, 10 * number}, "Guest " + std::to_string(number)),
                      edit(base, guest(number), "hall", {}, field)});
        push(bob_, {edit({kBob, 10 * number}, guest(number), "garden", {base}, field)});
        push(alice_, {edit({kAlice, 10 * number + 2}, guest(number), "terrace", {base}, field)});
    }
    /// Carol takes Alice's value, so many minutes after the start.
    Change answer_of(std::uint64_t number, std::uint64_t at_min = 0) {
        Change change =
            test::answer({kCarol, ++answers_}, guest(number), "terrace", sides(number), kPlace);
        change.time = make_hybrid_time(kStartMs + at_min * 60'000 + answers_, 0);
        return change;
    }
    void push(PeerId peer, const std::vector<Change>& changes) {
        const message::PushResult result = world_->push(peer, changes);
        for (const message::Verdict& verdict : result.verdicts)
            ASSERT_EQ(verdict.kind, message::Verdict::Kind::kAccepted);
    }
    std::vector<merge::Sibling> siblings(std::uint64_t number, std::uint16_t field = kPlace) {
        const merge::RecordState state = world_->record(guest(number));
        const merge::Cell* cell = state.find({kGuests, field});
        return cell == nullptr ? std::vector<merge::Sibling>{} : cell->siblings;
    }
    [[nodiscard]] std::uint64_t chosen() { return world_->hub().counters().chosen; }

    const suggest::Resolver resolver_;
    std::unique_ptr<World> world_;
    PeerId alice_;
    PeerId bob_;
    PeerId carol_;
    std::uint64_t answers_ = 0;
};

TEST_F(LikelyChoiceTest, AppliesWhatItIsSureOfOnceAPersonAnswered) {
    disagree(1);
    disagree(2);
    EXPECT_EQ(chosen(), 0U) << "never the first";
    push(carol_, {answer_of(1)});
    EXPECT_EQ(chosen(), 1U);
    ASSERT_EQ(siblings(2).size(), 1U);
    const merge::Sibling settled = siblings(2).front();
    EXPECT_EQ(settled.value, Value{"terrace"});
    EXPECT_EQ(reason_of(settled.rank), DecisionReason::kLikelyChoice);
    EXPECT_EQ(confidence_of(settled.rank), 99);
    // An ordinary change by itself, with what it settles in the log before it.
    const std::vector<Entry> log = world_->log();
    const auto* last = std::get_if<entry::Accepted>(&log.back());
    ASSERT_NE(last, nullptr);
    EXPECT_EQ(last->change.note.kind, NoteKind::kAutoDecides);
    EXPECT_EQ(last->change.dot, (Dot{decider_lane(Epoch{1}), 1}));
    EXPECT_EQ(named_dots(last->change).size(), 3U);
    EXPECT_TRUE(validate(last->change).ok());
    EXPECT_EQ(world_->records().size(), 2U);  // And its sums hold.
}

TEST_F(LikelyChoiceTest, SettlesEachDisagreementByAChangeOfItsOwn) {
    for (std::uint64_t number = 1; number <= 4; ++number)
        disagree(number);
    push(carol_, {answer_of(1)});
    EXPECT_EQ(chosen(), 3U);
    EXPECT_NE(siblings(2).front().dot, siblings(3).front().dot);
}

TEST_F(LikelyChoiceTest, WhatComesAfterAnAnswerWaitsForTheNextOne) {
    disagree(1);
    push(carol_, {answer_of(1)});
    disagree(2);
    disagree(3);
    EXPECT_EQ(siblings(2).size(), 2U);
    push(carol_, {answer_of(2)});
    EXPECT_EQ(siblings(3).size(), 1U);
}

TEST_F(LikelyChoiceTest, LeavesAFieldToPeopleThatIsSwitchedOff) {
    push(carol_, {switch_to({kCarol, 900}, "guests.place", "suggest")});
    disagree(1);
    disagree(2);
    push(carol_, {answer_of(1)});
    EXPECT_EQ(chosen(), 0U);
    // Whoever switches it on again waits for the next answer, as always.
    push(carol_, {kill({kCarol, 901}, world_->record(record_of({kCarol, 900})))});
    disagree(3);
    EXPECT_EQ(chosen(), 0U);
    push(carol_, {answer_of(3)});
    EXPECT_EQ(chosen(), 1U);
}

TEST_F(LikelyChoiceTest, SettlesAFieldThatIsSwitchedOnButNoProtectedOne) {
    push(carol_, {switch_to({kCarol, 900}, "guests.notes", "apply"),
                  switch_to({kCarol, 901}, "guests.secret", "apply")});
    disagree(1);
    disagree(2, kNotes);
    disagree(3, kSecret);
    push(carol_, {answer_of(1)});
    EXPECT_EQ(chosen(), 1U);
    EXPECT_EQ(siblings(2, kNotes).size(), 1U);
    EXPECT_EQ(siblings(3, kSecret).size(), 2U);
}

TEST_F(LikelyChoiceTest, WhereSwitchesDisagreeTheMostCarefulCounts) {
    push(alice_, {switch_to({kAlice, 900}, "guests.place", "apply")});
    push(bob_, {switch_to({kBob, 900}, "guests.place", "ask")});
    disagree(1);
    disagree(2);
    push(carol_, {answer_of(1)});
    EXPECT_EQ(chosen(), 0U);
}

TEST_F(LikelyChoiceTest, LeavesOtherFieldsToPeople) {
    disagree(1);
    disagree(2, kSecret);
    disagree(3, kName);
    push(carol_, {answer_of(1)});
    EXPECT_EQ(siblings(2, kSecret).size(), 2U);
    EXPECT_GT(siblings(3, kName).size(), 1U);
    EXPECT_EQ(chosen(), 0U);
}

TEST_F(LikelyChoiceTest, AnAnswerThatComesLateOpensNothing) {
    disagree(1);
    disagree(2);
    world_->advance(31 * 60'000);
    push(carol_, {answer_of(1)});
    EXPECT_EQ(chosen(), 0U);
}

TEST_F(LikelyChoiceTest, AnAnswerThatWasTakenBackOpensNothing) {
    disagree(1);
    disagree(2);
    const Change given = answer_of(1);
    Change undo = edit({kCarol, ++answers_}, guest(1), "garden", {given.dot}, kPlace);
    undo.note = {NoteKind::kUndoes, 0, given.dot};
    push(carol_, {given, undo});
    EXPECT_EQ(chosen(), 0U);
}

TEST_F(LikelyChoiceTest, WhatPeopleTookBackIsTheirsForEver) {
    disagree(1);
    disagree(2);
    push(carol_, {answer_of(1)});
    ASSERT_EQ(siblings(2).size(), 1U);
    const Dot decision = siblings(2).front().dot;
    // As a device undoes a decision: the value shown comes back, the other one beside it.
    Change shown = edit({kCarol, ++answers_}, guest(2), "terrace", {decision}, kPlace);
    Change other = edit({kCarol, ++answers_}, guest(2), "garden", {}, kPlace);
    shown.note = other.note = {NoteKind::kUndoes, 0, decision};
    push(carol_, {shown, other});
    disagree(3);
    push(carol_, {answer_of(3)});
    EXPECT_EQ(siblings(2).size(), 2U);
    // Nor where somebody writes over it and others disagree.
    push(alice_, {edit({kAlice, 200}, guest(2), "cellar", {shown.dot, other.dot}, kPlace)});
    push(bob_, {edit({kBob, 200}, guest(2), "attic", {shown.dot, other.dot}, kPlace)});
    disagree(4);
    push(carol_, {answer_of(4)});
    EXPECT_EQ(siblings(2).size(), 2U);
    EXPECT_EQ(chosen(), 1U);
}

TEST_F(LikelyChoiceTest, ADecisionIsNoInputOfAnother) {
    disagree(1);
    disagree(2);
    push(carol_, {answer_of(1)});
    ASSERT_EQ(siblings(2).size(), 1U);
    // Bob had written meanwhile, over what he saw.
    push(bob_, {edit({kBob, 300}, guest(2), "attic", {{kBob, 20}}, kPlace)});
    EXPECT_EQ(siblings(2).size(), 2U);
    disagree(3);
    push(carol_, {answer_of(3)});
    EXPECT_EQ(siblings(2).size(), 2U) << "between a decision and a person, people decide";
}

TEST_F(LikelyChoiceTest, LeavesToPeopleWhatTheyAnsweredDifferently) {
    disagree(1);
    push(carol_, {answer_of(1)});
    push(bob_, {test::answer({kBob, 300}, guest(1), "garden", sides(1), kPlace)});
    EXPECT_EQ(siblings(1).size(), 2U);
    disagree(2);
    push(carol_, {answer_of(2)});
    EXPECT_EQ(siblings(1).size(), 2U);
    EXPECT_EQ(chosen(), 0U);
}

TEST_F(LikelyChoiceTest, LeavesWhatTheLogDoesNotWhollyKnow) {
    disagree(1);
    disagree(2);
    const Position head = world_->hub().scope(kParty)->cursor.position;
    ASSERT_TRUE(world_->hub().compact(kParty, Position{head.value() - 2}).ok());
    push(carol_, {answer_of(1)});
    EXPECT_EQ(chosen(), 0U);
}

TEST_F(LikelyChoiceTest, LeavesRecordsThatSomebodyDeleted) {
    disagree(1);
    disagree(2);
    Change kill = test::kill({kCarol, ++answers_}, world_->record(guest(2)));
    push(bob_, {edit({kBob, 300}, guest(2), "attic", {{kBob, 20}}, kPlace)});
    push(alice_, {edit({kAlice, 300}, guest(2), "cellar", {{kAlice, 22}}, kPlace)});
    push(carol_, {kill});
    push(carol_, {answer_of(1)});
    EXPECT_EQ(siblings(2).size(), 2U);
    EXPECT_EQ(chosen(), 0U);
}

TEST_F(LikelyChoiceTest, GoesOnAfterARestart) {
    disagree(1);
    disagree(2);
    disagree(3);
    push(carol_, {answer_of(1)});
    EXPECT_EQ(chosen(), 2U);
    world_->restart();
    EXPECT_TRUE(world_->settle());
    EXPECT_EQ(chosen(), 0U);
    EXPECT_EQ(siblings(3).size(), 1U);
}

/// A model that is not sure enough to be told in a rank, whatever its thresholds say.
class DoubtfulModelTest : public LikelyChoiceTest {
protected:
    DoubtfulModelTest() : LikelyChoiceTest(suggest::Answer::kClient, 2) {}
};

TEST_F(DoubtfulModelTest, AppliesNothing) {
    disagree(1);
    disagree(2);
    push(carol_, {answer_of(1)});
    EXPECT_EQ(chosen(), 0U);
}

TEST(LikelyChoiceRules, WithoutAModelOnlyExactRulesDecide) {
    const std::string_view artefact = resolver_artefact();
    std::string newer(artefact);
    newer[4] = '\x7F';
    const std::string corrupt(artefact.substr(0, artefact.size() / 2));
    for (const std::string& bytes : {newer, corrupt, std::string()}) {
        const suggest::Resolver none(suggest::decode_model(as_bytes(bytes)));
        World::Setup setup;
        setup.resolver = &none;
        World world(setup);
        const PeerId alice = world.open("tablet");
        const PeerId bob = world.open("phone");
        const RecordId first = record_of({kAlice, 1});
        const RecordId second = record_of({kAlice, 3});
        world.push(alice, {create({kAlice, 1}, "Ada"), edit({kAlice, 2}, first, "a", {}, kPlace),
                           create({kAlice, 3}, "Ben"), edit({kAlice, 4}, second, "a", {}, kPlace)});
        world.push(
            bob, {edit({kBob, 1}, first, "b", {}, kPlace), edit({kBob, 2}, second, "b", {}, kPlace),
                  edit({kBob, 3}, second, "ada", {}, kName)});
        world.push(bob, {answer({kBob, 4}, first, "b", {{kAlice, 2}, {kBob, 1}}, kPlace)});
        EXPECT_EQ(world.hub().counters().chosen, 0U);
        EXPECT_EQ(world.record(second).find({kGuests, kPlace})->siblings.size(), 2U);
    }
}

TEST(LikelyChoiceRules, OnlyTwoValuesOfPeopleInAFieldThatIsFree) {
    const Schema schema = party_schema();
    const auto cell_of = [](std::uint16_t field, std::vector<merge::Sibling> siblings) {
        return merge::Cell{{kGuests, field}, {}, std::move(siblings)};
    };
    const merge::Sibling a{{kAlice, 1}, {}, "a", 0};
    const merge::Sibling b{{kBob, 1}, {}, "b", 0};
    const merge::Sibling c{{kCarol, 1}, {}, "c", 0};
    merge::Sibling decision = b;
    decision.rank = rank_of(DecisionReason::kSameWords);
    EXPECT_TRUE(may_choose(cell_of(kPlace, {a, b}), schema, {}));
    EXPECT_FALSE(may_choose(cell_of(kPlace, {a}), schema, {}));
    EXPECT_FALSE(may_choose(cell_of(kPlace, {a, b, c}), schema, {}));
    EXPECT_FALSE(may_choose(cell_of(kPlace, {a, decision}), schema, {}));
    EXPECT_FALSE(may_choose(cell_of(kSecret, {a, b}), schema, {}));
    EXPECT_FALSE(may_choose(cell_of(kName, {a, b}), schema, {}));
    EXPECT_FALSE(may_choose(cell_of(4'000, {a, b}), schema, {}));
}

}  // namespace
}  // namespace wedsync::hub
