#include "engine/replica/visit_log.hpp"

namespace wedsync::replica {
namespace {

constexpr std::size_t kSliceEntries = 2'000;

}  // namespace

Result<void> visit_log(store::Store& store, const store::ScopeRow& row,
                       const std::function<bool(Position, const Entry&)>& visit) {
    Position after = row.log_start;
    while (true) {
        const auto slice = WEDSYNC_TRY(store.load_log(row.scope, after, kSliceEntries));
        if (slice.entries.empty()) return {};
        Position position = after;
        for (const Entry& item : slice.entries) {
            position = Position{position.value() + 1};
            if (!visit(position, item)) return {};
        }
        after = slice.last;
    }
}

}  // namespace wedsync::replica
