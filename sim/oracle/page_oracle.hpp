#pragma once

#include <cstddef>

#include "engine/codec/message.hpp"
#include "sim/oracle/ledger.hpp"

namespace wedsync::sim {

/// P9: each page is a piece of the hub's committed log, whole and in order. Also takes note of what
/// the hub acknowledges. Looks at each message that a hub sends.
void check_sent(std::size_t device, const Message& message, Ledger& ledger, Findings& findings);

}  // namespace wedsync::sim
