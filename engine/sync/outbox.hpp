#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/pace/plan.hpp"
#include "engine/replica/scope_state.hpp"

namespace wedsync::sync {

/// A change that waited so long goes before every priority: nothing waits for ever.
inline constexpr std::uint64_t kStarvationMs = 10 * 60 * 1'000;
/// A deadline this near lifts a change above all priorities without one.
inline constexpr std::uint64_t kDeadlineNearMs = 60 * 1'000;

/// What to push next from one scope's pending changes, by sequence, in the order to send: the most
/// urgent first, each after the earlier pending changes of the records it touches or refers to (its
/// closure). `is_due` says whether a sequence may go out now (not in flight, not durable already);
/// closures pass over what is not due. At most `plan.batch_changes`; pure.
[[nodiscard]] std::vector<std::uint64_t> next_batch(
    const replica::ScopeState& scope, const pace::Plan& plan, std::uint64_t wall_ms,
    const std::function<bool(const store::OwnRow&)>& is_due);

}  // namespace wedsync::sync
