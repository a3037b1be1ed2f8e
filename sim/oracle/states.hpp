#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/replica/replica.hpp"
#include "sim/oracle/ledger.hpp"

namespace wedsync::sim {

/// P1, P3 and P9: what a device shows of a scope is exactly the merge, by definition, of the whole
/// changes in its `have` and its own pending ones; and its sums say so. `who` names it.
void check_state(replica::Replica& replica, ScopeId scope, const std::string& who,
                 const Ledger& ledger, Findings& findings);

/// The same for the hub. Also P5 and P8: `have` and what was refused are what its log says.
void check_hub_state(hub::Hub& hub, ScopeId scope, const Ledger& ledger, Findings& findings);

/// P3: two numbers that are only ever written together always add up to the same.
inline constexpr std::int64_t kPairSum = 1'000;
struct Pair {
    ScopeId scope;
    RecordId record;
};
void check_pairs(replica::Replica& replica, const std::vector<Pair>& pairs, const std::string& who,
                 Findings& findings);

}  // namespace wedsync::sim
