#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/suggest/advise.hpp"
#include "engine/suggest/decided.hpp"
#include "engine/suggest/watch.hpp"

namespace wedsync::replica {

/// The open disagreements of a scope that can be judged, and what the person asked answered before.
struct Insight {
    std::vector<suggest::Disagreement> open;
    std::vector<suggest::PastAnswer> answers;
};

/// A disagreement and what is suggested.
struct Advice {
    suggest::Disagreement about;
    suggest::Suggestion suggestion;
    /// The value that the suggestion would take as it stands; none for merge and user_choice.
    std::optional<Dot> take;
};

/// What was settled lately, the oldest first in each scope.
struct DecidedLog {
    std::vector<suggest::Decided> decided;
    /// False: a log kept here begins later than its scope, so older ones are not here.
    bool is_whole = true;
    /// Of each scope asked for what its switches say, and how a machine did, as its hub sees it.
    struct Standing {
        merge::Switches switches;
        suggest::Watch watch;
    };
    std::map<ScopeId, Standing> scopes;
};

/// Judges each, for the person asked.
[[nodiscard]] std::vector<Advice> advise(Insight insight, const suggest::Resolver& resolver);

}  // namespace wedsync::replica
