#include "engine/merge/conflict.hpp"

#include <vector>

#include "gtest/gtest.h"

#include "tests/support/merging.hpp"

namespace wedsync::merge {
namespace {

using namespace support;  // NOLINT(google-build-using-namespace): the words of the tests.

const RecordId kZoe{alice(1), 0};

Change created() {
    return change(alice(1), 1'000, {put(kZoe, kLife, true), put(kZoe, kName, text("Zoe"))});
}

/// Bob says table 7, Carol says 8.
RecordState disputed() {
    return state_after(kZoe, {created(), change(bob(1), 2'000, {put(kZoe, kTable, number(7))}),
                              change(carol(1), 3'000, {put(kZoe, kTable, number(8))})});
}

/// Bob deleted the guest, Carol wrote a note meanwhile.
RecordState contested() {
    RecordState state = state_after(kZoe, {created()});
    const operation::Kill kill = kill_of(state);
    apply(state, change(carol(1), 2'000, {put(kZoe, kNotes, text("no nuts"))}));
    apply(state, change(bob(1), 2'000, {kill}));
    return state;
}

RecordState decided(RecordState state, std::vector<Operation> operations) {
    const Change decision =
        change(alice(2), 4'000, std::move(operations), {NoteKind::kDecides, 0, {}});
    EXPECT_TRUE(validate(decision).ok());
    apply(state, decision);
    return state;
}

Conflict only_conflict(const RecordState& state) {
    const std::vector<Conflict> conflicts = conflicts_of(state, guest_schema());
    EXPECT_EQ(conflicts.size(), 1U);
    return conflicts.empty() ? Conflict{} : conflicts.front();
}

TEST(ConflictTest, TwoValuesOfARegisterAreOne) {
    const Conflict conflict = only_conflict(disputed());
    EXPECT_EQ(conflict.kind, ConflictKind::kDisagreement);
    EXPECT_EQ(conflict.field, kTable);
    EXPECT_EQ(conflict.siblings, disputed().find(kTable)->siblings);
    EXPECT_EQ(conflict.shown, carol(1));
}

TEST(ConflictTest, PoliciesEqualValuesAndElementsAreNone) {
    RecordState state = state_after(kZoe, {created()});
    for (const Dot& dot : {bob(1), carol(1)}) {
        const std::int64_t own = dot == bob(1) ? 1 : 2;
        apply(state, change(dot, 2'000,
                            {put(kZoe, kLife, true), put(kZoe, kTable, number(7)),
                             put(kZoe, kPresent, own == 1), put(kZoe, kPlace, number(own)),
                             put(kZoe, kArrives, number(own)), put(kZoe, kLeaves, number(own)),
                             put_sub(kZoe, kTags, "vegan", true),
                             put_sub(kZoe, kStrange, "element", number(own)),
                             count(kZoe, dot.incarnation, own)}));
    }
    EXPECT_TRUE(conflicts_of(state, guest_schema()).empty());
}

TEST(ConflictTest, AFieldOfANewerSchemaIsReadAsARegister) {
    RecordState state = state_after(kZoe, {created()});
    apply(state, change(bob(1), 2'000, {put(kZoe, kStrange, number(1))}));
    apply(state, change(carol(1), 2'000, {put(kZoe, kStrange, number(2))}));
    EXPECT_EQ(only_conflict(state).field, kStrange);
}

// A cell with a sub in a register is no part of any reading: it must not list a second conflict.
TEST(ConflictTest, AStrayElementDoesNotRepeatAConflict) {
    RecordState state = disputed();
    apply(state, change(bob(2), 2'000, {put_sub(kZoe, kTable, "stray", number(1))}));
    apply(state, change(carol(2), 2'000, {put_sub(kZoe, kTable, "stray", number(2))}));
    EXPECT_EQ(only_conflict(state).siblings, disputed().find(kTable)->siblings);
}

TEST(ConflictTest, EditedAndDeletedIsOne) {
    const Conflict conflict = only_conflict(contested());
    EXPECT_EQ(conflict.kind, ConflictKind::kEditedAndDeleted);
    EXPECT_EQ(conflict.record, kZoe);
    EXPECT_EQ(conflict.field, kLife);
    EXPECT_TRUE(conflict.siblings.empty());
    EXPECT_EQ(conflict.shown, std::nullopt);
}

TEST(ConflictTest, AContestedRecordMayDisagreeToo) {
    RecordState state = contested();
    apply(state, change(alice(2), 3'000, {put(kZoe, kNotes, text("no eggs"))}));
    const std::vector<Conflict> conflicts = conflicts_of(state, guest_schema());
    ASSERT_EQ(conflicts.size(), 2U);
    EXPECT_EQ(conflicts[0].kind, ConflictKind::kEditedAndDeleted);
    EXPECT_EQ(conflicts[1].field, kNotes);
}

TEST(ConflictTest, TakingOneOfTheValuesSettlesIt) {
    const auto operations = resolve(disputed(), only_conflict(disputed()), choice::Take{bob(1)});
    ASSERT_TRUE(operations.ok());
    const RecordState state = decided(disputed(), operations.value());
    EXPECT_TRUE(conflicts_of(state, guest_schema()).empty());
    ASSERT_EQ(state.find(kTable)->siblings.size(), 1U);
    EXPECT_EQ(state.find(kTable)->siblings.front().value, number(7));
}

TEST(ConflictTest, WritingAValueOfOnesOwnSettlesIt) {
    const auto operations =
        resolve(disputed(), only_conflict(disputed()), choice::Write{number(9)});
    ASSERT_TRUE(operations.ok());
    const RecordState state = decided(disputed(), operations.value());
    EXPECT_TRUE(conflicts_of(state, guest_schema()).empty());
    EXPECT_EQ(state.find(kTable)->siblings.front().value, number(9));
}

TEST(ConflictTest, ADecisionCoversOnlyWhatThePersonSaw) {
    const Conflict seen = only_conflict(disputed());
    RecordState state = disputed();
    apply(state, change(alice(9), 3'500, {put(kZoe, kTable, number(12))}));
    const auto operations = resolve(state, seen, choice::Take{bob(1)});
    ASSERT_TRUE(operations.ok());
    state = decided(state, operations.value());
    EXPECT_EQ(only_conflict(state).siblings.size(), 2U) << "the third value was not on the screen";
}

TEST(ConflictTest, KeepingTheRecordBringsItToLife) {
    const auto operations = resolve(contested(), only_conflict(contested()), choice::KeepRecord{});
    ASSERT_TRUE(operations.ok());
    const RecordState state = decided(contested(), operations.value());
    EXPECT_EQ(status_of(state), RecordStatus::kAlive);
    EXPECT_NE(state.find(kNotes), nullptr);
}

TEST(ConflictTest, DeletingTheRecordTakesTheEditsToo) {
    const auto operations =
        resolve(contested(), only_conflict(contested()), choice::DeleteRecord{});
    ASSERT_TRUE(operations.ok());
    EXPECT_EQ(status_of(decided(contested(), operations.value())), RecordStatus::kGone);
}

ErrorCode code_of(const Result<std::vector<Operation>>& result) {
    return result.ok() ? ErrorCode{} : result.error().code;
}

TEST(ConflictTest, AChoiceHasToFit) {
    const Conflict disagreement = only_conflict(disputed());
    const Conflict about_life = only_conflict(contested());
    for (const Choice& choice : {Choice{choice::KeepRecord{}}, Choice{choice::DeleteRecord{}}}) {
        EXPECT_EQ(code_of(resolve(disputed(), disagreement, choice)), ErrorCode::kInvalid);
    }
    for (const Choice& choice : {Choice{choice::Take{bob(1)}}, Choice{choice::Write{number(1)}}}) {
        EXPECT_EQ(code_of(resolve(contested(), about_life, choice)), ErrorCode::kInvalid);
    }
    EXPECT_EQ(code_of(resolve(disputed(), disagreement, choice::Take{alice(7)})),
              ErrorCode::kNotFound);
}

// The conflict is on the screen; before the person decides, the delete of a third person arrives.
TEST(ConflictTest, ARecordThatIsGoneByNowIsNotFound) {
    const Conflict about_life = only_conflict(contested());
    const RecordState gone{kZoe, {}};
    EXPECT_EQ(code_of(resolve(gone, about_life, choice::KeepRecord{})), ErrorCode::kNotFound);
    EXPECT_EQ(code_of(resolve(gone, about_life, choice::DeleteRecord{})), ErrorCode::kNotFound);
}

TEST(ConflictTest, KillCoversEverySibling) {
    const RecordState state = disputed();
    const operation::Kill kill = kill_of(state);
    EXPECT_EQ(kill.cells.size(), state.cells.size());
    RecordState after = state;
    apply(after, change(bob(9), 9'000, {kill}));
    EXPECT_TRUE(after.empty());
    EXPECT_TRUE(dots_of(nullptr).empty());
    EXPECT_EQ(dots_of(state.find(kTable)), (std::vector<Dot>{bob(1), carol(1)}));
}

}  // namespace
}  // namespace wedsync::merge
