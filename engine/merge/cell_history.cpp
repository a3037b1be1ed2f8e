#include "engine/merge/cell_history.hpp"

#include "engine/base/assert.hpp"

namespace wedsync::merge {

std::set<Dot> ancestors_of(const Dot& dot, const CellHistory& history) {
    std::set<Dot> ancestors;
    std::vector<Dot> open{dot};
    while (!open.empty()) {
        const auto written = history.find(open.back());
        open.pop_back();
        if (written == history.end()) continue;
        for (const Dot& covered : written->second.covers) {
            if (ancestors.insert(covered).second) open.push_back(covered);
        }
    }
    return ancestors;
}

std::optional<Dot> common_base(const Cell& cell, const CellHistory& history) {
    WEDSYNC_ASSERT(!cell.siblings.empty());
    std::set<Dot> common = ancestors_of(cell.siblings.front().dot, history);
    for (const Sibling& sibling : cell.siblings) {
        const std::set<Dot> ancestors = ancestors_of(sibling.dot, history);
        std::erase_if(common, [&](const Dot& dot) { return !ancestors.contains(dot); });
    }
    // The last ones: those that no other common one was written over.
    std::set<Dot> latest = common;
    for (const Dot& dot : common) {
        for (const Dot& older : ancestors_of(dot, history))
            latest.erase(older);
    }
    if (latest.size() != 1) return std::nullopt;
    return *latest.begin();
}

}  // namespace wedsync::merge
