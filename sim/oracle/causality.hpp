#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/replica/replica.hpp"
#include "sim/oracle/ledger.hpp"

namespace wedsync::sim {

/// P2: causes come first on every device, own writes are read, and what was seen stays seen.
class CausalityOracle {
public:
    CausalityOracle(const Ledger& ledger, Findings& findings)
        : ledger_(ledger), findings_(findings) {}

    /// A device shows these dots from now on.
    void accepted(std::size_t device, const replica::Replica& replica, ScopeId scope,
                  const std::vector<DotRange>& dots);
    /// A device has acknowledged a change: it can be read there at once.
    void committed(std::size_t device, replica::Replica& replica, ScopeId scope,
                   const Change& change);
    /// A device was started: unless its disk is another one now, it has what it had.
    void started(std::size_t device, const replica::Replica& replica);
    /// The disk was put back, or is new: what it had does not bind it.
    void forget(std::size_t device) { had_.erase(device); }

private:
    const Ledger& ledger_;
    Findings& findings_;
    /// What each device has shown, by scope.
    std::map<std::size_t, std::map<ScopeId, DotSet>> had_;
};

}  // namespace wedsync::sim
