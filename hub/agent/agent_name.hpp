#pragma once

#include <string_view>

namespace wedsync::hub {

/// Under this name the hub writes: no other device may have it.
inline constexpr std::string_view kAgentDevice = "hub";
inline constexpr std::string_view kAgentPerson = "Hub";
inline constexpr std::string_view kAgentRole = "hub";

}  // namespace wedsync::hub
