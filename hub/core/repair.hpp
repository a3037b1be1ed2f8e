#pragma once

#include <vector>

#include "engine/base/result.hpp"
#include "engine/merge/buckets.hpp"
#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// A bucket with so many records or fewer is answered with them, any other with the sums of its
/// parts: on average a few records, whatever the size of the scope.
inline constexpr std::size_t kRecordsPerBucketMax = 16;

/// The records of one scope by hash, at one head: what a repair is answered from.
struct RepairView {
    ScopeId scope;
    Cursor cursor;
    merge::BucketTree tree;
};
/// Reads every record.
[[nodiscard]] Result<RepairView> open_repair_view(const ScopeState& scope, store::Store& store);

/// The answers to a request: sums of parts, and as many frames with records as it takes, each with
/// whole buckets. A bucket that cannot be split and is too large for a frame is answered
/// SnapshotNeeded: the join of a snapshot repairs as well. Requires a view of that scope as it is.
[[nodiscard]] Result<std::vector<Message>> answer_repair(const message::RepairRequest& request,
                                                         const RepairView& view,
                                                         const ScopeState& scope,
                                                         store::Store& store);

}  // namespace wedsync::hub
