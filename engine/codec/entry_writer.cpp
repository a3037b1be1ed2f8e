// A batch of entries. The first byte has the form in its lowest two bits:
//
//   batch   := kSingle: tag [lanes] lane* entry         the tag is the first byte
//            | kRows:   head lanes lane* (tag entry)*   head: form | min(count, 63) << 2 [count]
//            | kColumns: head lanes lane* column*       dictionary, the columns in the order of
//                                                       Column, one of values for each field
//   entry   := [lane] [counter] by tag, then by kind: a change | reason | nothing
//   change  := time [logical] [extra] operation*
//   extra   := extra_tag [count] [note] [group]
//   note    := kind rank (0 | lane + 1, counter)
//   operation := operation_tag, then by kind
//     put   := [record] field [sub] covers value
//     drop  := [record] field [sub] covers
//     kill  := [record] count (operation_tag field [sub] covers)*
//     unknown := kind length bytes
//
// A stream (stream_state.hpp) is rows that go on where the batch before ended, without head and
// lane table: its frame has them. A record in full is then varint(counter << 2 | other lane << 1 |
// has index) [lane] [index], and a text 0x05 in full once, by number after that, as in columns.
//
// In rows everything stands in this order in one stream; in columns each part is in the column of
// its name, and only the order within a column counts. Then also: times are split into the low byte
// of the difference in milliseconds (noise) and the rest; records and fields are numbers in the
// dictionary; the values of one field stand together, a short text in full once and then by number;
// a text in full is cut at its spaces, each word of it in full once and then by number.
#include "engine/codec/entry_writer.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/codec/columns.hpp"
#include "engine/codec/row_io.hpp"
#include "engine/codec/value.hpp"
#include "engine/merge/undo.hpp"

namespace wedsync::codec {
namespace {

/// Follows the writer through a batch: which records must stand in the table from the start.
class Planner {
public:
    void entry(const EntryView& entry) {
        ++plan.items;
        if (entry.change == nullptr) return;
        next_own_ = 0;
        for (const Operation& operation : entry.change->operations) {
            plan.items += 2;
            std::visit(Overloaded{[&](const operation::Put& put) {
                                      record(put.key.record, entry.change->dot);
                                      plan.items += put.covers.size();
                                      if (const auto* to = std::get_if<Reference>(&put.value)) {
                                          name(to->record);
                                      }
                                      if (const auto* text = std::get_if<std::string>(&put.value)) {
                                          plan.text_bytes += text->size();
                                      }
                                  },
                                  [&](const operation::Drop& drop) {
                                      record(drop.key.record, entry.change->dot);
                                      plan.items += drop.covers.size();
                                  },
                                  [&](const operation::Kill& kill) {
                                      record(kill.record, entry.change->dot);
                                      for (const auto& cell : kill.cells) {
                                          plan.items += 2 + cell.covers.size();
                                      }
                                  },
                                  [](const operation::Unknown&) {}},
                       operation);
        }
    }

    BatchPlan plan;

private:
    void record(const RecordId& record, const Dot& self) {
        if (record.dot == self && record.index == next_own_ && known_.insert(record).second) {
            ++next_own_;
        } else {
            name(record);
        }
    }
    void name(const RecordId& record) {
        if (!known_.insert(record).second) return;
        ++plan.items;
        plan.named.push_back(record);
    }

    std::set<RecordId> known_;
    std::uint32_t next_own_ = 0;
};

void write_lanes(const BatchLanes& lanes, Writer& writer) {
    for (const Incarnation& lane : lanes.incarnations())
        write_incarnation(lane, writer);
}

}  // namespace

EntryView view_of(const Change& change) {
    return {entry_tag::kAccepted, change.dot, RefusalReason::kInvalid, &change};
}

EntryView view_of(const Entry& entry) {
    EntryView view;
    std::visit(Overloaded{[&](const entry::Accepted& accepted) { view = view_of(accepted.change); },
                          [&](const entry::Refused& refused) {
                              view = {entry_tag::kRefused, refused.dot, refused.reason, nullptr};
                          },
                          [&](const entry::Echo& echo) {
                              view.kind = entry_tag::kEcho;
                              view.dot = echo.dot;
                          },
                          [](const entry::Known&) {}},
               entry);
    return view;
}

BatchPlan plan_batch(std::span<const EntryView> entries) {
    Planner planner;
    for (const EntryView& entry : entries)
        planner.entry(entry);
    return std::move(planner.plan);
}

EntryWriter::EntryWriter(Form form, const BatchPlan& plan) : form_(form), named_(plan.named) {
    if (!is_columns()) rows().reserve(96);
    const auto place = [this](const RecordId& record) {
        return std::make_tuple(stream_.lanes.number_of(record.dot.incarnation), record.dot.counter,
                               record.index);
    };
    for (const RecordId& record : named_)
        std::ignore = place(record);
    std::sort(named_.begin(), named_.end(), [&](const RecordId& left, const RecordId& right) {
        return place(left) < place(right);
    });
    for (const RecordId& record : named_) {
        record_numbers_.emplace(record, static_cast<std::uint32_t>(record_numbers_.size()));
    }
}

StreamState::Lane& EntryWriter::memory_of(std::uint32_t lane) {
    if (lane >= stream_.memory.size()) stream_.memory.resize(lane + 1);
    return stream_.memory[lane];
}

void EntryWriter::write(const EntryView& entry) {
    if (entry.kind == entry_tag::kKnown) return column(Column::kTag).u8(entry_tag::kKnown);
    const std::uint32_t lane = stream_.lanes.number_of(entry.dot.incarnation);
    StreamState::Lane& memory = memory_of(lane);
    std::uint8_t tag = entry.kind;
    if (lane != stream_.previous_lane) tag |= entry_tag::kHasLane;
    if (entry.dot.counter != memory.last + 1) tag |= entry_tag::kHasCounter;
    if (entry.change != nullptr) tag |= tag_of(*entry.change);
    if (form_ == Form::kSingle) {
        single_tag_ = tag;
    } else {
        column(Column::kTag).u8(tag);
    }
    if ((tag & entry_tag::kHasLane) != 0) column(Column::kLane).varint(lane);
    if ((tag & entry_tag::kHasCounter) != 0) {
        Writer& counters = column(Column::kCounter);
        if (memory.last == 0) {
            counters.varint(entry.dot.counter);
        } else {
            counters.zigzag(static_cast<std::int64_t>(entry.dot.counter - memory.last));
        }
    }
    memory.last = memory.anchor = entry.dot.counter;
    stream_.previous_lane = lane;
    if (entry.kind == entry_tag::kRefused) {
        column(Column::kRest).u8(static_cast<std::uint8_t>(entry.reason));
    }
    if (entry.change != nullptr) write_change(*entry.change, tag);
}

std::uint8_t EntryWriter::tag_of(const Change& change) const {
    unsigned tag = 0;
    if (change.operations.size() != 1 || change.note != Note{} || change.group != 0) {
        tag |= entry_tag::kHasExtra;
    }
    if (logical_of(change.time) != 0) tag |= entry_tag::kHasLogical;
    const std::uint64_t wall = wall_ms_of(change.time);
    const auto delta = static_cast<std::int64_t>(wall - stream_.previous_wall);
    const bool is_in_reach = wall >= kTimeEpochMs && (wall - kTimeEpochMs) >> (8 * kTimeBytes) == 0;
    if (!is_columns() && is_in_reach && varint_size(to_zigzag(delta)) > kTimeBytes) {
        tag |= entry_tag::kIsTimeAbsolute;
    }
    return static_cast<std::uint8_t>(tag);
}

void EntryWriter::write_change(const Change& change, std::uint8_t tag) {
    write_time(change.time, tag);
    if ((tag & entry_tag::kHasExtra) != 0) write_extra(change);
    next_own_ = 0;
    for (const Operation& operation : change.operations)
        write_operation(operation, change);
}

void EntryWriter::write_time(HybridTime time, std::uint8_t tag) {
    const std::uint64_t wall = wall_ms_of(time);
    const auto delta = static_cast<std::int64_t>(wall - stream_.previous_wall);
    stream_.previous_wall = wall;
    if ((tag & entry_tag::kIsTimeAbsolute) != 0) {
        column(Column::kTime).fixed(wall - kTimeEpochMs, kTimeBytes);
    } else if (is_columns()) {
        column(Column::kTimeLow)
            .u8(static_cast<std::uint8_t>(static_cast<std::uint64_t>(delta) & 0xFFU));
        const std::int64_t step = delta >> 8;
        const bool is_near = step >= kNearTimeMin && step <= kNearTimeMax;
        column(Column::kTime)
            .varint(is_near ? static_cast<std::uint64_t>(step - kNearTimeMin)
                            : kFarTime + to_zigzag(step));
    } else {
        column(Column::kTime).zigzag(delta);
    }
    if ((tag & entry_tag::kHasLogical) != 0) column(Column::kRest).varint(logical_of(time));
}

void EntryWriter::write_extra(const Change& change) {
    Writer& rest = column(Column::kRest);
    const bool has_count = change.operations.size() != 1;
    const bool has_note = change.note != Note{};
    const bool has_group = change.group != 0;
    rest.u8(static_cast<std::uint8_t>((has_count ? extra_tag::kHasCount : 0U) |
                                      (has_note ? extra_tag::kHasNote : 0U) |
                                      (has_group ? extra_tag::kHasGroup : 0U)));
    if (has_count) rest.varint(change.operations.size());
    if (has_note) {
        rest.u8(static_cast<std::uint8_t>(change.note.kind));
        rest.u8(change.note.rank);
        if (change.note.dot == Dot{}) {
            rest.varint(0);
        } else {
            rest.varint(std::uint64_t{1} + stream_.lanes.number_of(change.note.dot.incarnation));
            rest.varint(change.note.dot.counter);
        }
    }
    if (has_group) rest.varint(change.group);
}

void EntryWriter::write_operation(const Operation& operation, const Change& change) {
    std::visit(Overloaded{[&](const operation::Put& put) {
                              const Touch touch{operation_tag::kPut, put.key.record, put.key.field,
                                                put.key.sub, put.covers};
                              const CellRef cell = write_touch(touch, change);
                              write_cell_value(put.value, put.key.field, cell.field);
                              if (is_columns()) last_writes_.set(cell, change.dot);
                          },
                          [&](const operation::Drop& drop) {
                              const Touch touch{operation_tag::kDrop, drop.key.record,
                                                drop.key.field, drop.key.sub, drop.covers};
                              std::ignore = write_touch(touch, change);
                          },
                          [&](const operation::Kill& kill) { write_kill(kill, change); },
                          [&](const operation::Unknown& unknown) {
                              column(Column::kOperation).u8(operation_tag::kUnknown);
                              column(Column::kRest).u8(unknown.kind);
                              column(Column::kLength).varint(unknown.payload.size());
                              column(Column::kText).raw(unknown.payload);
                          }},
               operation);
}

void EntryWriter::write_kill(const operation::Kill& kill, const Change& change) {
    const RecordForm form = record_form_of(kill.record, change);
    column(Column::kOperation)
        .u8(static_cast<std::uint8_t>(operation_tag::kKill | static_cast<unsigned>(form)
                                                                 << operation_tag::kRecordShift));
    write_record_part(kill.record, form, change);
    column(Column::kRest).varint(kill.cells.size());
    for (const operation::KilledCell& cell : kill.cells) {
        const Touch touch{operation_tag::kKill, kill.record, cell.field, cell.sub, cell.covers};
        std::ignore = write_touch(touch, change);
    }
}

CellRef EntryWriter::write_touch(const Touch& touch, const Change& change) {
    const RecordForm record_form = record_form_of(touch.record, change);
    CellRef cell;
    if (is_columns()) {
        const auto known = record_numbers_.find(touch.record);
        cell.record = known != record_numbers_.end()
                          ? known->second
                          : static_cast<std::uint32_t>(record_numbers_.size());
        cell.field = number_of(touch.field);
        cell.sub = touch.sub;
    }
    const CoversForm covers_form = covers_form_of(touch, cell, change);
    const unsigned sub_bit = touch.sub.empty() ? 0U : operation_tag::kHasSub;
    column(Column::kOperation)
        .u8(static_cast<std::uint8_t>(
            touch.kind | static_cast<unsigned>(record_form) << operation_tag::kRecordShift |
            static_cast<unsigned>(covers_form) << operation_tag::kCoversShift | sub_bit));
    write_record_part(touch.record, record_form, change);
    write_field(touch.field, cell.field);
    if (!touch.sub.empty()) {
        if (touch.sub == merge::counter_sub(change.dot.incarnation)) {
            column(Column::kLength).varint(0);
        } else {
            write_content(touch.sub);
        }
    }
    write_covers(touch.covers, covers_form, change);
    return cell;
}

RecordForm EntryWriter::record_form_of(const RecordId& record, const Change& change) const {
    if (previous_record_ != nullptr && *previous_record_ == record) return RecordForm::kAgain;
    if (is_columns()) {
        return record_numbers_.contains(record) ? RecordForm::kNamed : RecordForm::kNew;
    }
    if (record.dot == change.dot && record.index == next_own_) return RecordForm::kNew;
    const bool is_near = record.dot.incarnation == change.dot.incarnation && record.index == 0;
    return is_near ? RecordForm::kOwnLane : RecordForm::kNamed;
}

void EntryWriter::write_record_part(const RecordId& record, RecordForm form, const Change& change) {
    if (form == RecordForm::kOwnLane) {
        column(Column::kRecord).varint(change.dot.counter - record.dot.counter);
    } else if (form == RecordForm::kNamed && is_columns()) {
        const std::uint32_t number = record_numbers_.find(record)->second;
        column(Column::kRecordLow).u8(static_cast<std::uint8_t>(number & 0xFFU));
        column(Column::kRecord).varint(number >> 8U);
    } else if (form == RecordForm::kNamed) {
        write_named(record);
    } else if (form == RecordForm::kNew) {
        WEDSYNC_ASSERT(record.dot == change.dot && record.index == next_own_);
        ++next_own_;
        if (is_columns()) {
            record_numbers_.emplace(record, static_cast<std::uint32_t>(record_numbers_.size()));
        }
    }
    previous_record_ = &record;
}

void EntryWriter::write_named(const RecordId& record) {
    Writer& records = column(Column::kRecord);
    if (form_ != Form::kStream) return write_record(record, stream_.lanes, records);
    const std::uint32_t lane = stream_.lanes.number_of(record.dot.incarnation);
    const bool is_other_lane = lane != stream_.named_lane;
    records.varint(record.dot.counter << 2U | (is_other_lane ? 2U : 0U) |
                   (record.index != 0 ? 1U : 0U));
    if (is_other_lane) records.varint(lane);
    if (record.index != 0) records.varint(record.index);
    stream_.named_lane = lane;
}

CoversForm EntryWriter::covers_form_of(const Touch& touch, const CellRef& cell,
                                       const Change& change) const {
    const std::vector<Dot>& covers = touch.covers;
    if (covers.empty()) return CoversForm::kNone;
    if (covers.size() == 1) {
        const Dot& only = covers.front();
        const Dot* last = last_writes_.find(cell);
        if (last != nullptr && *last == only) return CoversForm::kLastWrite;
        if (only == touch.record.dot) return CoversForm::kCreator;
    }
    if (previous_covers_ != nullptr && covers.size() <= kAgainCoversMax &&
        *previous_covers_ == covers) {
        return CoversForm::kAgain;
    }
    if (covers.size() > 1) return CoversForm::kMany;
    const bool is_near = covers.front().incarnation == change.dot.incarnation;
    return is_near ? CoversForm::kOwnLane : CoversForm::kOne;
}

void EntryWriter::write_covers(const std::vector<Dot>& covers, CoversForm form,
                               const Change& change) {
    Writer& counters = column(Column::kCover);
    if (form == CoversForm::kOwnLane) {
        counters.varint(change.dot.counter - covers.front().counter);
    } else if (form == CoversForm::kOne || form == CoversForm::kMany) {
        if (form == CoversForm::kMany) column(Column::kCoverLane).varint(covers.size());
        for (const Dot& dot : covers) {
            const std::uint32_t lane = stream_.lanes.number_of(dot.incarnation);
            StreamState::Lane& memory = memory_of(lane);
            column(Column::kCoverLane).varint(lane);
            counters.zigzag(static_cast<std::int64_t>(dot.counter - memory.anchor));
            memory.anchor = dot.counter;
        }
    }
    previous_covers_ = &covers;
}

std::uint32_t EntryWriter::number_of(FieldId field) {
    const auto next = static_cast<std::uint32_t>(fields_.size());
    const auto [at, is_new] = field_numbers_.emplace(field, next);
    if (is_new) {
        fields_.push_back(field);
        field_columns_.emplace_back();
    }
    return at->second;
}

void EntryWriter::write_field(FieldId field, std::uint32_t number) {
    Writer& fields = column(Column::kField);
    if (is_columns()) return fields.varint(number);
    const std::uint32_t shown = std::min(field.field, kWideField);
    fields.varint(std::uint32_t{field.collection} * (kWideField + 1U) + shown);
    if (shown == kWideField) fields.varint(std::uint64_t{field.field} - kWideField);
}

void EntryWriter::write_cell_value(const Value& value, FieldId field, std::uint32_t number) {
    const auto* text = std::get_if<std::string>(&value);
    if (form_ == Form::kStream && text != nullptr) return write_stream_text(*text, field);
    if (!is_columns()) return write_value(value, stream_.lanes, rows());
    FieldColumn& into = field_columns_[number];
    if (text != nullptr) {
        write_text_value(*text, into);
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
        into.values.u8(value_tag::kBytes);
        write_content(as_text(*bytes));
    } else if (const auto* reference = std::get_if<Reference>(&value)) {
        into.values.u8(value_tag::kReference);
        into.values.varint(record_numbers_.find(reference->record)->second);
    } else {
        write_value(value, stream_.lanes, into.values);
    }
}

void EntryWriter::write_text_value(const std::string& text, FieldColumn& into) {
    if (text.size() <= kSharedTextBytesMax) {
        const auto known = into.texts.find(text);
        if (known != into.texts.end()) {
            return into.values.u8(static_cast<std::uint8_t>(value_tag::kShortText + known->second));
        }
        if (into.texts.size() < kSharedTextsMax) {
            into.texts.emplace(text, static_cast<std::uint8_t>(into.texts.size()));
        }
    }
    into.values.u8(value_tag::kText);
    write_words(text);
}

/// What is between spaces. People use few words, and use them again.
void EntryWriter::write_words(std::string_view text) {
    Writer& codes = column(Column::kWord);
    for (bool has_more = !text.empty(); has_more;) {
        const std::size_t end = text.find(' ');
        const std::string_view word = text.substr(0, end);
        has_more = end != std::string_view::npos;
        if (has_more) text.remove_prefix(end + 1);
        const auto known = words_.find(word);
        if (known != words_.end()) {
            codes.varint(known->second);
            continue;
        }
        if (word.size() <= kWordBytesMax && words_.size() < kWordsMax) {
            const auto next = static_cast<std::uint32_t>(word_code::kKnown + words_.size());
            words_.emplace(word, next);
        }
        codes.varint(word_code::kNew);
        write_content(word);
    }
    codes.varint(word_code::kEnd);
}

void EntryWriter::write_stream_text(const std::string& text, FieldId field) {
    const std::optional<std::uint8_t> number = stream_.number_of(field, text);
    if (number) return rows().u8(static_cast<std::uint8_t>(value_tag::kShortText + *number));
    stream_.add(field, text);
    rows().u8(value_tag::kText);
    write_content(text);
}

void EntryWriter::write_content(std::string_view content) {
    column(Column::kLength).varint(content.size());
    column(Column::kText).raw(as_bytes(content));
}

/// Fields, then the named records in their order, each by what it is more than the one before:
/// varint(gap << 2 | other lane << 1 | has index) [lane gap] [index].
void EntryWriter::write_dictionary(Writer& writer) const {
    writer.varint(fields_.size());
    for (const FieldId field : fields_) {
        writer.varint(field.collection);
        writer.varint(field.field);
    }
    writer.varint(named_.size());
    std::uint32_t lane = 0;
    RecordId before;
    for (const RecordId& record : named_) {
        std::uint32_t next_lane = 0;
        const std::vector<Incarnation>& lanes = stream_.lanes.incarnations();
        next_lane = lane;
        while (lanes[next_lane] != record.dot.incarnation)
            ++next_lane;
        if (next_lane != lane) before = {};
        const std::uint64_t gap = record.dot.counter - before.dot.counter;
        // Of one change the next index is expected, of another one 0.
        const std::uint32_t expected = gap == 0 ? before.index + 1 : 0;
        const bool has_index = record.index != expected;
        writer.varint(gap << 2U | (next_lane != lane ? 2U : 0U) | (has_index ? 1U : 0U));
        if (next_lane != lane) writer.varint(next_lane - lane);
        if (has_index) writer.varint(record.index);
        lane = next_lane;
        before = record;
    }
}

Bytes EntryWriter::finish(std::size_t count, int level) {
    const std::vector<Incarnation>& lanes = stream_.lanes.incarnations();
    Writer writer;
    if (form_ == Form::kSingle) {
        WEDSYNC_ASSERT(count == 1 && !lanes.empty());
        writer.reserve(2 + 16 * lanes.size() + rows().size());
        const unsigned lanes_bit = lanes.size() > 1 ? entry_tag::kHasLanes : 0U;
        writer.u8(static_cast<std::uint8_t>(single_tag_ | lanes_bit |
                                            static_cast<unsigned>(Form::kSingle)));
        if (lanes.size() > 1) writer.varint(lanes.size());
    } else {
        const std::size_t shown = std::min(count, kWideEntryCount);
        writer.u8(static_cast<std::uint8_t>(static_cast<std::size_t>(form_) | shown << 2U));
        if (shown == kWideEntryCount) writer.varint(count);
        writer.varint(lanes.size());
    }
    write_lanes(stream_.lanes, writer);
    if (!is_columns()) {
        writer.raw(rows().view());
        return std::move(writer).take();
    }
    Packer packer(level);
    Writer dictionary;
    write_dictionary(dictionary);
    packer.write(dictionary.view(), writer);
    for (const Writer& column : columns_)
        packer.write(column.view(), writer);
    for (const FieldColumn& column : field_columns_)
        packer.write(column.values.view(), writer);
    return std::move(writer).take();
}

}  // namespace wedsync::codec
