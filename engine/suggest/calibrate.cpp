#include "engine/suggest/calibrate.hpp"

#include <algorithm>

#include "engine/base/exact_math.hpp"

namespace wedsync::suggest {

Probabilities softmax(const Margins& margins) {
    const double most = *std::max_element(margins.begin(), margins.end());
    Probabilities probabilities{};
    double sum = 0;
    for (std::size_t i = 0; i < kAnswers; ++i) {
        probabilities[i] = exp_same(margins[i] - most);
        sum += probabilities[i];
    }
    for (double& probability : probabilities)
        probability /= sum;
    return probabilities;
}

Margins Calibration::apply(const Margins& margins) const {
    Margins calibrated{};
    for (std::size_t i = 0; i < kAnswers; ++i) {
        calibrated[i] = margins[i] * static_cast<double>(scale) + static_cast<double>(bias[i]);
    }
    return calibrated;
}

Calibration fit_calibration(std::span<const Outcome> outcomes) {
    constexpr int kSteps = 400;
    constexpr double kRate = 0.5;
    double scale = 1;
    std::array<double, kAnswers> bias{};
    double total = 0;
    for (const Outcome& outcome : outcomes)
        total += outcome.weight;
    for (int step = 0; step < kSteps && total > 0; ++step) {
        double scale_slope = 0;
        std::array<double, kAnswers> slopes{};
        for (const Outcome& outcome : outcomes) {
            Margins margins{};
            for (std::size_t i = 0; i < kAnswers; ++i) {
                margins[i] = outcome.margins[i] * scale + bias[i];
            }
            const Probabilities probabilities = softmax(margins);
            for (std::size_t i = 0; i < kAnswers; ++i) {
                const bool is_it = i == static_cast<std::size_t>(outcome.answer);
                const double slope = outcome.weight * (probabilities[i] - (is_it ? 1 : 0));
                slopes[i] += slope;
                scale_slope += slope * outcome.margins[i];
            }
        }
        scale -= kRate * scale_slope / total;
        for (std::size_t i = 0; i < kAnswers; ++i)
            bias[i] -= kRate * slopes[i] / total;
    }
    Calibration fitted;
    fitted.scale = static_cast<float>(std::max(scale, 0.05));
    for (std::size_t i = 0; i < kAnswers; ++i)
        fitted.bias[i] = static_cast<float>(bias[i]);
    return fitted;
}

}  // namespace wedsync::suggest
