#pragma once

#include <optional>

#include "engine/codec/json_node.hpp"
#include "engine/replica/replica.hpp"

namespace wedsync::capi {

/// A violation with what is proposed, in the form of wedsync_violations().
[[nodiscard]] Result<boost::json::value> json_of_violation(replica::Replica& replica,
                                                           const rules::Proposed& proposed);
/// All of a scope, or of all scopes.
[[nodiscard]] Result<boost::json::array> list_violations(replica::Replica& replica,
                                                         std::optional<ScopeId> scope);

}  // namespace wedsync::capi
