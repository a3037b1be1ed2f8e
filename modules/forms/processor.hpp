#pragma once

#include <vector>

#include "modules/kit/processor.hpp"

namespace wedsync::forms {

/// "form_submission" and "client_update", as a hub takes them from devices.
[[nodiscard]] const std::vector<modules::Processor>& processors();

}  // namespace wedsync::forms
