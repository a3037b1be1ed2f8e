#include "modules/measure/interval.hpp"

#include "gtest/gtest.h"

namespace wedsync::measure {
namespace {

TEST(IntervalTest, SharesAreThoseOfThePublishedTable) {
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    struct Known {
        Share share;
        double low;
        double high;
    };
    for (const Known& known : {Known{{81, 263}, 0.2553, 0.3662}, Known{{15, 148}, 0.0624, 0.1605},
                               Known{{0, 20}, 0.0, 0.1611}, Known{{1, 29}, 0.0061, 0.1718}}) {
        const auto found = estimate_share(known.share);
        ASSERT_TRUE(found.has_value());
        EXPECT_NEAR(found->low, known.low, 5e-5);
        EXPECT_NEAR(found->high, known.high, 5e-5);
    }
    EXPECT_FALSE(estimate_share({0, 0}).has_value());
    EXPECT_EQ(estimate_share({7, 7})->high, 1);
}

TEST(IntervalTest, DifferencesAreThoseOfThePublishedTable) {
    // Newcombe 1998, "Interval estimation for the difference between independent proportions",
    // table II, method 10.
    struct Known {
        Share a;
        Share b;
        double low;
        double high;
    };
    for (const Known& known :
         {Known{{56, 70}, {48, 80}, 0.0524, 0.3339}, Known{{9, 10}, {3, 10}, 0.1705, 0.8090},
          Known{{5, 56}, {0, 29}, -0.0381, 0.1926}, Known{{0, 10}, {0, 20}, -0.1611, 0.2775},
          Known{{10, 10}, {0, 10}, 0.6075, 1.0}}) {
        const auto found = estimate_difference(known.a, known.b);
        ASSERT_TRUE(found.has_value());
        EXPECT_NEAR(found->low, known.low, 5e-5);
        EXPECT_NEAR(found->high, known.high, 5e-5);
        const auto turned = estimate_difference(known.b, known.a);
        EXPECT_DOUBLE_EQ(turned->low, -found->high);
    }
    EXPECT_FALSE(estimate_difference({0, 0}, {1, 2}).has_value());
}

}  // namespace
}  // namespace wedsync::measure
