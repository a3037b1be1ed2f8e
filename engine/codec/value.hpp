#pragma once

#include <cstdint>
#include <string_view>

#include "engine/codec/byte_io.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/model/value.hpp"

namespace wedsync::codec {

/// The first byte of a value (grammar: value.cpp).
namespace value_tag {
inline constexpr std::uint8_t kEmpty = 0x00;
inline constexpr std::uint8_t kFalse = 0x01;
inline constexpr std::uint8_t kTrue = 0x02;
inline constexpr std::uint8_t kInteger = 0x03;
inline constexpr std::uint8_t kReal = 0x04;
inline constexpr std::uint8_t kText = 0x05;
inline constexpr std::uint8_t kBytes = 0x06;
inline constexpr std::uint8_t kReference = 0x07;
inline constexpr std::uint8_t kLink = 0x08;
inline constexpr std::uint8_t kBlob = 0x09;
/// 0x10 to 0x7F: the integers 0 to 111.
inline constexpr std::uint8_t kSmallInteger = 0x10;
inline constexpr std::uint8_t kSmallIntegerEnd = 0x80;
/// 0x80 to 0xFF: texts of 0 to 127 bytes.
inline constexpr std::uint8_t kShortText = 0x80;
}  // namespace value_tag

void write_value(const Value& value, LaneNumbers& lanes, Writer& writer);
/// Fails the reader for what no valid change can hold: text that is not UTF-8, a number that is
/// not finite, an unknown kind or lane.
[[nodiscard]] Value read_value(Reader& reader, const LaneNumbers& lanes);
/// As read_value(), with the tag read already.
[[nodiscard]] Value read_value_after(std::uint8_t tag, Reader& reader, const LaneNumbers& lanes);

/// Reads over a value: fails where read_value() would.
void pass_value(Reader& reader, const LaneNumbers& lanes);

/// Lane number, counter and index, absolute.
void write_record(const RecordId& record, LaneNumbers& lanes, Writer& writer);
[[nodiscard]] RecordId read_record(Reader& reader, const LaneNumbers& lanes);

/// Lane number and counter, absolute.
void write_dot(const Dot& dot, LaneNumbers& lanes, Writer& writer);
[[nodiscard]] Dot read_dot(Reader& reader, const LaneNumbers& lanes);

/// The incarnation of the lane number read; fails the reader if there is none.
[[nodiscard]] Incarnation read_lane(Reader& reader, const LaneNumbers& lanes);

/// All 16 bytes.
void write_incarnation(const Incarnation& incarnation, Writer& writer);
[[nodiscard]] Incarnation read_incarnation(Reader& reader);

/// As is_utf8(), faster for plain ASCII.
[[nodiscard]] bool is_text(std::string_view text);

}  // namespace wedsync::codec
