#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/suggest/model.hpp"
#include "ml/examples.hpp"

namespace wedsync::ml {

/// What was said about an example, by whatever said it.
struct Prediction {
    const Example* example = nullptr;
    const Row* row = nullptr;
    suggest::Probabilities probabilities{};
};

/// Above a threshold: which share of rows gets a suggestion, and how many of those are right.
struct Selective {
    double threshold = 0;
    double coverage = 0;
    double precision = 0;
};

struct GroupFigures {
    std::size_t rows = 0;
    double accuracy = 0;
    double log_loss = 0;
};

struct Figures {
    std::size_t rows = 0;
    std::size_t merges = 0;
    double accuracy = 0;
    double accuracy_merge_weighted = 0;
    double log_loss = 0;
    double log_loss_merge_weighted = 0;
    double ece = 0;   ///< Expected calibration error, 15 equal bins of the top probability.
    double top2 = 0;  ///< The answer is among the two likeliest.
    double accuracy_first = 0;  ///< Of the first disagreement of each merge.
    double accuracy_later = 0;  ///< Of all after it.
    std::map<std::string, GroupFigures> by_type;
    std::map<std::string, GroupFigures> by_repository;
    std::array<Selective, suggest::kPrecisionTargets.size()> at{};
};

[[nodiscard]] Figures figures_of(std::span<const Prediction> predictions,
                                 const suggest::Thresholds& thresholds);

/// How many rows a rule gets right: accuracy by rows and by merges.
struct Baselines {
    double client = 0;
    double server = 0;
    double lww = 0;            ///< Last writer wins, by author time; ties to the server.
    double rules = 0;          ///< reference_rules(); asking counts as "other".
    double shipped_rules = 0;  ///< shipped_rules(), the same way.
};
[[nodiscard]] Baselines baselines_of(std::span<const Example> examples, std::span<const Row> rows);

/// Thresholds from predictions the model was not trained on: for each target the lowest confidence
/// from which on, merges counting one each, the Clopper-Pearson bound (one-sided, `doubt` the
/// chance to be wrong) on the share of right suggestions holds the target; tested from the top
/// down, up to the first failure. 2 where there is none.
[[nodiscard]] suggest::Thresholds fit_thresholds(std::span<const Prediction> predictions,
                                                 double doubt);
/// For each target the lowest confidence from which on the mean confidence is the target: as good
/// as the calibration, and no bound. 2 where there is none.
[[nodiscard]] suggest::Thresholds estimate_thresholds(std::span<const Prediction> predictions);
/// The least true share of successes that is not ruled out by `right` of `all`, at this doubt.
[[nodiscard]] double share_at_least(double right, double all, double doubt);

}  // namespace wedsync::ml
