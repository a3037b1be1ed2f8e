#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/byte_io.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/codec/row_layout.hpp"
#include "engine/merge/record_state.hpp"
#include "engine/model/erasure.hpp"

namespace wedsync::codec {

/// A stored row to which puts are applied. Its cells and clocks are read, its values stay the bytes
/// they are: so it costs a fraction of decode_row(), merge::apply() and encode_row(), and comes to
/// the same bytes (tests/codec/row_edit_test.cpp).
class RowEdit {
public:
    /// Makes the checks of decode_row(). Takes a copy of the bytes; `lanes` outlives the edit.
    [[nodiscard]] static Result<RowEdit> open(const RecordId& id, BytesView row,
                                              const LaneNumbers& lanes);

    [[nodiscard]] const RecordId& id() const { return id_; }
    /// That of the first cell. 0 for an empty row.
    [[nodiscard]] std::uint16_t collection() const { return collection_; }
    /// Whether the put can be applied here: it may not bring the record to life, nor be of another
    /// collection, nor may the record be erased.
    [[nodiscard]] bool takes(const operation::Put& put) const {
        return put.key.field.field != kLifeField && put.key.field.collection == collection_ &&
               collection_ != kErasedCollection;
    }
    /// As merge::apply() applies one put of `change`, which has to be of this record and taken.
    void put(const operation::Put& put, const Change& change,
             std::vector<merge::Displaced>& displaced);
    /// Whether a put wrote this field.
    [[nodiscard]] bool has_written(FieldId field) const;

    /// The record as it was when the edit began, and as it is now.
    [[nodiscard]] merge::RecordState before() const;
    [[nodiscard]] merge::RecordState after() const;
    [[nodiscard]] merge::RecordStatus status() const;
    [[nodiscard]] bool has_many_siblings() const;
    /// The bytes of encode_row(after()). `lanes` are those of open().
    [[nodiscard]] Bytes encode(LaneNumbers& lanes) const;

private:
    /// A place in the bytes.
    struct Span {
        std::uint32_t offset = 0;
        std::uint32_t size = 0;
    };
    /// A sibling and its cell. Siblings of a cell stand together, in dot order.
    struct Item {
        FieldId field;
        /// The value is not in the bytes yet but in named_, where `value.offset` says.
        bool is_named = false;
        bool is_written = false;
        /// The rest of the row: how the clock is told, in which bytes, where the cell begins and
        /// from which field its number counts.
        std::uint8_t kind = row_layout::kMany;
        FieldId before;
        std::uint32_t offset = 0;
        Span clock_bytes;
        Span sub;
        Span value;
        row_layout::Clock clock;
    };
    /// What was read last.
    struct Cursor {
        FieldId field;
        row_layout::Clock clock;
        Span clock_bytes;
    };
    class Encoder;
    using Items = std::vector<Item>;

    RowEdit(const RecordId& id, BytesView row, const LaneNumbers& lanes);
    void read(Reader& reader);
    void read_cell(Reader& reader, Cursor& at);
    [[nodiscard]] std::uint32_t offset_of(const Reader& reader) const {
        return row_size_ - static_cast<std::uint32_t>(reader.remaining());
    }
    void take_items(std::size_t count, Reader& reader);

    [[nodiscard]] BytesView view(Span span) const {
        return bytes_.view().subspan(span.offset, span.size);
    }
    [[nodiscard]] Span add_bytes(BytesView bytes);
    [[nodiscard]] std::string_view sub_of(const Item& item) const {
        return as_text(view(item.sub));
    }
    [[nodiscard]] bool is_same_cell(const Item& left, const Item& right) const {
        return left.field == right.field && sub_of(left) == sub_of(right);
    }
    [[nodiscard]] bool comes_before(const Item& left, const Item& right) const {
        if (left.field != right.field) return left.field < right.field;
        return sub_of(left) < sub_of(right);
    }
    [[nodiscard]] bool comes_after_life(const Item& item) const {
        const FieldId life{collection_, kLifeField};
        return life < item.field || (life == item.field && item.sub.size != 0);
    }
    [[nodiscard]] Value value_of(const Item& item) const;
    void set_value(Item& item, const Value& value);
    [[nodiscard]] HybridTime base() const;

    RecordId id_;
    const LaneNumbers* lanes_;
    /// The row, then what was written since.
    Writer bytes_;
    std::uint32_t row_size_;
    std::size_t items_left_;
    std::uint16_t collection_ = 0;
    /// A plain life cell takes no item.
    bool has_life_ = false;
    HybridTime base_;
    /// Of the cells that take items; `header_size_` is that of what comes before them in the row.
    std::size_t cell_count_ = 0;
    bool has_new_cell_ = false;
    std::uint32_t header_size_ = 0;
    Items items_;
    /// Values written that name lanes, which get their numbers when the row is encoded.
    std::vector<Value> named_;
};

}  // namespace wedsync::codec
