#include "engine/replica/scope_state.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/assert.hpp"

namespace wedsync::replica {

void ScopeState::add_pending(store::OwnRow own) {
    const std::uint64_t sequence = own.sequence;
    WEDSYNC_ASSERT(sequence > 0);
    pending_by_dot[own.change.dot] = sequence;
    for (const RecordId& record : touched_records(own.change)) {
        std::vector<std::uint64_t>& sequences = touching[record];
        // Nearly always the newest; a reissued change keeps its old place.
        sequences.insert(std::upper_bound(sequences.begin(), sequences.end(), sequence), sequence);
    }
    pending.insert_or_assign(sequence, std::move(own));
}

void ScopeState::remove_pending(std::uint64_t sequence) {
    const auto at = pending.find(sequence);
    WEDSYNC_ASSERT(at != pending.end());
    for (const RecordId& record : touched_records(at->second.change)) {
        const auto list = touching.find(record);
        WEDSYNC_ASSERT(list != touching.end());
        std::erase(list->second, sequence);
        if (list->second.empty()) touching.erase(list);
    }
    pending_by_dot.erase(at->second.change.dot);
    pending.erase(at);
}

bool ScopeState::knows(const Dot& dot) const {
    return row.have.contains(dot) || pending_by_dot.contains(dot);
}

std::vector<const store::OwnRow*> ScopeState::pending_on(const RecordId& record) const {
    std::vector<const store::OwnRow*> rows;
    const auto at = touching.find(record);
    if (at == touching.end()) return rows;
    for (const std::uint64_t sequence : at->second)
        rows.push_back(&pending.find(sequence)->second);
    return rows;
}

std::vector<Dot> ScopeState::present_names(const std::vector<Dot>& seen) const {
    std::set<Dot> names;
    for (Dot dot : seen) {
        for (auto at = renamed.find(dot); at != renamed.end(); at = renamed.find(dot))
            dot = at->second;
        if (knows(dot)) names.insert(dot);
    }
    return {names.begin(), names.end()};
}

merge::RecordState accepted_under(const merge::RecordState& visible,
                                  const std::vector<const store::OwnRow*>& pending) {
    if (pending.empty()) return visible;
    std::set<Dot> dots;
    for (const store::OwnRow* row : pending)
        dots.insert(row->change.dot);
    merge::RecordState accepted{visible.id, {}};
    for (const merge::Cell& cell : visible.cells) {
        merge::Cell kept{cell.field, cell.sub, {}};
        for (const merge::Sibling& sibling : cell.siblings) {
            if (!dots.contains(sibling.dot)) kept.siblings.push_back(sibling);
        }
        if (!kept.siblings.empty()) accepted.cells.push_back(std::move(kept));
    }
    for (const store::OwnRow* row : pending) {
        for (const merge::Displaced& displaced : row->displaced) {
            if (displaced.key.record != visible.id || dots.contains(displaced.sibling.dot)) {
                continue;
            }
            merge::restore(accepted, displaced);
        }
    }
    return accepted;
}

merge::RecordState visible_over(const merge::RecordState& accepted,
                                const std::vector<const store::OwnRow*>& pending) {
    merge::RecordState visible = accepted;
    for (const store::OwnRow* row : pending)
        merge::apply(visible, row->change);
    return visible;
}

}  // namespace wedsync::replica
