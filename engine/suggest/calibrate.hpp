#pragma once

#include <array>
#include <span>

#include "engine/suggest/trees.hpp"

namespace wedsync::suggest {

/// Probabilities of the four answers; they add up to 1.
using Probabilities = std::array<double, kAnswers>;

/// The same bits on every target.
[[nodiscard]] Probabilities softmax(const Margins& margins);

/// Vector scaling: margins times `scale` (1 / temperature) plus a bias for each answer.
struct Calibration {
    float scale = 1;
    std::array<float, kAnswers> bias{};

    [[nodiscard]] Margins apply(const Margins& margins) const;
    friend bool operator==(const Calibration&, const Calibration&) = default;
};

/// A prediction, and what was answered.
struct Outcome {
    Margins margins{};
    Answer answer = Answer::kOther;
    double weight = 1;
};

/// The calibration with the least weighted log-loss over `outcomes`, which must not be those the
/// margins were trained on. Gradient descent of fixed length from the identity.
[[nodiscard]] Calibration fit_calibration(std::span<const Outcome> outcomes);

}  // namespace wedsync::suggest
