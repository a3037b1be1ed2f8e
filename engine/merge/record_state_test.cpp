#include "engine/merge/record_state.hpp"

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/hash.hpp"
#include "tests/support/merging.hpp"

namespace wedsync::merge {
namespace {

using namespace support;  // NOLINT(google-build-using-namespace): the words of the tests.

const RecordId kZoe{alice(1), 0};
const RecordId kOther{alice(1), 1};

Change created() {
    return change(alice(1), 1'000, {put(kZoe, kLife, true), put(kZoe, kName, text("Zoe"))});
}

DotSet have_of(const std::vector<Change>& changes) {
    DotSet have;
    for (const Change& one : changes)
        have.add(one.dot);
    return have;
}

TEST(RecordStateTest, APutReplacesWhatItCovers) {
    const Change renamed = change(bob(1), 2'000, {put(kZoe, kName, text("Zoë"), {alice(1)})});
    const RecordState state = state_after(kZoe, {created(), renamed});
    ASSERT_NE(state.find(kName), nullptr);
    const std::vector<Sibling> expected{{bob(1), make_hybrid_time(2'000, 0), text("Zoë"), 0}};
    EXPECT_EQ(state.find(kName)->siblings, expected);
}

TEST(RecordStateTest, WhatAPutHasNotSeenStaysBesideIt) {
    const Change first = change(bob(1), 2'000, {put(kZoe, kTable, number(7))});
    const Change second = change(carol(1), 3'000, {put(kZoe, kTable, number(8))});
    const RecordState state = state_after(kZoe, {created(), second, first});
    ASSERT_NE(state.find(kTable), nullptr);
    ASSERT_EQ(state.find(kTable)->siblings.size(), 2U);
    EXPECT_EQ(state.find(kTable)->siblings[0].dot, bob(1)) << "in dot order";
    EXPECT_EQ(state, state_after(kZoe, {created(), first, second}));
}

TEST(RecordStateTest, ACoverRemovesInItsOwnCellOnly) {
    const Change renamed = change(bob(1), 2'000, {put(kZoe, kTable, number(7), {alice(1)})});
    const RecordState state = state_after(kZoe, {created(), renamed});
    EXPECT_NE(state.find(kName), nullptr);
    EXPECT_NE(state.find(kLife), nullptr);
}

TEST(RecordStateTest, OtherRecordsOfAChangeAreLeftAlone) {
    const Change both =
        change(alice(1), 1'000,
               {put(kZoe, kName, text("Zoe")), put(kOther, kName, text("Max")),
                operation::Drop{{kOther, kTags, "x"}, {bob(1)}},
                operation::Kill{kOther, {{kName, {}, {bob(1)}}}}, operation::Unknown{9, {1}}});
    const RecordState state = state_after(kOther, {both});
    ASSERT_NE(state.find(kName), nullptr);
    EXPECT_EQ(state.find(kName)->siblings.front().value, text("Max"));
    EXPECT_EQ(state.cells.size(), 1U);
}

TEST(RecordStateTest, ADroppedElementLeavesNothingBehind) {
    const Change added = change(bob(1), 2'000, {put_sub(kZoe, kTags, "vegan", true)});
    const Change dropped = change(bob(2), 3'000, {drop_sub(kZoe, kTags, "vegan", {bob(1)})});
    EXPECT_EQ(state_after(kZoe, {created(), added, dropped}), state_after(kZoe, {created()}));
}

TEST(RecordStateTest, AnElementAddedAgainMeanwhileSurvivesADrop) {
    const Change added = change(bob(1), 2'000, {put_sub(kZoe, kTags, "vegan", true)});
    const Change dropped = change(bob(2), 3'000, {drop_sub(kZoe, kTags, "vegan", {bob(1)})});
    const Change again = change(carol(1), 3'000, {put_sub(kZoe, kTags, "vegan", true, {bob(1)})});
    const RecordState state = state_after(kZoe, {created(), added, again, dropped});
    EXPECT_NE(state.find(kTags, "vegan"), nullptr);
    EXPECT_EQ(state, state_after(kZoe, {created(), added, dropped, again}));
}

TEST(RecordStateTest, GoneAliveContested) {
    EXPECT_EQ(status_of(RecordState{kZoe, {}}), RecordStatus::kGone);
    EXPECT_EQ(status_of(state_after(kZoe, {created()})), RecordStatus::kAlive);
    const Change killed = change(
        bob(1), 2'000, {operation::Kill{kZoe, {{kLife, {}, {alice(1)}}, {kName, {}, {alice(1)}}}}});
    EXPECT_EQ(status_of(state_after(kZoe, {created(), killed})), RecordStatus::kGone);
    const Change edited = change(carol(1), 2'000, {put(kZoe, kName, text("Zoë"), {alice(1)})});
    const RecordState contested = state_after(kZoe, {created(), killed, edited});
    EXPECT_EQ(status_of(contested), RecordStatus::kContested);
    EXPECT_EQ(contested, state_after(kZoe, {created(), edited, killed}));
    EXPECT_EQ(collection_of(contested), kGuest);
}

TEST(RecordStateTest, SaysWhatWasDisplacedAndTakesItBack) {
    const RecordState before = state_after(kZoe, {created()});
    RecordState state = before;
    std::vector<Displaced> displaced;
    apply(state, change(bob(1), 2'000, {put(kZoe, kName, text("Zoë"), {alice(1)})}), &displaced);
    ASSERT_EQ(displaced.size(), 1U);
    EXPECT_EQ(displaced.front().key, (CellKey{kZoe, kName, {}}));
    EXPECT_EQ(displaced.front().sibling, before.find(kName)->siblings.front());
    EXPECT_TRUE(remove(state, {kZoe, kName, {}}, bob(1)));
    EXPECT_FALSE(remove(state, {kZoe, kName, {}}, bob(1)));
    EXPECT_FALSE(remove(state, {kZoe, kTags, "none"}, bob(1)));
    restore(state, displaced.front());
    EXPECT_EQ(state, before);
    restore(state, displaced.front());
    EXPECT_EQ(state, before) << "giving back twice changes nothing";
}

TEST(RecordStateTest, JoinKeepsWhatTheOtherSideHasNeverSeen) {
    const Change edited = change(bob(1), 2'000, {put(kZoe, kTable, number(7))});
    const RecordState left = state_after(kZoe, {created(), edited});
    const RecordState right = state_after(kZoe, {created()});
    EXPECT_EQ(join(left, have_of({created(), edited}), right, have_of({created()})), left);
    // NOLINTNEXTLINE(readability-suspicious-call-argument): the other way round is the point.
    EXPECT_EQ(join(right, have_of({created()}), left, have_of({created(), edited})), left);
}

TEST(RecordStateTest, JoinDropsWhatTheOtherSideHasSeenReplaced) {
    const Change edited = change(bob(1), 2'000, {put(kZoe, kName, text("Zoë"), {alice(1)})});
    const RecordState left = state_after(kZoe, {created(), edited});
    const RecordState right = state_after(kZoe, {created()});
    EXPECT_EQ(join(left, have_of({created(), edited}), right, have_of({created()})), left);
}

TEST(RecordStateTest, JoinOfADeletedRecordWithAnOldCopyStaysDeleted) {
    const RecordState gone{kZoe, {}};
    const RecordState old = state_after(kZoe, {created()});
    DotSet have = have_of({created()});
    have.add(bob(1));  // The kill.
    EXPECT_EQ(join(gone, have, old, have_of({created()})), gone);
    EXPECT_EQ(join(old, have_of({created()}), gone, have), gone);
}

/// The layout that checksum.cpp documents, written out by hand.
TEST(RecordStateTest, ChecksumHashesTheDocumentedBytes) {
    Bytes bytes;
    const auto add = [&](std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i) {
            bytes.push_back(static_cast<std::uint8_t>(value & 0xFFU));
            value >>= 8U;
        }
    };
    const auto add_dot = [&](const Dot& dot) {
        add(dot.incarnation.high, 8);
        add(dot.incarnation.low, 8);
        add(dot.counter, 8);
    };
    add_dot(carol(3));
    add(5, 4);
    add(1, 2);
    add(6, 2);
    add(2, 4);
    add('a' | ('b' << 8), 2);
    add_dot(bob(9));
    add(make_hybrid_time(1, 0).value(), 8);
    add(3, 1);
    add(2, 1);
    add(static_cast<std::uint64_t>(-7), 8);
    const CellKey key{{carol(3), 5}, {1, 6}, "ab"};
    EXPECT_EQ(checksum(key, {bob(9), make_hybrid_time(1, 0), number(-7), 3}), hash64(bytes));
    bytes.clear();
    add_dot(bob(9));
    EXPECT_EQ(checksum(bob(9)), hash64(bytes));
}

TEST(RecordStateTest, ChecksumTellsValuesOfDifferentKindsApart) {
    const CellKey key{kZoe, kTable, {}};
    const std::vector<Value> values{std::monostate{},
                                    false,
                                    true,
                                    number(0),
                                    number(1),
                                    Real{1},
                                    text(""),
                                    text("a"),
                                    Bytes{},
                                    Bytes{'a'},
                                    Reference{{bob(1), 0}},
                                    Reference{{bob(1), 1}},
                                    Link{ScopeId{1}, {bob(1), 0}, "a"},
                                    Link{ScopeId{2}, {bob(1), 0}, "a"},
                                    Link{ScopeId{1}, {bob(1), 0}, "b"},
                                    BlobReference{{}, 0},
                                    BlobReference{{}, 1},
                                    BlobReference{{1}, 0}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t j = 0; j < values.size(); ++j) {
            const std::uint64_t one = checksum(key, {bob(1), {}, values[i], 0});
            EXPECT_EQ(one == checksum(key, {bob(1), {}, values[j], 0}), i == j) << i << " " << j;
        }
    }
}

TEST(RecordStateTest, ChecksumOfAPutIsThatOfItsSibling) {
    Change decided;
    decided.dot = {{1, 2}, 3};
    decided.time = make_hybrid_time(4, 5);
    decided.note.rank = 6;
    const operation::Put put{{{{{7, 8}, 9}, 10}, {11, 12}, "sub"}, std::string("fish"), {}};
    EXPECT_EQ(checksum(put, decided),
              checksum(put.key, {decided.dot, decided.time, put.value, decided.note.rank}));
}

TEST(RecordStateTest, ChecksumIsASumOverSiblings) {
    const Change edited =
        change(bob(1), 2'000, {put(kZoe, kTable, number(7)), put_sub(kZoe, kTags, "vegan", true)});
    const Change other = change(carol(1), 2'000, {put(kZoe, kTable, number(8))});
    const RecordState state = state_after(kZoe, {created(), edited, other});
    std::uint64_t sum = 0;
    for (const Cell& cell : state.cells) {
        for (const Sibling& sibling : cell.siblings) {
            sum += checksum({kZoe, cell.field, cell.sub}, sibling);
        }
    }
    EXPECT_EQ(checksum(state), sum);
    RecordState less = state;
    ASSERT_TRUE(remove(less, {kZoe, kTable, {}}, carol(1)));
    EXPECT_EQ(checksum(state) - checksum(less),
              checksum({kZoe, kTable, {}}, {carol(1), make_hybrid_time(2'000, 0), number(8), 0}));
    EXPECT_EQ(checksum(RecordState{kZoe, {}}), 0U);
}

}  // namespace
}  // namespace wedsync::merge
