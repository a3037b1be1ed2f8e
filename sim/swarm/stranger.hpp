#pragma once

#include <deque>

#include "engine/base/prng.hpp"
#include "sim/oracle/ledger.hpp"
#include "sim/swarm/fault.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

/// The policy refuses half of what this device pushes.
inline constexpr const char* kStrangerName = "stranger";

/// A client that nobody trusts: a hostile one, or one of a much newer version.
class Stranger {
public:
    Stranger(World& world, const Ledger& ledger, FaultCounts& faults)
        : world_(world), ledger_(ledger), faults_(faults) {}

    /// Keeps a real frame, to be mutilated later.
    void overhear(BytesView frame);
    /// One visit to the hub.
    void visit(Prng& prng);

private:
    [[nodiscard]] Bytes garbage(Prng& prng) const;
    [[nodiscard]] Message push(ScopeId scope, const Ledger::Scope& known, Prng& prng);

    World& world_;
    const Ledger& ledger_;
    FaultCounts& faults_;
    std::deque<Bytes> overheard_;
};

}  // namespace wedsync::sim
