#include "engine/suggest/resolver.hpp"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

#include "engine/base/hash.hpp"
#include "engine/suggest/artefact.hpp"
#include "tests/support/suggest_cases.hpp"

namespace wedsync::suggest {
namespace {

Resolver shipped() {
    return Resolver(decode_model(as_bytes(resolver_artefact())));
}

constexpr Candidates kAll{true, true, true};

TEST(ResolverTest, EveryReasonShownIsTrue) {
    const Resolver resolver = shipped();
    const Model& model = resolver.model();
    cases::Series series(2026);
    int shown = 0;
    std::set<Reason> kinds;
    for (int i = 0; i < 10'000; ++i) {
        const ConflictFacts facts = series.next();
        const Suggestion suggestion = resolver.suggest(facts, kAll, nullptr, {});
        ASSERT_LE(suggestion.reasons.size(), kReasonsShown);
        if (suggestion.action == Action::kUserChoice) continue;
        const auto answer = static_cast<Answer>(suggestion.action);
        const FeatureVector features = feature_vector(facts, look_at(facts));
        const double lead =
            lead_of(score(model, model.personal, facts, features, std::nullopt).margins, answer);
        for (const ShownReason& reason : suggestion.reasons) {
            const double without = lead_of(
                score(model, model.personal, facts, features, reason.reason).margins, answer);
            ASSERT_LT(without, lead) << "suggestion " << i << ": " << reason.sentence;
            ASSERT_FALSE(reason.sentence.empty());
            kinds.insert(reason.reason);
            ++shown;
        }
    }
    EXPECT_GT(shown, 10'000);
    EXPECT_GT(kinds.size(), 10u);
}

TEST(ResolverTest, ProbabilitiesAndAlternativesAreInOrder) {
    const Resolver resolver = shipped();
    cases::Series series(5);
    for (int i = 0; i < 500; ++i) {
        const Suggestion suggestion = resolver.suggest(series.next(), kAll, nullptr, {});
        double sum = 0;
        for (const double share : suggestion.probabilities)
            sum += share;
        ASSERT_NEAR(sum, 1, 1e-12);
        ASSERT_LE(suggestion.alternatives.size(), kAlternativesShown);
        for (const Alternative& alternative : suggestion.alternatives) {
            ASSERT_NE(alternative.action, suggestion.action);
        }
    }
}

TEST(ResolverTest, WhatDoesNotExistIsNeverSuggested) {
    const Resolver resolver = shipped();
    cases::Series series(6);
    for (int i = 0; i < 500; ++i) {
        const Suggestion suggestion =
            resolver.suggest(series.next(), {true, false, false}, nullptr, {});
        ASSERT_NE(suggestion.action, Action::kServerWins);
        ASSERT_NE(suggestion.action, Action::kMerge);
        for (const Alternative& alternative : suggestion.alternatives) {
            ASSERT_NE(alternative.action, Action::kServerWins);
            ASSERT_NE(alternative.action, Action::kMerge);
        }
    }
}

/// A sync in which everything went to the client so far: the model is sure.
ConflictFacts sure_case() {
    Prng prng(1);
    ConflictFacts facts = cases::conflict(prng);
    facts.field = "version";
    facts.base = make_value(ValueKind::kVersion, "1.2.0");
    facts.client.value = make_value(ValueKind::kVersion, "1.4.0");
    facts.server.value = make_value(ValueKind::kVersion, "1.3.0");
    const Look look = look_at(facts);
    Session session;
    for (int i = 0; i < 12; ++i)
        session.add(answered(facts, look, Answer::kClient));
    facts.session = session.facts_for(facts, look);
    facts.history.is_known = true;
    return facts;
}

TEST(ResolverTest, AMachineAppliesNeitherProtectedNorFirstNorByRules) {
    const Resolver resolver = shipped();
    Policy policy;
    policy.automatic_precision = 0.90;
    ConflictFacts facts = sure_case();
    EXPECT_TRUE(resolver.suggest(facts, kAll, nullptr, policy).may_apply);
    EXPECT_FALSE(resolver.suggest(facts, kAll, nullptr, {}).may_apply);
    facts.is_protected = true;
    EXPECT_FALSE(resolver.suggest(facts, kAll, nullptr, policy).may_apply);
    facts.is_protected = false;
    const Resolver none{Result<Model>(Error{ErrorCode::kNotFound, "no model here"})};
    EXPECT_FALSE(none.suggest(facts, kAll, nullptr, policy).may_apply);
    facts.session = {};
    EXPECT_FALSE(resolver.suggest(facts, kAll, nullptr, policy).may_apply);
}

TEST(ResolverTest, WithoutAModelRulesSpeakAndSayWhy) {
    const ConflictFacts facts = sure_case();
    const std::string_view good = resolver_artefact();
    std::string newer(good);
    newer[4] = '\x7F';
    const std::string corrupt(good.substr(0, good.size() / 2));
    for (const std::string& bytes : {newer, corrupt, std::string()}) {
        const Resolver resolver(decode_model(as_bytes(bytes)));
        EXPECT_FALSE(resolver.has_model());
        const Suggestion suggestion = resolver.suggest(facts, kAll, nullptr, {});
        EXPECT_EQ(suggestion.source, Source::kRules);
        EXPECT_FALSE(suggestion.why_rules.empty());
        EXPECT_EQ(suggestion.action, Action::kClientWins);
        EXPECT_LE(suggestion.confidence, kRuleConfidenceMax);
    }
}

TEST(ResolverTest, ThirtyContradictingAnswersShowAndTakingThemBackRestores) {
    const Resolver resolver = shipped();
    Prng prng(3);
    ConflictFacts facts = cases::conflict(prng);
    facts.field = "version";
    facts.base = make_value(ValueKind::kVersion, "1.2.0");
    facts.client.value = make_value(ValueKind::kVersion, "1.4.0");
    facts.server.value = make_value(ValueKind::kVersion, "1.3.0");
    const Look look = look_at(facts);
    History history;
    PersonalLayer personal(resolver.model().personal);
    const auto suggestion_now = [&] {
        facts.history = history.facts_for(facts, look);
        return resolver.suggest(facts, kAll, &personal, {});
    };
    const Suggestion before = suggestion_now();
    ASSERT_EQ(before.action, Action::kClientWins);
    std::vector<std::pair<std::vector<Answered>, PersonalInputs>> given;
    for (int i = 0; i < 30; ++i) {
        const Suggestion current = suggestion_now();
        given.push_back({{answered(facts, look, Answer::kServer)}, current.inputs});
        personal.add(current.inputs, Answer::kServer);
        history.add(given.back().first);
    }
    const Suggestion after = suggestion_now();
    EXPECT_EQ(after.action, Action::kServerWins);
    EXPECT_LT(after.probabilities[0], before.probabilities[0] - 0.3);
    for (const auto& [sync, inputs] : given) {
        ASSERT_TRUE(personal.take_back(inputs, Answer::kServer));
        history.take_back(sync);
    }
    EXPECT_EQ(suggestion_now().probabilities, before.probabilities);
}

// ---- the same bits on every target ----

std::uint64_t bits_of(double number) {
    if (number != number) return ~std::uint64_t{0};
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    return bits;
}

std::uint64_t print_of(const Suggestion& suggestion, const FeatureVector& features) {
    std::uint64_t print = 0;
    const auto add = [&](std::uint64_t bits) {
        std::uint8_t bytes[8];
        std::memcpy(bytes, &bits, sizeof bytes);
        print = hash64(BytesView(bytes, sizeof bytes), print);
    };
    for (const float value : features)
        add(bits_of(static_cast<double>(value)));
    for (const double share : suggestion.probabilities)
        add(bits_of(share));
    for (const ShownReason& reason : suggestion.reasons)
        add(bits_of(reason.weight));
    return print;
}

// tests/vectors/suggest-1.txt has a line per suggestion. This test runs natively and as wasm, on
// the same file. WEDSYNC_WRITE_VECTORS=1 writes it anew: after training, never for anything else.
TEST(ResolverTest, AThousandSuggestionsHaveTheBitsOnFile) {
    const Resolver resolver = shipped();
    cases::Series series(1'000);
    std::ostringstream made;
    for (int i = 0; i < 1'000; ++i) {
        const ConflictFacts facts = series.next();
        const Suggestion suggestion = resolver.suggest(facts, kAll, nullptr, {});
        made << std::hex << print_of(suggestion, feature_vector(facts, look_at(facts))) << '\n';
    }
    const std::string path = std::string(WEDSYNC_SOURCE_DIR) + "/tests/vectors/suggest-1.txt";
    if (std::getenv("WEDSYNC_WRITE_VECTORS") != nullptr) std::ofstream(path) << made.str();
    std::ifstream file(path);
    std::ostringstream kept;
    kept << file.rdbuf();
    EXPECT_EQ(made.str(), kept.str());
}

TEST(SideNamesTest, StandForTheSidesWhereverTheyAreNamed) {
    const SideNames names{"Bo", "your side"};
    EXPECT_EQ(with_names("This device's value comes after the other one.", names),
              "Bo's value comes after the other one.");
    EXPECT_EQ(with_names("The other side's value has all of this device's, and more.", names),
              "Your side's value has all of Bo's, and more.");
    EXPECT_EQ(with_names("One person made both edits.", names), "One person made both edits.");
    EXPECT_EQ(with_names("", names), "");
}

}  // namespace
}  // namespace wedsync::suggest
