// Texts that the hub settles, and those it leaves to people.
#include "hub/core/decider.hpp"

#include "gtest/gtest.h"

#include "engine/merge/reading.hpp"
#include "hub/core/hub_test_support.hpp"

namespace wedsync::hub {
namespace {

using namespace test;  // NOLINT: builders.

const RecordId kAda = record_of({kAlice, 1});
const std::string kBase = "Comes with one guest. Eats fish. Sits near the door.";
const std::string kFirst = "Comes with two guests. Eats fish. Sits near the door.";
const std::string kSecond = "Comes with one guest. Eats fish. Sits near the window.";
const std::string kBoth = "Comes with two guests. Eats fish. Sits near the window.";

/// Alice created the record and wrote the base text; she and Bob edited it without each other.
class DeciderTest : public testing::Test {
protected:
    void disagree(const std::string& first, const std::string& second,
                  std::uint16_t field = kNotes) {
        alice_ = world_.open("tablet");
        bob_ = world_.open("phone");
        world_.push(alice_,
                    {create({kAlice, 1}, "Ada"), edit({kAlice, 2}, kAda, kBase, {}, field)});
        world_.push(alice_, {edit({kAlice, 3}, kAda, first, {{kAlice, 2}}, field)});
        world_.push(bob_, {edit({kBob, 1}, kAda, second, {{kAlice, 2}}, field)});
    }
    std::vector<merge::Sibling> siblings(std::uint16_t field = kNotes) {
        const merge::RecordState state = world_.record(kAda);
        const merge::Cell* cell = state.find({kGuests, field});
        return cell == nullptr ? std::vector<merge::Sibling>{} : cell->siblings;
    }

    World world_;
    PeerId alice_;
    PeerId bob_;
};

TEST_F(DeciderTest, SettlesEditsThatDoNotOverlap) {
    disagree(kFirst, kSecond);
    ASSERT_EQ(siblings().size(), 1U);
    const merge::Sibling settled = siblings().front();
    EXPECT_EQ(settled.value, Value{kBoth});
    EXPECT_EQ(settled.rank, rank_of(DecisionReason::kEditsApart));
    EXPECT_EQ(settled.dot, (Dot{decider_lane(Epoch{1}), 1}));
    EXPECT_EQ(world_.hub().counters().decided, 1U);
    // An ordinary change: logged after what it settles, with its lane, counted in the sums.
    const std::vector<Entry> log = world_.log();
    ASSERT_EQ(log.size(), 5U);
    const auto* last = std::get_if<entry::Accepted>(&log.back());
    ASSERT_NE(last, nullptr);
    EXPECT_EQ(last->change.note.kind, NoteKind::kAutoDecides);
    EXPECT_TRUE(validate(last->change).ok());
    EXPECT_EQ(world_.records().size(), 1U);
    const PeerId carol = world_.open("laptop");
    world_.subscribe(carol);
    Reader reader;
    world_.read_on(carol, reader);
    EXPECT_EQ(reader.records, world_.records());
    EXPECT_EQ(reader.lanes[decider_lane(Epoch{1})], decider_author());
}

TEST_F(DeciderTest, LeavesOverlappingEditsToPeople) {
    disagree("Comes with two guests. Eats fish. Sits near the door.",
             "Comes with nine guests. Eats fish. Sits near the door.");
    EXPECT_EQ(siblings().size(), 2U);
    EXPECT_EQ(world_.hub().counters().decided, 0U);
}

TEST_F(DeciderTest, LeavesProtectedFieldsToPeople) {
    disagree(kFirst, kSecond, kSecret);
    EXPECT_EQ(siblings(kSecret).size(), 2U);
}

TEST_F(DeciderTest, LeavesRegistersToPeople) {
    disagree(kFirst, kSecond, kName);
    EXPECT_EQ(siblings(kName).size(), 3U);
}

TEST_F(DeciderTest, SettlesTheSameWordsTypedInAnotherWay) {
    alice_ = world_.open("tablet");
    bob_ = world_.open("phone");
    const Change first = edit({kAlice, 2}, kAda, "Ada  Miller", {{kAlice, 1}});
    const Change second = edit({kBob, 1}, kAda, "ada miller.", {{kAlice, 1}});
    world_.push(alice_, {create({kAlice, 1}, "Ada"), first});
    world_.push(bob_, {second});
    ASSERT_EQ(siblings(kName).size(), 1U);
    const bool is_first_shown = merge::is_shown_before({first.dot, first.time, Value{}, 0},
                                                       {second.dot, second.time, Value{}, 0});
    EXPECT_EQ(siblings(kName).front().value, Value{is_first_shown ? "Ada  Miller" : "ada miller."});
    EXPECT_EQ(siblings(kName).front().rank, rank_of(DecisionReason::kSameWords));
}

TEST_F(DeciderTest, FindsTheBaseBehindSeveralEdits) {
    alice_ = world_.open("tablet");
    bob_ = world_.open("phone");
    world_.push(alice_, {create({kAlice, 1}, "Ada"), edit({kAlice, 2}, kAda, kBase, {}, kNotes)});
    world_.push(alice_, {edit({kAlice, 3}, kAda, "Comes alone. Eats fish. Sits near the door.",
                              {{kAlice, 2}}, kNotes),
                         edit({kAlice, 4}, kAda, kFirst, {{kAlice, 3}}, kNotes)});
    world_.push(bob_, {edit({kBob, 1}, kAda, kSecond, {{kAlice, 2}}, kNotes)});
    ASSERT_EQ(siblings().size(), 1U);
    EXPECT_EQ(siblings().front().value, Value{kBoth});
}

TEST_F(DeciderTest, SettlesThreeAtOnce) {
    alice_ = world_.open("tablet");
    bob_ = world_.open("phone");
    world_.push(alice_, {create({kAlice, 1}, "Ada"), edit({kAlice, 2}, kAda, kBase, {}, kNotes)});
    const std::string third = "Comes with one guest. Eats meat. Sits near the door.";
    world_.hand(alice_,
                world_.make_push(alice_, {edit({kAlice, 3}, kAda, kFirst, {{kAlice, 2}}, kNotes)}));
    world_.hand(bob_,
                world_.make_push(bob_, {edit({kBob, 1}, kAda, kSecond, {{kAlice, 2}}, kNotes),
                                        edit({kCarol, 1}, kAda, third, {{kAlice, 2}}, kNotes)}));
    EXPECT_TRUE(world_.settle());
    ASSERT_EQ(siblings().size(), 1U);
    EXPECT_EQ(siblings().front().value,
              Value{"Comes with two guests. Eats meat. Sits near the window."});
}

TEST_F(DeciderTest, LeavesTextsWhoseBaseTheLogForgot) {
    alice_ = world_.open("tablet");
    bob_ = world_.open("phone");
    world_.push(alice_, {create({kAlice, 1}, "Ada"), edit({kAlice, 2}, kAda, kBase, {}, kNotes)});
    ASSERT_TRUE(world_.hub().compact(kParty, Position{2}).ok());
    world_.push(alice_, {edit({kAlice, 3}, kAda, kFirst, {{kAlice, 2}}, kNotes)});
    world_.push(bob_, {edit({kBob, 1}, kAda, kSecond, {{kAlice, 2}}, kNotes)});
    EXPECT_EQ(siblings().size(), 2U);
}

TEST_F(DeciderTest, LeavesTextsWithoutACommonBase) {
    alice_ = world_.open("tablet");
    bob_ = world_.open("phone");
    world_.push(alice_, {create({kAlice, 1}, "Ada")});
    world_.push(alice_, {edit({kAlice, 2}, kAda, kFirst, {}, kNotes)});
    world_.push(bob_, {edit({kBob, 1}, kAda, kSecond, {}, kNotes)});
    EXPECT_EQ(siblings().size(), 2U);
}

TEST_F(DeciderTest, LeavesContestedRecordsToPeople) {
    alice_ = world_.open("tablet");
    bob_ = world_.open("phone");
    world_.push(alice_, {create({kAlice, 1}, "Ada"), edit({kAlice, 2}, kAda, kBase, {}, kNotes)});
    const merge::RecordState seen = world_.record(kAda);
    world_.push(alice_, {kill({kAlice, 3}, seen)});
    world_.push(bob_, {edit({kBob, 1}, kAda, kFirst, {{kAlice, 2}}, kNotes)});
    world_.push(bob_, {edit({kCarol, 1}, kAda, kSecond, {{kAlice, 2}}, kNotes)});
    EXPECT_EQ(siblings().size(), 2U);
}

TEST_F(DeciderTest, NumbersItsLaneAnewInEachEpoch) {
    disagree(kFirst, kSecond);
    const merge::Sibling settled = siblings().front();
    world_.setup().epoch = 2;
    world_.restart();
    alice_ = world_.open("tablet");
    world_.push(alice_, {edit({kAlice, 4}, kAda, kBoth + " Late.", {settled.dot}, kNotes)});
    bob_ = world_.open("phone");
    world_.push(bob_, {edit({kBob, 2}, kAda, "Dr. " + kBoth, {settled.dot}, kNotes)});
    ASSERT_EQ(siblings().size(), 1U);
    EXPECT_EQ(siblings().front().value, Value{"Dr. " + kBoth + " Late."});
    EXPECT_EQ(siblings().front().dot, (Dot{decider_lane(Epoch{2}), 1}));
}

TEST_F(DeciderTest, LeavesToPeopleWhatTheyTookBack) {
    disagree(kFirst, kSecond);
    ASSERT_EQ(siblings().size(), 1U);
    const Dot decision = siblings().front().dot;
    // As a device undoes a decision: the value shown comes back, the other one beside it.
    Change shown = edit({kAlice, 4}, kAda, kFirst, {decision}, kNotes);
    Change other = edit({kAlice, 5}, kAda, kSecond, {}, kNotes);
    shown.note = other.note = {NoteKind::kUndoes, 0, decision};
    world_.push(alice_, {shown, other});
    EXPECT_EQ(siblings().size(), 2U);
    EXPECT_EQ(world_.hub().counters().decided, 1U);
    // What they make of it is decided like any other text.
    const std::vector<Dot> both{shown.dot, other.dot};
    world_.push(alice_, {answer({kAlice, 6}, kAda, kBase, both, kNotes)});
    world_.push(alice_, {edit({kAlice, 7}, kAda, kFirst, {{kAlice, 6}}, kNotes)});
    world_.push(bob_, {edit({kBob, 2}, kAda, kSecond, {{kAlice, 6}}, kNotes)});
    ASSERT_EQ(siblings().size(), 1U);
    EXPECT_EQ(siblings().front().value, Value{kBoth});
}

TEST_F(DeciderTest, DecidesAfterARestartWhatItDidNotComeTo) {
    // The log forgot the base, so nothing is settled; a later edit of another field does not help.
    disagree("Comes with two guests.", "Comes with nine guests.");
    ASSERT_EQ(siblings().size(), 2U);
    world_.restart();
    EXPECT_TRUE(world_.settle());
    EXPECT_EQ(siblings().size(), 2U);
}

// ---- The pure part ----

merge::Cell cell_of(std::vector<merge::Sibling> siblings) {
    return {{kGuests, kNotes}, {}, std::move(siblings)};
}
merge::Sibling sibling(const Dot& dot, const std::string& text, std::uint8_t rank = 0) {
    return {dot, {}, text, rank};
}

TEST(DeciderRulesTest, NeverDecidesAmongDecisions) {
    const Schema schema = party_schema();
    EXPECT_FALSE(
        is_decidable(cell_of({sibling({kAlice, 1}, "a", 1), sibling({kBob, 1}, "b", 2)}), schema));
    EXPECT_TRUE(
        is_decidable(cell_of({sibling({kAlice, 1}, "a", 1), sibling({kBob, 1}, "b", 0)}), schema));
    EXPECT_FALSE(
        is_decidable(cell_of({sibling({kAlice, 1}, "a"), sibling({kBob, 1}, "a")}), schema));
    EXPECT_FALSE(is_decidable(cell_of({sibling({kAlice, 1}, "a")}), schema));
}

TEST(DeciderRulesTest, LooksAtRegistersOnlyForTheSameWords) {
    const Schema schema = party_schema();
    const auto named = [](const std::string& left, const std::string& right) {
        merge::Cell cell = cell_of({sibling({kAlice, 1}, left), sibling({kBob, 1}, right)});
        cell.field = {kGuests, kName};
        return cell;
    };
    EXPECT_TRUE(is_decidable(named("Ada Miller", "ADA  miller"), schema));
    EXPECT_FALSE(is_decidable(named("Ada Miller", "Ada Mill"), schema));
    merge::Cell secret = named("no nuts", "No nuts");
    secret.field = {kGuests, kSecret};
    EXPECT_FALSE(is_decidable(secret, schema));
}

TEST(DeciderRulesTest, TakesTheLastCommonBase) {
    // 1 <- 2 <- (3, 4)
    const merge::CellHistory history = {{{kAlice, 1}, {std::string("one"), {}}},
                                        {{kAlice, 2}, {std::string("two"), {{kAlice, 1}}}},
                                        {{kAlice, 3}, {std::string("three"), {{kAlice, 2}}}},
                                        {{kBob, 1}, {std::string("four"), {{kAlice, 2}}}}};
    const merge::Cell cell = cell_of({sibling({kAlice, 3}, "three"), sibling({kBob, 1}, "four")});
    EXPECT_EQ(merge::common_base(cell, history), (Dot{kAlice, 2}));
}

TEST(DeciderRulesTest, HasNoBaseWhereTwoAreEquallyLate) {
    // Both siblings were written over both 1 and 2, of which one is not known any more.
    const merge::CellHistory history = {
        {{kAlice, 1}, {std::string("one"), {}}},
        {{kAlice, 3}, {std::string("three"), {{kAlice, 1}, {kBob, 1}}}},
        {{kBob, 2}, {std::string("four"), {{kAlice, 1}, {kBob, 1}}}}};
    const merge::Cell cell = cell_of({sibling({kAlice, 3}, "three"), sibling({kBob, 2}, "four")});
    EXPECT_EQ(merge::common_base(cell, history), std::nullopt);
    EXPECT_EQ(settle_text(cell, history), std::nullopt);
}

}  // namespace
}  // namespace wedsync::hub
