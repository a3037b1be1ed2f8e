#pragma once

#include <cstdint>

#include "engine/base/bytes.hpp"

namespace wedsync {

/// XXH64 (Collet), the same on every target: state checksums, buckets, trace hashes. Not
/// cryptographic: it finds accidents, not attacks.
[[nodiscard]] std::uint64_t hash64(BytesView bytes, std::uint64_t seed = 0);

}  // namespace wedsync
