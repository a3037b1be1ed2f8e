#include "hub/core/subscription.hpp"

#include <utility>
#include <vector>

namespace wedsync::hub {
namespace {

/// Whether everything that the reader lacks is still in the log.
Result<bool> is_all_in_log(const DotSet& have, const store::ScopeRow& row, store::Store& store) {
    if (row.log_start == Position{}) return true;
    std::uint64_t lookups = 0;
    for (const DotRange& range : row.have.minus(have)) {
        lookups += range.last - range.first + 1;
        if (lookups > kLookupsMax) return false;
        for (std::uint64_t counter = range.first; counter <= range.last; ++counter) {
            const Dot dot{range.incarnation, counter};
            const std::optional<Position> at = WEDSYNC_TRY(store.find_in_log(row.scope, dot));
            if (!at.has_value()) return false;
        }
    }
    return true;
}

}  // namespace

Result<Start> plan_start(const message::Subscribe& subscribe, const store::ScopeRow& row,
                         store::Store& store) {
    if (subscribe.have.has_value()) {
        const bool is_enough = WEDSYNC_TRY(is_all_in_log(*subscribe.have, row, store));
        if (!is_enough) return Start{start::Snapshot{}};
        return Start{start::Stream{row.log_start, *subscribe.have, row.cursor.position}};
    }
    const Cursor& cursor = subscribe.cursor;
    const bool is_fresh = cursor == Cursor{};
    if (!is_fresh && cursor.epoch != row.cursor.epoch) return Start{start::Exchange{}};
    if (cursor.position > row.cursor.position) return Start{start::Exchange{}};
    if (cursor.position < row.log_start) return Start{start::Snapshot{}};
    return Start{start::Stream{cursor.position, {}, {}}};
}

}  // namespace wedsync::hub
