#pragma once

#include <set>
#include <utility>

#include "engine/base/result.hpp"
#include "engine/model/schema.hpp"
#include "engine/store/store.hpp"
#include "hub/core/group.hpp"
#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// Records that the decider has not looked at, with their scopes.
using Undecided = std::set<std::pair<ScopeId, RecordId>>;

/// Adds those of what was committed just now.
void note_undecided(const Group& group, const Schema& schema, Undecided& undecided);
/// All that were committed and not decided when the hub last stopped.
[[nodiscard]] Result<Undecided> find_undecided(const Scopes& scopes, const Schema& schema,
                                               store::Store& store);

}  // namespace wedsync::hub
