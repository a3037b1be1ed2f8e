#include "engine/merge/public_id.hpp"

#include <set>

#include "gtest/gtest.h"

namespace wedsync::merge {
namespace {

constexpr ScopeId kScope{7};
const RecordId kRecord{{{1, 2}, 3}, 0};

RecordState state_made_by(Dot life, std::uint64_t wall_ms) {
    RecordState state{kRecord, {}};
    state.cells.push_back({{2, kLifeField}, {}, {{life, make_hybrid_time(wall_ms, 0), true, 0}}});
    return state;
}

TEST(PublicIdTest, IsTheSameUuidOnEveryTargetForEver) {
    // Written down once: other programs keep these.
    EXPECT_EQ(to_text(public_id(kScope, kRecord, 0x0123456789ab)),
              "01234567-89ab-7659-8f58-74606d88b301");
}

TEST(PublicIdTest, SaysItsVersionAndVariant) {
    const std::string text = to_text(public_id(kScope, kRecord, 1));
    EXPECT_EQ(text[14], '7');
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos);
    EXPECT_EQ(text.substr(0, 13), "00000000-0001");
}

TEST(PublicIdTest, DiffersByEveryPartOfTheName) {
    std::set<std::string> ids;
    ids.insert(to_text(public_id(kScope, kRecord, 1)));
    ids.insert(to_text(public_id(ScopeId{8}, kRecord, 1)));
    ids.insert(to_text(public_id(kScope, {{{9, 2}, 3}, 0}, 1)));
    ids.insert(to_text(public_id(kScope, {{{1, 9}, 3}, 0}, 1)));
    ids.insert(to_text(public_id(kScope, {{{1, 2}, 9}, 0}, 1)));
    ids.insert(to_text(public_id(kScope, {{{1, 2}, 3}, 9}, 1)));
    EXPECT_EQ(ids.size(), 6U);
}

TEST(PublicIdTest, TakesTheTimeOfTheCreatingChange) {
    const RecordState state = state_made_by(kRecord.dot, 500);
    EXPECT_EQ(public_id(kScope, state), public_id(kScope, kRecord, 500));
}

TEST(PublicIdTest, ARecordBroughtBackIsTheSameRecordAtAnotherTime) {
    const PublicId made = public_id(kScope, state_made_by(kRecord.dot, 500));
    const PublicId brought_back = public_id(kScope, state_made_by({{5, 5}, 1}, 900));
    EXPECT_NE(made, brought_back);
    EXPECT_TRUE(is_same_record(made, brought_back));
    EXPECT_FALSE(is_same_record(made, public_id(ScopeId{8}, kRecord, 500)));
}

}  // namespace
}  // namespace wedsync::merge
