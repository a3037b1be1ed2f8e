#include "engine/suggest/calibrate.hpp"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/prng.hpp"

namespace wedsync::suggest {
namespace {

double loss_of(const Calibration& calibration, const std::vector<Outcome>& outcomes) {
    double loss = 0;
    for (const Outcome& outcome : outcomes) {
        const auto answer = static_cast<std::size_t>(outcome.answer);
        loss -= std::log(softmax(calibration.apply(outcome.margins))[answer]);
    }
    return loss / static_cast<double>(outcomes.size());
}

TEST(CalibrateTest, SoftmaxAddsUpToOneAndStandsLargeMargins) {
    const Probabilities even = softmax({1, 1, 1, 1});
    for (const double share : even)
        EXPECT_DOUBLE_EQ(share, 0.25);
    const Probabilities sure = softmax({5'000, -5'000, 0, 0});
    EXPECT_EQ(sure[0], 1);
    EXPECT_EQ(sure[1], 0);
}

TEST(CalibrateTest, OverconfidentMarginsAreScaledDown) {
    // Margins three times what they ought to be.
    Prng prng(7);
    std::vector<Outcome> outcomes;
    for (int i = 0; i < 2'000; ++i) {
        Margins truth{};
        for (double& margin : truth)
            margin = static_cast<double>(prng.below(2'000)) / 1'000 - 1;
        const Probabilities shares = softmax(truth);
        double draw = static_cast<double>(prng.below(1'000'000)) / 1e6;
        std::size_t answer = 0;
        while (answer + 1 < kAnswers && draw >= shares[answer])
            draw -= shares[answer++];
        for (double& margin : truth)
            margin *= 3;
        outcomes.push_back({truth, static_cast<Answer>(answer), 1});
    }
    const Calibration fitted = fit_calibration(outcomes);
    EXPECT_NEAR(fitted.scale, 1.0 / 3, 0.06);
    EXPECT_LT(loss_of(fitted, outcomes), loss_of({}, outcomes));
}

TEST(CalibrateTest, NothingToFitLeavesTheMarginsAlone) {
    EXPECT_EQ(fit_calibration({}), Calibration{});
}

}  // namespace
}  // namespace wedsync::suggest
