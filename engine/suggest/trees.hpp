#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/suggest/facts.hpp"

namespace wedsync::suggest {

/// One number per answer, the larger the likelier: before a softmax.
using Margins = std::array<double, kAnswers>;

inline constexpr std::size_t kTreesMax = 4'096;
inline constexpr std::size_t kTreeDepthMax = 6;

/// Boosted trees, all nodes in flat arrays. A node's left child is the next node; a leaf has no
/// right child. Sums are of floats and in the order of the trees, so that every target gets the
/// same bits.
struct Trees {
    /// By node.
    std::vector<std::uint16_t> feature;  ///< Index into features().
    std::vector<float> threshold;        ///< Left if the feature is below it; of a leaf: its value.
    std::vector<std::uint32_t> right;    ///< 0: a leaf.
    std::vector<std::uint8_t> nan_left;  ///< 1: an unknown feature goes left.
    /// By tree.
    std::vector<std::uint32_t> root;
    std::vector<std::uint8_t> answer;  ///< To whose margin it adds.

    [[nodiscard]] std::size_t size() const { return root.size(); }
    /// Requires a value for each feature.
    [[nodiscard]] Margins margins(std::span<const float> values) const;
    friend bool operator==(const Trees&, const Trees&) = default;
};

}  // namespace wedsync::suggest
