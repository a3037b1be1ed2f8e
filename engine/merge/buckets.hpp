#pragma once

#include <cstddef>

#include "engine/causal/dot.hpp"

namespace wedsync::merge {

/// The repair bucket of a record: the first byte of hash64 over its id, written big-endian as
/// incarnation high and low, counter and index (28 bytes). The same on devices and hubs.
[[nodiscard]] std::size_t bucket_of(const RecordId& record);

}  // namespace wedsync::merge
