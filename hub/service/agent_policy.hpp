#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hub/core/hub.hpp"
#include "hub/service/roles.hpp"

namespace wedsync::hub {

/// The same policy with the hub's own device in it (hub/agent): who says its name and this token is
/// let in, and nobody else under that name. It may read and write every scope of the registry,
/// claims nothing, and is in no list of devices. `current` is as in PolicySources.
[[nodiscard]] Policy with_agent(Policy policy, std::string token,
                                std::function<std::shared_ptr<const Admittance>()> current);

/// The device that joined under the hub's own name before that was the hub's, and is not let in any
/// more; null: there is none.
[[nodiscard]] const RegisteredDevice* find_shut_out(const Registry& registry);

}  // namespace wedsync::hub
