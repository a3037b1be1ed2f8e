#pragma once

#include "engine/base/instant.hpp"

namespace wedsync::os {

/// Both clocks of this machine, read together. The monotonic one goes on while the machine sleeps.
[[nodiscard]] Now read_clock();

}  // namespace wedsync::os
