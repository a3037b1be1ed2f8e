#include "modules/all/modules.hpp"

namespace wedsync::modules {

const Module* find_module(std::string_view name) {
    for (const Module& module : all_modules()) {
        if (module.name == name) return &module;
    }
    return nullptr;
}

}  // namespace wedsync::modules
