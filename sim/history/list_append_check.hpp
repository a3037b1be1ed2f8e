#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "sim/history/history.hpp"

namespace wedsync::sim {

/// What cannot happen under one level of isolation or another (Adya, 1999; Kingsbury and Alvaro,
/// "Elle", 2020).
enum class Anomaly : std::uint8_t {
    kDuplicateElements,  ///< An element is in a list twice, or was appended twice.
    kIncompatibleOrder,  ///< Two reads do not agree on the order of a list.
    kInternal,           ///< A transaction does not see what it did or saw itself.
    kG0,                 ///< A cycle of writes.
    kG1a,                ///< A read of what was aborted.
    kG1b,                ///< A read of the middle of a transaction.
    kG1c,                ///< A cycle of writes and reads: an effect before its cause.
    kLostUpdate,         ///< Two read the same version and both wrote over it.
    kGSingle,            ///< A cycle with one anti-dependency: half of a transaction was seen.
    kGNonadjacent,       ///< A cycle that no snapshot allows, with several of them.
    kG2Item,             ///< A cycle with anti-dependencies side by side: write skew.
};

[[nodiscard]] std::string to_text(const std::set<Anomaly>& anomalies);

/// Which order is known beside what reads and writes say.
enum class KnownOrder : std::uint8_t {
    kNone,
    kSession,   ///< The transactions of a process come one after another.
    kRealTime,  ///< What was over before another began comes before it.
};

/// Every kind of anomaly that a history shows. G2Item only where a cycle is of no other kind.
[[nodiscard]] std::set<Anomaly> check_lists(const History& history, KnownOrder order);

}  // namespace wedsync::sim
