#include "engine/merge/undo.hpp"

#include <vector>

#include "gtest/gtest.h"

#include "engine/merge/conflict.hpp"
#include "tests/support/merging.hpp"

namespace wedsync::merge {
namespace {

using namespace support;  // NOLINT(google-build-using-namespace): the words of the tests.

const RecordId kZoe{alice(1), 0};

/// One record and what its last change displaced; undone by Alice's lane.
class Story {
public:
    explicit Story(const std::vector<Change>& changes) {
        for (const Change& one : changes)
            then(one);
    }

    void then(const Change& change) {
        EXPECT_TRUE(validate(change).ok());
        apply(state, change);
    }

    /// Applies the change that will be taken back.
    void then_mistake(const Change& change) {
        mistake_ = change;
        displaced_.clear();
        apply(state, change, &displaced_);
    }

    /// Takes the mistake back with the change `dot`.
    Undo take_back(const Dot& dot) {
        const Undo undone =
            undo(mistake_, displaced_, dot.incarnation, schema_, [&](const RecordId& record) {
                return record == kZoe ? state : RecordState{record, {}};
            });
        if (!undone.operations.empty()) {
            const Change change = support::change(dot, 9'000, undone.operations,
                                                  {NoteKind::kUndoes, 0, mistake_.dot});
            EXPECT_TRUE(validate(change).ok());
            then_mistake(change);
        }
        return undone;
    }

    [[nodiscard]] FieldReading read(FieldId field) const {
        return read_field(state, *schema_.find(field));
    }

    RecordState state{kZoe, {}};

private:
    Schema schema_ = guest_schema();
    Change mistake_;
    std::vector<Displaced> displaced_;
};

Change created() {
    return change(alice(1), 1'000,
                  {put(kZoe, kLife, true), put(kZoe, kName, text("Zoe")),
                   put(kZoe, kTable, number(7)), put_sub(kZoe, kTags, "vegan", true)});
}

TEST(UndoTest, AWriteGivesTheValueBefore) {
    Story story({created()});
    story.then_mistake(change(alice(2), 2'000, {put(kZoe, kTable, number(8), {alice(1)})}));
    EXPECT_TRUE(story.take_back(alice(3)).left.empty());
    EXPECT_EQ(story.read(kTable).value, number(7));
    EXPECT_EQ(story.read(kTable).status, FieldStatus::kSettled);
}

TEST(UndoTest, AWriteOverNothingIsTakenOut) {
    Story story({created()});
    story.then_mistake(change(alice(2), 2'000, {put(kZoe, kNotes, text("no nuts"))}));
    story.take_back(alice(3));
    EXPECT_EQ(story.state.find(kNotes), nullptr);
}

TEST(UndoTest, UndoneTwiceIsDoneAgain) {
    Story story({created()});
    story.then_mistake(change(alice(2), 2'000, {put(kZoe, kTable, number(8), {alice(1)})}));
    story.take_back(alice(3));
    story.take_back(alice(4));
    EXPECT_EQ(story.read(kTable).value, number(8));
}

TEST(UndoTest, WhatSomebodyWroteSinceIsLeftAndReported) {
    Story story({created()});
    story.then_mistake(change(
        alice(2), 2'000,
        {put(kZoe, kTable, number(8), {alice(1)}), put(kZoe, kName, text("Zoë"), {alice(1)})}));
    story.then(change(bob(1), 3'000, {put(kZoe, kTable, number(9), {alice(2)})}));
    const Undo undone = story.take_back(alice(3));
    ASSERT_EQ(undone.left.size(), 1U);
    EXPECT_EQ(undone.left.front().key, (CellKey{kZoe, kTable, {}}));
    ASSERT_EQ(undone.left.front().siblings.size(), 1U);
    EXPECT_EQ(undone.left.front().siblings.front().dot, bob(1));
    EXPECT_EQ(story.read(kTable).value, number(9));
    EXPECT_EQ(story.read(kName).value, text("Zoe")) << "the other cell of the change is undone";
}

TEST(UndoTest, ADisagreementSinceIsLeftToo) {
    Story story({created()});
    story.then_mistake(change(alice(2), 2'000, {put(kZoe, kTable, number(8), {alice(1)})}));
    story.then(change(bob(1), 3'000, {put(kZoe, kTable, number(9), {alice(1)})}));
    EXPECT_EQ(story.take_back(alice(3)).left.size(), 1U);
    EXPECT_EQ(story.read(kTable).status, FieldStatus::kDisagreement);
}

TEST(UndoTest, AFieldOfARecordDeletedSinceIsLeft) {
    Story story({created()});
    story.then_mistake(change(alice(2), 2'000, {put(kZoe, kTable, number(8), {alice(1)})}));
    story.then(change(bob(1), 3'000, {kill_of(story.state)}));
    const Undo undone = story.take_back(alice(3));
    EXPECT_TRUE(undone.operations.empty());
    EXPECT_EQ(undone.left.size(), 1U);
    EXPECT_EQ(status_of(story.state), RecordStatus::kGone);
}

// Bob's 7 and Carol's 8 disagreed at the same time; the 8 was shown (the greater dot). Whoever
// takes a decision back sees what was shown before, not just any of the two.
TEST(UndoTest, OfSeveralValuesBeforeTheOneThatWasShownComesBack) {
    Story story({created(), change(bob(1), 2'000, {put(kZoe, kTable, number(4), {alice(1)})}),
                 change(carol(1), 2'000, {put(kZoe, kTable, number(8), {alice(1)})})});
    ASSERT_EQ(story.read(kTable).value, number(8));
    story.then_mistake(change(alice(2), 3'000, {put(kZoe, kTable, number(1), {bob(1), carol(1)})}));
    story.take_back(alice(3));
    EXPECT_EQ(story.read(kTable).value, number(8));
}

TEST(UndoTest, OfSeveralValuesBeforeTheKindsPolicyDecides) {
    Story story({created(), change(bob(1), 2'000, {put(kZoe, kArrives, number(830))}),
                 change(carol(1), 3'000, {put(kZoe, kArrives, number(900))})});
    ASSERT_EQ(story.read(kArrives).value, number(830));
    story.then_mistake(
        change(alice(2), 4'000, {put(kZoe, kArrives, number(1000), {bob(1), carol(1)})}));
    story.take_back(alice(3));
    EXPECT_EQ(story.read(kArrives).value, number(830));
}

TEST(UndoTest, ElementsComeAndGo) {
    Story story({created()});
    story.then_mistake(
        change(alice(2), 2'000,
               {put_sub(kZoe, kTags, "child", true), drop_sub(kZoe, kTags, "vegan", {alice(1)})}));
    story.take_back(alice(3));
    EXPECT_EQ(story.read(kTags).elements, (std::vector<std::string>{"vegan"}));
    story.take_back(alice(4));
    EXPECT_EQ(story.read(kTags).elements, (std::vector<std::string>{"child"}));
}

TEST(UndoTest, AnElementAddedAgainSinceIsLeft) {
    Story story({created()});
    story.then_mistake(change(alice(2), 2'000, {drop_sub(kZoe, kTags, "vegan", {alice(1)})}));
    story.then(change(bob(1), 3'000, {put_sub(kZoe, kTags, "vegan", true)}));
    const Undo undone = story.take_back(alice(3));
    EXPECT_TRUE(undone.operations.empty());
    EXPECT_EQ(undone.left.size(), 1U);
}

TEST(UndoTest, ACounterGetsTheInverseDifference) {
    Story story({created(), change(alice(2), 2'000, {count(kZoe, kAlice, 5)})});
    story.then_mistake(change(alice(3), 3'000, {count(kZoe, kAlice, 12, {alice(2)})}));
    story.then(change(alice(4), 4'000, {count(kZoe, kAlice, 13, {alice(3)})}));
    story.then(change(bob(1), 4'000, {count(kZoe, kBob, 100)}));
    const Undo undone = story.take_back(alice(5));
    EXPECT_TRUE(undone.left.empty()) << "what came after stays counted";
    EXPECT_EQ(story.read(kGlasses).value, number(5 + 1 + 100));
    story.take_back(alice(6));
    EXPECT_EQ(story.read(kGlasses).value, number(13 + 100)) << "and done again";
}

TEST(UndoTest, AnotherLaneGivesADifferenceBackInItsOwnSubtotal) {
    Story story({created()});
    story.then_mistake(change(bob(1), 2'000, {count(kZoe, kBob, 5)}));
    story.take_back(alice(2));
    EXPECT_EQ(story.read(kGlasses).value, number(0));
    story.then(change(bob(2), 3'000, {count(kZoe, kBob, 7, {bob(1)})}));
    EXPECT_EQ(story.read(kGlasses).value, number(2));
}

// Without this rule the undo would put a subtotal into a record that is gone, and so contest it.
TEST(UndoTest, ACounterOfARecordDeletedSinceIsLeft) {
    Story story({created()});
    story.then_mistake(change(alice(2), 2'000, {count(kZoe, kAlice, 5)}));
    story.then(change(bob(1), 3'000, {kill_of(story.state)}));
    const Undo undone = story.take_back(alice(3));
    EXPECT_TRUE(undone.operations.empty());
    EXPECT_EQ(undone.left.size(), 1U);
    EXPECT_EQ(status_of(story.state), RecordStatus::kGone);
}

// Bob counted in a form that still showed the deleted guest. An inverse difference would leave the
// guest contested for the sake of a 0.
TEST(UndoTest, ACounterOfARecordDeletedBeforeIsTakenOut) {
    Story story({created()});
    story.then(change(alice(2), 2'000, {kill_of(story.state)}));
    story.then_mistake(change(bob(1), 3'000, {count(kZoe, kBob, 5)}));
    ASSERT_EQ(status_of(story.state), RecordStatus::kContested);
    EXPECT_TRUE(story.take_back(alice(3)).left.empty());
    EXPECT_EQ(status_of(story.state), RecordStatus::kGone);
}

TEST(UndoTest, ACreationIsKilledWithWhatOthersWroteInIt) {
    Story story({});
    story.then_mistake(created());
    story.then(change(bob(1), 2'000, {put(kZoe, kNotes, text("no nuts"))}));
    story.take_back(alice(2));
    EXPECT_EQ(status_of(story.state), RecordStatus::kGone);
}

TEST(UndoTest, ACreationThatIsGoneAlreadyNeedsNothing) {
    Story story({});
    story.then_mistake(created());
    story.then(change(bob(1), 2'000, {kill_of(story.state)}));
    const Undo undone = story.take_back(alice(2));
    EXPECT_TRUE(undone.operations.empty());
    EXPECT_TRUE(undone.left.empty());
}

TEST(UndoTest, ADeleteGivesLifeAndValuesBack) {
    Story story({created(), change(bob(1), 2'000, {count(kZoe, kBob, 5)}),
                 change(carol(1), 2'000, {count(kZoe, kCarol, 2)})});
    const RecordState before = story.state;
    story.then_mistake(change(alice(2), 3'000, {kill_of(story.state)}));
    const Undo undone = story.take_back(alice(3));
    EXPECT_TRUE(undone.left.empty());
    EXPECT_EQ(status_of(story.state), RecordStatus::kAlive);
    const Schema schema = guest_schema();
    for (const FieldSchema& field : schema.collections.front().fields) {
        EXPECT_EQ(story.read(field.id).value, read_field(before, field).value) << field.name;
        EXPECT_EQ(story.read(field.id).elements, read_field(before, field).elements) << field.name;
    }
}

// The subtotals that an undo of a delete puts back are of several lanes. Taking that back must not
// write Alice's own subtotal once for each of them.
TEST(UndoTest, ADeleteGivenBackCanBeDoneAgain) {
    Story story({created(), change(bob(1), 2'000, {count(kZoe, kBob, 5)}),
                 change(carol(1), 2'000, {count(kZoe, kCarol, 2)})});
    story.then_mistake(change(alice(2), 3'000, {kill_of(story.state)}));
    story.take_back(alice(3));
    story.take_back(alice(4));
    EXPECT_EQ(status_of(story.state), RecordStatus::kGone);
}

TEST(UndoTest, ADeleteLeavesWhatWasWrittenSince) {
    Story story({created()});
    const RecordState before = story.state;
    story.then(change(bob(1), 2'000, {put(kZoe, kTable, number(9), {alice(1)})}));
    story.then_mistake(change(alice(2), 2'000, {kill_of(before)}));
    ASSERT_EQ(status_of(story.state), RecordStatus::kContested);
    story.take_back(alice(3));
    EXPECT_EQ(status_of(story.state), RecordStatus::kAlive);
    EXPECT_EQ(story.read(kTable).value, number(9));
    EXPECT_EQ(story.read(kName).value, text("Zoe"));
}

TEST(UndoTest, AnOperationOfANewerVersionIsPassedOver) {
    Story story({created()});
    story.then_mistake(change(alice(2), 2'000, {operation::Unknown{9, {1}}}));
    const Undo undone = story.take_back(alice(3));
    EXPECT_TRUE(undone.operations.empty());
    EXPECT_TRUE(undone.left.empty());
}

}  // namespace
}  // namespace wedsync::merge
