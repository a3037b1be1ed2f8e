#pragma once

#include <string_view>

#include "engine/rules/violation.hpp"

namespace wedsync::rules {

/// What kind of repair it is, for programs and people: "move".
[[nodiscard]] std::string_view name_of(RepairKind kind);

}  // namespace wedsync::rules
