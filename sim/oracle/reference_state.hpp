#pragma once

#include <functional>
#include <map>
#include <set>

#include "engine/merge/record_state.hpp"

namespace wedsync::sim {

/// Merge as it is defined: a put is current in its cell if and only if no accepted change covers
/// its dot there, and its record was not erased. Shares nothing with engine/merge but the types.
class ReferenceState {
public:
    /// Takes a change in, at most once each; the order does not matter.
    void accept(const Change& change);
    /// The records that have a sibling.
    [[nodiscard]] std::map<RecordId, merge::RecordState> records() const;

private:
    struct Written {
        std::map<Dot, merge::Sibling> put;
        std::map<Dot, bool> covered;
    };
    void cover(const CellKey& key, const std::vector<Dot>& covers);

    std::map<CellKey, Written> cells_;
    std::set<RecordId> erased_;
};

}  // namespace wedsync::sim
