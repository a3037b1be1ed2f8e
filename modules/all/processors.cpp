#include "modules/all/processors.hpp"

#include <algorithm>

namespace wedsync::modules {

const std::vector<Processor>& all_processors() {
    static const std::vector<Processor> kAll = [] {
        std::vector<Processor> all;
        for (const std::vector<Processor>* of_module : processors_of_modules())
            all.insert(all.end(), of_module->begin(), of_module->end());
        return all;
    }();
    return kAll;
}

const Processor* find_processor(std::string_view type) {
    for (const Processor& processor : all_processors()) {
        if (processor.type == type) return &processor;
    }
    return nullptr;
}

std::vector<LookUp> all_look_ups() {
    std::vector<LookUp> all;
    for (const Processor& processor : all_processors()) {
        for (const LookUp& look_up : processor.look_ups) {
            const bool is_there = std::any_of(all.begin(), all.end(), [&](const LookUp& known) {
                return known.collection == look_up.collection && known.fields == look_up.fields;
            });
            if (!is_there) all.push_back(look_up);
        }
    }
    return all;
}

}  // namespace wedsync::modules
