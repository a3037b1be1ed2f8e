#include "hub/core/scopes.hpp"

#include <utility>

namespace wedsync::hub {

Result<Scopes> load_scopes(store::Store& store, Epoch epoch) {
    Scopes scopes;
    store::Batch batch;
    for (store::ScopeRow& row : WEDSYNC_TRY(store.load_scopes())) {
        if (row.cursor.epoch != epoch) {
            row.cursor.epoch = epoch;
            batch.scopes.push_back(row);
        }
        ScopeState& state = scopes[row.scope];
        for (LaneInfo& lane : WEDSYNC_TRY(store.load_lanes(row.scope))) {
            state.lanes.emplace(lane.incarnation, std::move(lane.author));
        }
        const auto note = [&](const merge::RecordState& record) {
            state.erased.insert(record.id);
            return true;
        };
        WEDSYNC_TRY(store.visit_records(row.scope, kErasedCollection, note));
        state.row = std::move(row);
    }
    if (!batch.scopes.empty()) WEDSYNC_TRY(store.commit(batch));
    return scopes;
}

store::ScopeRow empty_row(ScopeId scope, Epoch epoch) {
    store::ScopeRow row;
    row.scope = scope;
    row.cursor.epoch = epoch;
    return row;
}

std::vector<LaneInfo> describe(const std::set<Incarnation>& wanted, const Lanes& lanes) {
    std::vector<LaneInfo> described;
    for (const Incarnation& incarnation : wanted) {
        const auto lane = lanes.find(incarnation);
        if (lane != lanes.end()) described.push_back({incarnation, lane->second});
    }
    return described;
}

void collect_lanes(const merge::RecordState& state, std::set<Incarnation>& lanes) {
    lanes.insert(state.id.dot.incarnation);
    for (const merge::Cell& cell : state.cells) {
        for (const merge::Sibling& sibling : cell.siblings)
            lanes.insert(sibling.dot.incarnation);
    }
}

}  // namespace wedsync::hub
