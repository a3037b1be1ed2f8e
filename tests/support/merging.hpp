#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/merge/reading.hpp"
#include "engine/merge/record_state.hpp"
#include "tests/support/changes.hpp"

/// More words for tests that link engine/merge.
namespace wedsync::support {

/// A lane's new subtotal.
inline Operation count(const RecordId& record, const Incarnation& lane, std::int64_t subtotal,
                       std::vector<Dot> covers = {}) {
    return put_sub(record, kGlasses, merge::counter_sub(lane), subtotal, std::move(covers));
}

/// What one record is after these changes.
inline merge::RecordState state_after(const RecordId& record, const std::vector<Change>& changes) {
    merge::RecordState state{record, {}};
    for (const Change& one : changes)
        merge::apply(state, one);
    return state;
}

}  // namespace wedsync::support
