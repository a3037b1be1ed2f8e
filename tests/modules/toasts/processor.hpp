#pragma once

#include <vector>

#include "modules/kit/processor.hpp"

namespace wedsync::toasts {

/// "toast": {"id", "speaker", "minutes"}, as a hub takes it at its endpoints.
[[nodiscard]] const std::vector<modules::Processor>& processors();

}  // namespace wedsync::toasts
