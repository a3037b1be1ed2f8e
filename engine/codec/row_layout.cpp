#include "engine/codec/row_layout.hpp"

#include <algorithm>
#include <limits>

#include "engine/codec/row_io.hpp"

namespace wedsync::codec::row_layout {

void write_head(std::size_t count, bool has_life, Writer& shape) {
    const std::size_t shown = std::min(count, kWideCount);
    shape.u8(static_cast<std::uint8_t>(shown << 1U | (has_life ? 1U : 0U)));
    if (shown == kWideCount) shape.varint(count);
}

Head read_head(Reader& shape, std::size_t most) {
    const std::uint8_t byte = shape.u8();
    Head head{static_cast<std::size_t>(byte) >> 1U, (byte & 1U) != 0};
    if (head.count == kWideCount) {
        head.count = static_cast<std::size_t>(shape.varint_up_to(most));
    } else if (head.count > most) {
        shape.fail();
        head.count = 0;
    }
    return head;
}

void write_tag(std::uint8_t kind_and_sub, FieldId field, FieldId before, Writer& shape) {
    const bool is_near = field.collection == before.collection;
    const unsigned gap = is_near ? field.field - before.field : 0U;
    const unsigned shown = is_near ? std::min<unsigned>(gap, kWideGap) : kOtherField;
    shape.u8(static_cast<std::uint8_t>(kind_and_sub | shown << kGapShift));
    if (shown == kWideGap) shape.varint(gap);
    if (shown == kOtherField) {
        shape.varint(field.collection);
        shape.varint(field.field);
    }
}

FieldId read_field(std::uint8_t tag, FieldId before, Reader& shape) {
    const unsigned shown = static_cast<unsigned>(tag) >> kGapShift;
    if (shown == kOtherField) {
        const std::uint16_t collection = shape.varint_u16();
        return {collection, shape.varint_u16()};
    }
    const unsigned gap = shown == kWideGap ? shape.varint_u16() : shown;
    const unsigned field = before.field + gap;
    if (field > std::numeric_limits<std::uint16_t>::max()) shape.fail();
    return {before.collection, static_cast<std::uint16_t>(field)};
}

void write_clock(const Clock& clock, HybridTime base, LaneNumbers& lanes, Writer& clocks) {
    const std::uint64_t lane = lanes.number_of(clock.dot.incarnation);
    const std::uint16_t logical = logical_of(clock.time);
    const unsigned flags = (clock.rank != 0 ? 2U : 0U) | (logical != 0 ? 1U : 0U);
    clocks.varint(lane << 2U | flags);
    clocks.varint(clock.dot.counter);
    clocks.zigzag(static_cast<std::int64_t>(wall_ms_of(clock.time)) -
                  static_cast<std::int64_t>(wall_ms_of(base)));
    if (logical != 0) clocks.varint(logical);
    if (clock.rank != 0) clocks.u8(clock.rank);
}

Clock read_clock(HybridTime base, const LaneNumbers& lanes, Reader& clocks) {
    Clock clock;
    const std::uint64_t lane = clocks.varint_up_to((std::uint64_t{1} << 34U) - 1);
    const Incarnation* incarnation = lanes.find(static_cast<std::uint32_t>(lane >> 2U));
    if (incarnation == nullptr) {
        clocks.fail();
        return clock;
    }
    clock.dot = {*incarnation, clocks.varint_up_to(kCounterMax)};
    if (clock.dot.counter == 0) clocks.fail();
    const std::uint64_t wall = wall_ms_of(base) + static_cast<std::uint64_t>(clocks.zigzag());
    if (wall > kWallMsMax) clocks.fail();
    clock.time = make_hybrid_time(wall, (lane & 1U) != 0 ? clocks.varint_u16() : std::uint16_t{0});
    clock.rank = (lane & 2U) != 0 ? clocks.u8() : std::uint8_t{0};
    return clock;
}

void write_base(HybridTime base, Writer& writer) {
    writer.varint(wall_ms_of(base) << 1U | (logical_of(base) != 0 ? 1U : 0U));
    if (logical_of(base) != 0) writer.varint(logical_of(base));
}

HybridTime read_base(Reader& reader) {
    const std::uint64_t wall = reader.varint_up_to(kWallMsMax << 1U | 1U);
    return make_hybrid_time(wall >> 1U, (wall & 1U) != 0 ? reader.varint_u16() : std::uint16_t{0});
}

}  // namespace wedsync::codec::row_layout
