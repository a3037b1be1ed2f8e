// The bytes of an own change: a batch of form kSingle (entry_writer.cpp), then what it displaced:
//
//   displaced := varint(count) (cell sibling)*
//   cell      := varint(0) record varint(collection) varint(field) length sub
//              | varint(n)                     the n-th cell that the change touches, from 1
//   sibling   := varint(lane << 2 | has_rank << 1 | has_logical) counter
//                zigzag(wall - that of the change) [varint(logical)] [rank] value
//   counter   := in the lane of the change varint(distance back), else varint(counter)
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/assert.hpp"
#include "engine/base/overloaded.hpp"
#include "engine/codec/entries.hpp"
#include "engine/codec/entry_reader.hpp"
#include "engine/codec/entry_writer.hpp"
#include "engine/codec/row_io.hpp"
#include "engine/codec/value.hpp"

namespace wedsync::codec {
namespace {

using merge::Displaced;
using merge::Sibling;

/// A cell of the change, borrowed from its operation.
struct TouchedCell {
    const RecordId* record;
    FieldId field;
    const std::string* sub;
};

/// The cells a change touches, in the order of its operations.
std::vector<TouchedCell> touched_cells(const Change& change) {
    std::vector<TouchedCell> cells;
    cells.reserve(change.operations.size());
    const auto add = [&](const RecordId& record, FieldId field, const std::string& sub) {
        cells.push_back({&record, field, &sub});
    };
    for (const Operation& operation : change.operations) {
        std::visit(Overloaded{[&](const operation::Put& put) {
                                  add(put.key.record, put.key.field, put.key.sub);
                              },
                              [&](const operation::Drop& drop) {
                                  add(drop.key.record, drop.key.field, drop.key.sub);
                              },
                              [&](const operation::Kill& kill) {
                                  for (const operation::KilledCell& cell : kill.cells) {
                                      add(kill.record, cell.field, cell.sub);
                                  }
                              },
                              [](const operation::Unknown&) {}},
                   operation);
    }
    return cells;
}

bool is_at(const TouchedCell& cell, const CellKey& key) {
    return cell.field == key.field && *cell.record == key.record && *cell.sub == key.sub;
}

/// Finds a key among the cells, starting where the one before was found: both have one order.
std::optional<std::size_t> find_from(const std::vector<TouchedCell>& cells, std::size_t start,
                                     const CellKey& key) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::size_t at = (start + i) % cells.size();
        if (is_at(cells[at], key)) return at;
    }
    return std::nullopt;
}

void write_sibling(const Sibling& sibling, const Change& change, EntryWriter& entries) {
    Writer& writer = entries.rows();
    const std::uint64_t lane = entries.lanes().number_of(sibling.dot.incarnation);
    const std::uint16_t logical = logical_of(sibling.time);
    const unsigned flags = (sibling.rank != 0 ? 2U : 0U) | (logical != 0 ? 1U : 0U);
    writer.varint(lane << 2U | flags);
    const bool is_near = sibling.dot.incarnation == change.dot.incarnation;
    writer.varint(is_near ? change.dot.counter - sibling.dot.counter : sibling.dot.counter);
    writer.zigzag(static_cast<std::int64_t>(wall_ms_of(sibling.time)) -
                  static_cast<std::int64_t>(wall_ms_of(change.time)));
    if (logical != 0) writer.varint(logical);
    if (sibling.rank != 0) writer.u8(sibling.rank);
    write_value(sibling.value, entries.lanes(), writer);
}

Sibling read_sibling(const Change& change, EntryReader& entries) {
    Reader& reader = entries.rows();
    Sibling sibling;
    const std::uint64_t lane = reader.varint_up_to((std::uint64_t{1} << 34U) - 1);
    const Incarnation* incarnation = entries.lanes().find(static_cast<std::uint32_t>(lane >> 2U));
    if (incarnation == nullptr) {
        reader.fail();
        return sibling;
    }
    const std::uint64_t number = reader.varint();
    const bool is_near = *incarnation == change.dot.incarnation;
    sibling.dot = {*incarnation, is_near ? change.dot.counter - number : number};
    if (sibling.dot.counter < 1 || sibling.dot.counter > kCounterMax) reader.fail();
    const std::uint64_t wall =
        wall_ms_of(change.time) + static_cast<std::uint64_t>(reader.zigzag());
    if (wall > kWallMsMax) reader.fail();
    sibling.time =
        make_hybrid_time(wall, (lane & 1U) != 0 ? reader.varint_u16() : std::uint16_t{0});
    if ((lane & 2U) != 0) sibling.rank = reader.u8();
    sibling.value = read_value(reader, entries.lanes());
    return sibling;
}

CellKey read_cell(const std::vector<TouchedCell>& cells, EntryReader& entries) {
    Reader& reader = entries.rows();
    const std::uint64_t number = reader.varint_up_to(cells.size());
    if (number != 0) {
        const TouchedCell& cell = cells[static_cast<std::size_t>(number - 1)];
        return {*cell.record, cell.field, *cell.sub};
    }
    CellKey key;
    key.record = read_record(reader, entries.lanes());
    key.field.collection = reader.varint_u16();
    key.field.field = reader.varint_u16();
    key.sub = reader.text(kSubBytesMax);
    return key;
}

}  // namespace

Bytes encode_own(const Change& change, std::span<const Displaced> displaced) {
    EntryWriter entries(Form::kSingle);
    entries.write({entry_tag::kAccepted, change.dot, RefusalReason::kInvalid, &change});
    Writer& writer = entries.rows();
    writer.varint(displaced.size());
    const std::vector<TouchedCell> cells =
        displaced.empty() ? std::vector<TouchedCell>{} : touched_cells(change);
    std::size_t at = 0;
    for (const Displaced& one : displaced) {
        const std::optional<std::size_t> found = find_from(cells, at, one.key);
        at = found.value_or(at);
        writer.varint(found ? *found + 1 : 0);
        if (!found) {
            write_record(one.key.record, entries.lanes(), writer);
            writer.varint(one.key.field.collection);
            writer.varint(one.key.field.field);
            writer.text(one.key.sub);
        }
        write_sibling(one.sibling, change, entries);
    }
    return entries.finish(1, kCompressionLevel);
}

Result<OwnChange> decode_own(BytesView bytes) {
    EntryReader entries(bytes);
    if (!entries.is_single()) return corrupt("own change");
    Entry entry = entries.read_single();
    auto* accepted = std::get_if<entry::Accepted>(&entry);
    WEDSYNC_ASSERT(accepted != nullptr);
    OwnChange own{std::move(accepted->change), {}};
    Reader& reader = entries.rows();
    // A displaced sibling takes five bytes at least.
    const std::size_t count = reader.count(reader.remaining(), 5);
    own.displaced.reserve(count);
    const std::vector<TouchedCell> cells =
        count == 0 ? std::vector<TouchedCell>{} : touched_cells(own.change);
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        CellKey key = read_cell(cells, entries);
        own.displaced.push_back({std::move(key), read_sibling(own.change, entries)});
    }
    if (!reader.is_done()) return corrupt("own change");
    return own;
}

}  // namespace wedsync::codec
