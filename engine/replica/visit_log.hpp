#pragma once

#include <functional>

#include "engine/store/store.hpp"

namespace wedsync::replica {

/// Every log entry of a scope with its position, oldest first, until `visit` returns false.
[[nodiscard]] Result<void> visit_log(store::Store& store, const store::ScopeRow& row,
                                     const std::function<bool(Position, const Entry&)>& visit);

}  // namespace wedsync::replica
