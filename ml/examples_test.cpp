#include "ml/examples.hpp"

#include "gtest/gtest.h"

#include "tests/support/suggest_cases.hpp"

namespace wedsync::ml {
namespace {

using suggest::Answer;

Row row(const char* repository, std::int64_t at_s, const char* merge, std::int64_t id,
        Answer target) {
    Row made;
    made.repository = repository;
    made.merge = merge;
    made.merge_at_s = at_s;
    made.id = id;
    made.target = target;
    made.facts.field = "table";
    return made;
}

TEST(ExamplesTest, SessionSeesLowerIdsAndHistoryOnlyStrictlyEarlierMerges) {
    const std::vector<Row> rows{
        row("a", 200, "m2", 5, Answer::kServer), row("a", 200, "m2", 4, Answer::kClient),
        row("a", 100, "m1", 9, Answer::kServer), row("a", 200, "m3", 1, Answer::kMerge),
        row("b", 300, "m4", 2, Answer::kClient),
    };
    const auto examples = make_examples(rows);
    ASSERT_EQ(examples.size(), 5u);
    EXPECT_EQ(rows[examples[0].row].merge, "m1");
    EXPECT_EQ(examples[0].facts.history.tenant.total(), 0);
    EXPECT_EQ(examples[1].facts.session.all.total(), 0);
    EXPECT_EQ(examples[2].facts.session.all.counts[0], 1);
    EXPECT_EQ(examples[2].position, 1u);
    // m2 and m3 are of one second: neither is before the other.
    for (std::size_t i = 1; i <= 3; ++i) {
        EXPECT_EQ(examples[i].facts.history.tenant.total(), 1) << i;
    }
    EXPECT_EQ(examples[4].repository, 1u);
    EXPECT_EQ(examples[4].facts.history.tenant.total(), 0);
    EXPECT_FALSE(facts_in(examples[2].facts, Mode::kHistory).session.is_known);
    EXPECT_FALSE(facts_in(examples[2].facts, Mode::kCold).history.is_known);
}

TEST(ExamplesTest, AutomaticRowsAreLeftOut) {
    std::vector<Row> rows{row("a", 1, "m", 1, Answer::kClient),
                          row("a", 1, "m", 2, Answer::kClient)};
    rows[0].is_automatic = true;
    EXPECT_EQ(make_examples(rows).size(), 1u);
    EXPECT_EQ(make_examples(rows, true).size(), 2u);
}

TEST(ExamplesTest, MirroredTwiceIsTheSame) {
    suggest::cases::Series series(8);
    for (int i = 0; i < 200; ++i) {
        const suggest::ConflictFacts facts = series.next();
        const suggest::ConflictFacts twice = mirrored(mirrored(facts));
        EXPECT_EQ(twice.client.value.text, facts.client.value.text);
        EXPECT_EQ(twice.session.all, facts.session.all);
        EXPECT_EQ(twice.history.field, facts.history.field);
        const suggest::Look look = suggest::look_at(facts);
        const suggest::Look turned = suggest::look_at(mirrored(facts));
        EXPECT_EQ(look.higher, -turned.higher);
        EXPECT_EQ(look.longer, -turned.longer);
        EXPECT_EQ(look.newer, -turned.newer);
        EXPECT_EQ(look.has_merge, turned.has_merge);
        EXPECT_EQ(look.merge_is, -turned.merge_is);
    }
}

}  // namespace
}  // namespace wedsync::ml
