#pragma once

#include <cstdint>

#include "engine/base/result.hpp"
#include "engine/causal/dot.hpp"

namespace wedsync::store {

/// The key of a record row: lane << 43 | counter << 10 | index. All keys of a lane lie together,
/// in the order of counter and index.
using RowKey = std::int64_t;

inline constexpr std::uint32_t kLaneMax = (1U << 20U) - 1;
inline constexpr std::uint32_t kRecordIndexMax = (1U << 10U) - 1;

/// Fails with kTooLarge for what does not fit: more than a million lanes, or a record index that
/// no valid change has.
[[nodiscard]] Result<RowKey> row_key(std::uint32_t lane, const RecordId& record);
[[nodiscard]] std::uint32_t lane_of(RowKey key);
[[nodiscard]] RecordId record_of(RowKey key, const Incarnation& incarnation);
/// The first and the last key that a lane may have.
[[nodiscard]] RowKey first_key_of(std::uint32_t lane);
[[nodiscard]] RowKey last_key_of(std::uint32_t lane);

}  // namespace wedsync::store
