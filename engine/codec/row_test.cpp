#include "engine/codec/row.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace wedsync::codec {
namespace {

using merge::Cell;
using merge::RecordState;
using merge::Sibling;

constexpr Incarnation kAlice{0xA11CE, 1};
constexpr Incarnation kBob{0xB0B0B, 2};
constexpr std::uint64_t kNoonMs = 1'786'000'000'000;
const RecordId kGuest{{kAlice, 1'000}, 0};

Sibling created(Value value) {
    return {kGuest.dot, make_hybrid_time(kNoonMs, 0), std::move(value), 0};
}

/// A guest as the form made it: life, and six short fields.
RecordState new_guest() {
    RecordState state{kGuest, {}};
    state.cells.push_back({{4, kLifeField}, {}, {created(std::monostate{})}});
    state.cells.push_back({{4, 1}, {}, {created(std::string("Zoe"))}});
    state.cells.push_back({{4, 2}, {}, {created(std::string("fish"))}});
    state.cells.push_back({{4, 3}, {}, {created(std::int64_t{12})}});
    state.cells.push_back({{4, 5}, {}, {created(true)}});
    state.cells.push_back({{4, 6}, {}, {created(std::int64_t{2})}});
    state.cells.push_back({{4, 9}, {}, {created(std::monostate{})}});
    return state;
}

void expect_back(const RecordState& state, std::size_t size) {
    BatchLanes lanes;
    const Bytes row = encode_row(state, lanes);
    EXPECT_EQ(row.size(), size);
    const auto decoded = decode_row(state.id, row, lanes);
    ASSERT_TRUE(decoded.ok()) << decoded.error().detail;
    EXPECT_EQ(decoded.value(), state);
}

TEST(RowTest, NewRecordCostsItsValuesAndATagForEachField) {
    // Head, collection, six bytes of time; six tags; values of 4 + 5 + 1 + 1 + 1 + 1 bytes.
    expect_back(new_guest(), 8 + 6 + 13);
}

TEST(RowTest, EmptyStateIsOneByte) {
    expect_back({kGuest, {}}, 1);
}

TEST(RowTest, ChangeOfThreeFieldsWritesItsClockOnce) {
    RecordState state = new_guest();
    const HybridTime later = make_hybrid_time(kNoonMs + 5'000, 0);
    for (std::size_t i = 1; i <= 3; ++i)
        state.cells[i].siblings.front().dot = {kBob, 77};
    for (std::size_t i = 1; i <= 3; ++i)
        state.cells[i].siblings.front().time = later;
    // One lane, one counter and two bytes of time more.
    expect_back(state, 27 + 4);
}

TEST(RowTest, KeepsWhatIsRare) {
    RecordState state = new_guest();
    Sibling automatic{{kBob, kCounterMax}, make_hybrid_time(1, 65'535), std::string("?"), 3};
    state.cells[1].siblings.push_back(std::move(automatic));
    state.cells.push_back(
        {{4, 9}, std::string("\xFF\x00 element", 10), {created(std::int64_t{-1})}});
    state.cells.push_back({{4, 60'000}, {}, {created(Reference{{{kBob, 5}, 3}})}});
    state.cells.push_back({{5, 1}, {}, {created(Link{ScopeId{9}, kGuest, "elsewhere"})}});
    expect_back(state, 90);
}

TEST(RowTest, RefusesCellsOutOfOrder) {
    RecordState state = new_guest();
    std::swap(state.cells[1], state.cells[2]);
    state.cells[1].field = {4, 2};
    state.cells[2].field = {4, 2};
    BatchLanes lanes;
    const auto decoded = decode_row(kGuest, encode_row(state, lanes), lanes);
    ASSERT_FALSE(decoded.ok());
    EXPECT_EQ(decoded.error().code, ErrorCode::kCorrupt);
}

TEST(RowTest, RefusesLanesItDoesNotKnow) {
    RecordState state = new_guest();
    state.cells[1].siblings.front().dot = {kBob, 1};
    BatchLanes lanes;
    const Bytes row = encode_row(state, lanes);
    EXPECT_FALSE(decode_row(kGuest, row, BatchLanes{}).ok());
}

}  // namespace
}  // namespace wedsync::codec
