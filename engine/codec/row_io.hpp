#pragma once

#include <cstddef>

#include "engine/codec/byte_io.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::codec {

/// One row among other bytes: it says itself where it ends (grammar: row.cpp).
void write_row(const merge::RecordState& state, LaneNumbers& lanes, Writer& writer);

/// Reads one row. Every cell and sibling takes one from `items_left`; fails the reader when it is
/// used up, so that packed bytes cannot ask for more memory than the caller grants.
[[nodiscard]] merge::RecordState read_row(const RecordId& id, Reader& reader,
                                          const LaneNumbers& lanes, std::size_t& items_left);

/// Wall milliseconds and logical count as two numbers.
[[nodiscard]] inline std::uint16_t logical_of(HybridTime time) {
    return static_cast<std::uint16_t>(time.value() & 0xFFFFU);
}

}  // namespace wedsync::codec
