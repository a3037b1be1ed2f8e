#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/causal/hybrid_time.hpp"
#include "engine/codec/byte_io.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/model/change.hpp"

/// What the ways to read and to write a row agree on (grammar: row.cpp).
namespace wedsync::codec::row_layout {

inline constexpr std::uint8_t kCreator = 0;
inline constexpr std::uint8_t kAgain = 1;
inline constexpr std::uint8_t kOne = 2;
inline constexpr std::uint8_t kMany = 3;
inline constexpr std::uint8_t kClockBits = 3;
inline constexpr std::uint8_t kHasSub = 4;
inline constexpr unsigned kGapShift = 3;
inline constexpr std::uint8_t kWideGap = 30;
inline constexpr std::uint8_t kOtherField = 31;
inline constexpr std::size_t kWideCount = 127;

/// Who wrote a sibling, and when.
struct Clock {
    Dot dot;
    HybridTime time;
    std::uint8_t rank = 0;

    friend bool operator==(const Clock&, const Clock&) = default;
};

void write_head(std::size_t count, bool has_life, Writer& shape);
/// `count` is that of the further cells; not more of them than `most`.
struct Head {
    std::size_t count = 0;
    bool has_life = false;
};
[[nodiscard]] Head read_head(Reader& shape, std::size_t most);

/// The tag of a cell and what it needs to name the field.
void write_tag(std::uint8_t kind_and_sub, FieldId field, FieldId before, Writer& shape);
/// The field that a tag names.
[[nodiscard]] FieldId read_field(std::uint8_t tag, FieldId before, Reader& shape);

void write_clock(const Clock& clock, HybridTime base, LaneNumbers& lanes, Writer& clocks);
[[nodiscard]] Clock read_clock(HybridTime base, const LaneNumbers& lanes, Reader& clocks);

/// The base time of a stored row.
void write_base(HybridTime base, Writer& writer);
[[nodiscard]] HybridTime read_base(Reader& reader);

}  // namespace wedsync::codec::row_layout
