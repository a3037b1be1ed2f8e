#include "modules/success/activity.hpp"

#include "engine/base/assert.hpp"

namespace wedsync::success {

const ActivityBook::Kinds* ActivityBook::find(const std::string& supplier) const {
    const auto found = suppliers_.find(supplier);
    return found == suppliers_.end() ? nullptr : &found->second;
}

void ActivityBook::count(const Activity& activity, std::int64_t times) {
    Kinds& kinds = suppliers_[activity.supplier];
    auto& moments = kinds[activity.kind];
    std::int64_t& moment = moments[activity.at_ms];
    moment += times;
    WEDSYNC_ASSERT(moment >= 0);
    if (moment == 0) moments.erase(activity.at_ms);
    if (moments.empty()) kinds.erase(activity.kind);
    if (kinds.empty()) suppliers_.erase(activity.supplier);
}

}  // namespace wedsync::success
