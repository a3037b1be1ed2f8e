#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/suggest/trees.hpp"

namespace wedsync::ml {

/// What trees are grown from: one row of features after the other.
struct TrainingSet {
    std::size_t columns = 0;
    std::vector<float> values;  ///< rows * columns; NaN where unknown.
    std::vector<float> answers;
    std::vector<float> weights;

    [[nodiscard]] std::size_t rows() const { return answers.size(); }
};

struct BoostOptions {
    int rounds = 200;
    int depth = 3;
    double rate = 0.05;
    double lambda = 5;
    double child_weight_min = 5;
    double row_share = 0.6;
    double column_share = 0.3;
    std::uint32_t seed = 7;
};

/// Whether this program was built with libxgboost.
[[nodiscard]] bool can_grow();

/// Grows trees: softmax over the four answers, histograms, one thread; the same bytes at every run.
/// Fails with kInvalid where libxgboost is missing or refuses.
[[nodiscard]] Result<suggest::Trees> grow_trees(const TrainingSet& set,
                                                const BoostOptions& options);

/// Fails as grow_trees() does. The margins libxgboost itself gives, of a model it has just grown:
/// to check the walker against.
struct Checked {
    suggest::Trees trees;
    std::vector<float> margins;  ///< rows * kAnswers, as libxgboost says.
};
[[nodiscard]] Result<Checked> grow_checked(const TrainingSet& set, const BoostOptions& options);

}  // namespace wedsync::ml
