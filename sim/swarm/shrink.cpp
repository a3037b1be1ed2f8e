#include "sim/swarm/shrink.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace wedsync::sim {
namespace {

using Fails = std::function<bool(const Plan&)>;

/// Takes `change` over if the plan still fails with it.
bool keep_if_failing(Plan& plan, const Fails& fails, const std::function<void(Plan&)>& change) {
    Plan smaller = plan;
    change(smaller);
    if (!fails(smaller)) return false;
    plan = std::move(smaller);
    return true;
}

/// What came after the month comes after the steps before it instead: a month of failing links
/// would be another story.
void drop_month(Plan& plan) {
    const std::uint64_t month_at_ms = std::exchange(plan.month_at_ms, 0);
    if (month_at_ms == 0) return;
    for (Step& step : plan.steps) {
        if (step.at_ms >= month_at_ms) step.at_ms -= kMonthMs;
    }
    plan.duration_ms -= kMonthMs;
}

void drop_steps(Plan& plan, const Fails& fails) {
    for (std::size_t size = plan.steps.size() / 2; size > 0; size /= 2) {
        for (std::size_t first = 0; first < plan.steps.size();) {
            const bool is_dropped = keep_if_failing(plan, fails, [&](Plan& smaller) {
                const std::size_t end = std::min(first + size, smaller.steps.size());
                smaller.steps.erase(smaller.steps.begin() + static_cast<std::ptrdiff_t>(first),
                                    smaller.steps.begin() + static_cast<std::ptrdiff_t>(end));
            });
            if (!is_dropped) first += size;
        }
    }
}

void calm_devices(Plan& plan, const Fails& fails) {
    for (std::size_t i = 0; i < plan.devices.size(); ++i) {
        keep_if_failing(plan, fails, [i](Plan& smaller) { smaller.devices[i].faults = {}; });
        keep_if_failing(plan, fails,
                        [i](Plan& smaller) { smaller.devices[i].network = NetworkKind::kFast; });
        keep_if_failing(plan, fails, [i](Plan& smaller) { smaller.devices[i].clock_ahead_ms = 0; });
        keep_if_failing(plan, fails, [i](Plan& smaller) { smaller.devices[i].scope_count = 1; });
    }
    while (plan.devices.size() > 1 &&
           keep_if_failing(plan, fails, [](Plan& smaller) { smaller.devices.pop_back(); })) {
    }
}

}  // namespace

Plan shrink(const Plan& plan, const std::function<bool(const Plan&)>& fails) {
    Plan smallest = plan;
    keep_if_failing(smallest, fails, drop_month);
    drop_steps(smallest, fails);
    calm_devices(smallest, fails);
    drop_steps(smallest, fails);
    return smallest;
}

}  // namespace wedsync::sim
