#pragma once

#include <map>
#include <vector>

#include "engine/merge/record_state.hpp"
#include "engine/model/schema.hpp"
#include "engine/replica/draft.hpp"

namespace wedsync::replica {

/// The visible states of the records that a draft touches, by id.
using States = std::map<RecordId, merge::RecordState>;

/// The existing records that a draft reads or writes, each once: what has to be gathered.
[[nodiscard]] std::vector<RecordId> records_of(const Draft& draft);

/// Turns a draft into the operations of the change `dot`: every write covers what `states` shows.
/// Pure. Fails with kInvalid (unknown collection or field, a value of the wrong type, an element
/// of something that is no set) or kNotFound (a record that is not here), naming what is wrong.
[[nodiscard]] Result<std::vector<Operation>> compose(const Draft& draft, const Dot& dot,
                                                     const Schema& schema, const States& states);

/// The records that the operations of the change `dot` create, in order.
[[nodiscard]] std::vector<RecordId> created_records(const std::vector<Operation>& operations,
                                                    const Dot& dot);

}  // namespace wedsync::replica
