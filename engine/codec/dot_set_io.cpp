// The bytes of a set of dots, in dot order; each set has one form:
//
//   set      := varint(lane count) lane*
//   lane     := incarnation (16 bytes)
//               varint((intervals - 1) << 1 | starts late) [varint(first - 2)] varint(length - 1)
//               (varint(gap - 1) varint(length - 1))*          gap: the counters left out before it
#include "engine/codec/dot_set_io.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/codec/entries.hpp"
#include "engine/codec/value.hpp"

namespace wedsync::codec {
namespace {

using Ranges = std::vector<DotRange>;

Ranges::const_iterator lane_end(Ranges::const_iterator at, Ranges::const_iterator end) {
    return std::find_if(
        at, end, [&](const DotRange& range) { return range.incarnation != at->incarnation; });
}

void read_lane_intervals(const Incarnation& incarnation, Reader& reader, DotSet& set) {
    const std::uint64_t head = reader.varint();
    const std::uint64_t more = head >> 1U;
    if (more > reader.remaining() / 2) return reader.fail();
    std::uint64_t first = (head & 1U) != 0 ? reader.varint_up_to(kCounterMax) + 2 : 1;
    for (std::uint64_t i = 0; i <= more; ++i) {
        const std::uint64_t last = first + reader.varint_up_to(kCounterMax);
        if (last > kCounterMax) reader.fail();
        if (!reader.ok()) return;
        set.add(DotRange{incarnation, first, last});
        if (i < more) first = last + 2 + reader.varint_up_to(kCounterMax);
    }
}

}  // namespace

void write_dot_set(const DotSet& set, Writer& writer) {
    const Ranges ranges = set.ranges();
    std::size_t lane_count = 0;
    for (auto at = ranges.begin(); at != ranges.end(); at = lane_end(at, ranges.end())) {
        ++lane_count;
    }
    writer.varint(lane_count);
    for (auto at = ranges.begin(); at != ranges.end();) {
        const auto end = lane_end(at, ranges.end());
        const auto more = static_cast<std::uint64_t>(end - at - 1);
        write_incarnation(at->incarnation, writer);
        writer.varint(more << 1U | (at->first != 1 ? 1U : 0U));
        if (at->first != 1) writer.varint(at->first - 2);
        for (std::uint64_t last = 0; at != end; last = at->last, ++at) {
            if (last != 0) writer.varint(at->first - last - 2);
            writer.varint(at->last - at->first);
        }
    }
}

DotSet read_dot_set(Reader& reader) {
    DotSet set;
    const std::size_t lane_count = reader.count(reader.remaining(), sizeof(Incarnation) + 2);
    Incarnation before;
    for (std::size_t i = 0; i < lane_count && reader.ok(); ++i) {
        const Incarnation incarnation = read_incarnation(reader);
        if (i > 0 && incarnation <= before) reader.fail();
        read_lane_intervals(incarnation, reader, set);
        before = incarnation;
    }
    return set;
}

Bytes encode_dot_set(const DotSet& set) {
    Writer writer;
    write_dot_set(set, writer);
    return std::move(writer).take();
}

Result<DotSet> decode_dot_set(BytesView bytes) {
    Reader reader(bytes);
    DotSet set = read_dot_set(reader);
    if (!reader.is_done()) return corrupt("set of dots");
    return set;
}

}  // namespace wedsync::codec
