// The bytes of a value:
//
//   value  := 0x00 | 0x01 | 0x02                 empty, false, true
//           | 0x03 zigzag                         integer
//           | 0x04 varint                         real: its bits with the bytes reversed, so that
//                                                 short fractions are short
//           | 0x05 length bytes | 0x06 length bytes        text, bytes
//           | 0x07 record | 0x08 scope record length label | 0x09 32 bytes varint
//           | 0x10 + n                            integer n, 0 <= n < 112
//           | 0x80 + length, bytes                text of less than 128 bytes
//   record := varint(lane << 1 | has_index) varint(counter) [varint(index)]
//   dot    := varint(lane) varint(counter)
#include "engine/codec/value.hpp"

#include <cstddef>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "engine/base/overloaded.hpp"

namespace wedsync::codec {
namespace {

constexpr std::size_t kShortTextEnd = 128;
constexpr std::int64_t kSmallIntegerLast =
    value_tag::kSmallIntegerEnd - value_tag::kSmallInteger - 1;

std::uint64_t reverse_bytes(std::uint64_t bits) {
    std::uint64_t reversed = 0;
    for (unsigned i = 0; i < 8; ++i)
        reversed |= ((bits >> (8 * i)) & 0xFFU) << (56 - 8 * i);
    return reversed;
}

/// Finite and not zero, told from the bits: no floating point in the codec.
bool is_storable_real(std::uint64_t bits) {
    constexpr std::uint64_t kExponent = 0x7FF0'0000'0000'0000ULL;
    return (bits & kExponent) != kExponent && (bits << 1U) != 0;
}

Value read_real(Reader& reader) {
    const std::uint64_t bits = reverse_bytes(reader.varint());
    if (!is_storable_real(bits)) reader.fail();
    return Real{bits};
}

Value read_text(Reader& reader, std::size_t size) {
    const std::string_view text = as_text(reader.raw(size));
    if (!is_text(text)) reader.fail();
    return std::string(text);
}

Value read_link(Reader& reader, const LaneNumbers& lanes) {
    Link link;
    link.scope = ScopeId{reader.varint()};
    link.record = read_record(reader, lanes);
    const std::string_view label = reader.text(reader.remaining());
    if (!is_text(label)) reader.fail();
    link.label = label;
    return link;
}

Value read_blob(Reader& reader) {
    BlobReference blob;
    const BytesView sha256 = reader.raw(blob.sha256.size());
    if (sha256.size() == blob.sha256.size()) {
        std::memcpy(blob.sha256.data(), sha256.data(), sha256.size());
    }
    blob.size = reader.varint();
    return blob;
}

Bytes to_bytes(std::string_view text) {
    const BytesView view = as_bytes(text);
    return {view.begin(), view.end()};
}

}  // namespace

bool is_text(std::string_view text) {
    constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080ULL;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if ((word & kHighBits) != 0) return is_utf8(text.substr(at));
    }
    for (; at < text.size(); ++at) {
        if (static_cast<unsigned char>(text[at]) >= 0x80) return is_utf8(text.substr(at));
    }
    return true;
}

void write_incarnation(const Incarnation& incarnation, Writer& writer) {
    writer.fixed(incarnation.high, 8);
    writer.fixed(incarnation.low, 8);
}

Incarnation read_incarnation(Reader& reader) {
    Incarnation incarnation;
    incarnation.high = reader.fixed(8);
    incarnation.low = reader.fixed(8);
    return incarnation;
}

Incarnation read_lane(Reader& reader, const LaneNumbers& lanes) {
    const std::uint64_t number = reader.varint_up_to(std::numeric_limits<std::uint32_t>::max());
    const Incarnation* incarnation = lanes.find(static_cast<std::uint32_t>(number));
    if (incarnation != nullptr) return *incarnation;
    reader.fail();
    return {};
}

void write_dot(const Dot& dot, LaneNumbers& lanes, Writer& writer) {
    writer.varint(lanes.number_of(dot.incarnation));
    writer.varint(dot.counter);
}

Dot read_dot(Reader& reader, const LaneNumbers& lanes) {
    const Incarnation incarnation = read_lane(reader, lanes);
    return {incarnation, reader.varint_up_to(kCounterMax)};
}

void write_record(const RecordId& record, LaneNumbers& lanes, Writer& writer) {
    const std::uint64_t lane = lanes.number_of(record.dot.incarnation);
    writer.varint(lane << 1U | (record.index != 0 ? 1U : 0U));
    writer.varint(record.dot.counter);
    if (record.index != 0) writer.varint(record.index);
}

RecordId read_record(Reader& reader, const LaneNumbers& lanes) {
    const std::uint64_t lane = reader.varint_up_to((std::uint64_t{1} << 33U) - 1);
    const Incarnation* incarnation = lanes.find(static_cast<std::uint32_t>(lane >> 1U));
    if (incarnation == nullptr) {
        reader.fail();
        return {};
    }
    RecordId record{{*incarnation, reader.varint_up_to(kCounterMax)}, 0};
    if (record.dot.counter == 0) reader.fail();
    if ((lane & 1U) != 0) {
        record.index = reader.varint_u32();
    }
    return record;
}

void write_value(const Value& value, LaneNumbers& lanes, Writer& writer) {
    std::visit(
        Overloaded{[&](std::monostate) { writer.u8(value_tag::kEmpty); },
                   [&](bool flag) { writer.u8(flag ? value_tag::kTrue : value_tag::kFalse); },
                   [&](std::int64_t number) {
                       if (number >= 0 && number <= kSmallIntegerLast) {
                           writer.u8(static_cast<std::uint8_t>(value_tag::kSmallInteger + number));
                           return;
                       }
                       writer.u8(value_tag::kInteger);
                       writer.zigzag(number);
                   },
                   [&](Real real) {
                       writer.u8(value_tag::kReal);
                       writer.varint(reverse_bytes(real.bits));
                   },
                   [&](const std::string& text) {
                       if (text.size() < kShortTextEnd) {
                           writer.u8(
                               static_cast<std::uint8_t>(value_tag::kShortText + text.size()));
                           writer.raw(as_bytes(text));
                           return;
                       }
                       writer.u8(value_tag::kText);
                       writer.text(text);
                   },
                   [&](const Bytes& bytes) {
                       writer.u8(value_tag::kBytes);
                       writer.text(as_text(bytes));
                   },
                   [&](const Reference& reference) {
                       writer.u8(value_tag::kReference);
                       write_record(reference.record, lanes, writer);
                   },
                   [&](const Link& link) {
                       writer.u8(value_tag::kLink);
                       writer.varint(link.scope.value());
                       write_record(link.record, lanes, writer);
                       writer.text(link.label);
                   },
                   [&](const BlobReference& blob) {
                       writer.u8(value_tag::kBlob);
                       writer.raw(blob.sha256);
                       writer.varint(blob.size);
                   }},
        value);
}

Value read_value_after(std::uint8_t tag, Reader& reader, const LaneNumbers& lanes) {
    if (tag >= value_tag::kShortText) return read_text(reader, tag - value_tag::kShortText);
    if (tag >= value_tag::kSmallInteger) return std::int64_t{tag - value_tag::kSmallInteger};
    switch (tag) {
        case value_tag::kEmpty:
            return std::monostate{};
        case value_tag::kFalse:
            return false;
        case value_tag::kTrue:
            return true;
        case value_tag::kInteger:
            return reader.zigzag();
        case value_tag::kReal:
            return read_real(reader);
        case value_tag::kText:
            return read_text(reader, reader.count(reader.remaining()));
        case value_tag::kBytes:
            return to_bytes(reader.text(reader.remaining()));
        case value_tag::kReference:
            return Reference{read_record(reader, lanes)};
        case value_tag::kLink:
            return read_link(reader, lanes);
        case value_tag::kBlob:
            return read_blob(reader);
        default:
            reader.fail();
            return std::monostate{};
    }
}

void pass_value(Reader& reader, const LaneNumbers& lanes) {
    const std::uint8_t tag = reader.u8();
    if (tag >= value_tag::kShortText) {
        if (!is_text(as_text(reader.raw(tag - value_tag::kShortText)))) reader.fail();
    } else if (tag > value_tag::kTrue && tag < value_tag::kSmallInteger) {
        static_cast<void>(read_value_after(tag, reader, lanes));
    }
}

Value read_value(Reader& reader, const LaneNumbers& lanes) {
    return read_value_after(reader.u8(), reader, lanes);
}

}  // namespace wedsync::codec
