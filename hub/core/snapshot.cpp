#include "hub/core/snapshot.hpp"

#include <algorithm>
#include <utility>

#include "hub/core/sizes.hpp"

namespace wedsync::hub {
namespace {

/// Moves as many records into the part as a frame carries, one at least. True if all went in.
bool fill(message::SnapshotPart& part, std::vector<merge::RecordState>& records) {
    std::size_t bytes = 0;
    for (merge::RecordState& record : records) {
        bytes += bytes_of(record);
        if (!part.records.empty() && bytes > kFrameContentBytesMax) return false;
        part.records.push_back(std::move(record));
    }
    return true;
}

}  // namespace

Result<Message> make_part(const message::SnapshotRequest& request, const ScopeState& scope,
                          store::Store& store, const Limits& limits, Position backed_up) {
    const store::ScopeRow& row = scope.row;
    const bool is_first = !request.after.has_value();
    const Position base = is_first ? std::max(backed_up, row.log_start) : request.base;
    if (base < row.log_start || base > row.cursor.position) {
        return Message{message::SnapshotNeeded{request.scope, row.cursor.epoch}};
    }
    const std::size_t limit = std::max(limits.records_per_part_max, 1U);
    std::vector<merge::RecordState> records =
        WEDSYNC_TRY(store.load_records_after(request.scope, request.after, limit));

    message::SnapshotPart part;
    part.scope = request.scope;
    part.epoch = row.cursor.epoch;
    part.base = base;
    part.after = request.after;
    const bool is_end = records.size() < limit;
    const bool is_whole = fill(part, records);
    part.is_last = is_end && is_whole;
    if (is_first) {
        part.have = row.have;
        part.refused = row.refused;
    }
    std::set<Incarnation> lanes;
    for (const merge::RecordState& record : part.records)
        collect_lanes(record, lanes);
    part.lanes = describe(lanes, scope.lanes);
    return Message{std::move(part)};
}

}  // namespace wedsync::hub
