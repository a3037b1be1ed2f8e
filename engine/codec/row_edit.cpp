// The grammar of a row is in row.cpp.
#include "engine/codec/row_edit.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/codec/row.hpp"
#include "engine/codec/value.hpp"
#include "engine/merge/undo.hpp"

namespace wedsync::codec {

using row_layout::Clock;

namespace {

/// For values that name no lane.
class NoLanes final : public LaneNumbers {
public:
    [[nodiscard]] std::uint32_t number_of(const Incarnation& /*incarnation*/) override {
        WEDSYNC_ASSERT(false);
        return 0;
    }
    [[nodiscard]] const Incarnation* find(std::uint32_t /*number*/) const override {
        return nullptr;
    }
};

bool names_lanes(const Value& value) {
    return std::holds_alternative<Reference>(value) || std::holds_alternative<Link>(value);
}

}  // namespace

RowEdit::RowEdit(const RecordId& id, BytesView row, const LaneNumbers& lanes)
    : id_(id),
      lanes_(&lanes),
      row_size_(static_cast<std::uint32_t>(row.size())),
      items_left_(2 * row.size() + 2) {
    bytes_.reserve(row.size() + 32);
    bytes_.raw(row);
}

Result<RowEdit> RowEdit::open(const RecordId& id, BytesView row, const LaneNumbers& lanes) {
    RowEdit edit(id, row, lanes);
    Reader reader(row);
    edit.read(reader);
    if (!reader.is_done()) return corrupt("record row");
    return edit;
}

void RowEdit::take_items(std::size_t count, Reader& reader) {
    if (count > items_left_) return reader.fail();
    items_left_ -= count;
}

void RowEdit::read(Reader& reader) {
    const row_layout::Head head = row_layout::read_head(reader, items_left_);
    if ((head.count == 0 && !head.has_life) || !reader.ok()) return;
    has_life_ = head.has_life;
    collection_ = reader.varint_u16();
    base_ = row_layout::read_base(reader);
    if (has_life_) take_items(2, reader);
    cell_count_ = head.count;
    header_size_ = offset_of(reader);
    items_.reserve(head.count + 1);
    Cursor at;
    at.field = {collection_, kLifeField};
    for (std::size_t i = 0; i < head.count && reader.ok(); ++i) {
        const std::size_t before = items_.size();
        read_cell(reader, at);
        if (!reader.ok()) return;
        if (i == 0 && !has_life_) collection_ = at.field.collection;
        const bool is_ordered = i == 0 ? !has_life_ || comes_after_life(items_[before])
                                       : comes_before(items_[before - 1], items_[before]);
        if (!is_ordered) reader.fail();
    }
}

void RowEdit::read_cell(Reader& reader, Cursor& at) {
    Item cell;
    cell.offset = offset_of(reader);
    cell.before = at.field;
    const std::uint8_t tag = reader.u8();
    at.field = cell.field = row_layout::read_field(tag, at.field, reader);
    const bool has_sub = (tag & row_layout::kHasSub) != 0;
    if (has_sub) {
        const std::string_view text = reader.text(kSubBytesMax);
        cell.sub.size = static_cast<std::uint32_t>(text.size());
        cell.sub.offset = offset_of(reader) - cell.sub.size;
    }
    cell.kind = tag & row_layout::kClockBits;
    std::size_t count = 1;
    if (cell.kind == row_layout::kMany) {
        count = static_cast<std::size_t>(reader.varint_up_to(items_left_));
        if (count < 2) reader.fail();
    }
    take_items(1 + count, reader);
    const std::size_t first = items_.size();
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        if (cell.kind == row_layout::kCreator) {
            cell.clock = {id_.dot, base_, 0};
        } else {
            if (cell.kind != row_layout::kAgain) {
                at.clock_bytes.offset = offset_of(reader);
                at.clock = row_layout::read_clock(base_, *lanes_, reader);
                at.clock_bytes.size = offset_of(reader) - at.clock_bytes.offset;
            }
            if (at.clock.dot.counter == 0) reader.fail();
            cell.clock = at.clock;
            cell.clock_bytes = at.clock_bytes;
        }
        cell.value.offset = offset_of(reader);
        pass_value(reader, *lanes_);
        cell.value.size = offset_of(reader) - cell.value.offset;
        items_.push_back(cell);
        if (i > 0 && items_[first + i - 1].clock.dot >= cell.clock.dot) reader.fail();
    }
    if (!reader.ok() || !has_sub || cell.sub.size != 0) return;
    const std::string counter = merge::counter_sub(items_[first].clock.dot.incarnation);
    cell.sub = add_bytes(as_bytes(counter));
    for (std::size_t i = first; i < items_.size(); ++i)
        items_[i].sub = cell.sub;
}

RowEdit::Span RowEdit::add_bytes(BytesView bytes) {
    const Span span{static_cast<std::uint32_t>(bytes_.size()),
                    static_cast<std::uint32_t>(bytes.size())};
    bytes_.raw(bytes);
    return span;
}

Value RowEdit::value_of(const Item& item) const {
    if (item.is_named) return named_[item.value.offset];
    Reader reader(view(item.value));
    Value value = read_value(reader, *lanes_);
    WEDSYNC_ASSERT(reader.is_done());
    return value;
}

void RowEdit::set_value(Item& item, const Value& value) {
    item.is_written = true;
    item.is_named = names_lanes(value);
    if (item.is_named) {
        item.value.offset = static_cast<std::uint32_t>(named_.size());
        named_.push_back(value);
        return;
    }
    item.value.offset = static_cast<std::uint32_t>(bytes_.size());
    NoLanes no_lanes;
    write_value(value, no_lanes, bytes_);
    item.value.size = static_cast<std::uint32_t>(bytes_.size()) - item.value.offset;
}

void RowEdit::put(const operation::Put& put, const Change& change,
                  std::vector<merge::Displaced>& displaced) {
    WEDSYNC_ASSERT(put.key.record == id_ && takes(put));
    const std::string_view sub = put.key.sub;
    auto first = items_.begin();
    while (first != items_.end() && (first->field < put.key.field ||
                                     (first->field == put.key.field && sub_of(*first) < sub)))
        ++first;
    Item added;
    added.field = put.key.field;
    added.clock = {change.dot, change.time, change.note.rank};
    auto last = first;
    auto kept = first;
    for (; last != items_.end() && last->field == put.key.field && sub_of(*last) == sub; ++last) {
        added.sub = last->sub;
        const Dot& dot = last->clock.dot;
        if (std::binary_search(put.covers.begin(), put.covers.end(), dot)) {
            displaced.push_back(
                {put.key, {dot, last->clock.time, value_of(*last), last->clock.rank}});
        } else {
            if (kept != last) *kept = *last;
            ++kept;
        }
    }
    const auto at =
        std::find_if(first, kept, [&](const Item& item) { return item.clock.dot >= change.dot; });
    const bool is_there = at != kept && at->clock.dot == change.dot;
    const auto place = static_cast<std::size_t>(at - items_.begin());
    if (first == last) {
        ++cell_count_;
        has_new_cell_ = true;
        if (!sub.empty()) added.sub = add_bytes(as_bytes(sub));
    }
    if (is_there) {
        at->is_written = true;
    } else {
        set_value(added, put.value);
    }
    if (at == kept && kept != last && !is_there) {
        // The usual case: one sibling in the place of another.
        *kept++ = added;
        items_.erase(kept, last);
        return;
    }
    items_.erase(kept, last);
    if (!is_there) items_.insert(items_.begin() + static_cast<std::ptrdiff_t>(place), added);
}

bool RowEdit::has_written(FieldId field) const {
    return std::any_of(items_.begin(), items_.end(),
                       [&](const Item& item) { return item.is_written && item.field == field; });
}

merge::RecordState RowEdit::before() const {
    Result<merge::RecordState> state = decode_row(id_, bytes_.view().first(row_size_), *lanes_);
    WEDSYNC_ASSERT(state.ok());
    return std::move(state).value();
}

merge::RecordState RowEdit::after() const {
    merge::RecordState state{id_, {}};
    if (has_life_) {
        state.cells.push_back({{collection_, kLifeField}, {}, {{id_.dot, base_, Value{}, 0}}});
    }
    for (auto item = items_.begin(); item != items_.end(); ++item) {
        if (item == items_.begin() || !is_same_cell(*(item - 1), *item)) {
            state.cells.push_back({item->field, std::string(sub_of(*item)), {}});
        }
        state.cells.back().siblings.push_back(
            {item->clock.dot, item->clock.time, value_of(*item), item->clock.rank});
    }
    return state;
}

merge::RecordStatus RowEdit::status() const {
    if (has_life_) return merge::RecordStatus::kAlive;
    if (items_.empty() || collection_ == kErasedCollection) return merge::RecordStatus::kGone;
    return items_.front().field.field == kLifeField ? merge::RecordStatus::kAlive
                                                    : merge::RecordStatus::kContested;
}

bool RowEdit::has_many_siblings() const {
    return std::adjacent_find(items_.begin(), items_.end(),
                              [this](const Item& left, const Item& right) {
                                  return is_same_cell(left, right);
                              }) != items_.end();
}

HybridTime RowEdit::base() const {
    if (has_life_) return base_;
    const auto creator = std::find_if(items_.begin(), items_.end(), [this](const Item& item) {
        return item.clock.dot == id_.dot;
    });
    return creator == items_.end() ? items_.front().clock.time : creator->clock.time;
}

/// Writes the items. What stands in the stored row as it has to be is copied, in long pieces.
class RowEdit::Encoder {
public:
    Encoder(const RowEdit& edit, LaneNumbers& lanes, Writer& writer)
        : edit_(edit), lanes_(lanes), writer_(writer), base_(edit.base()) {
        is_same_base_ = base_ == edit.base_;
        before_ = {edit.collection_, kLifeField};
    }

    void write() {
        const Items& items = edit_.items_;
        const auto is_written = [](const Item& item) { return item.is_written; };
        auto first = items.begin();
        auto last_written = items.end();
        if (is_same_base_) {
            first = std::find_if(first, items.end(), is_written);
            while (last_written != first && !std::prev(last_written)->is_written)
                --last_written;
            // The beginning of its cell.
            while (first != items.begin() && first != items.end() &&
                   edit_.is_same_cell(*std::prev(first), *first))
                --first;
        }
        write_beginning(first);
        while (first != items.end()) {
            auto end = first + 1;
            while (end != items.end() && edit_.is_same_cell(*first, *end))
                ++end;
            write_cell(first, end);
            // From a clock that stands as it stood, all that follows stands as it stood.
            const bool is_in_step = first >= last_written && first->clock_bytes.size != 0;
            first = end;
            if (is_in_step && is_same_base_) break;
        }
        if (first != items.end()) {
            copy({first->offset, edit_.row_size_ - first->offset});
        }
        flush();
    }

private:
    [[nodiscard]] std::uint8_t kind_of(const Item& only) const {
        if (only.clock == Clock{edit_.id_.dot, base_, 0}) return row_layout::kCreator;
        const bool is_again = last_ != nullptr && *last_ == only.clock;
        return is_again ? row_layout::kAgain : row_layout::kOne;
    }

    /// All before an item that begins a cell.
    void write_beginning(Items::const_iterator first) {
        const Items& items = edit_.items_;
        const bool is_as_stored = is_same_base_ && !edit_.has_new_cell_;
        if (!is_as_stored) {
            row_layout::write_head(edit_.cell_count_, edit_.has_life_, writer_);
            writer_.varint(edit_.collection_);
            row_layout::write_base(base_, writer_);
        }
        const std::uint32_t start = is_as_stored ? 0 : edit_.header_size_;
        if (first == items.begin()) {
            if (is_as_stored) copy({0, edit_.header_size_});
            return;
        }
        const Item& before = *std::prev(first);
        copy({start, before.value.offset + before.value.size - start});
        before_ = before.field;
        for (auto item = items.begin(); item != first; ++item) {
            if (item->clock_bytes.size != 0) last_ = &item->clock;
        }
    }

    void write_cell(Items::const_iterator first, Items::const_iterator end) {
        const bool is_many = end - first > 1;
        const std::uint8_t kind = is_many ? row_layout::kMany : kind_of(*first);
        const bool is_as_stored = !is_many && !first->is_written && kind == first->kind &&
                                  is_same_base_ && before_ == first->before;
        if (is_as_stored) {
            copy({first->offset, first->value.offset + first->value.size - first->offset});
            if (kind == row_layout::kOne) last_ = &first->clock;
        } else {
            flush();
            write_shape(*first, kind, static_cast<std::size_t>(end - first));
            for (auto item = first; item != end; ++item) {
                if (is_many || kind == row_layout::kOne) write_clock(*item);
                write_item_value(*item);
            }
        }
        before_ = first->field;
    }

    void write_shape(const Item& cell, std::uint8_t kind, std::size_t count) {
        const std::string_view sub = edit_.sub_of(cell);
        const unsigned sub_bit = sub.empty() ? 0U : row_layout::kHasSub;
        row_layout::write_tag(static_cast<std::uint8_t>(kind | sub_bit), cell.field, before_,
                              writer_);
        if (!sub.empty()) {
            if (sub == merge::counter_sub(cell.clock.dot.incarnation)) {
                writer_.varint(0);
            } else {
                writer_.text(sub);
            }
        }
        if (kind == row_layout::kMany) writer_.varint(count);
    }

    void write_clock(const Item& item) {
        last_ = &item.clock;
        if (is_same_base_ && item.clock_bytes.size != 0) {
            writer_.raw(edit_.view(item.clock_bytes));
        } else {
            row_layout::write_clock(item.clock, base_, lanes_, writer_);
        }
    }

    void write_item_value(const Item& item) {
        if (item.is_named) {
            write_value(edit_.named_[item.value.offset], lanes_, writer_);
        } else {
            writer_.raw(edit_.view(item.value));
        }
    }

    /// Pieces that stand side by side are copied at once.
    void copy(Span piece) {
        if (copied_.offset + copied_.size != piece.offset) flush();
        if (copied_.size == 0) copied_.offset = piece.offset;
        copied_.size += piece.size;
    }
    void flush() {
        writer_.raw(edit_.view(copied_));
        copied_.size = 0;
    }

    const RowEdit& edit_;
    LaneNumbers& lanes_;
    Writer& writer_;
    HybridTime base_;
    bool is_same_base_ = false;
    FieldId before_;
    const Clock* last_ = nullptr;
    /// Of the stored row, to be copied.
    Span copied_;
};

Bytes RowEdit::encode(LaneNumbers& lanes) const {
    Writer writer;
    writer.reserve(bytes_.size() + 32);
    if (!has_life_ && items_.empty()) {
        row_layout::write_head(0, false, writer);
    } else {
        Encoder(*this, lanes, writer).write();
    }
    return std::move(writer).take();
}

}  // namespace wedsync::codec
