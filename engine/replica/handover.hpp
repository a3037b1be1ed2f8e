#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/codec/message.hpp"
#include "engine/model/change.hpp"

namespace wedsync::replica {

/// Own changes that have not come back from a hub, on their way from one copy of a store to another
/// copy of it: a tab that could not have the files kept edits in a copy, and now the owner of the
/// files is back. Each opening of a store writes under an incarnation of 128 random bits of its
/// own, so the names of two copies never collide, and a name says whether a change is here already.
struct Handover {
    struct Item {
        ScopeId scope;
        Change change;
        std::uint8_t priority = 5;
        std::uint64_t created_ms = 0;
        std::uint64_t deadline_ms = 0;
        std::string type;

        friend bool operator==(const Item&, const Item&) = default;
    };
    /// In the order in which they were written.
    std::vector<Item> items;
    /// Who writes in the lanes of these changes.
    std::vector<std::pair<ScopeId, LaneInfo>> lanes;
    /// What stands beside the records (Replica::write_beside()), in the order of names. It has one
    /// holder at a time: whoever takes it over keeps its own values of the same names.
    std::vector<std::pair<std::string, Bytes>> beside;
};

/// What became of each change of a handover.
struct TakenOver {
    std::size_t added = 0;
    /// Was here already.
    std::size_t known = 0;
    /// Stands on a change that was refused, and waits in the refused list.
    std::size_t refused = 0;
};

}  // namespace wedsync::replica
