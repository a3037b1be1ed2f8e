#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "sim/oracle/ledger.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

// What must hold when all trouble is over and everything has come to rest.

/// P7: everybody has what the hub has, and nothing waits. `limit_ms` is the time it had.
void check_at_rest(World& world, std::uint64_t limit_ms, Findings& findings);

/// P1: the same bytes everywhere. Requires a world at rest.
void check_same_bytes(World& world, const std::vector<ScopeId>& scopes, Findings& findings);

/// P5: every acknowledged change was accepted by the hub or is in a refused list, with its values.
void check_nothing_lost(World& world, const Ledger& ledger, Findings& findings);

/// P6: what was added to a counter is there exactly once. Of the `uncertain` ones nobody knows what
/// was added.
void check_tallies(World& world, const Ledger& ledger,
                   const std::set<std::pair<ScopeId, RecordId>>& uncertain, Findings& findings);

/// P8: what the hub refused is in the refused list of whoever wrote it.
void check_refusals(World& world, const Ledger& ledger, Findings& findings);

}  // namespace wedsync::sim
