#pragma once

#include <string>

#include "engine/replica/replica.hpp"
#include "sim/oracle/findings.hpp"

namespace wedsync::sim {

/// P5: what a device shows of each cell is what the kind of its field says of its siblings, and
/// every disagreement that no kind settles is among the open conflicts, and nothing else is.
void check_readings(replica::Replica& replica, ScopeId scope, const std::string& who,
                    Findings& findings);

}  // namespace wedsync::sim
