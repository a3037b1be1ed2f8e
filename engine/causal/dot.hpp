#pragma once

#include <compare>
#include <cstdint>

#include "engine/causal/incarnation.hpp"

namespace wedsync {

/// The name of one change within a scope: the `counter`-th that the lane (incarnation, scope)
/// made. Counters are dense and start at 1. The order is total and the same everywhere; it breaks
/// ties and says nothing about causality.
struct Dot {
    Incarnation incarnation;
    std::uint64_t counter = 0;

    friend std::strong_ordering operator<=>(const Dot&, const Dot&) = default;
    friend bool operator==(const Dot&, const Dot&) = default;
};

/// The largest counter a lane may reach; larger ones are refused by every decoder.
inline constexpr std::uint64_t kCounterMax = (std::uint64_t{1} << 33U) - 1;

/// A record is named by the change that created it and its index among the records that this
/// change created. The id shown to people is derived from it and never sent.
struct RecordId {
    Dot dot;
    std::uint32_t index = 0;

    friend std::strong_ordering operator<=>(const RecordId&, const RecordId&) = default;
    friend bool operator==(const RecordId&, const RecordId&) = default;
};

/// How two changes relate. Not an operator<: it is a partial order, and `kConcurrent` must be
/// handled where it can happen.
enum class Causality { kEqual, kBefore, kAfter, kConcurrent };

}  // namespace wedsync
