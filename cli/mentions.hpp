#pragma once

#include <set>
#include <string>

#include "cli/records.hpp"

namespace wedsync::cli {

/// The records of a scope that say or ever said a text: as they are, in the history that is kept
/// here, in what waits to be sent and in what was refused. Case, accents and what is neither letter
/// nor digit do not count. Deleted ones too; not those that were erased.
[[nodiscard]] std::set<RecordId> find_mentions(Records& records, ScopeId scope,
                                               const std::string& text);

}  // namespace wedsync::cli
