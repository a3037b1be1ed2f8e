#pragma once

#include "modules/kit/module.hpp"

namespace wedsync::toasts {

/// Question {"question": "plan"}: {"toasts", "minutes"}. Action {"action": "add", "scope",
/// "speaker", "minutes"}: null.
[[nodiscard]] const modules::Module& module();

}  // namespace wedsync::toasts
