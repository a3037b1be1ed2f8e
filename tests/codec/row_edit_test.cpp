// RowEdit against what it stands for: decode the row, apply to the record, encode it again.
#include "engine/codec/row_edit.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/codec/row.hpp"
#include "tests/support/random_model.hpp"

namespace wedsync::codec {
namespace {

using test::RandomModel;

/// A put of `change` to a cell of the record or to a new one, with covers that partly exist.
operation::Put random_put(RandomModel& random, const merge::RecordState& state) {
    operation::Put put;
    put.key.record = state.id;
    put.key.field = random.field();
    put.value = random.value();
    if (!state.empty() && random.prng().chance(800)) {
        const merge::Cell& cell = random.prng().pick(state.cells);
        put.key.field = cell.field;
        put.key.sub = cell.sub;
        for (const merge::Sibling& sibling : cell.siblings) {
            if (random.prng().chance(700)) put.covers.push_back(sibling.dot);
        }
    } else if (random.prng().chance(200)) {
        put.key.sub = random.text(20);
    }
    if (!state.empty() && random.prng().chance(700)) {
        put.key.field.collection = merge::collection_of(state);
    }
    return put;
}

void expect_same(const RowEdit& edit, const merge::RecordState& state, BatchLanes& lanes) {
    ASSERT_EQ(edit.after(), state);
    ASSERT_EQ(edit.status(), merge::status_of(state));
    bool has_many = false;
    for (const merge::Cell& cell : state.cells)
        has_many = has_many || cell.siblings.size() > 1;
    ASSERT_EQ(edit.has_many_siblings(), has_many);
    ASSERT_TRUE(state.empty() || edit.collection() == merge::collection_of(state));
    ASSERT_EQ(edit.encode(lanes), encode_row(state, lanes));
}

TEST(RowEditTest, ComesToTheBytesOfTheSlowWay) {
    std::size_t taken = 0;
    for (std::uint64_t seed = 0; seed < 4'000; ++seed) {
        SCOPED_TRACE(seed);
        RandomModel random(seed);
        BatchLanes lanes;
        const merge::RecordState before = random.state();
        merge::RecordState state = before;
        auto opened = RowEdit::open(state.id, encode_row(state, lanes), lanes);
        ASSERT_TRUE(opened.ok());
        RowEdit edit = std::move(opened).value();
        ASSERT_NO_FATAL_FAILURE(expect_same(edit, state, lanes));
        for (std::uint64_t i = random.prng().below(6); i > 0; --i) {
            Change change = random.change();
            change.operations = {random_put(random, state)};
            const auto& put = std::get<operation::Put>(change.operations[0]);
            if (!edit.takes(put)) continue;
            ++taken;
            std::vector<merge::Displaced> displaced;
            std::vector<merge::Displaced> displaced_slowly;
            edit.put(put, change, displaced);
            merge::apply(state, change, &displaced_slowly);
            ASSERT_EQ(displaced, displaced_slowly);
            ASSERT_TRUE(edit.has_written(put.key.field));
            ASSERT_NO_FATAL_FAILURE(expect_same(edit, state, lanes));
        }
        ASSERT_EQ(edit.before(), before);
    }
    EXPECT_GT(taken, 4'000U);
}

TEST(RowEditTest, OpensWhatDecodes) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        SCOPED_TRACE(seed);
        RandomModel random(seed);
        BatchLanes lanes;
        const merge::RecordState state = random.state();
        const Bytes row = encode_row(state, lanes);
        const auto expect_agreement = [&](BytesView bytes) {
            const auto decoded = decode_row(state.id, bytes, lanes);
            const auto opened = RowEdit::open(state.id, bytes, lanes);
            ASSERT_EQ(opened.ok(), decoded.ok());
            ASSERT_TRUE(!decoded.ok() || opened.value().after() == decoded.value());
        };
        for (std::size_t size = 0; size < row.size(); ++size)
            ASSERT_NO_FATAL_FAILURE(expect_agreement(BytesView(row).first(size)));
        for (std::size_t bit = 0; bit < 8 * row.size(); ++bit) {
            Bytes flipped = row;
            flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
            ASSERT_NO_FATAL_FAILURE(expect_agreement(flipped));
        }
    }
}

}  // namespace
}  // namespace wedsync::codec
