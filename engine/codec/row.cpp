// The bytes of a record, in a store or in a batch (there each part is in the column of its kind,
// see record_batch.cpp):
//
//   row   := head [varint(count)] [varint(collection) time cell*]    the rest only if any cell is
//   head  := bit 0: a plain life cell comes first (field 0 of the row's collection, no sub, empty
//            value, clock kCreator), which takes no bytes of its own;
//            bits 1-7: the number of further cells, 127: a varint follows
//   time  := varint(wall << 1 | has_logical) [varint(logical)]       the base time of the row
//   cell  := tag [gap] [sub] content
//   tag   := bits 0-1: clock kind; bit 2: has sub; bits 3-7: field number less that of the cell
//            before (at first less 0), kWideGap: as varint, kOtherField: varint(collection)
//            varint(field)
//   sub   := varint(0): the counter subtotal of the first sibling's incarnation, or length, bytes
//   content by clock kind:
//     kCreator  value                   dot of the record id, base time, rank 0
//     kAgain    value                   the clock written last in this row
//     kOne      clock value
//     kMany     varint(count) (clock value)*
//   clock := varint(lane << 2 | has_rank << 1 | has_logical) varint(counter)
//            zigzag(wall - base wall) [varint(logical)] [rank]
#include "engine/codec/row.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/codec/row_io.hpp"
#include "engine/codec/row_layout.hpp"
#include "engine/codec/value.hpp"
#include "engine/merge/undo.hpp"

namespace wedsync::codec {
namespace {

using merge::Cell;
using merge::RecordState;
using merge::Sibling;
using row_layout::Clock;
using row_layout::kAgain;
using row_layout::kCreator;
using row_layout::kMany;
using row_layout::kOne;

bool is_plain_life(const Cell& cell, const Dot& creator) {
    return cell.field.field == kLifeField && cell.sub.empty() && cell.siblings.size() == 1 &&
           cell.siblings.front().dot == creator && cell.siblings.front().rank == 0 &&
           std::holds_alternative<std::monostate>(cell.siblings.front().value);
}

/// The time of the change that created the record if it still shows, else of any sibling.
HybridTime base_time_of(const RecordState& state) {
    for (const Cell& cell : state.cells) {
        for (const Sibling& sibling : cell.siblings) {
            if (sibling.dot == state.id.dot) return sibling.time;
        }
    }
    return state.cells.front().siblings.front().time;
}

Clock clock_of(const Sibling& sibling) {
    return {sibling.dot, sibling.time, sibling.rank};
}

class RowWriter {
public:
    RowWriter(const RecordState& state, LaneNumbers& lanes, RowSink& sink)
        : state_(state), lanes_(lanes), sink_(sink), shape_(sink.shape()) {}

    void write() {
        const bool has_cells = !state_.cells.empty();
        const bool has_life = has_cells && is_plain_life(state_.cells.front(), state_.id.dot);
        const std::size_t count = state_.cells.size() - (has_life ? 1U : 0U);
        row_layout::write_head(count, has_life, shape_);
        if (!has_cells) return;
        base_ = base_time_of(state_);
        previous_.collection = state_.cells.front().field.collection;
        shape_.varint(previous_.collection);
        sink_.write_base(base_);
        for (const Cell& cell : state_.cells) {
            if (!has_life || &cell != &state_.cells.front()) write_cell(cell);
        }
    }

private:
    [[nodiscard]] std::uint8_t clock_kind_of(const Cell& cell) const {
        if (cell.siblings.size() > 1) return kMany;
        const Sibling& only = cell.siblings.front();
        if (only.dot == state_.id.dot && only.time == base_ && only.rank == 0) return kCreator;
        return last_ != nullptr && clock_of(*last_) == clock_of(only) ? kAgain : kOne;
    }

    void write_cell(const Cell& cell) {
        WEDSYNC_ASSERT(!cell.siblings.empty());
        const std::uint8_t kind = clock_kind_of(cell);
        const unsigned sub_bit = cell.sub.empty() ? 0U : row_layout::kHasSub;
        row_layout::write_tag(static_cast<std::uint8_t>(kind | sub_bit), cell.field, previous_,
                              shape_);
        previous_ = cell.field;
        if (!cell.sub.empty()) write_sub(cell);
        if (kind == kMany) shape_.varint(cell.siblings.size());
        for (const Sibling& sibling : cell.siblings) {
            if (kind == kOne || kind == kMany) write_clock(sibling);
            write_value(sibling.value, lanes_, sink_.values(cell.field));
        }
    }

    void write_sub(const Cell& cell) {
        if (cell.sub == merge::counter_sub(cell.siblings.front().dot.incarnation)) {
            shape_.varint(0);
        } else {
            shape_.text(cell.sub);
        }
    }

    void write_clock(const Sibling& sibling) {
        last_ = &sibling;
        row_layout::write_clock(clock_of(sibling), base_, lanes_, sink_.clocks());
    }

    const RecordState& state_;
    LaneNumbers& lanes_;
    RowSink& sink_;
    Writer& shape_;
    HybridTime base_;
    FieldId previous_;
    const Sibling* last_ = nullptr;
};

class RowReader {
public:
    RowReader(RowSource& source, const LaneNumbers& lanes, std::size_t& items_left)
        : source_(source), shape_(source.shape()), lanes_(lanes), items_left_(items_left) {}

    void read(RecordState& state) {
        const auto [count, has_life] = row_layout::read_head(shape_, items_left_);
        if ((count == 0 && !has_life) || !shape_.ok()) return;
        creator_ = state.id.dot;
        previous_.collection = shape_.varint_u16();
        base_ = source_.read_base();
        state.cells.reserve(count + 1);
        if (has_life) {
            take_items(2);
            Cell& life = state.cells.emplace_back();
            life.field = previous_;
            life.siblings.push_back({creator_, base_, std::monostate{}, 0});
        }
        for (std::size_t i = 0; i < count && shape_.ok(); ++i) {
            Cell& cell = state.cells.emplace_back();
            read_cell(cell);
            if (state.cells.size() > 1) check_order(*(state.cells.end() - 2), cell);
        }
    }

private:
    /// The smallest cell and sibling take one item each.
    std::size_t read_count() { return static_cast<std::size_t>(shape_.varint_up_to(items_left_)); }

    void take_items(std::size_t count) {
        if (count > items_left_) return shape_.fail();
        items_left_ -= count;
    }

    void check_order(const Cell& before, const Cell& cell) {
        const bool is_ordered =
            before.field < cell.field || (before.field == cell.field && before.sub < cell.sub);
        if (!is_ordered) shape_.fail();
    }

    void read_cell(Cell& cell) {
        const std::uint8_t tag = shape_.u8();
        cell.field = previous_ = row_layout::read_field(tag, previous_, shape_);
        const bool has_sub = (tag & row_layout::kHasSub) != 0;
        if (has_sub) cell.sub = shape_.text(kSubBytesMax);
        const std::uint8_t kind = tag & row_layout::kClockBits;
        const std::size_t count = kind == kMany ? read_count() : 1;
        if (kind == kMany && count < 2) return shape_.fail();
        take_items(1 + count);
        if (!shape_.ok()) return;
        cell.siblings.reserve(count);
        for (std::size_t i = 0; i < count && shape_.ok(); ++i) {
            Sibling& sibling = cell.siblings.emplace_back();
            read_sibling(kind, cell.field, sibling);
            if (i > 0 && cell.siblings[i - 1].dot >= sibling.dot) shape_.fail();
        }
        if (has_sub && cell.sub.empty()) {
            cell.sub = merge::counter_sub(cell.siblings.front().dot.incarnation);
        }
    }

    void read_sibling(std::uint8_t kind, FieldId field, Sibling& sibling) {
        if (kind == kCreator) {
            sibling.dot = creator_;
            sibling.time = base_;
        } else {
            if (kind != kAgain) last_ = row_layout::read_clock(base_, lanes_, source_.clocks());
            if (last_.dot.counter == 0) shape_.fail();
            sibling.dot = last_.dot;
            sibling.time = last_.time;
            sibling.rank = last_.rank;
        }
        sibling.value = read_value(source_.values(field), lanes_);
    }

    RowSource& source_;
    Reader& shape_;
    const LaneNumbers& lanes_;
    std::size_t& items_left_;
    Dot creator_;
    HybridTime base_;
    FieldId previous_;
    /// The clock read last.
    Clock last_;
};

/// A stored row: everything in one stream.
class StoredRowSink final : public RowSink {
public:
    explicit StoredRowSink(Writer& writer) : writer_(writer) {}
    [[nodiscard]] Writer& shape() override { return writer_; }
    [[nodiscard]] Writer& clocks() override { return writer_; }
    [[nodiscard]] Writer& values(FieldId /*field*/) override { return writer_; }
    void write_base(HybridTime base) override { row_layout::write_base(base, writer_); }

private:
    Writer& writer_;
};

class StoredRowSource final : public RowSource {
public:
    explicit StoredRowSource(Reader& reader) : reader_(reader) {}
    [[nodiscard]] Reader& shape() override { return reader_; }
    [[nodiscard]] Reader& clocks() override { return reader_; }
    [[nodiscard]] Reader& values(FieldId /*field*/) override { return reader_; }
    [[nodiscard]] HybridTime read_base() override { return row_layout::read_base(reader_); }

private:
    Reader& reader_;
};

}  // namespace

void write_row(const RecordState& state, LaneNumbers& lanes, RowSink& sink) {
    RowWriter{state, lanes, sink}.write();
}

RecordState read_row(const RecordId& id, RowSource& source, const LaneNumbers& lanes,
                     std::size_t& items_left) {
    RecordState state{id, {}};
    RowReader{source, lanes, items_left}.read(state);
    return state;
}

Bytes encode_row(const RecordState& state, LaneNumbers& lanes) {
    Writer writer;
    writer.reserve(16 + 16 * state.cells.size());
    StoredRowSink sink(writer);
    write_row(state, lanes, sink);
    return std::move(writer).take();
}

Result<RecordState> decode_row(const RecordId& id, BytesView row, const LaneNumbers& lanes) {
    Reader reader(row);
    StoredRowSource source(reader);
    // Each cell takes two bytes at least, the plain life none of its own: the row's own length
    // bounds what is read.
    std::size_t items_left = 2 * row.size() + 2;
    RecordState state = read_row(id, source, lanes, items_left);
    if (!reader.is_done()) return corrupt("record row");
    return state;
}

}  // namespace wedsync::codec
