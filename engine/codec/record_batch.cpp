// The bytes of a batch of records:
//
//   batch  := varint(count) varint(lane count) lane* varint(field count) field*
//             ids shape base_low base clocks values*       columns (columns.cpp)
//   field  := varint(collection) varint(number)            of the columns of values, in their order
//   ids    := (varint(lane << 1 | has_index) zigzag(counter - that of the id before) [index])*
//   base   := zigzag(d >> 8 << 1 | has_logical) [varint(logical)] where d = base wall time less
//             that of the row before, and base_low its low byte (noise)
//   shape, clocks, values: the parts of the rows (row.cpp), those of each field together
#include "engine/codec/record_batch.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>

#include "engine/codec/columns.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/codec/row_io.hpp"
#include "engine/codec/value.hpp"

namespace wedsync::codec {
namespace {

class IdReader {
public:
    RecordId read(Reader& ids, const LaneNumbers& lanes) {
        const std::uint64_t head = ids.varint_up_to(std::numeric_limits<std::uint32_t>::max());
        const Incarnation* incarnation = lanes.find(static_cast<std::uint32_t>(head >> 1U));
        counter_ += static_cast<std::uint64_t>(ids.zigzag());
        if (incarnation == nullptr || counter_ < 1 || counter_ > kCounterMax) {
            ids.fail();
            return {};
        }
        RecordId id{{*incarnation, counter_}, 0};
        if ((head & 1U) != 0) {
            id.index = ids.varint_u32();
        }
        return id;
    }

private:
    std::uint64_t counter_ = 0;
};

/// The columns of a batch as they are written.
class BatchSink final : public RowSink {
public:
    [[nodiscard]] Writer& shape() override { return shape_; }
    [[nodiscard]] Writer& clocks() override { return clocks_; }
    [[nodiscard]] Writer& values(FieldId field) override { return values_[field]; }
    void write_base(HybridTime base) override {
        const auto gap = static_cast<std::int64_t>(wall_ms_of(base) - previous_wall_);
        previous_wall_ = wall_ms_of(base);
        const bool has_logical = logical_of(base) != 0;
        base_low_.u8(static_cast<std::uint8_t>(static_cast<std::uint64_t>(gap) & 0xFFU));
        base_.zigzag((gap >> 8) * 2 + (has_logical ? 1 : 0));
        if (has_logical) base_.varint(logical_of(base));
    }

    void finish(BytesView ids, Writer& writer) const {
        writer.varint(values_.size());
        for (const auto& [field, column] : values_) {
            writer.varint(field.collection);
            writer.varint(field.field);
        }
        Packer packer(kCompressionLevelHigh);
        packer.write(ids, writer);
        for (const Writer* column : {&shape_, &base_low_, &base_, &clocks_})
            packer.write(column->view(), writer);
        for (const auto& [field, column] : values_)
            packer.write(column.view(), writer);
    }

private:
    Writer shape_;
    Writer base_low_;
    Writer base_;
    Writer clocks_;
    std::map<FieldId, Writer> values_;
    std::uint64_t previous_wall_ = 0;
};

/// And as they are read.
class BatchSource final : public RowSource {
public:
    /// Takes fields and columns from the reader; what is wrong with them fails it.
    BatchSource(Reader& reader, Unpacker& unpacker) {
        const std::size_t count = reader.count(reader.remaining(), 2);
        std::vector<FieldId> fields(count);
        for (FieldId& field : fields) {
            field.collection = reader.varint_u16();
            field.field = reader.varint_u16();
        }
        const auto unpack = [&](Column& column) {
            column.reader = Reader(unpacker.read(reader, column.storage));
        };
        for (Column* column : {&ids_, &shape_, &base_low_, &base_, &clocks_})
            unpack(*column);
        for (const FieldId field : fields)
            unpack(values_[field]);
        if (values_.size() != count) reader.fail();
    }

    [[nodiscard]] Reader& ids() { return ids_.reader; }
    [[nodiscard]] Reader& shape() override { return shape_.reader; }
    [[nodiscard]] Reader& clocks() override { return clocks_.reader; }
    [[nodiscard]] Reader& values(FieldId field) override {
        const auto column = values_.find(field);
        if (column != values_.end()) return column->second.reader;
        shape_.reader.fail();
        return shape_.reader;
    }
    [[nodiscard]] HybridTime read_base() override {
        const std::uint64_t low = base_low_.reader.u8();
        const std::int64_t high = base_.reader.zigzag();
        const auto gap = (static_cast<std::uint64_t>(high >> 1) << 8U) | low;
        previous_wall_ += gap;
        if (previous_wall_ > kWallMsMax) base_.reader.fail();
        const std::uint16_t logical = (high & 1) != 0 ? base_.reader.varint_u16() : 0;
        if ((high & 1) != 0 && logical == 0) base_.reader.fail();
        return make_hybrid_time(previous_wall_ & kWallMsMax, logical);
    }

    [[nodiscard]] bool is_done() const {
        const auto done = [](const Column& column) { return column.reader.is_done(); };
        return done(ids_) && done(shape_) && done(base_low_) && done(base_) && done(clocks_) &&
               std::all_of(values_.begin(), values_.end(),
                           [&](const auto& item) { return done(item.second); });
    }

private:
    struct Column {
        Bytes storage;
        Reader reader;
    };
    Column ids_;
    Column shape_;
    Column base_low_;
    Column base_;
    Column clocks_;
    std::map<FieldId, Column> values_;
    std::uint64_t previous_wall_ = 0;
};

}  // namespace

void write_records(std::span<const merge::RecordState> records, Writer& writer) {
    BatchLanes lanes;
    Writer ids;
    BatchSink sink;
    std::uint64_t counter = 0;
    for (const merge::RecordState& record : records) {
        const std::uint64_t lane = lanes.number_of(record.id.dot.incarnation);
        ids.varint(lane << 1U | (record.id.index != 0 ? 1U : 0U));
        ids.zigzag(static_cast<std::int64_t>(record.id.dot.counter - counter));
        if (record.id.index != 0) ids.varint(record.id.index);
        counter = record.id.dot.counter;
        write_row(record, lanes, sink);
    }
    writer.varint(records.size());
    writer.varint(lanes.incarnations().size());
    for (const Incarnation& lane : lanes.incarnations())
        write_incarnation(lane, writer);
    sink.finish(ids.view(), writer);
}

Result<std::vector<merge::RecordState>> read_records(Reader& reader) {
    const std::uint64_t count = reader.varint();
    const std::size_t lane_count = reader.count(reader.remaining(), sizeof(Incarnation));
    BatchLanes lanes;
    for (std::size_t i = 0; i < lane_count; ++i) {
        if (lanes.number_of(read_incarnation(reader)) != i) reader.fail();
    }
    Unpacker unpacker;
    BatchSource source(reader, unpacker);
    if (unpacker.is_too_large()) return Error{ErrorCode::kTooLarge, "records unpack to too much"};
    Reader& ids = source.ids();
    if (!reader.ok() || count > ids.remaining() / 2 || count > source.shape().remaining()) {
        return corrupt("records");
    }
    if (count > kRecordItemsMax) return Error{ErrorCode::kTooLarge, "too many records"};
    std::size_t items_left = kRecordItemsMax;
    IdReader next;
    std::vector<merge::RecordState> records;
    records.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count && ids.ok() && source.shape().ok(); ++i) {
        const RecordId id = next.read(ids, lanes);
        records.push_back(read_row(id, source, lanes, items_left));
    }
    if (!source.is_done()) {
        if (items_left == 0) return Error{ErrorCode::kTooLarge, "records hold too much"};
        return corrupt("records");
    }
    return records;
}

}  // namespace wedsync::codec
