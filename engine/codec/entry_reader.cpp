// The grammar is in entry_writer.cpp. Every number that sizes an allocation or a loop is checked
// against the bytes that remain, or against the items a batch may hold, before it is used.
#include "engine/codec/entry_reader.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/codec/value.hpp"
#include "engine/merge/undo.hpp"

namespace wedsync::codec {
namespace {

/// A byte of rows can ask for this many items at most (a killed cell takes two bytes, and may
/// repeat kAgainCoversMax covers).
constexpr std::size_t kItemsPerByte = 4;

bool is_counter(std::uint64_t counter) {
    return counter >= 1 && counter <= kCounterMax;
}

}  // namespace

EntryReader::EntryReader(BytesView bytes) {
    Reader reader(bytes);
    read_head(reader);
    if (!reader.ok()) fail();
}

EntryReader::EntryReader(Reader rows, std::size_t count, StreamState& stream)
    : form_(Form::kStream), count_(count), stream_(stream) {
    WEDSYNC_ASSERT(stream_.memory.size() == stream_.lanes.incarnations().size());
    items_left_ = kItemsPerByte * (rows.remaining() + 1);
    columns_[0] = rows;
}

void EntryReader::read_head(Reader& reader) {
    const std::uint8_t head = reader.u8();
    form_ = static_cast<Form>(head & kFormBits);
    std::size_t lane_count = 1;
    if (form_ == Form::kSingle) {
        single_tag_ = head & static_cast<std::uint8_t>(~unsigned{kFormBits});
        count_ = 1;
        if ((head & entry_tag::kHasLanes) != 0) {
            lane_count = reader.count(reader.remaining(), sizeof(Incarnation));
        }
    } else if (form_ == Form::kRows || form_ == Form::kColumns) {
        count_ = head >> 2U;
        if (count_ == kWideEntryCount) {
            count_ = static_cast<std::size_t>(
                reader.varint_up_to(std::numeric_limits<std::uint32_t>::max()));
        }
        lane_count = reader.count(reader.remaining(), sizeof(Incarnation));
    } else {
        reader.fail();
    }
    if (!reader.ok()) return;
    // First: whatever lane is found from here on has its memory, also after a failure.
    stream_.memory.resize(lane_count);
    for (std::size_t i = 0; i < lane_count; ++i) {
        if (stream_.lanes.number_of(read_incarnation(reader)) != i) return reader.fail();
    }
    if (is_columns()) return read_columns(reader);
    items_left_ = kItemsPerByte * (reader.remaining() + 1);
    rows() = reader;
}

void EntryReader::read_columns(Reader& reader) {
    items_left_ = kColumnItemsMax;
    Bytes storage;
    Reader dictionary(unpacker_.read(reader, storage));
    read_dictionary(dictionary);
    if (!dictionary.is_done()) reader.fail();
    for (std::size_t i = 0; i < kColumnCount && reader.ok(); ++i) {
        columns_[i] = Reader(unpacker_.read(reader, storage_[i]));
    }
    field_columns_.resize(reader.ok() ? fields_.size() : 0);
    for (FieldColumn& into : field_columns_) {
        into.values = Reader(unpacker_.read(reader, into.storage));
    }
    if (!reader.is_done()) reader.fail();
    is_too_large_ = is_too_large_ || unpacker_.is_too_large();
}

void EntryReader::read_dictionary(Reader& reader) {
    const std::size_t field_count = reader.count(items_left_, 2);
    if (!take_items(field_count)) return reader.fail();
    fields_.reserve(field_count);
    for (std::size_t i = 0; i < field_count; ++i) {
        const std::uint16_t collection = reader.varint_u16();
        fields_.push_back({collection, reader.varint_u16()});
    }
    const std::size_t record_count = reader.count(items_left_);
    if (!take_items(record_count)) return reader.fail();
    records_.reserve(record_count);
    std::uint32_t lane = 0;
    RecordId before;
    for (std::size_t i = 0; i < record_count && reader.ok(); ++i) {
        before = read_named(reader, lane, before);
        records_.push_back(before);
    }
}

RecordId EntryReader::read_named(Reader& reader, std::uint32_t& lane,
                                 const RecordId& before) const {
    const std::uint64_t head = reader.varint();
    const bool is_other_lane = (head & 2U) != 0;
    const std::uint64_t gap = head >> 2U;
    RecordId start = before;
    if (is_other_lane) {
        lane += static_cast<std::uint32_t>(reader.varint_up_to(stream_.memory.size()));
        start = {};
    }
    const Incarnation* incarnation = stream_.lanes.find(lane);
    if (incarnation == nullptr || !is_counter(start.dot.counter + gap)) {
        reader.fail();
        return {};
    }
    RecordId record{{*incarnation, start.dot.counter + gap}, gap == 0 ? start.index + 1 : 0};
    if ((head & 1U) != 0) {
        record.index = reader.varint_u32();
    }
    return record;
}

bool EntryReader::ok() const {
    if (!is_columns()) return columns_[0].ok();
    return std::all_of(columns_.begin(), columns_.end(),
                       [](const Reader& reader) { return reader.ok(); });
}

bool EntryReader::is_done() const {
    if (!is_columns()) return columns_[0].is_done();
    return std::all_of(columns_.begin(), columns_.end(),
                       [](const Reader& reader) { return reader.is_done(); }) &&
           std::all_of(field_columns_.begin(), field_columns_.end(),
                       [](const FieldColumn& field) { return field.values.is_done(); });
}

bool EntryReader::take_items(std::size_t count) {
    if (count <= items_left_) {
        items_left_ -= count;
        return true;
    }
    is_too_large_ = is_columns();
    fail();
    return false;
}

Result<std::vector<Entry>> EntryReader::read_all(std::size_t most) {
    if (ok() && count_ > most) return Error{ErrorCode::kTooLarge, "too many entries"};
    if (count_ > column(Column::kTag).remaining() && !is_single()) fail();
    std::vector<Entry> entries;
    if (ok() && take_items(count_)) {
        entries.reserve(count_);
        for (std::size_t i = 0; i < count_ && ok(); ++i) {
            entries.push_back(is_single() ? read_single() : read(column(Column::kTag).u8()));
        }
    }
    if (is_done()) return entries;
    if (is_too_large_) return Error{ErrorCode::kTooLarge, "entries unpack to too much"};
    return corrupt("entries");
}

Entry EntryReader::read_single() {
    return read(single_tag_ & static_cast<std::uint8_t>(~unsigned{entry_tag::kHasLanes}));
}

Entry EntryReader::read(std::uint8_t tag) {
    const std::uint8_t kind = tag & entry_tag::kKindBits;
    if ((tag & entry_tag::kHasLanes) != 0) fail();
    if (kind == entry_tag::kKnown) {
        if (tag != entry_tag::kKnown) fail();
        return entry::Known{};
    }
    const Dot dot = read_entry_dot(tag);
    if (kind == entry_tag::kAccepted) {
        entry::Accepted accepted;
        accepted.change.dot = dot;
        read_change(accepted.change, tag);
        return accepted;
    }
    if ((tag & (entry_tag::kHasExtra | entry_tag::kIsTimeAbsolute | entry_tag::kHasLogical)) != 0) {
        fail();
    }
    if (kind == entry_tag::kEcho) return entry::Echo{dot};
    const std::uint8_t reason = column(Column::kRest).u8();
    const bool is_known = reason >= static_cast<std::uint8_t>(RefusalReason::kInvalid) &&
                          reason <= static_cast<std::uint8_t>(kRefusalReasonLast);
    if (!is_known) fail();
    return entry::Refused{dot, static_cast<RefusalReason>(reason)};
}

Dot EntryReader::read_entry_dot(std::uint8_t tag) {
    if ((tag & entry_tag::kHasLane) != 0) {
        stream_.previous_lane = column(Column::kLane).varint_u32();
    }
    const Incarnation* incarnation = stream_.lanes.find(stream_.previous_lane);
    if (incarnation == nullptr) {
        fail();
        return {};
    }
    StreamState::Lane& memory = stream_.memory[stream_.previous_lane];
    std::uint64_t counter = memory.last + 1;
    if ((tag & entry_tag::kHasCounter) != 0) {
        Reader& counters = column(Column::kCounter);
        counter = memory.last == 0 ? counters.varint()
                                   : memory.last + static_cast<std::uint64_t>(counters.zigzag());
    }
    if (!is_counter(counter)) fail();
    memory.last = memory.anchor = counter;
    return {*incarnation, counter};
}

void EntryReader::read_change(Change& change, std::uint8_t tag) {
    change.time = read_time(tag);
    const std::size_t count = (tag & entry_tag::kHasExtra) != 0 ? read_extra(change) : 1;
    next_own_ = 0;
    if (count > column(Column::kOperation).remaining() || !take_items(count)) return fail();
    change.operations.reserve(count);
    for (std::size_t i = 0; i < count && ok(); ++i) {
        change.operations.push_back(read_operation(change));
    }
}

HybridTime EntryReader::read_time(std::uint8_t tag) {
    Reader& times = column(Column::kTime);
    std::uint64_t wall = stream_.previous_wall;
    if ((tag & entry_tag::kIsTimeAbsolute) != 0) {
        wall = kTimeEpochMs + times.fixed(kTimeBytes);
    } else if (is_columns()) {
        wall += static_cast<std::uint64_t>(read_time_step()) << 8U;
        wall += column(Column::kTimeLow).u8();
    } else {
        wall += static_cast<std::uint64_t>(times.zigzag());
    }
    if (wall > kWallMsMax) {
        fail();
        wall = 0;
    }
    stream_.previous_wall = wall;
    const bool has_logical = (tag & entry_tag::kHasLogical) != 0;
    return make_hybrid_time(wall,
                            has_logical ? column(Column::kRest).varint_u16() : std::uint16_t{0});
}

std::int64_t EntryReader::read_time_step() {
    const std::uint64_t code = column(Column::kTime).varint();
    if (code < kFarTime) return static_cast<std::int64_t>(code) + kNearTimeMin;
    const std::int64_t step = from_zigzag(code - kFarTime);
    if (step >= kNearTimeMin && step <= kNearTimeMax) fail();
    return step;
}

std::size_t EntryReader::read_extra(Change& change) {
    Reader& rest = column(Column::kRest);
    const std::uint8_t extra = rest.u8();
    if (extra == 0 || extra > extra_tag::kAll) fail();
    std::size_t count = 1;
    if ((extra & extra_tag::kHasCount) != 0) {
        count = static_cast<std::size_t>(rest.varint_up_to(kChangeOperationsMax));
    }
    if ((extra & extra_tag::kHasNote) != 0) {
        const std::uint8_t kind = rest.u8();
        if (kind > static_cast<std::uint8_t>(NoteKind::kReissue)) fail();
        change.note.kind = static_cast<NoteKind>(kind);
        change.note.rank = rest.u8();
        const std::uint64_t lane = rest.varint_up_to(stream_.memory.size());
        if (lane != 0) {
            const Incarnation* incarnation =
                stream_.lanes.find(static_cast<std::uint32_t>(lane - 1));
            WEDSYNC_ASSERT(incarnation != nullptr);
            change.note.dot = {*incarnation, rest.varint()};
        }
    }
    if ((extra & extra_tag::kHasGroup) != 0) change.group = rest.varint();
    return count;
}

Operation EntryReader::read_operation(const Change& change) {
    const std::uint8_t tag = column(Column::kOperation).u8();
    const std::uint8_t kind = tag & operation_tag::kKindBits;
    if (kind == operation_tag::kUnknown) {
        if (tag != operation_tag::kUnknown) fail();
        return read_unknown();
    }
    if (kind == operation_tag::kKill) return read_kill(tag, change);
    Touch touch = read_touch(tag, change);
    CellKey key{touch.record, touch.field, touch.cell.sub};
    if (kind == operation_tag::kDrop) {
        return operation::Drop{std::move(key), std::move(touch.covers)};
    }
    operation::Put put{std::move(key), read_cell_value(touch.field, touch.cell.field),
                       std::move(touch.covers)};
    if (is_columns() && ok()) last_writes_.set(touch.cell, change.dot);
    return put;
}

Operation EntryReader::read_unknown() {
    operation::Unknown unknown;
    unknown.kind = column(Column::kRest).u8();
    const BytesView payload = as_bytes(read_content(std::numeric_limits<std::size_t>::max()));
    unknown.payload.assign(payload.begin(), payload.end());
    return unknown;
}

Operation EntryReader::read_kill(std::uint8_t tag, const Change& change) {
    operation::Kill kill;
    if ((static_cast<unsigned>(tag) >> operation_tag::kCoversShift) != 0) fail();
    kill.record = read_record_part(tag, change);
    const std::uint64_t count = column(Column::kRest).varint();
    Reader& tags = column(Column::kOperation);
    if (count > tags.remaining() || !take_items(static_cast<std::size_t>(count))) {
        fail();
        return kill;
    }
    kill.cells.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count && ok(); ++i) {
        const std::uint8_t cell_tag = tags.u8();
        Touch touch = read_touch(cell_tag, change);
        const bool is_cell = (cell_tag & operation_tag::kKindBits) == operation_tag::kKill &&
                             touch.record == kill.record;
        if (!is_cell) fail();
        kill.cells.push_back({touch.field, std::move(touch.cell.sub), std::move(touch.covers)});
    }
    return kill;
}

EntryReader::Touch EntryReader::read_touch(std::uint8_t tag, const Change& change) {
    Touch touch;
    touch.record = read_record_part(tag, change);
    touch.cell.record = previous_record_number_;
    touch.field = read_field(touch.cell);
    if ((tag & operation_tag::kHasSub) != 0) {
        touch.cell.sub = read_content(kSubBytesMax);
        if (touch.cell.sub.empty()) touch.cell.sub = merge::counter_sub(change.dot.incarnation);
    }
    const auto form =
        static_cast<CoversForm>((static_cast<unsigned>(tag) >> operation_tag::kCoversShift) & 7U);
    touch.covers = read_covers(form, touch, change);
    previous_covers_ = touch.covers;
    return touch;
}

RecordId EntryReader::read_record_part(std::uint8_t tag, const Change& change) {
    const auto form =
        static_cast<RecordForm>((static_cast<unsigned>(tag) >> operation_tag::kRecordShift) & 3U);
    switch (form) {
        case RecordForm::kAgain:
            if (!has_previous_record_) fail();
            break;
        case RecordForm::kNew:
            previous_record_ = {change.dot, next_own_++};
            previous_record_number_ = static_cast<std::uint32_t>(records_.size());
            if (is_columns()) records_.push_back(previous_record_);
            break;
        case RecordForm::kNamed:
            if (is_columns()) {
                const std::uint64_t low = column(Column::kRecordLow).u8();
                const std::uint64_t number =
                    column(Column::kRecord).varint_up_to(kColumnItemsMax) << 8U | low;
                if (number < records_.size()) {
                    previous_record_ = records_[static_cast<std::size_t>(number)];
                    previous_record_number_ = static_cast<std::uint32_t>(number);
                } else {
                    fail();
                }
            } else {
                previous_record_ = form_ == Form::kStream
                                       ? read_stream_record()
                                       : read_record(column(Column::kRecord), stream_.lanes);
            }
            break;
        case RecordForm::kOwnLane:
            previous_record_ = {change.dot, 0};
            previous_record_.dot.counter -= column(Column::kRecord).varint();
            if (is_columns() || !is_counter(previous_record_.dot.counter)) fail();
            break;
    }
    has_previous_record_ = true;
    return previous_record_;
}

RecordId EntryReader::read_stream_record() {
    Reader& records = rows();
    const std::uint64_t head = records.varint();
    if ((head & 2U) != 0) stream_.named_lane = records.varint_u32();
    const Incarnation* incarnation = stream_.lanes.find(stream_.named_lane);
    if (incarnation == nullptr || !is_counter(head >> 2U)) {
        fail();
        return {};
    }
    RecordId record{{*incarnation, head >> 2U}, 0};
    if ((head & 1U) != 0) {
        record.index = records.varint_u32();
    }
    return record;
}

FieldId EntryReader::read_field(CellRef& cell) {
    Reader& fields = column(Column::kField);
    if (is_columns()) {
        const std::uint64_t number = fields.varint();
        if (number < fields_.size()) {
            cell.field = static_cast<std::uint32_t>(number);
            return fields_[cell.field];
        }
        fail();
        return {};
    }
    constexpr std::uint32_t kFields = kWideField + 1U;
    const std::uint64_t code = fields.varint_up_to(std::uint64_t{0xFFFF} * kFields + kWideField);
    std::uint64_t field = code % kFields;
    if (field == kWideField) field += fields.varint_up_to(0xFFFFU - kWideField);
    return {static_cast<std::uint16_t>(code / kFields), static_cast<std::uint16_t>(field)};
}

std::vector<Dot> EntryReader::read_covers(CoversForm form, const Touch& touch,
                                          const Change& change) {
    std::vector<Dot> covers;
    switch (form) {
        case CoversForm::kNone:
            return covers;
        case CoversForm::kCreator:
            covers.push_back(touch.record.dot);
            break;
        case CoversForm::kLastWrite: {
            const Dot* last = last_writes_.find(touch.cell);
            if (last == nullptr) {
                fail();
            } else {
                covers.push_back(*last);
            }
            break;
        }
        case CoversForm::kAgain:
            if (previous_covers_.size() > kAgainCoversMax) fail();
            if (ok()) covers = previous_covers_;
            break;
        case CoversForm::kOwnLane:
            covers.push_back(read_cover(change, true));
            break;
        case CoversForm::kOne:
            covers.push_back(read_cover(change, false));
            break;
        case CoversForm::kMany: {
            const std::uint64_t count = column(Column::kCoverLane).varint_up_to(kCoversMax);
            if (count > column(Column::kCover).remaining()) fail();
            if (!ok()) break;
            covers.reserve(static_cast<std::size_t>(count));
            for (std::uint64_t i = 0; i < count; ++i)
                covers.push_back(read_cover(change, false));
            break;
        }
        default:
            fail();
    }
    if (!take_items(covers.size())) covers.clear();
    return covers;
}

Dot EntryReader::read_cover(const Change& change, bool is_near) {
    Reader& counters = column(Column::kCover);
    Dot dot = change.dot;
    if (is_near) {
        dot.counter -= counters.varint();
    } else {
        const std::uint64_t lane =
            column(Column::kCoverLane).varint_up_to(std::numeric_limits<std::uint32_t>::max());
        if (lane >= stream_.memory.size()) {
            fail();
            return {};
        }
        StreamState::Lane& memory = stream_.memory[static_cast<std::size_t>(lane)];
        dot.incarnation = *stream_.lanes.find(static_cast<std::uint32_t>(lane));
        dot.counter = memory.anchor + static_cast<std::uint64_t>(counters.zigzag());
        memory.anchor = dot.counter;
    }
    if (!is_counter(dot.counter)) fail();
    return dot;
}

Value EntryReader::read_stream_value(FieldId field) {
    const std::uint8_t tag = rows().u8();
    if (tag >= value_tag::kShortText) {
        const std::string* text = stream_.find(field, tag - value_tag::kShortText);
        if (text != nullptr) return *text;
        fail();
        return std::monostate{};
    }
    Value value = read_value_after(tag, rows(), stream_.lanes);
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && ok()) stream_.add(field, *text);
    return value;
}

Value EntryReader::read_cell_value(FieldId field, std::uint32_t number) {
    if (form_ == Form::kStream) return read_stream_value(field);
    if (!is_columns()) return read_value(rows(), stream_.lanes);
    if (number >= field_columns_.size()) {
        fail();
        return std::monostate{};
    }
    FieldColumn& from = field_columns_[number];
    const std::uint8_t tag = from.values.u8();
    if (tag >= value_tag::kShortText) {
        const std::size_t text = tag - value_tag::kShortText;
        if (text < from.texts.size()) return from.texts[text];
        fail();
        return std::monostate{};
    }
    if (tag == value_tag::kText) {
        std::string text = read_words();
        if (text.size() <= kSharedTextBytesMax && from.texts.size() < kSharedTextsMax) {
            from.texts.push_back(text);
        }
        return text;
    }
    if (tag == value_tag::kBytes) {
        const BytesView bytes = as_bytes(read_content(std::numeric_limits<std::size_t>::max()));
        return Bytes(bytes.begin(), bytes.end());
    }
    if (tag == value_tag::kReference) {
        const std::uint64_t record = from.values.varint();
        if (record < records_.size()) return Reference{records_[static_cast<std::size_t>(record)]};
        fail();
        return std::monostate{};
    }
    return read_value_after(tag, from.values, stream_.lanes);
}

std::string EntryReader::read_words() {
    Reader& codes = column(Column::kWord);
    std::string text;
    bool is_first = true;
    for (std::uint64_t code = codes.varint(); code != word_code::kEnd && ok();
         code = codes.varint()) {
        std::string_view word;
        if (code == word_code::kNew) {
            word = read_content(std::numeric_limits<std::size_t>::max());
            const bool has_number = word.size() <= kWordBytesMax && words_.size() < kWordsMax;
            if (has_number) words_.push_back(word);
        } else if (code - word_code::kKnown < words_.size()) {
            word = words_[static_cast<std::size_t>(code - word_code::kKnown)];
        } else {
            fail();
        }
        const std::size_t size = word.size() + (is_first ? 0U : 1U);
        if (size > text_bytes_left_) {
            is_too_large_ = true;
            fail();
            break;
        }
        text_bytes_left_ -= size;
        if (!is_first) text += ' ';
        text += word;
        is_first = false;
    }
    if (!is_text(text)) fail();
    return text;
}

std::string_view EntryReader::read_content(std::size_t most) {
    const std::uint64_t size = column(Column::kLength).varint();
    Reader& content = column(Column::kText);
    if (size <= most && size <= content.remaining()) {
        return as_text(content.raw(static_cast<std::size_t>(size)));
    }
    fail();
    return {};
}

}  // namespace wedsync::codec
