#include "engine/model/erasure.hpp"

#include "gtest/gtest.h"

#include "tests/support/changes.hpp"

namespace wedsync {
namespace {

using support::alice;
using support::bob;
using support::change;
using support::kName;
using support::kTags;
using support::put;
using support::text;

const RecordId kGone{alice(1), 0};
const RecordId kOther{alice(1), 1};

TEST(ErasureTest, IsAPutThatSaysNothing) {
    const Change erasing = change(bob(5), 9, {erasure_of(kGone)});
    EXPECT_TRUE(validate(erasing).ok());
    EXPECT_EQ(erased_by(erasing), std::vector<RecordId>{kGone});
    EXPECT_EQ(named_dots(erasing), std::vector<Dot>{kGone.dot});

    operation::Put saying = erasure_of(kGone);
    saying.value = text("because");
    EXPECT_FALSE(validate(change(bob(5), 9, {saying})).ok());
    operation::Put covering = erasure_of(kGone);
    covering.covers = {alice(2)};
    EXPECT_FALSE(validate(change(bob(5), 9, {covering})).ok());
    EXPECT_FALSE(validate(change(bob(5), 9, {erasure_of({bob(5), 0})})).ok());
}

TEST(ErasureTest, NothingElseIsOfNoCollection) {
    const CellKey element{kGone, kErasedField, "x"};
    const CellKey field{kGone, {kErasedCollection, 3}, ""};
    for (const CellKey& key : {element, field}) {
        EXPECT_FALSE(validate(change(bob(5), 9, {operation::Put{key, true, {}}})).ok());
        EXPECT_FALSE(validate(change(bob(5), 9, {operation::Drop{key, {bob(1)}}})).ok());
        EXPECT_FALSE(
            validate(change(bob(5), 9, {operation::Kill{kGone, {{key.field, key.sub, {bob(1)}}}}}))
                .ok());
    }
}

TEST(ErasureTest, TakesAllThatWasDoneToARecordOutOfAChange) {
    const Operation other = put(kOther, kName, text("Zoe"));
    const Change made = change(
        bob(5), 9,
        {put(kGone, kName, text("Ana")), operation::Drop{{kGone, kTags, "vegan"}, {alice(3)}},
         other, operation::Kill{kGone, {{kName, {}, {alice(4)}}}}, erasure_of(kGone)});
    EXPECT_TRUE(has_more_on(made, {kGone}));
    const Change left = without(made, {kGone});
    EXPECT_EQ(left.operations, (std::vector<Operation>{other, erasure_of(kGone)}));
    EXPECT_FALSE(has_more_on(left, {kGone}));
    EXPECT_EQ(left.dot, made.dot);
    EXPECT_EQ(left.time, made.time);
    EXPECT_EQ(without(left, {kGone}), left);
}

TEST(ErasureTest, AChangeOfWhichNothingIsLeftStaysAChange) {
    const Change made = change(bob(5), 9, {put(kGone, kName, text("Ana"))});
    const Change left = without(made, {kGone});
    ASSERT_EQ(left.operations.size(), 1U);
    EXPECT_TRUE(is_erased_mark(left.operations.front()));
    EXPECT_TRUE(validate(left).ok());
    EXPECT_TRUE(named_dots(left).empty());
    EXPECT_EQ(without(left, {kGone, kOther}), left);
}

TEST(ErasureTest, KnowsWhatIsLeftOfAChange) {
    const Change made =
        change(bob(5), 9, {put(kGone, kName, text("Ana")), put(kOther, kName, text("Zoe"))});
    EXPECT_TRUE(is_left_of(made, made, {}));
    EXPECT_TRUE(is_left_of(without(made, {kGone}), made, {kGone, kOther}));
    EXPECT_TRUE(is_left_of(without(made, {kGone, kOther}), made, {kGone, kOther}));
    EXPECT_TRUE(is_left_of(without(made, {kGone, kOther}), without(made, {kGone}), {kOther}));
    EXPECT_FALSE(is_left_of(made, without(made, {kGone}), {kGone}));

    EXPECT_FALSE(is_left_of(without(made, {kGone}), made, {kOther})) << "nobody erased it";

    Change other = without(made, {kGone});
    other.time = HybridTime{other.time.value() + 1};
    EXPECT_FALSE(is_left_of(other, made, {kGone}));
    const Change rewritten = change(bob(5), 9, {put(kOther, kName, text("Eve"))});
    EXPECT_FALSE(is_left_of(rewritten, made, {kGone}));
}

}  // namespace
}  // namespace wedsync
