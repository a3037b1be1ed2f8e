#include "hub/core/sizes.hpp"

#include <string>
#include <variant>
#include <vector>

#include "engine/base/overloaded.hpp"

namespace wedsync::hub {
namespace {

/// A dot, a record id, a time or a number with its tag, not compressed at all.
constexpr std::size_t kItemBytes = 32;

std::size_t bytes_of_value(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return text->size() + kItemBytes;
    if (const auto* bytes = std::get_if<Bytes>(&value)) return bytes->size() + kItemBytes;
    if (const auto* link = std::get_if<Link>(&value)) return link->label.size() + 2 * kItemBytes;
    return 2 * kItemBytes;
}

std::size_t bytes_of_dots(const std::vector<Dot>& dots) {
    return dots.size() * kItemBytes;
}

}  // namespace

std::size_t bytes_of(const Change& change) {
    std::size_t bytes = 3 * kItemBytes;
    for (const Operation& operation : change.operations) {
        bytes += 2 * kItemBytes;
        bytes += std::visit(
            Overloaded{[](const operation::Put& put) {
                           return put.key.sub.size() + bytes_of_value(put.value) +
                                  bytes_of_dots(put.covers);
                       },
                       [](const operation::Drop& drop) {
                           return drop.key.sub.size() + bytes_of_dots(drop.covers);
                       },
                       [](const operation::Kill& kill) {
                           std::size_t sum = 0;
                           for (const operation::KilledCell& cell : kill.cells) {
                               sum += kItemBytes + cell.sub.size() + bytes_of_dots(cell.covers);
                           }
                           return sum;
                       },
                       [](const operation::Unknown& unknown) { return unknown.payload.size(); }},
            operation);
    }
    return bytes;
}

std::size_t bytes_of(const Entry& entry) {
    const auto* accepted = std::get_if<entry::Accepted>(&entry);
    return accepted == nullptr ? kItemBytes : bytes_of(accepted->change);
}

std::size_t bytes_of(const merge::RecordState& state) {
    std::size_t bytes = kItemBytes;
    for (const merge::Cell& cell : state.cells) {
        bytes += kItemBytes + cell.sub.size();
        for (const merge::Sibling& sibling : cell.siblings) {
            bytes += 2 * kItemBytes + bytes_of_value(sibling.value);
        }
    }
    return bytes;
}

}  // namespace wedsync::hub
