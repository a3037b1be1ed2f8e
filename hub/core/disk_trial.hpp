#pragma once

#include "engine/base/result.hpp"
#include "engine/store/store.hpp"

namespace wedsync::hub {

/// Whether the disk takes changes: writes something and takes it away again. It is larger than the
/// free rest of a page or of the write-ahead log, into which little things go for a while yet.
/// kFull: it does not.
[[nodiscard]] Result<void> try_disk(store::Store& store);

}  // namespace wedsync::hub
