#pragma once

#include <compare>
#include <cstdint>

#include "engine/base/strong.hpp"

namespace wedsync {

/// One opening of one database by one device: 128 random bits, drawn anew at the first write after
/// each open. A restored backup or a cloned tablet therefore never re-uses a dot.
struct Incarnation {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend std::strong_ordering operator<=>(const Incarnation&, const Incarnation&) = default;
    friend bool operator==(const Incarnation&, const Incarnation&) = default;
};

/// The unit of partial replication, access and priority: one event, or the whole workspace. A
/// change lies in exactly one scope, and a record never leaves its scope.
using ScopeId = Strong<struct ScopeIdTag, std::uint64_t>;

/// Which life of a hub's log a position belongs to: a random nonce kept outside the hub's
/// database, new after each restore.
using Epoch = Strong<struct EpochTag, std::uint64_t>;

/// A place in one hub's log of one scope, within one epoch. Positions start at 1; 0 is "nothing".
using Position = Strong<struct PositionTag, std::uint64_t>;

/// How far a reader has come in a hub's log of one scope.
struct Cursor {
    Epoch epoch;
    Position position;

    friend bool operator==(const Cursor&, const Cursor&) = default;
};

}  // namespace wedsync
