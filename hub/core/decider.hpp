#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/causal/hybrid_time.hpp"
#include "engine/merge/cell_history.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"
#include "hub/core/group.hpp"

namespace wedsync::hub {

/// Whether a machine may look at this cell at all: a text that nobody protected and that is free of
/// choices, several values, and at least one of them written by a person (decisions alone are never
/// decided again). Where the schema does not merge the field, the values have to be the same words.
[[nodiscard]] bool is_decidable(const merge::Cell& cell, const Schema& schema);

/// The text with everybody's edits, each made to the common base. Nothing where edits overlap, a
/// value is not a text, or the base is not in the history. Pure.
[[nodiscard]] std::optional<std::string> settle_text(const merge::Cell& cell,
                                                     const merge::CellHistory& history);

/// The lane of the hub's own changes: one for each epoch, so that a restored hub names nothing
/// twice.
[[nodiscard]] Incarnation decider_lane(Epoch epoch);
[[nodiscard]] Author decider_author();

/// The changes that settle by exact rules what can be in a record, one for each reason, stamped as
/// the next ones of the hub's lane, each at a `tick` of its clock. `scope` is the group's working
/// copy; what the record's texts were written over is read from the log. What people took back is
/// theirs.
[[nodiscard]] Result<std::vector<Change>> decide(Uncommitted& scope, const RecordId& record,
                                                 const Schema& schema, store::Store& store,
                                                 const std::function<HybridTime()>& tick);

}  // namespace wedsync::hub
