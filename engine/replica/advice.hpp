#pragma once

#include <optional>
#include <vector>

#include "engine/merge/conflict.hpp"
#include "engine/suggest/facts.hpp"
#include "engine/suggest/past.hpp"
#include "engine/suggest/resolver.hpp"

namespace wedsync::replica {

/// A disagreement that waits for a person, with all that the logs kept here say about it.
struct Disagreement {
    merge::Conflict conflict;
    suggest::Sides sides;
    suggest::ConflictFacts facts;
    /// The value with both edits, where a machine can make one.
    std::optional<Value> merged;
};

/// The open disagreements of a scope that can be judged, and what the person asked answered before.
struct Insight {
    std::vector<Disagreement> open;
    std::vector<suggest::PastAnswer> answers;
};

/// A disagreement and what is suggested.
struct Advice {
    Disagreement about;
    suggest::Suggestion suggestion;
    /// The value that the suggestion would take as it stands; none for merge and user_choice.
    std::optional<Dot> take;
};

/// Judges each, for the person asked.
[[nodiscard]] std::vector<Advice> advise(Insight insight, const suggest::Resolver& resolver);

}  // namespace wedsync::replica
