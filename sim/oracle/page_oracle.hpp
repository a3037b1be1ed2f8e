#pragma once

#include <cstddef>

#include "engine/base/bytes.hpp"
#include "sim/oracle/ledger.hpp"

namespace wedsync::sim {

/// P9: each page is a piece of the hub's committed log, whole and in order. Also takes note of what
/// the hub acknowledges. Looks at each frame that a hub sends.
void check_sent(std::size_t device, BytesView frame, Ledger& ledger, Findings& findings);

}  // namespace wedsync::sim
