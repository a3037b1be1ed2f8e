#include "hub/core/undecided.hpp"

#include <algorithm>

#include "hub/core/decider.hpp"

namespace wedsync::hub {
namespace {

bool is_undecided(const merge::RecordState& state, const Schema& schema) {
    return std::any_of(state.cells.begin(), state.cells.end(),
                       [&](const merge::Cell& cell) { return is_decidable(cell, schema); });
}

}  // namespace

void note_undecided(const Group& group, const Schema& schema, Undecided& undecided) {
    for (const auto& [id, scope] : group.scopes) {
        for (const auto& [record, state] : scope.records) {
            if (is_undecided(state, schema)) undecided.emplace(id, record);
        }
    }
}

Result<Undecided> find_undecided(const Scopes& scopes, const Schema& schema, store::Store& store) {
    Undecided undecided;
    for (const auto& [id, scope] : scopes) {
        const ScopeId visited = id;
        WEDSYNC_TRY(store.visit_unsettled(visited, [&](const merge::RecordState& state) {
            if (is_undecided(state, schema)) undecided.emplace(visited, state.id);
            return true;
        }));
    }
    return undecided;
}

}  // namespace wedsync::hub
