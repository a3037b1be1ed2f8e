#include "engine/codec/last_writes.hpp"

#include <cstddef>

namespace wedsync::codec {
namespace {

constexpr std::size_t kNodesMax = 12;

}  // namespace

const LastWrites::Node* LastWrites::find_node(const CellRef& cell, bool& is_full) const {
    is_full = false;
    std::uint32_t at = cell.record < heads_.size() ? heads_[cell.record] : 0;
    std::size_t count = 0;
    for (; at != 0; at = nodes_[at - 1].next) {
        if (nodes_[at - 1].field == cell.field) return &nodes_[at - 1];
        ++count;
    }
    is_full = count == kNodesMax;
    return nullptr;
}

const Dot* LastWrites::find(const CellRef& cell) const {
    if (cell.sub.empty()) {
        bool is_full = false;
        const Node* node = find_node(cell, is_full);
        if (node != nullptr) return &node->dot;
        if (!is_full) return nullptr;
    }
    const auto at = others_.find(cell);
    return at == others_.end() ? nullptr : &at->second;
}

void LastWrites::set(const CellRef& cell, const Dot& dot) {
    bool is_full = true;
    if (cell.sub.empty()) {
        const Node* node = find_node(cell, is_full);
        if (node != nullptr) {
            nodes_[static_cast<std::size_t>(node - nodes_.data())].dot = dot;
            return;
        }
    }
    if (is_full) {
        others_[cell] = dot;
        return;
    }
    if (cell.record >= heads_.size()) heads_.resize(cell.record + std::size_t{1});
    nodes_.push_back({cell.field, heads_[cell.record], dot});
    heads_[cell.record] = static_cast<std::uint32_t>(nodes_.size());
}

}  // namespace wedsync::codec
