// What the log says of decisions: who made them, why, what became of them, and how they compare
// with what would have been suggested.
#include "engine/suggest/decided.hpp"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "tests/support/eager_model.hpp"
#include "tests/support/merging.hpp"

namespace wedsync::suggest {
namespace {

using namespace support;  // NOLINT(google-build-using-namespace): the words of the tests.

constexpr ScopeId kParty{7};
constexpr std::uint64_t kMinute = 60'000;
const Author kAliceHere{"Alice", "tablet", "staff", 0};
const Author kBobHere{"Bob", "phone", "staff", 40};
const Author kHubHere{"", "hub", "decider", 0};
constexpr std::uint8_t kSure = rank_of(DecisionReason::kLikelyChoice, 3);

RecordId guest(std::uint64_t number) {
    return {alice(number), 0};
}

/// Alice made guests at table 5; she (8, the last to be accepted) and Bob (7) moved each without
/// the other.
class DecidedTest : public testing::Test {
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
    Dot settle(std::uint64_t number, std::int64_t table, Note note, const Author& author) {
        const Dot dot = alice(2'000 + made_++);
        add(change(dot, (300 + made_) * kMinute,
                   {put(guest(number), kTable, number_of(table),
                        {bob(number), alice(1'000 + number)})},
                   note),
            author);
        return dot;
    }
    Dot by_person(std::uint64_t number, std::int64_t table) {
        return settle(number, table, {NoteKind::kDecides, 0, {}}, kAliceHere);
    }
    Dot by_machine(std::uint64_t number, std::int64_t table, std::uint8_t rank = kSure) {
        return settle(number, table, {NoteKind::kAutoDecides, rank, {}}, kHubHere);
    }
    Dot write_over(std::uint64_t number, const Dot& over, std::int64_t table, Note note = {}) {
        const Dot dot = alice(2'000 + made_++);
        add(change(dot, (300 + made_) * kMinute,
                   {put(guest(number), kTable, number_of(table), {over})}, note),
            kBobHere);
        return dot;
    }
    static Value number_of(std::int64_t value) { return Value{value}; }
    void add(Change change, const Author& author) { log_.emplace_back(std::move(change), author); }

    std::vector<Decided> decided(const Resolver& resolver) const {
        Past past(schema_);
        DecidedFinder finder;
        for (const auto& [change, author] : log_) {
            past.look_for_decisions(kParty, change);
            finder.look_for(kParty, change);
        }
        for (const auto& [change, author] : log_) {
            past.add(kParty, change, author);
            finder.add(kParty, change, author);
        }
        std::vector<Decided> found = finder.take();
        judge(found, past.all_answers(), resolver);
        return found;
    }

    const Schema schema_ = guest_schema();
    const Resolver eager_ = support::eager_resolver();
    std::vector<std::pair<Change, Author>> log_;
    std::uint64_t made_ = 0;
};

TEST_F(DecidedTest, TellsWhatWasSettledAndFromWhat) {
    disagree(1);
    const Dot dot = by_machine(1, 8);
    const std::vector<Decided> found = decided(eager_);
    ASSERT_EQ(found.size(), 1U);
    const Decided& one = found.front();
    EXPECT_EQ(one.dot, dot);
    EXPECT_EQ(one.key.record, guest(1));
    EXPECT_TRUE(one.is_by_machine);
    EXPECT_EQ(confidence_of(one.rank), 97);
    EXPECT_EQ(one.author, kHubHere);
    EXPECT_EQ(one.value, number_of(8));
    ASSERT_EQ(one.replaced.size(), 2U);
    EXPECT_EQ(one.replaced[0].value, number_of(7));
    EXPECT_EQ(one.replaced[0].author, kBobHere);
    EXPECT_EQ(one.replaced[1].value, number_of(8));
    EXPECT_FALSE(one.suggested.has_value());
    EXPECT_EQ(one.outcome, Aftermath::kKept);
}

TEST_F(DecidedTest, TellsWhatPeopleDidSince) {
    for (std::uint64_t number = 1; number <= 5; ++number)
        disagree(number);
    write_over(1, by_machine(1, 8), 9);
    write_over(2, by_machine(2, 8), 8);
    const Dot third = by_machine(3, 8);
    write_over(3, third, 7, {NoteKind::kUndoes, 0, third});
    const Dot fourth = by_machine(4, 8);
    const Dot undo = write_over(4, fourth, 7, {NoteKind::kUndoes, 0, fourth});
    write_over(4, undo, 8, {NoteKind::kUndoes, 0, undo});
    write_over(5, by_machine(5, 8), 7, {NoteKind::kAutoDecides, kSure, {}});
    const std::vector<Decided> found = decided(eager_);
    ASSERT_EQ(found.size(), 5U) << "what covers one value settles nothing";
    EXPECT_EQ(found[0].outcome, Aftermath::kChanged);
    EXPECT_EQ(found[1].outcome, Aftermath::kKept) << "the same value";
    EXPECT_EQ(found[2].outcome, Aftermath::kUndone);
    EXPECT_EQ(found[3].outcome, Aftermath::kKept) << "taken back and brought back";
    EXPECT_EQ(found[4].outcome, Aftermath::kKept) << "what a machine does is no judgement";
}

TEST_F(DecidedTest, SaysWhatWouldHaveBeenSuggested) {
    for (std::uint64_t number = 1; number <= 3; ++number)
        disagree(number);
    by_person(1, 8);
    by_person(2, 7);
    by_machine(3, 8);
    const std::vector<Decided> found = decided(eager_);
    ASSERT_EQ(found.size(), 3U);
    ASSERT_TRUE(found[0].suggested.has_value());
    EXPECT_EQ(found[0].suggested->action, Action::kClientWins);
    EXPECT_TRUE(found[0].suggested->is_taken);
    ASSERT_TRUE(found[1].suggested.has_value());
    EXPECT_FALSE(found[1].suggested->is_taken);
    EXPECT_FALSE(found[2].suggested.has_value());
    const Resolver none{Result<Model>(Error{ErrorCode::kNotFound, "no model here"})};
    EXPECT_FALSE(decided(none)[0].suggested.has_value());
}

TEST_F(DecidedTest, AddsUpByFieldAndConfidence) {
    for (std::uint64_t number = 1; number <= 5; ++number)
        disagree(number);
    by_person(1, 8);
    by_person(2, 7);
    by_machine(3, 8);
    write_over(4, by_machine(4, 8), 9);
    by_machine(5, 8, rank_of(DecisionReason::kSameWords));
    const DecidedSummary summary = summary_of(decided(eager_), schema_);
    DecidedFigures expected;
    expected.machine = 3;
    expected.exact = 1;
    expected.likely = 2;
    expected.kept = 2;
    expected.changed = 1;
    expected.person = 2;
    expected.suggested = 2;
    expected.agreed = 1;
    EXPECT_EQ(summary.totals, expected);
    EXPECT_EQ(summary.fields.find(kTable)->second, expected);
    const ConfidenceBin& last = summary.bins.back();
    EXPECT_EQ(last.answers, 2U);
    EXPECT_EQ(last.agreed, 1U);
    EXPECT_EQ(last.automatic, 2U);
    EXPECT_EQ(last.kept, 1U);
    EXPECT_NEAR(last.confidence_sum, 1.98, 0.05);
}

TEST_F(DecidedTest, ListsFieldsThatPeopleCanDisagreeAbout) {
    std::vector<FieldId> listed;
    for (const auto& [id, figures] : summary_of({}, schema_).fields)
        listed.push_back(id);
    EXPECT_EQ(listed, (std::vector<FieldId>{kName, kTable, kNotes, kPartner, kPhoto}));
}

TEST_F(DecidedTest, KeepsOnlyTheLastOnes) {
    DecidedFinder finder;
    for (std::size_t i = 1; i <= kDecidedMax + 2; ++i) {
        finder.look_for(
            kParty, change(alice(i), 1, {put(guest(1), kTable, number_of(1), {bob(i), bob(i + 1)})},
                           {NoteKind::kDecides, 0, {}}));
    }
    const std::vector<Decided> found = finder.take();
    EXPECT_EQ(found.size(), kDecidedMax);
    EXPECT_EQ(found.front().dot, alice(3));
}

TEST(DecidedBins, AreOfOneWidth) {
    EXPECT_EQ(bin_of(0), 0U);
    EXPECT_EQ(bin_of(0.0666), 0U);
    EXPECT_EQ(bin_of(0.067), 1U);
    EXPECT_EQ(bin_of(0.95), 14U);
    EXPECT_EQ(bin_of(1), 14U);
}

}  // namespace
}  // namespace wedsync::suggest
