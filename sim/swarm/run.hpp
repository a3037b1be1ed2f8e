#pragma once

#include <cstdint>
#include <vector>

#include "sim/oracle/findings.hpp"
#include "sim/swarm/fault.hpp"
#include "sim/swarm/plan.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

/// What one run came to.
struct Outcome {
    std::vector<Violation> violations;
    FaultCounts faults;
    std::uint64_t simulated_ms = 0;
    std::uint64_t trace_hash = 0;
    /// Of the state that all came to, over all scopes.
    std::uint64_t state_hash = 0;
    std::uint64_t commits = 0;
    /// Records that a hub ever erased.
    std::uint64_t erased = 0;
    std::uint64_t bytes_sent = 0;
    /// How long it took to come to rest after all trouble ended.
    std::uint64_t healing_ms = 0;
};

/// A bug planted at a seam of the system, for judging the oracles: see sim/swarm/mutants.hpp. The
/// default plants none.
struct Sabotage {
    /// May change a frame before it is sent; false drops it.
    std::function<bool(std::size_t device, Side from, Bytes& frame)> frame;
    /// May change what a disk holds while nobody has it open.
    std::function<void(DiskImage& image)> restarted_disk;
    /// Takes the place of the policy.
    std::function<hub::Policy(hub::Policy)> policy;
};

/// Plays a plan to its end, heals the world, and lets the oracles judge. Deterministic.
[[nodiscard]] Outcome run(const Plan& plan, const Sabotage& sabotage = {});

/// How long everything may take to come to rest after all trouble has ended.
inline constexpr std::uint64_t kHealingMsMax = std::uint64_t{15} * 60'000;
/// Of events in a run: many times what the longest takes.
inline constexpr std::uint64_t kStepsMax = 3'000'000;

}  // namespace wedsync::sim
