#include "engine/suggest/trees.hpp"

#include "engine/base/assert.hpp"

namespace wedsync::suggest {

Margins Trees::margins(std::span<const float> values) const {
    std::array<float, kAnswers> sums{};
    for (std::size_t tree = 0; tree < root.size(); ++tree) {
        std::size_t node = root[tree];
        while (right[node] != 0) {
            WEDSYNC_ASSERT(feature[node] < values.size());
            const float value = values[feature[node]];
            // A NaN is not equal to itself.
            const bool goes_left = value == value ? value < threshold[node] : nan_left[node] != 0;
            node = goes_left ? node + 1 : right[node];
        }
        sums[answer[tree]] += threshold[node];
    }
    Margins margins{};
    for (std::size_t i = 0; i < kAnswers; ++i)
        margins[i] = static_cast<double>(sums[i]);
    return margins;
}

}  // namespace wedsync::suggest
