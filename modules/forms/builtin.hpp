#pragma once

#include <string_view>

namespace wedsync {

/// The forms that every venue has, builtin.json: an array of {"name", "definition"}. Lives as long
/// as the program.
[[nodiscard]] std::string_view builtin_forms_json();

}  // namespace wedsync
