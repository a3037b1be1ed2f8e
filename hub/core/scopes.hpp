#pragma once

#include <map>
#include <set>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/codec/message.hpp"
#include "engine/model/erasure.hpp"
#include "engine/store/store.hpp"

namespace wedsync::hub {

/// Who writes in which lane of one scope.
using Lanes = std::map<Incarnation, Author>;

/// One scope as it is committed.
struct ScopeState {
    store::ScopeRow row;
    Lanes lanes;
    /// Records that were erased.
    RecordSet erased;
};
using Scopes = std::map<ScopeId, ScopeState>;

/// Every scope of the store. Where the log was numbered under another epoch (this store was
/// restored), the rows get the new epoch in one commit: positions go on, cursors of before do not
/// fit any more.
[[nodiscard]] Result<Scopes> load_scopes(store::Store& store, Epoch epoch);

/// A scope into which nobody wrote yet.
[[nodiscard]] store::ScopeRow empty_row(ScopeId scope, Epoch epoch);

/// Those of the lanes that are known, in order.
[[nodiscard]] std::vector<LaneInfo> describe(const std::set<Incarnation>& wanted,
                                             const Lanes& lanes);
/// The lanes that a record names: its creator and everyone who wrote what stands in it.
void collect_lanes(const merge::RecordState& state, std::set<Incarnation>& lanes);

}  // namespace wedsync::hub
