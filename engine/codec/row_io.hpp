#pragma once

#include <cstddef>

#include "engine/codec/byte_io.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::codec {

/// Where the parts of a row go: all into one stream (a stored row), or like with like (a batch).
class RowSink {
public:
    RowSink() = default;
    RowSink(const RowSink&) = delete;
    RowSink& operator=(const RowSink&) = delete;
    virtual ~RowSink() = default;

    /// Which cells there are.
    [[nodiscard]] virtual Writer& shape() = 0;
    [[nodiscard]] virtual Writer& clocks() = 0;
    [[nodiscard]] virtual Writer& values(FieldId field) = 0;
    /// The base time of the row, once for each row that has cells.
    virtual void write_base(HybridTime base) = 0;
};

/// Where they come from, in the same order.
class RowSource {
public:
    RowSource() = default;
    RowSource(const RowSource&) = delete;
    RowSource& operator=(const RowSource&) = delete;
    virtual ~RowSource() = default;

    [[nodiscard]] virtual Reader& shape() = 0;
    [[nodiscard]] virtual Reader& clocks() = 0;
    [[nodiscard]] virtual Reader& values(FieldId field) = 0;
    [[nodiscard]] virtual HybridTime read_base() = 0;
};

void write_row(const merge::RecordState& state, LaneNumbers& lanes, RowSink& sink);

/// Reads one row. Every cell and sibling takes one from `items_left`; fails the shape when it is
/// used up, so that packed bytes cannot ask for more memory than the caller grants.
[[nodiscard]] merge::RecordState read_row(const RecordId& id, RowSource& source,
                                          const LaneNumbers& lanes, std::size_t& items_left);

/// Wall milliseconds and logical count as two numbers.
[[nodiscard]] inline std::uint16_t logical_of(HybridTime time) {
    return static_cast<std::uint16_t>(time.value() & 0xFFFFU);
}

}  // namespace wedsync::codec
