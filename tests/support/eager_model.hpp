#pragma once

#include "engine/suggest/model.hpp"
#include "engine/suggest/resolver.hpp"

/// Models that say the same of every disagreement: to see what is done with what they say.
namespace wedsync::support {

/// Always for one answer, by so much over the others (6: about 99 % sure), and its own thresholds
/// never stop it.
inline suggest::Model eager_model(suggest::Answer answer = suggest::Answer::kClient,
                                  float lead = 6) {
    suggest::Model model;
    for (suggest::Calibration& calibration : model.calibrations)
        calibration.bias[static_cast<std::size_t>(answer)] = lead;
    return model;
}

inline suggest::Resolver eager_resolver(suggest::Answer answer = suggest::Answer::kClient,
                                        float lead = 6) {
    return suggest::Resolver(eager_model(answer, lead));
}

}  // namespace wedsync::support
