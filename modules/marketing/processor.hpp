#pragma once

#include <vector>

#include "modules/kit/processor.hpp"

namespace wedsync::marketing {

/// "marketing_engagement", as a hub takes it from devices.
[[nodiscard]] const std::vector<modules::Processor>& processors();

}  // namespace wedsync::marketing
