#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/suggest/model.hpp"
#include "ml/booster.hpp"
#include "ml/figures.hpp"

namespace wedsync::ml {

inline constexpr std::array<Mode, suggest::kKnowledges> kModes{Mode::kCold, Mode::kHistory,
                                                               Mode::kSession};
/// cold, history, session.
[[nodiscard]] const char* name_of(Mode mode);

struct TrainOptions {
    BoostOptions cold;
    BoostOptions informed;
    /// Parts the repositories are dealt into; each is predicted by trees of the others.
    std::size_t folds = 6;
    /// Weight of the same disagreement seen from the other side.
    double mirror_weight = 0.6;
    /// Chance that a threshold does not hold.
    double doubt = 0.1;
};

struct Trained {
    suggest::Model model;
    Bytes artefact;
    /// Of predictions out of fold, by mode.
    std::array<Figures, suggest::kKnowledges> figures;
};

/// Trains a model: trees by libxgboost, and calibration, personal start weights and thresholds on
/// predictions of repositories the trees had not seen. The same rows give the same bytes. Fails
/// with kInvalid where libxgboost is missing or there are too few repositories.
[[nodiscard]] Result<Trained> train(const std::vector<Row>& rows, const TrainOptions& options,
                                    const std::function<void(std::size_t, std::size_t)>& progress);

/// What a model says about the examples, in a mode.
[[nodiscard]] std::vector<Prediction> predict(const suggest::Model& model,
                                              std::span<const Example> examples,
                                              std::span<const Row> rows, Mode mode);

}  // namespace wedsync::ml
