#pragma once

#include <string_view>
#include <vector>

#include "modules/kit/processor.hpp"

namespace wedsync::modules {

/// Those of each module that has some (CMakeLists.txt).
[[nodiscard]] std::vector<const std::vector<Processor>*> processors_of_modules();
/// What every module does at a hub, one for each type of item.
[[nodiscard]] const std::vector<Processor>& all_processors();
/// By the type of its items; null if there is none.
[[nodiscard]] const Processor* find_processor(std::string_view type);
/// Every way in which these look records up, each once.
[[nodiscard]] std::vector<LookUp> all_look_ups();

}  // namespace wedsync::modules
