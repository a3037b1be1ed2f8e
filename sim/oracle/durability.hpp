#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "engine/replica/replica.hpp"
#include "sim/oracle/ledger.hpp"

namespace wedsync::sim {

/// Whether this replica has the change in any way: accepted, pending or refused.
[[nodiscard]] bool is_held(const Ledger& ledger, const Commit& commit,
                           const replica::Replica& replica);

/// P4 on a device: after a restart, every change it acknowledged is still there, unless its disk
/// was replaced by one without it.
void check_kept(std::size_t device, const replica::Replica& replica, Ledger& ledger,
                Findings& findings);

/// The disk of a device was replaced, and this is what the new one holds (null: nothing): whatever
/// else the device acknowledged it does not have to keep any more, but nobody may lose it.
void note_replaced(std::size_t device, const replica::Replica* replica, Ledger& ledger);

/// P4 on the hub: after a restart, every change it acknowledged is still there.
void check_hub_kept(const hub::Hub& hub, const Ledger& ledger, Findings& findings);

/// P5 at rest: a restored hub was given back everything it had acknowledged that a device kept.
void check_given_back(const hub::Hub& hub, const Ledger& ledger, Findings& findings);

/// After a disk was lost or put back: excuses what neither the hub nor any of these replicas has.
void excuse_lost(const std::vector<const replica::Replica*>& replicas, Ledger& ledger);

}  // namespace wedsync::sim
