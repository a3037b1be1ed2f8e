#include "engine/codec/lane_numbers.hpp"

#include <cstddef>
#include <utility>

namespace wedsync::codec {

BatchLanes::BatchLanes(std::vector<Incarnation> incarnations)
    : incarnations_(std::move(incarnations)) {
    for (std::size_t i = 0; i < incarnations_.size(); ++i) {
        numbers_.emplace(incarnations_[i], static_cast<std::uint32_t>(i));
    }
}

std::uint32_t BatchLanes::number_of(const Incarnation& incarnation) {
    // Most batches have one lane: spare them the search.
    if (!incarnations_.empty() && incarnations_.front() == incarnation) return 0;
    const auto next = static_cast<std::uint32_t>(incarnations_.size());
    const auto [at, is_new] = numbers_.emplace(incarnation, next);
    if (is_new) incarnations_.push_back(incarnation);
    return at->second;
}

const Incarnation* BatchLanes::find(std::uint32_t number) const {
    return number < incarnations_.size() ? &incarnations_[number] : nullptr;
}

}  // namespace wedsync::codec
