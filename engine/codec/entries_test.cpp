#include "engine/codec/entries.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "engine/merge/undo.hpp"

namespace wedsync::codec {
namespace {

constexpr Incarnation kAlice{0xA11CE, 1};
constexpr Incarnation kBob{0xB0B, 2};
constexpr std::uint64_t kNoonMs = 1'786'000'000'000;

/// Alice seats a guest at another table: one put over her own earlier one.
Change seating(std::uint64_t counter) {
    const CellKey key{{{kAlice, 40}, 0}, {4, 5}, {}};
    return {{kAlice, counter},
            make_hybrid_time(kNoonMs + counter * 1'000, 0),
            {operation::Put{key, std::int64_t{12}, {{kAlice, 40}}}},
            {},
            0};
}

std::vector<Entry> accepted(std::vector<Change> changes) {
    std::vector<Entry> entries;
    entries.reserve(changes.size());
    for (Change& change : changes)
        entries.emplace_back(entry::Accepted{std::move(change)});
    return entries;
}

void expect_back(const std::vector<Entry>& entries, std::size_t size) {
    const Bytes bytes = encode_entries(entries);
    EXPECT_EQ(bytes.size(), size);
    const auto decoded = decode_entries(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
    EXPECT_EQ(decoded.value(), entries);
}

TEST(EntriesTest, OneLivePutIsItsLaneAndElevenBytes) {
    // Tag 1, lane 16, counter 1, time 5, operation 1, record 1, field 1, value 1.
    expect_back(accepted({seating(90)}), 27);
}

TEST(EntriesTest, NothingIsTwoBytes) {
    expect_back({}, 2);
}

TEST(EntriesTest, KnownEntriesAreOneByteEach) {
    expect_back({entry::Known{}, entry::Known{}, entry::Known{}}, 5);
}

TEST(EntriesTest, FewEntriesStayInRows) {
    expect_back(accepted({seating(90), seating(91), seating(92)}), 41);
}

TEST(EntriesTest, LongTextsArePackedHoweverFewTheEntriesAre) {
    std::vector<Change> changes = {seating(90), seating(91)};
    for (Change& change : changes)
        std::get_if<operation::Put>(&change.operations.front())->value = std::string(60'000, 'z');
    const std::vector<Entry> entries = accepted(std::move(changes));
    const Bytes bytes = encode_entries(entries);
    EXPECT_LT(bytes.size(), 1'000U);
    const auto decoded = decode_entries(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
    EXPECT_EQ(decoded.value(), entries);
}

TEST(EntriesTest, ManyEntriesGoInColumns) {
    std::vector<Change> changes;
    for (std::uint64_t i = 0; i < 100; ++i)
        changes.push_back(seating(90 + i));
    expect_back(accepted(changes), 139);
}

TEST(EntriesTest, CounterSubtotalOfTheAuthorCostsOneByte) {
    Change change = seating(90);
    auto* put = std::get_if<operation::Put>(&change.operations.front());
    ASSERT_NE(put, nullptr);
    put->key.sub = merge::counter_sub(kAlice);
    expect_back(accepted({change}), 28);
}

TEST(EntriesTest, OperationsOfANewerVersionComeBackUntouched) {
    Change change = seating(90);
    change.operations.emplace_back(operation::Unknown{200, {1, 2, 3}});
    change.operations.emplace_back(operation::Unknown{0, {}});
    for (const std::size_t count : {1U, 3U, 40U}) {
        const std::vector<Entry> entries = accepted(std::vector<Change>(count, change));
        const auto decoded = decode_entries(encode_entries(entries));
        ASSERT_TRUE(decoded.ok());
        EXPECT_EQ(decoded.value(), entries);
    }
}

TEST(EntriesTest, OwnChangeKeepsWhatItDisplaced) {
    const Change change = seating(90);
    const auto* put = std::get_if<operation::Put>(&change.operations.front());
    const merge::Sibling before{{kAlice, 40}, make_hybrid_time(kNoonMs, 0), std::int64_t{3}, 0};
    const merge::Sibling theirs{{kBob, 9}, make_hybrid_time(kNoonMs, 7), std::string("?"), 2};
    const OwnChange own{change, {{put->key, before}, {put->key, theirs}}};
    const Bytes bytes = encode_own(own.change, own.displaced);
    EXPECT_EQ(bytes.size(), 62U);
    EXPECT_EQ(encode_own(change, {}).size(), 28U);
    const auto decoded = decode_own(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
    EXPECT_EQ(decoded.value(), own);
}

TEST(EntriesTest, BestLevelIsNoLarger) {
    std::vector<Change> changes;
    for (std::uint64_t i = 0; i < 500; ++i)
        changes.push_back(seating(90 + i * i % 97));
    const std::vector<Entry> entries = accepted(changes);
    const Bytes best = encode_entries(entries, kCompressionLevelHigh);
    EXPECT_LE(best.size(), encode_entries(entries).size());
    EXPECT_EQ(decode_entries(best).value(), entries);
}

TEST(EntriesTest, DotSetOfADenseLaneTakesTwentyBytes) {
    DotSet set;
    set.add(DotRange{kAlice, 1, 5'000});
    EXPECT_EQ(encode_dot_set(set).size(), 1U + 16U + 1U + 2U);
    set.add(DotRange{kAlice, 6'000, 6'001});
    set.add(Dot{kBob, 2});
    const auto decoded = decode_dot_set(encode_dot_set(set));
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded.value(), set);
}

}  // namespace
}  // namespace wedsync::codec
