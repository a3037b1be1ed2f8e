#include "modules/marketing/credit.hpp"

#include <numeric>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::marketing {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

/// Four campaigns, a week apart, the last on the day of the conversion.
const Journey kFour = {
    {{"a", 0}, {"b", 7 * kDayMs}, {"c", 14 * kDayMs}, {"d", 21 * kDayMs}}, true, 21 * kDayMs};

TEST(CreditTest, EachModelSharesAsItsNameSays) {
    EXPECT_EQ(credit_of(kFour, Model::kFirst), (Credits{{"a", 1'000'000}}));
    EXPECT_EQ(credit_of(kFour, Model::kLast), (Credits{{"d", 1'000'000}}));
    EXPECT_EQ(credit_of(kFour, Model::kLinear),
              (Credits{{"a", 250'000}, {"b", 250'000}, {"c", 250'000}, {"d", 250'000}}));
    EXPECT_EQ(credit_of(kFour, Model::kPosition),
              (Credits{{"a", 400'000}, {"b", 100'000}, {"c", 100'000}, {"d", 400'000}}));
    // 1 : 2 : 4 : 8 of 15.
    EXPECT_EQ(credit_of(kFour, Model::kTimeDecay),
              (Credits{{"a", 66'667}, {"b", 133'333}, {"c", 266'667}, {"d", 533'333}}));
}

TEST(CreditTest, ACampaignThatWasMetTwiceHasBothShares) {
    const Journey journey = {{{"a", 0}, {"b", 1}, {"a", 2}}, true, 3};
    EXPECT_EQ(credit_of(journey, Model::kLinear), (Credits{{"a", 666'667}, {"b", 333'333}}));
    EXPECT_EQ(credit_of(journey, Model::kPosition), (Credits{{"a", 800'000}, {"b", 200'000}}));
}

TEST(CreditTest, NothingIsOwedWithoutAConversionOrWithoutTouches) {
    EXPECT_TRUE(credit_of({{{"a", 0}}, false, 0}, Model::kLinear).empty());
    EXPECT_TRUE(credit_of({{}, true, 5}, Model::kFirst).empty());
}

TEST(CreditTest, PartsAlwaysSumUpAndAreWithinOneOfTheirShare) {
    Prng prng(7);
    for (std::size_t round = 0; round < 2'000; ++round) {
        std::vector<double> weights;
        const std::uint64_t count = prng.between(1, 12);
        for (std::uint64_t i = 0; i < count; ++i)
            weights.push_back(prng.chance(100) ? 0 : static_cast<double>(prng.below(1'000)) / 7);
        const auto total = static_cast<std::int64_t>(prng.below(3'000'000'000));
        const std::vector<std::int64_t> parts = apportion(total, weights);
        EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), total);
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        for (std::size_t i = 0; sum > 0 && i < parts.size(); ++i) {
            EXPECT_NEAR(static_cast<double>(parts[i]),
                        weights[i] / sum * static_cast<double>(total), 1.001);
        }
    }
    EXPECT_EQ(apportion(10, {0, 0, 0}), (std::vector<std::int64_t>{4, 3, 3}));
}

}  // namespace
}  // namespace wedsync::marketing
