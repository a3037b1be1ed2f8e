#pragma once

#include "engine/base/result.hpp"
#include "hub/core/hub.hpp"
#include "hub/core/scopes.hpp"

namespace wedsync::hub {

/// The part of a snapshot that is asked for, or SnapshotNeeded where the transfer has to start
/// over.
///
/// The hub keeps nothing about a transfer. Each part holds its records as they are committed when
/// it is read, the first one also `have` and `refused` at that moment. `base`, where the first part
/// says that the log has to be read from, is `backed_up` (see BackupMark) or later. That is one
/// consistent state all the same, once the log from `base` is replayed over the parts:
/// 1. A sibling of a change at or before `base` is in its part unless a later change covers
///    it; that one is replayed, so it is gone in the end either way.
/// 2. A change after `base` is replayed, in log order, after what it covers: its sibling is there
///    in the end unless a still later change covers it, which is replayed too. Whether the part
///    showed it already makes no difference.
/// 3. Records that a part passed by, because they came or went after `base`, are made or emptied by
///    the replay.
/// So the log must still reach back to `base`: if not, the answer is SnapshotNeeded. The device
/// starts over as well when a part names another epoch than the first one did.
[[nodiscard]] Result<Message> make_part(const message::SnapshotRequest& request,
                                        const ScopeState& scope, store::Store& store,
                                        const Limits& limits, Position backed_up);

}  // namespace wedsync::hub
