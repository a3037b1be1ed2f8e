// The counterexamples of the model that are about merge alone, told step by step. Each is run with
// the rule that answers it, and without, to show that the rule is needed. The numbers are theirs.
#include <cstdint>
#include <vector>

#include "gtest/gtest.h"

#include "engine/merge/conflict.hpp"
#include "tests/property/merge_site.hpp"
#include "tests/support/merging.hpp"

namespace wedsync::property {
namespace {

using namespace support;  // NOLINT(google-build-using-namespace): the words of the tests.

using merge::FieldReading;
using merge::FieldStatus;
using merge::RecordState;
using merge::RecordStatus;
using merge::Sibling;

const RecordId kZoe{alice(1), 0};

Change created() {
    return change(alice(1), 1'000, {put(kZoe, kLife, true), put(kZoe, kNotes, text("nuts"))});
}

// 6: Alice deletes a guest; Bob, offline, edits the notes.
TEST(MergeScripts, Rule6ADeleteCoversEveryCellItsAuthorSaw) {
    const Change edited = change(bob(1), 2'000, {put(kZoe, kNotes, text("no nuts"), {alice(1)})});
    const operation::Kill whole = merge::kill_of(state_after(kZoe, {created()}));
    const RecordState state =
        state_after(kZoe, {created(), edited, change(alice(2), 2'000, {whole})});
    EXPECT_EQ(merge::status_of(state), RecordStatus::kContested);
    ASSERT_EQ(merge::conflicts_of(state, guest_schema()).size(), 1U);
    // Seen whole, the delete leaves nothing; and what nobody edited needs no decision.
    EXPECT_EQ(merge::status_of(state_after(kZoe, {created(), change(alice(2), 2'000, {whole})})),
              RecordStatus::kGone);

    // Off: a delete that touches the life cell only cannot be told from one beside an edit.
    const Change life_only =
        change(alice(2), 2'000, {operation::Kill{kZoe, {{kLife, {}, {alice(1)}}}}});
    const RecordState unedited = state_after(kZoe, {created(), life_only});
    const RecordState beside_edit = state_after(kZoe, {created(), edited, life_only});
    EXPECT_EQ(merge::status_of(unedited), merge::status_of(beside_edit));
}

// 7: an urgent second write overtakes the first, which it replaces.
TEST(MergeScripts, Rule7NamedDotsComeFirst) {
    const Change first = change(bob(1), 2'000, {put(kZoe, kTable, number(1))});
    const Change second = change(bob(2), 3'000, {put(kZoe, kTable, number(2), {bob(1)})});
    const Rules rules;
    Site in_order(rules);
    for (const Change& one : {created(), first, second})
        in_order.accept(one);

    // On: the receiver sees that a named dot is missing, and asks for it first.
    Site urgent(rules);
    urgent.accept(created());
    EXPECT_FALSE(urgent.has_all(named_dots(second)));
    urgent.accept(first);
    EXPECT_TRUE(urgent.has_all(named_dots(second)));
    urgent.accept(second);
    EXPECT_EQ(urgent.records(), in_order.records());

    // Off: it takes what comes.
    Site overtaken(rules);
    for (const Change& one : {created(), second, first})
        overtaken.accept(one);
    EXPECT_EQ(overtaken.have(), in_order.have());
    EXPECT_NE(overtaken.records(), in_order.records()) << "{1, 2} in one order, {2} in the other";
}

// 10: a snapshot brings the state, and then an old change is delivered again.
TEST(MergeScripts, Rule10ASnapshotCarriesTheDots) {
    const Change first = change(bob(1), 2'000, {put(kZoe, kTable, number(1))});
    const Change second = change(bob(2), 3'000, {put(kZoe, kTable, number(2), {bob(1)})});
    const Rules rules;
    Site hub(rules);
    for (const Change& one : {created(), first, second})
        hub.accept(one);

    Site device(rules);
    device.join(hub);
    device.accept(first);
    EXPECT_EQ(device.records(), hub.records());

    // Off: the state comes without its dots; only those of living siblings are known.
    DotSet dots_in_state;
    for (const merge::Cell& cell : hub.state(kZoe).cells) {
        for (const Sibling& sibling : cell.siblings)
            dots_in_state.add(sibling.dot);
    }
    EXPECT_FALSE(dots_in_state.contains(first.dot));
    RecordState state = hub.state(kZoe);
    if (!dots_in_state.contains(first.dot)) merge::apply(state, first);
    EXPECT_NE(state, hub.state(kZoe)) << "what was replaced is back";
    ASSERT_NE(state.find(kTable), nullptr);
    EXPECT_EQ(state.find(kTable)->siblings.size(), 2U);
}

// 11: a device holds B1; the hub it moves to does not, and sends a snapshot.
TEST(MergeScripts, Rule11ASnapshotIsJoined) {
    const Change elsewhere = change(bob(1), 2'000, {put(kZoe, kTable, number(1))});
    const Rules rules;
    Site hub(rules);
    hub.accept(created());
    Site device(rules);
    device.accept(created());
    device.accept(elsewhere);
    device.join(hub);
    EXPECT_NE(device.state(kZoe).find(kTable), nullptr);

    // Off: it replaces the state and unites the dots. The edit can never come back.
    Site replaced = hub;
    DotSet have = device.have();
    have.unite(hub.have());
    EXPECT_EQ(replaced.state(kZoe).find(kTable), nullptr);
    EXPECT_TRUE(have.contains(elsewhere.dot));
}

// 13: somebody works on two weddings in turn.
TEST(MergeScripts, Rule13ALaneBelongsToOneScope) {
    constexpr std::uint64_t kEdits = 10'000;
    DotSet one_lane_for_each;
    DotSet one_lane_for_all;
    for (std::uint64_t edit = 1; edit <= kEdits; edit += 2) {
        one_lane_for_each.add(alice((edit + 1) / 2));
        one_lane_for_all.add(alice(edit));
    }
    EXPECT_EQ(one_lane_for_each.interval_count(), 1U);
    EXPECT_EQ(one_lane_for_all.interval_count(), kEdits / 2) << "off: a counter for all scopes";
}

/// Two places that both believe to be the decider exchange what they made, over and over.
struct Deciders {
    std::uint64_t decisions = 0;
    RecordState state{kZoe, {}};
};

/// A decider takes up a disagreement with a person's value in it, or, with the rule off, any.
enum class Input { kWithAPersonsValue, kAny };

bool is_input(const RecordState& state, Input input) {
    const std::vector<Sibling>& siblings = state.find(kTable)->siblings;
    if (siblings.size() < 2) return false;
    if (input == Input::kAny) return true;
    for (const Sibling& sibling : siblings) {
        if (sibling.rank == 0) return true;
    }
    return false;
}

Deciders exchange(Input input, std::uint64_t rounds) {
    Deciders deciders;
    const Change created =
        change(alice(1), 1'000, {put(kZoe, kLife, true), put(kZoe, kTable, number(7))});
    deciders.state =
        state_after(kZoe, {created, change(alice(2), 1'000, {put(kZoe, kTable, number(8))})});
    for (std::uint64_t round = 1; round <= rounds; ++round) {
        if (!is_input(deciders.state, input)) break;
        const merge::Cell* cell = deciders.state.find(kTable);
        const std::vector<Dot> seen = merge::dots_of(cell);
        const Value low = cell->siblings.front().value;
        const Value high = cell->siblings.back().value;
        // The cloud ranks before the venue. Neither sees the other's in time.
        const Change cloud = change(carol(round), 9'000, {put(kZoe, kTable, low, seen)},
                                    {NoteKind::kAutoDecides, 1, {}});
        const Change venue = change(bob(round), 9'500, {put(kZoe, kTable, high, seen)},
                                    {NoteKind::kAutoDecides, 2, {}});
        for (const Change& decision : {cloud, venue}) {
            merge::apply(deciders.state, decision);
            ++deciders.decisions;
        }
    }
    return deciders;
}

// 14: two places think they were elected; a partition, and it heals.
TEST(MergeScripts, Rule14ADecisionIsNeverTheInputOfAnother) {
    constexpr std::uint64_t kRounds = 50;
    const Schema schema = guest_schema();
    const Deciders amended = exchange(Input::kWithAPersonsValue, kRounds);
    EXPECT_EQ(amended.decisions, 2U);
    const FieldReading reading = merge::read_field(amended.state, *schema.find(kTable));
    EXPECT_EQ(reading.status, FieldStatus::kByPolicy);
    EXPECT_EQ(reading.winner, carol(1)) << "the lowest rank, though the other is later";
    EXPECT_TRUE(merge::conflicts_of(amended.state, schema).empty());

    const Deciders literal = exchange(Input::kAny, kRounds);
    EXPECT_EQ(literal.decisions, 2 * kRounds);
    EXPECT_EQ(literal.state.find(kTable)->siblings.size(), 2U) << "and still open";
}

// 14, go on: a person who writes beside the two decisions is heard, and can be decided about.
TEST(MergeScripts, Rule14APersonsWriteOpensItAgain) {
    Deciders deciders = exchange(Input::kWithAPersonsValue, 50);
    merge::apply(deciders.state, change(alice(9), 500, {put(kZoe, kTable, number(9))}));
    EXPECT_TRUE(is_input(deciders.state, Input::kWithAPersonsValue));
    EXPECT_EQ(merge::conflicts_of(deciders.state, guest_schema()).size(), 1U);
    // Reading does not depend on which of the two decisions came first.
    const Schema schema = guest_schema();
    ASSERT_TRUE(merge::remove(deciders.state, {kZoe, kTable, {}}, alice(9)));
    EXPECT_EQ(merge::read_field(deciders.state, *schema.find(kTable)).winner, carol(1));
}

}  // namespace
}  // namespace wedsync::property
