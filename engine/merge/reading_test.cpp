#include "engine/merge/reading.hpp"

#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/support/merging.hpp"

namespace wedsync::merge {
namespace {

using namespace support;  // NOLINT(google-build-using-namespace): the words of the tests.

const RecordId kZoe{alice(1), 0};

struct Written {
    Dot dot;
    std::uint64_t ms;
    Value value;
    std::uint8_t rank = 0;
};

/// The reading of a field in which these values stand side by side.
FieldReading read(FieldId field, const std::vector<Written>& written) {
    RecordState state{kZoe, {}};
    for (const Written& one : written) {
        Note note;
        if (one.rank > 0) note = {NoteKind::kAutoDecides, one.rank, {}};
        apply(state, change(one.dot, one.ms, {put(kZoe, field, one.value)}, note));
    }
    const Schema schema = guest_schema();
    const FieldSchema* known = schema.find(field);
    return known == nullptr ? read_unknown(state, field) : read_field(state, *known);
}

FieldReading shows(FieldStatus status, Value value, const Dot& winner) {
    return {status, std::move(value), {}, winner};
}

TEST(ReadingTest, NothingWrittenIsAbsent) {
    const Schema schema = guest_schema();
    for (const FieldSchema& field : schema.collections.front().fields) {
        EXPECT_EQ(read_field(RecordState{kZoe, {}}, field), FieldReading{}) << field.name;
    }
    EXPECT_EQ(read_unknown(RecordState{kZoe, {}}, kStrange), FieldReading{});
}

TEST(ReadingTest, OneValueIsSettledInEveryPlainKind) {
    for (const FieldId field : {kName, kTable, kPresent, kSober, kPlace, kNotes, kArrives, kLeaves,
                                kPartner, kPhoto, kStrange}) {
        EXPECT_EQ(read(field, {{bob(1), 1, number(7)}}),
                  shows(FieldStatus::kSettled, number(7), bob(1)));
    }
}

TEST(ReadingTest, RegistersDisagreeAndShowTheLaterTime) {
    for (const FieldId field : {kName, kTable, kNotes, kPartner, kPhoto, kStrange}) {
        EXPECT_EQ(read(field, {{bob(1), 2'000, number(7)}, {alice(2), 1'000, number(8)}}),
                  shows(FieldStatus::kDisagreement, number(7), bob(1)));
    }
}

TEST(ReadingTest, ATieInTimeGoesToTheGreaterDot) {
    EXPECT_EQ(read(kTable, {{bob(1), 1'000, number(7)}, {alice(2), 1'000, number(8)}}),
              shows(FieldStatus::kDisagreement, number(8), alice(2)));
}

TEST(ReadingTest, EqualValuesSettle) {
    EXPECT_EQ(read(kTable, {{bob(1), 1'000, number(7)}, {alice(2), 2'000, number(7)}}),
              shows(FieldStatus::kEqual, number(7), alice(2)));
}

TEST(ReadingTest, ThreeValuesOfWhichTwoAreEqualDisagree) {
    const std::vector<Written> written{
        {bob(1), 1'000, number(7)}, {alice(2), 2'000, number(7)}, {carol(1), 1'500, number(8)}};
    EXPECT_EQ(read(kTable, written).status, FieldStatus::kDisagreement);
}

TEST(ReadingTest, AmongDecisionsAloneTheLowestRankIsRead) {
    EXPECT_EQ(read(kTable, {{bob(1), 9'000, number(7), 2}, {alice(2), 1'000, number(8), 1}}),
              shows(FieldStatus::kByPolicy, number(8), alice(2)));
    EXPECT_EQ(read(kTable, {{bob(1), 1'000, number(7), 1}, {alice(2), 9'000, number(8), 1}}),
              shows(FieldStatus::kByPolicy, number(7), bob(1)))
        << "then the lowest dot";
}

TEST(ReadingTest, ADecisionBesideAPersonsValueIsStillADisagreement) {
    EXPECT_EQ(read(kTable, {{bob(1), 1'000, number(7), 1}, {alice(2), 2'000, number(8)}}),
              shows(FieldStatus::kDisagreement, number(8), alice(2)));
}

TEST(ReadingTest, AFlagShowsItsDeclaredSide) {
    const std::vector<Written> written{{bob(1), 1'000, true}, {alice(2), 2'000, false}};
    EXPECT_EQ(read(kPresent, written), shows(FieldStatus::kByPolicy, true, bob(1)));
    EXPECT_EQ(read(kSober, written), shows(FieldStatus::kByPolicy, false, alice(2)));
    EXPECT_EQ(read(kPresent, {{bob(1), 1'000, true}, {alice(2), 2'000, true}}),
              shows(FieldStatus::kEqual, true, alice(2)));
}

TEST(ReadingTest, EarliestAndLatestComparePastTheWriters) {
    const std::vector<Written> written{{bob(1), 3'000, number(900)},
                                       {alice(2), 1'000, number(830)},
                                       {carol(1), 2'000, number(945)}};
    EXPECT_EQ(read(kArrives, written), shows(FieldStatus::kByPolicy, number(830), alice(2)));
    EXPECT_EQ(read(kLeaves, written), shows(FieldStatus::kByPolicy, number(945), carol(1)));
}

TEST(ReadingTest, ANumberComesBeforeWhatIsNone) {
    const std::vector<Written> written{{bob(1), 1'000, number(-5)}, {alice(2), 2'000, Value{}}};
    EXPECT_EQ(read(kArrives, written).winner, bob(1));
    EXPECT_EQ(read(kLeaves, written).winner, bob(1));
}

TEST(ReadingTest, APositionTieIsNoDisagreement) {
    EXPECT_EQ(read(kPlace, {{bob(1), 1'000, text("k")}, {alice(2), 2'000, text("b")}}),
              shows(FieldStatus::kByPolicy, text("b"), alice(2)));
}

TEST(ReadingTest, ASetHasTheElementsWithASibling) {
    RecordState state{kZoe, {}};
    apply(state,
          change(bob(1), 1,
                 {put_sub(kZoe, kTags, "vegan", true), put_sub(kZoe, kTags, "child", true)}));
    apply(state, change(alice(2), 1, {put_sub(kZoe, kTags, "vegan", true)}));
    const Schema schema = guest_schema();
    const FieldReading reading = read_field(state, *schema.find(kTags));
    EXPECT_EQ(reading.status, FieldStatus::kSettled);
    EXPECT_EQ(reading.elements, (std::vector<std::string>{"child", "vegan"}));
    EXPECT_EQ(reading.winner, std::nullopt);
}

FieldReading read_glasses(const std::vector<Change>& changes) {
    const Schema schema = guest_schema();
    return read_field(state_after(kZoe, changes), *schema.find(kGlasses));
}

TEST(ReadingTest, ACounterIsTheSumOfTheLanes) {
    const FieldReading reading = read_glasses({change(bob(1), 1, {count(kZoe, kBob, 3)}),
                                               change(bob(2), 1, {count(kZoe, kBob, 5, {bob(1)})}),
                                               change(alice(2), 1, {count(kZoe, kAlice, -1)})});
    EXPECT_EQ(reading, (FieldReading{FieldStatus::kSettled, number(4), {}, std::nullopt}));
}

TEST(ReadingTest, ACounterWrapsTheSameEverywhere) {
    const FieldReading reading = read_glasses(
        {change(bob(1), 1, {count(kZoe, kBob, std::numeric_limits<std::int64_t>::max())}),
         change(alice(2), 1, {count(kZoe, kAlice, 1)})});
    EXPECT_EQ(reading.value, number(std::numeric_limits<std::int64_t>::min()));
}

TEST(ReadingTest, OfTwoSubtotalsOfALaneTheLaterCounts) {
    const FieldReading reading = read_glasses({change(bob(1), 9'000, {count(kZoe, kBob, 3)}),
                                               change(bob(2), 1'000, {count(kZoe, kBob, 5)})});
    EXPECT_EQ(reading.value, number(5));
}

// Bob counts 2 offline while Alice deletes the record and then takes that back: she puts his old
// subtotal, 1, into his cell again. His own later subtotal counts, whichever dot is the greater.
TEST(ReadingTest, ALanesOwnSubtotalCountsBeforeOneBroughtBack) {
    for (const Dot& brings_back : {alice(9), Dot{{0, 1}, 9}}) {
        const FieldReading reading = read_glasses(
            {change(bob(1), 1, {count(kZoe, kBob, 1)}),
             change(bob(2), 2, {count(kZoe, kBob, 2, {bob(1)})}),
             change(brings_back, 3, {put_sub(kZoe, kGlasses, counter_sub(kBob), number(1))})});
        EXPECT_EQ(reading.value, number(2));
    }
}

TEST(ReadingTest, ASubtotalBroughtBackCountsUntilItsLaneWritesAgain) {
    const FieldReading reading = read_glasses(
        {change(alice(9), 3, {put_sub(kZoe, kGlasses, counter_sub(kBob), number(4))})});
    EXPECT_EQ(reading.value, number(4));
    EXPECT_EQ(subtotal_of(nullptr), 0);
}

TEST(ReadingTest, CounterSubIsTheIncarnationBigEndian) {
    const std::string sub = counter_sub({0x0102030405060708ULL, 0x090A0B0C0D0E0F10ULL});
    EXPECT_EQ(sub, std::string("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F\x10"));
}

}  // namespace
}  // namespace wedsync::merge
