#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/causal/dot.hpp"
#include "engine/codec/entry_layout.hpp"

namespace wedsync::codec {

/// The last put to each cell of a batch. Few fields of a record are found by looking through them,
/// further ones in a map: so that no batch can make this slow.
class LastWrites {
public:
    /// Null if nothing was put to the cell.
    [[nodiscard]] const Dot* find(const CellRef& cell) const;
    void set(const CellRef& cell, const Dot& dot);

private:
    struct Node {
        std::uint32_t field;
        /// One more than the place of the next node of the record; 0: none.
        std::uint32_t next;
        Dot dot;
    };
    /// The cell's node, or null. `is_full`: the record has all the nodes it may have.
    [[nodiscard]] const Node* find_node(const CellRef& cell, bool& is_full) const;

    /// By record: one more than the place of its first node.
    std::vector<std::uint32_t> heads_;
    std::vector<Node> nodes_;
    std::map<CellRef, Dot> others_;
};

}  // namespace wedsync::codec
