#pragma once

#include <string>
#include <vector>

#include "sim/history/history.hpp"

namespace wedsync::sim {

/// P2 and P3 from outside, for a history of single processes that read sets (the order of a read's
/// elements does not matter): own writes are read, nothing that was seen is unseen, causes come
/// before their effects, and a transaction is seen wholly or not at all. A read transaction reads
/// every list there is. Returns what was found, one line for each broken read.
[[nodiscard]] std::vector<std::string> check_causality(const History& history);

}  // namespace wedsync::sim
