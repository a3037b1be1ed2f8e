#include "engine/suggest/fallback_rules.hpp"

#include "gtest/gtest.h"

#include "tests/support/suggest_cases.hpp"

namespace wedsync::suggest {
namespace {

ConflictFacts plain() {
    ConflictFacts facts;
    facts.field = "note";
    facts.base = make_value(ValueKind::kText, "the band plays at eight in the garden");
    facts.client.value = facts.base;
    facts.client.value.text += "!";
    facts.server.value = make_value(ValueKind::kText, "the band plays at nine in the garden");
    facts.importance = 0.5;
    facts.now_s = 10'000;
    facts.client.edited_at_s = 1'000;
    return facts;
}

RuleVerdict reference(const ConflictFacts& facts) {
    return reference_rules(facts, look_at(facts));
}

TEST(FallbackRulesTest, ReferencePointsAreThoseGiven) {
    ConflictFacts facts = plain();
    EXPECT_EQ(reference(facts).score, 0);
    EXPECT_EQ(reference(facts).action, Action::kUserChoice);
    facts.client.edited_at_s = 9'701;
    EXPECT_EQ(reference(facts).score, 30);
    EXPECT_EQ(reference(facts).action, Action::kClientWins);
    EXPECT_DOUBLE_EQ(reference(facts).confidence, 0.6);
    facts.importance = 0.9;
    EXPECT_EQ(reference(facts).score, 20);
    EXPECT_EQ(reference(facts).action, Action::kUserChoice);
    facts.client.experience = 100;
    EXPECT_EQ(reference(facts).score, 40);
    facts.client.value = make_value(ValueKind::kText, "XXXXXXXX");
    EXPECT_EQ(reference(facts).score, 55);
    EXPECT_EQ(reference(facts).confidence, kRuleConfidenceMax);
    EXPECT_EQ(reference(facts).alternatives, (std::vector{Action::kMerge, Action::kUserChoice}));
}

TEST(FallbackRulesTest, ReferenceServerNeverWins) {
    cases::Series series(1);
    for (int i = 0; i < 5'000; ++i) {
        ConflictFacts facts = series.next();
        facts.importance = 1;
        const RuleVerdict verdict = reference(facts);
        ASSERT_GE(verdict.score, -10);
        ASSERT_NE(verdict.action, Action::kServerWins);
    }
}

TEST(FallbackRulesTest, ShippedRulesLetEitherSideWin) {
    ConflictFacts facts = plain();
    facts.client.value = make_value(ValueKind::kVersion, "1.2.0");
    facts.server.value = make_value(ValueKind::kVersion, "1.10.0");
    const RuleVerdict server = shipped_rules(facts, look_at(facts), false);
    EXPECT_EQ(server.action, Action::kServerWins);
    std::swap(facts.client.value, facts.server.value);
    const RuleVerdict client = shipped_rules(facts, look_at(facts), false);
    EXPECT_EQ(client.action, Action::kClientWins);
    EXPECT_EQ(client.score, -server.score);
    EXPECT_LE(client.confidence, kRuleConfidenceMax);
}

TEST(FallbackRulesTest, ShippedRulesMergeOnlyWhereThereIsAMerge) {
    const ConflictFacts facts = plain();
    EXPECT_EQ(shipped_rules(facts, look_at(facts), false).action, Action::kUserChoice);
    EXPECT_EQ(shipped_rules(facts, look_at(facts), true).action, Action::kMerge);
}

}  // namespace
}  // namespace wedsync::suggest
