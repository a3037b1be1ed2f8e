#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/merge/conflict.hpp"
#include "engine/suggest/past.hpp"
#include "engine/suggest/personal.hpp"
#include "engine/suggest/resolver.hpp"

namespace wedsync::suggest {

/// A disagreement that waits for a person, with all that the logs say about it.
struct Disagreement {
    merge::Conflict conflict;
    Sides sides;
    ConflictFacts facts;
    /// The value with both edits, where a machine can make one.
    std::optional<Value> merged;
};

/// Those of the open disagreements of a scope that can be judged. `past` wanted their cells and was
/// told the logs; it is told here what they do not hold any more. `author_of` answers for any lane.
[[nodiscard]] std::vector<Disagreement> look_into(
    Past& past, ScopeId scope, std::vector<merge::Conflict> open,
    const std::function<Author(const Incarnation&)>& author_of, const Asked& asked);

/// The personal layer that a person's answers make, the oldest first. It is made from the log each
/// time: so it is the same on all devices of that person, and an answer that was taken back has
/// left no trace. Requires a resolver with a model.
[[nodiscard]] PersonalLayer personal_of(const Resolver& resolver,
                                        const std::vector<PastAnswer>& answers);

/// What the resolver says of a disagreement. `personal` null: nobody's.
[[nodiscard]] Suggestion suggest_for(const Resolver& resolver, const Disagreement& about,
                                     const PersonalLayer* personal, const Policy& policy);

/// The value that an action takes; nothing for user_choice, and for a merge that there is not.
[[nodiscard]] std::optional<Value> value_of(Action action, const Disagreement& about);

/// The model that this program ships, decoded once.
[[nodiscard]] const Resolver& shipped_resolver();

}  // namespace wedsync::suggest
