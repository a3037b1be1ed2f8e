#pragma once

#include <vector>

#include "modules/kit/processor.hpp"

namespace wedsync::viral {

/// "viral_action", as a hub takes it from devices. An address goes to the mail and into no record:
/// that has a key that stands for it.
[[nodiscard]] const std::vector<modules::Processor>& processors();

}  // namespace wedsync::viral
