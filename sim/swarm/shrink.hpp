#pragma once

#include <functional>

#include "sim/swarm/plan.hpp"

namespace wedsync::sim {

/// A smaller plan that still fails: steps are left out in halves, quarters and so on (Zeller's
/// delta debugging), then devices' faults, as long as `fails` says so. Requires fails(plan).
[[nodiscard]] Plan shrink(const Plan& plan, const std::function<bool(const Plan&)>& fails);

}  // namespace wedsync::sim
