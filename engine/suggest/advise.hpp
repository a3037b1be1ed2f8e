#pragma once

#include <vector>

#include "engine/suggest/past.hpp"
#include "engine/suggest/personal.hpp"
#include "engine/suggest/resolver.hpp"

namespace wedsync::suggest {

/// The personal layer that a person's answers make, the oldest first. It is made from the log each
/// time: so it is the same on all devices of that person, and an answer that was taken back has
/// left no trace. Requires a resolver with a model.
[[nodiscard]] PersonalLayer personal_of(const Resolver& resolver,
                                        const std::vector<PastAnswer>& answers);

/// The model that this program ships, decoded once.
[[nodiscard]] const Resolver& shipped_resolver();

}  // namespace wedsync::suggest
