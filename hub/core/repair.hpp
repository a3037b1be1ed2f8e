#pragma once

#include <vector>

#include "engine/base/result.hpp"
#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// Buckets that a device may ask for at a time.
inline constexpr std::size_t kBucketsPerRequestMax = 16;

/// The sums of all buckets at the committed head. Reads every record.
[[nodiscard]] Result<message::BucketSums> sum_buckets(const ScopeState& scope, store::Store& store);

/// The records of the buckets: as many frames as it takes, each with whole buckets. A bucket that
/// is too large for one is answered SnapshotNeeded: the join of a snapshot repairs as well.
/// Requires valid buckets, at most kBucketsPerRequestMax. Reads every record.
[[nodiscard]] Result<std::vector<Message>> load_buckets(const std::vector<std::uint16_t>& buckets,
                                                        const ScopeState& scope,
                                                        store::Store& store);

}  // namespace wedsync::hub
