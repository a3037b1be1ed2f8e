// The grammar of a row is in row.cpp.
#include "engine/codec/row_edit.hpp"

#include <algorithm>
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
    items_.reserve(head.count + 1);
    FieldId field{collection_, kLifeField};
    Clock last;
    for (std::size_t i = 0; i < head.count && reader.ok(); ++i) {
        const std::size_t before = items_.size();
        read_cell(reader, field, last);
        if (!reader.ok()) return;
        Item earlier;
        earlier.field = {collection_, kLifeField};
        if (i > 0) earlier = items_[before - 1];
        const bool has_earlier = i > 0 || has_life_;
        if (has_earlier && !comes_before(earlier, items_[before])) reader.fail();
        if (!has_earlier) collection_ = field.collection;
    }
}

void RowEdit::read_cell(Reader& reader, FieldId& field, Clock& last) {
    const std::uint8_t tag = reader.u8();
    field = row_layout::read_field(tag, field, reader);
    const bool has_sub = (tag & row_layout::kHasSub) != 0;
    Span sub;
    if (has_sub) {
        const std::string_view text = reader.text(kSubBytesMax);
        sub.size = static_cast<std::uint32_t>(text.size());
        sub.offset = static_cast<std::uint32_t>(row_size_ - reader.remaining() - text.size());
    }
    const std::uint8_t kind = tag & row_layout::kClockBits;
    std::size_t count = 1;
    if (kind == row_layout::kMany) {
        count = static_cast<std::size_t>(reader.varint_up_to(items_left_));
        if (count < 2) reader.fail();
    }
    take_items(1 + count, reader);
    const std::size_t first = items_.size();
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        Item& item = items_.emplace_back();
        item.field = field;
        item.sub = sub;
        if (kind == row_layout::kCreator) {
            item.clock = {id_.dot, base_, 0};
        } else {
            if (kind != row_layout::kAgain) last = row_layout::read_clock(base_, *lanes_, reader);
            if (last.dot.counter == 0) reader.fail();
            item.clock = last;
        }
        item.value.offset = static_cast<std::uint32_t>(row_size_ - reader.remaining());
        pass_value(reader, *lanes_);
        item.value.size =
            static_cast<std::uint32_t>(row_size_ - reader.remaining()) - item.value.offset;
        if (i > 0 && items_[first + i - 1].clock.dot >= item.clock.dot) reader.fail();
    }
    if (!reader.ok() || !has_sub || sub.size != 0) return;
    const std::string counter = merge::counter_sub(items_[first].clock.dot.incarnation);
    sub = add_bytes(as_bytes(counter));
    for (std::size_t i = first; i < items_.size(); ++i)
        items_[i].sub = sub;
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
    if (first == last && !sub.empty()) added.sub = add_bytes(as_bytes(sub));
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
    if (items_.empty()) return merge::RecordStatus::kGone;
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

std::size_t RowEdit::cell_count() const {
    std::size_t count = 0;
    for (auto item = items_.begin(); item != items_.end(); ++item) {
        if (item == items_.begin() || !is_same_cell(*(item - 1), *item)) ++count;
    }
    return count;
}

Bytes RowEdit::encode(LaneNumbers& lanes) const {
    Writer writer;
    writer.reserve(bytes_.size() + 8);
    row_layout::write_head(cell_count(), has_life_, writer);
    if (!has_life_ && items_.empty()) return std::move(writer).take();
    writer.varint(collection_);
    const HybridTime base = this->base();
    row_layout::write_base(base, writer);
    FieldId before{collection_, kLifeField};
    const Clock* last = nullptr;
    for (auto first = items_.begin(); first != items_.end();) {
        auto end = first + 1;
        while (end != items_.end() && is_same_cell(*first, *end))
            ++end;
        std::uint8_t kind = row_layout::kOne;
        if (end - first > 1) {
            kind = row_layout::kMany;
        } else if (first->clock == Clock{id_.dot, base, 0}) {
            kind = row_layout::kCreator;
        } else if (last != nullptr && *last == first->clock) {
            kind = row_layout::kAgain;
        }
        const bool has_clocks = kind == row_layout::kOne || kind == row_layout::kMany;
        write_cell(first, end, kind, before, writer);
        for (; first != end; ++first) {
            if (has_clocks) {
                last = &first->clock;
                row_layout::write_clock(*last, base, lanes, writer);
            }
            before = first->field;
            if (first->is_named) {
                write_value(named_[first->value.offset], lanes, writer);
            } else {
                writer.raw(view(first->value));
            }
        }
    }
    return std::move(writer).take();
}

/// All but the siblings.
void RowEdit::write_cell(Items::const_iterator first, Items::const_iterator last, std::uint8_t kind,
                         FieldId before, Writer& writer) const {
    const std::string_view sub = sub_of(*first);
    const unsigned sub_bit = sub.empty() ? 0U : row_layout::kHasSub;
    row_layout::write_tag(static_cast<std::uint8_t>(kind | sub_bit), first->field, before, writer);
    if (!sub.empty()) {
        if (sub == merge::counter_sub(first->clock.dot.incarnation)) {
            writer.varint(0);
        } else {
            writer.text(sub);
        }
    }
    if (kind == row_layout::kMany) writer.varint(static_cast<std::uint64_t>(last - first));
}

}  // namespace wedsync::codec
