// What the log says of disagreements: sides, bases, people, and the answers that count.
#include "engine/suggest/past.hpp"

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "engine/suggest/advise.hpp"
#include "tests/support/merging.hpp"

namespace wedsync::suggest {
namespace {

using namespace support;  // NOLINT(google-build-using-namespace): the words of the tests.

constexpr ScopeId kParty{7};
constexpr std::uint64_t kMinute = 60'000;
const Author kAliceHere{"Alice", "tablet", "staff", 0};
const Author kBobHere{"Bob", "phone", "staff", 40};

RecordId guest(std::uint64_t number) {
    return {alice(number), 0};
}

/// Alice made guests 1 to `count` at table 5; she and Bob changed each without the other.
class PastTest : public testing::Test {
protected:
    void disagree(std::uint64_t number) {
        const RecordId record = guest(number);
        add(change(alice(number), number * kMinute,
                   {put(record, kLife, true), put(record, kTable, number_of(5))}),
            kAliceHere);
        add(change(bob(number), (100 + number) * kMinute,
                   {put(record, kTable, number_of(7), {alice(number)})}),
            kBobHere);
        add(change(alice(1'000 + number), (200 + number) * kMinute,
                   {put(record, kTable, number_of(8), {alice(number)})}),
            kAliceHere);
    }
    /// Alice takes a value, minutes after the beginning.
    Dot decide(std::uint64_t number, std::int64_t table, std::uint64_t at_min) {
        const Dot dot = alice(2'000 + decided_++);
        add(change(dot, at_min * kMinute,
                   {put(guest(number), kTable, number_of(table),
                        {bob(number), alice(1'000 + number)})},
                   {NoteKind::kDecides, 0, {}}),
            kAliceHere);
        return dot;
    }
    void undo(const Dot& dot, std::uint64_t at_min) {
        add(change(alice(2'000 + decided_++), at_min * kMinute,
                   {put(guest(99), kTable, number_of(1))}, {NoteKind::kUndoes, 0, dot}),
            kAliceHere);
    }
    static Value number_of(std::int64_t value) { return Value{value}; }
    void add(Change change, const Author& author) { log_.emplace_back(std::move(change), author); }

    static merge::Conflict conflict_of(std::uint64_t number) {
        merge::Conflict conflict;
        conflict.record = guest(number);
        conflict.field = kTable;
        conflict.siblings = {{alice(1'000 + number), {}, number_of(8), 0},
                             {bob(number), {}, number_of(7), 0}};
        return conflict;
    }
    Past past(const std::vector<merge::Conflict>& open) const {
        Past past(schema_);
        for (const merge::Conflict& conflict : open)
            past.want(kParty, {conflict.record, conflict.field, {}});
        for (const auto& [change, author] : log_)
            past.look_for_decisions(kParty, change);
        for (const auto& [change, author] : log_)
            past.add(kParty, change, author);
        return past;
    }
    ConflictFacts facts(std::uint64_t number, std::uint64_t at_min) const {
        const std::vector<merge::Conflict> open{conflict_of(number)};
        const Past told = past(open);
        return told
            .facts_of(kParty, open, {told.sides_of(kParty, open.front()).value()},
                      {"Alice", at_min * kMinute, (at_min + 120) * kMinute})
            .front();
    }

    const Schema schema_ = guest_schema();
    std::vector<std::pair<Change, Author>> log_;
    std::uint64_t decided_ = 0;
};

TEST_F(PastTest, TheServersValueIsTheOneThatWasAcceptedFirst) {
    disagree(1);
    const Past told = past({conflict_of(1)});
    const std::optional<Sides> sides = told.sides_of(kParty, conflict_of(1));
    ASSERT_TRUE(sides.has_value());
    EXPECT_EQ(sides->server, bob(1));
    EXPECT_EQ(sides->client, alice(1'001));
}

TEST_F(PastTest, KnowsTheBaseThePeopleAndTheEvent) {
    disagree(1);
    const ConflictFacts known = facts(1, 300);
    EXPECT_EQ(known.field, "table");
    EXPECT_EQ(known.base.text, "5");
    EXPECT_EQ(known.client.value.text, "8");
    EXPECT_EQ(known.server.value.text, "7");
    EXPECT_EQ(known.client.author, "Alice");
    EXPECT_EQ(known.client.is_resolver, 1);
    EXPECT_EQ(known.server.is_resolver, 0);
    EXPECT_EQ(known.server.experience, 40);
    EXPECT_EQ(known.client.edited_at_s, 201 * 60);
    EXPECT_EQ(known.base_at_s, 60);
    EXPECT_EQ(known.hours_to_event, 2);
    EXPECT_TRUE(known.history.is_known);
    EXPECT_EQ(known.history.tenant.total(), 0);
    EXPECT_EQ(known.session.all.total(), 0);
}

TEST_F(PastTest, CountsWhatWasAnsweredInThisSittingAndBefore) {
    for (std::uint64_t number = 1; number <= 4; ++number)
        disagree(number);
    decide(1, 7, 210);
    decide(2, 8, 290);
    decide(3, 8, 291);
    const ConflictFacts known = facts(4, 300);
    EXPECT_EQ(known.session.all.counts[static_cast<std::size_t>(Answer::kClient)], 2);
    EXPECT_EQ(known.session.all.total(), 2);
    EXPECT_EQ(known.history.tenant.counts[static_cast<std::size_t>(Answer::kServer)], 1);
    // Half an hour later that sitting is over, too.
    EXPECT_EQ(facts(4, 330).session.all.total(), 0);
}

TEST_F(PastTest, AnAnswerThatWasTakenBackLeavesNoTrace) {
    for (std::uint64_t number = 1; number <= 2; ++number)
        disagree(number);
    const ConflictFacts before = facts(2, 300);
    const Dot dot = decide(1, 7, 290);
    EXPECT_EQ(facts(2, 300).session.all.total(), 1);
    undo(dot, 291);
    EXPECT_EQ(facts(2, 300).session.all, before.session.all);
    EXPECT_EQ(facts(2, 300).history.tenant, before.history.tenant);
    EXPECT_TRUE(past({}).answers_of("Alice", 10).empty());
    // And back again.
    undo(alice(2'001), 292);
    EXPECT_EQ(facts(2, 300).session.all.total(), 1);
}

TEST_F(PastTest, UndosThatNameEachOtherAreNoLoop) {
    disagree(1);
    decide(1, 7, 290);
    // Each names a change that is not there yet, the last one itself: anybody can write that.
    undo(alice(2'002), 291);
    undo(alice(2'001), 292);
    undo(alice(2'003), 293);
    EXPECT_EQ(past({}).answers_of("Alice", 10).size(), 1U);
}

TEST_F(PastTest, TellsAnAnswerOfItsOwnFromTheSides) {
    for (std::uint64_t number = 1; number <= 3; ++number)
        disagree(number);
    decide(1, 7, 290);
    decide(2, 11, 291);
    // Both differences added: 5 + 2 + 3.
    decide(3, 10, 292);
    const std::vector<PastAnswer> answers = past({}).answers_of("Alice", 10);
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(answers[0].answer, Answer::kServer);
    EXPECT_EQ(answers[1].answer, Answer::kOther);
    EXPECT_EQ(answers[2].answer, Answer::kMerge);
    EXPECT_EQ(answers[2].facts.session.all.total(), 2);
    EXPECT_EQ(past({}).answers_of("Alice", 2).size(), 2U);
    EXPECT_TRUE(past({}).answers_of("Bob", 10).empty());
}

TEST_F(PastTest, WhatTheLogForgotIsTheOlderSide) {
    disagree(1);
    const std::vector<merge::Conflict> open{conflict_of(1)};
    // The log begins with Alice's last change.
    Past told(schema_);
    told.want(kParty, {guest(1), kTable, {}});
    told.add(kParty, log_.back().first, kAliceHere);
    EXPECT_FALSE(told.sides_of(kParty, open.front()).has_value());
    for (const merge::Sibling& sibling : open.front().siblings)
        told.add_forgotten(kParty, {guest(1), kTable, {}}, sibling, kBobHere);
    const std::optional<Sides> sides = told.sides_of(kParty, open.front());
    ASSERT_TRUE(sides.has_value());
    EXPECT_EQ(sides->client, alice(1'001));
    const ConflictFacts known = told.facts_of(kParty, open, {*sides}, {"Alice", 0, {}}).front();
    EXPECT_EQ(known.base.kind, ValueKind::kAbsent);
}

TEST_F(PastTest, ThirtyAnswersAgainstTheModelChangeItsSuggestionAndTakenBackRestoreIt) {
    for (std::uint64_t number = 1; number <= 31; ++number)
        disagree(number);
    const Resolver& resolver = shipped_resolver();
    ASSERT_TRUE(resolver.has_model());
    const auto suggested = [&](std::uint64_t at_min) {
        const PersonalLayer personal =
            personal_of(resolver, past({}).answers_of("Alice", kPersonalAnswersMax));
        return resolver.suggest(facts(31, at_min), {true, true, false}, &personal, {});
    };
    constexpr std::uint64_t kLater = 400;
    const Suggestion before = suggested(kLater);
    const bool is_client = before.probabilities[static_cast<std::size_t>(Answer::kClient)] >=
                           before.probabilities[static_cast<std::size_t>(Answer::kServer)];
    std::vector<Dot> made;
    for (std::uint64_t number = 1; number <= 30; ++number)
        made.push_back(decide(number, is_client ? 7 : 8, 240 + number));
    const Suggestion after = suggested(kLater);
    const auto against = static_cast<std::size_t>(is_client ? Answer::kServer : Answer::kClient);
    EXPECT_GT(after.probabilities[against], before.probabilities[against] + 0.2);
    for (const Dot& dot : made)
        undo(dot, 300);
    // But for how many changes there have been, everything is as it was.
    const Suggestion restored = suggested(kLater);
    for (std::size_t i = 0; i < kAnswers; ++i)
        EXPECT_NEAR(restored.probabilities[i], before.probabilities[i], 0.02) << i;
    EXPECT_EQ(restored.action, before.action);
}

}  // namespace
}  // namespace wedsync::suggest
