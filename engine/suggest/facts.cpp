#include "engine/suggest/facts.hpp"

#include <algorithm>

namespace wedsync::suggest {

void Tally::add(Answer answer, double weight) {
    counts[static_cast<std::size_t>(answer)] += weight;
}

double Tally::total() const {
    return counts[0] + counts[1] + counts[2] + counts[3];
}

double Tally::margin(double smoothing) const {
    return (counts[0] - counts[1]) / (total() + smoothing);
}

double Tally::share(Answer answer, double smoothing) const {
    return counts[static_cast<std::size_t>(answer)] / (total() + smoothing);
}

}  // namespace wedsync::suggest
