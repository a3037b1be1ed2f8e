#pragma once

#include <vector>

#include "modules/kit/processor.hpp"

namespace wedsync::success {

/// "success_milestone" and "health_score_update", as a hub takes them from devices.
[[nodiscard]] const std::vector<modules::Processor>& processors();

}  // namespace wedsync::success
