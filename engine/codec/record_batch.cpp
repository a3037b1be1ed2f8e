// The bytes of a batch of records:
//
//   batch := varint(count) varint(lane count) lane* ids rows     ids, rows: columns (columns.cpp)
//   ids   := (varint(lane << 1 | has_index) zigzag(counter - that of the id before) [index])*
//   rows  := row*                                                (row.cpp)
#include "engine/codec/record_batch.hpp"

#include <cstdint>
#include <limits>
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

}  // namespace

void write_records(std::span<const merge::RecordState> records, Writer& writer) {
    BatchLanes lanes;
    Writer ids;
    Writer rows;
    std::uint64_t counter = 0;
    for (const merge::RecordState& record : records) {
        const std::uint64_t lane = lanes.number_of(record.id.dot.incarnation);
        ids.varint(lane << 1U | (record.id.index != 0 ? 1U : 0U));
        ids.zigzag(static_cast<std::int64_t>(record.id.dot.counter - counter));
        if (record.id.index != 0) ids.varint(record.id.index);
        counter = record.id.dot.counter;
        write_row(record, lanes, rows);
    }
    writer.varint(records.size());
    writer.varint(lanes.incarnations().size());
    for (const Incarnation& lane : lanes.incarnations())
        write_incarnation(lane, writer);
    Packer packer(kCompressionLevel);
    packer.write(ids.view(), writer);
    packer.write(rows.view(), writer);
}

Result<std::vector<merge::RecordState>> read_records(Reader& reader) {
    const std::uint64_t count = reader.varint();
    const std::size_t lane_count = reader.count(reader.remaining(), sizeof(Incarnation));
    BatchLanes lanes;
    for (std::size_t i = 0; i < lane_count; ++i) {
        if (lanes.number_of(read_incarnation(reader)) != i) reader.fail();
    }
    Unpacker unpacker;
    Bytes ids_storage;
    Bytes rows_storage;
    Reader ids(unpacker.read(reader, ids_storage));
    Reader rows(unpacker.read(reader, rows_storage));
    if (unpacker.is_too_large()) return Error{ErrorCode::kTooLarge, "records unpack to too much"};
    if (!reader.ok() || count > ids.remaining() / 2 || count > rows.remaining()) {
        return corrupt("records");
    }
    if (count > kRecordItemsMax) return Error{ErrorCode::kTooLarge, "too many records"};
    std::size_t items_left = kRecordItemsMax;
    IdReader next;
    std::vector<merge::RecordState> records;
    records.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count && ids.ok() && rows.ok(); ++i) {
        const RecordId id = next.read(ids, lanes);
        records.push_back(read_row(id, rows, lanes, items_left));
    }
    if (!ids.is_done() || !rows.is_done()) {
        if (items_left == 0) return Error{ErrorCode::kTooLarge, "records hold too much"};
        return corrupt("records");
    }
    return records;
}

}  // namespace wedsync::codec
