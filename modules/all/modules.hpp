#pragma once

#include <string_view>
#include <vector>

#include "modules/kit/module.hpp"

namespace wedsync::modules {

/// Every module that is built in: a folder beside this one with a module.json (CMakeLists.txt).
[[nodiscard]] const std::vector<Module>& all_modules();
/// By its name; null if there is none.
[[nodiscard]] const Module* find_module(std::string_view name);

}  // namespace wedsync::modules
