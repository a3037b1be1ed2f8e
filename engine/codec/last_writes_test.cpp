#include "engine/codec/last_writes.hpp"

#include <string>

#include <gtest/gtest.h>

#include "engine/base/prng.hpp"

namespace wedsync::codec {
namespace {

TEST(LastWritesTest, RemembersAsAMapDoes) {
    Prng prng(7);
    LastWrites writes;
    std::map<CellRef, Dot> expected;
    for (std::uint64_t i = 1; i < 20'000; ++i) {
        CellRef cell;
        cell.record = static_cast<std::uint32_t>(prng.below(60));
        cell.field = static_cast<std::uint32_t>(prng.below(cell.record % 2 == 0 ? 5 : 40));
        if (prng.chance(200))
            cell.sub = std::string(static_cast<std::size_t>(1 + prng.below(3)), 'x');
        const auto known = expected.find(cell);
        const Dot* found = writes.find(cell);
        ASSERT_EQ(found != nullptr, known != expected.end());
        if (found != nullptr) {
            ASSERT_EQ(*found, known->second);
        }
        if (prng.chance(500)) continue;
        writes.set(cell, {{1, 2}, i});
        expected[cell] = {{1, 2}, i};
    }
}

}  // namespace
}  // namespace wedsync::codec
