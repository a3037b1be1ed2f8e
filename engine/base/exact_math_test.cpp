#include "engine/base/exact_math.hpp"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace wedsync {
namespace {

TEST(ExactMathTest, ExpIsThatOfTheLibraryToFifteenDigits) {
    for (double x = -690; x < 690; x += 0.37) {
        EXPECT_NEAR(exp_same(x) / std::exp(x), 1, 2e-14) << x;
    }
    EXPECT_EQ(exp_same(0), 1);
    EXPECT_EQ(exp_same(-701), 0);
    EXPECT_TRUE(std::isnan(exp_same(std::numeric_limits<double>::quiet_NaN())));
}

TEST(ExactMathTest, LogIsThatOfTheLibraryToFifteenDigits) {
    for (double x = 1e-12; x < 1e12; x *= 1.37) {
        EXPECT_NEAR(log_same(x), std::log(x), 1e-14 * (1 + std::abs(std::log(x)))) << x;
    }
    EXPECT_EQ(log_same(1), 0);
}

TEST(ExactMathTest, SignedLogIsOddAndBounded) {
    EXPECT_EQ(signed_log(-7), -signed_log(7));
    EXPECT_EQ(signed_log(0), 0);
    EXPECT_TRUE(std::isfinite(signed_log(std::numeric_limits<double>::infinity())));
    EXPECT_TRUE(std::isnan(signed_log(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace wedsync
