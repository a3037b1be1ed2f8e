#include "modules/marketing/credit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/assert.hpp"
#include "engine/base/exact_math.hpp"

namespace wedsync::marketing {
namespace {

constexpr double kLn2 = 0.69314718055994530942;
constexpr double kEnd = 0.4;  // Of the first and of the last, by position.

std::vector<double> by_position(std::size_t count) {
    if (count <= 2) return std::vector<double>(count, 1);
    std::vector<double> weights(count, (1 - 2 * kEnd) / static_cast<double>(count - 2));
    weights.front() = kEnd;
    weights.back() = kEnd;
    return weights;
}

std::vector<double> by_age(const Journey& journey) {
    std::vector<double> weights;
    for (const Touch& touch : journey.touches) {
        const auto age_ms = static_cast<double>(journey.at_ms - touch.at_ms);
        weights.push_back(exp_same(-kLn2 * age_ms / static_cast<double>(kHalfLifeMs)));
    }
    return weights;
}

std::vector<double> weights_of(const Journey& journey, Model model) {
    const std::size_t count = journey.touches.size();
    std::vector<double> weights(count, 0);
    switch (model) {
        case Model::kFirst:
            weights.front() = 1;
            return weights;
        case Model::kLast:
            weights.back() = 1;
            return weights;
        case Model::kLinear:
            return std::vector<double>(count, 1);
        case Model::kPosition:
            return by_position(count);
        case Model::kTimeDecay:
            return by_age(journey);
        case Model::kDataDriven:
            break;
    }
    WEDSYNC_ASSERT(model != Model::kDataDriven);
    return weights;
}

}  // namespace

const char* name_of(Model model) {
    constexpr const char* kNames[kModels] = {"first",    "last",       "linear",
                                             "position", "time_decay", "data_driven"};
    return kNames[static_cast<std::size_t>(model)];
}

std::vector<std::int64_t> apportion(std::int64_t total, const std::vector<double>& weights) {
    WEDSYNC_ASSERT(!weights.empty());
    double sum = 0;
    for (const double weight : weights) {
        WEDSYNC_ASSERT(weight >= 0);
        sum += weight;
    }
    std::vector<std::int64_t> parts(weights.size(), 0);
    std::vector<double> rests(weights.size(), 0);
    std::int64_t left = total;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double share = sum > 0 ? weights[i] / sum : 1 / static_cast<double>(weights.size());
        const double exact = share * static_cast<double>(total);
        parts[i] = static_cast<std::int64_t>(std::floor(exact));
        rests[i] = exact - static_cast<double>(parts[i]);
        left -= parts[i];
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rests[a] > rests[b]; });
    // Rounding down leaves less than one for each; rounding of the shares themselves may give or
    // take one more.
    for (std::size_t i = 0; left > 0; i = (i + 1) % order.size(), --left)
        ++parts[order[i]];
    for (; left < 0; ++left)
        --*std::max_element(parts.begin(), parts.end());
    return parts;
}

Credits credit_of(const Journey& journey, Model model) {
    Credits credits;
    if (!journey.is_converted || journey.touches.empty()) return credits;
    const std::vector<std::int64_t> parts = apportion(kWhole, weights_of(journey, model));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i] != 0) credits[journey.touches[i].campaign] += parts[i];
    }
    return credits;
}

}  // namespace wedsync::marketing
