#include "engine/suggest/text_features.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"
#include "engine/suggest/features.hpp"

namespace wedsync::suggest {
namespace {

/// The table everybody knows.
std::size_t slow_common_length(const Characters& a, const Characters& b) {
    std::vector<std::vector<std::size_t>> best(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            best[i][j] = a[i - 1] == b[j - 1] ? best[i - 1][j - 1] + 1
                                              : std::max(best[i - 1][j], best[i][j - 1]);
        }
    }
    return best[a.size()][b.size()];
}

TEST(TextFeaturesTest, CommonLengthIsThatOfTheSlowTable) {
    Prng prng(20261129);
    for (int round = 0; round < 500; ++round) {
        Characters a;
        Characters b;
        for (Characters* text : {&a, &b}) {
            for (std::uint64_t i = prng.below(kValueCharactersMax + 1); i > 0; --i) {
                text->push_back(static_cast<std::uint32_t>(prng.chance(300) ? 0x4E00 + prng.below(6)
                                                                            : 'a' + prng.below(5)));
            }
        }
        ASSERT_EQ(common_length(a, b), slow_common_length(a, b)) << "round " << round;
    }
}

TEST(TextFeaturesTest, SimilarityIsOneForEqualAndNothingForStrangers) {
    EXPECT_EQ(similarity(characters_of("Table 4"), characters_of("Table 4")), 1);
    EXPECT_EQ(similarity(characters_of("abc"), characters_of("xyz")), 0);
    EXPECT_EQ(similarity(characters_of(""), characters_of("")), 1);
}

TEST(TextFeaturesTest, NaturalOrderTakesDigitsAsNumbers) {
    EXPECT_LT(natural_order("1.9", "1.10"), 0);
    EXPECT_GT(natural_order("2026-06-14", "2026-06-02"), 0);
    EXPECT_EQ(natural_order("v007", "v7"), 0);
    EXPECT_LT(natural_order("a", "ab"), 0);
    EXPECT_GT(natural_order(std::string(300, '9'), std::string(150, '9')), 0);
}

TEST(TextFeaturesTest, VersionsAreOrderedByTheirFirstDifference) {
    const auto order = [](const char* a, const char* b) {
        return version_order(*version_of(a), *version_of(b));
    };
    EXPECT_EQ(order("2.0.0", "1.9.9"), 1);
    EXPECT_EQ(order("^1.2.3", "1.10.0"), -2);
    EXPECT_EQ(order("1.2", "1.2.0"), 0);
    EXPECT_LT(order("2.0.0-beta.1", "2.0.0"), 0);
    EXPECT_FALSE(version_of("twelve").has_value());
    EXPECT_FALSE(version_of("99999999999999999999.1").has_value());
    EXPECT_FALSE(version_of("12 guests").has_value());
}

TEST(TextFeaturesTest, NumbersAreDigitsWithOnePoint) {
    EXPECT_EQ(number_of("-12.5"), -12.5);
    EXPECT_FALSE(number_of("1e9").has_value());
    EXPECT_FALSE(number_of("1.2.3").has_value());
    EXPECT_FALSE(number_of("-").has_value());
}

TEST(TextFeaturesTest, PartsOfAListAreItsItemsAndHalfAnItemIsNone) {
    EXPECT_EQ(parts_of(make_value(ValueKind::kList, R"(["b, c", "a", {"x": [1, 2]}])")),
              (Parts{R"("a")", R"("b, c")", R"({"x":[1,2]})"}));
    EXPECT_EQ(parts_of(make_value(ValueKind::kList, R"(["a", "half)")), (Parts{R"("a")"}));
    EXPECT_EQ(parts_of(make_value(ValueKind::kText, "No nuts, NO milk")),
              (Parts{"milk", "no", "nuts"}));
}

TEST(TextFeaturesTest, KindsAreWhatATextLooksLike) {
    EXPECT_EQ(kind_of_text(""), ValueKind::kEmpty);
    EXPECT_EQ(kind_of_text("2026-06-14"), ValueKind::kDate);
    EXPECT_EQ(kind_of_text("12"), ValueKind::kNumberText);
    EXPECT_EQ(kind_of_text("1.2.3"), ValueKind::kVersion);
    EXPECT_EQ(kind_of_text("https://example.org"), ValueKind::kUrl);
    EXPECT_EQ(kind_of_text("Table 4"), ValueKind::kShortText);
    EXPECT_EQ(kind_of_text("a b c d e f"), ValueKind::kText);
}

TEST(TextFeaturesTest, HostileValuesAreBoundedAndGiveFeatures) {
    std::vector<std::string> texts{std::string(2'000'000, 'a'),
                                   std::string(2'000'000, '['),
                                   std::string(500'000, '\xFF'),
                                   std::string(100'000, '\0'),
                                   "\xF4\x90\x80\x80\xED\xA0\x80\xC0\xAF",
                                   "\xE2\x80\xAE gnp.exe"};
    std::string nested;
    for (int i = 0; i < 100'000; ++i)
        nested += "[\"";
    texts.push_back(nested);
    for (const std::string& text : texts) {
        for (const auto kind : {ValueKind::kText, ValueKind::kList, ValueKind::kVersion}) {
            ConflictFacts facts;
            facts.field = text;
            // Not through make_value(): whoever fills facts may forget to cut.
            facts.base = {kind, text, static_cast<double>(text.size())};
            facts.client.value = facts.base;
            facts.server.value = {kind, text + "x", static_cast<double>(text.size()) + 1};
            EXPECT_EQ(feature_vector(facts, look_at(facts)).size(), features().size());
            EXPECT_LE(make_value(kind, text).text.size(), kValueBytesMax);
        }
        static_cast<void>(kind_of_text(text));
    }
}

}  // namespace
}  // namespace wedsync::suggest
