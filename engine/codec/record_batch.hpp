#pragma once

#include <span>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/codec/byte_io.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::codec {

/// The cells and siblings that one batch of records may hold: bounds the memory that packed bytes
/// can ask for.
inline constexpr std::size_t kRecordItemsMax = 262'144;

/// Whole records, packed: the content of snapshot and repair parts.
void write_records(std::span<const merge::RecordState> records, Writer& writer);
/// Fails with kCorrupt or kTooLarge.
[[nodiscard]] Result<std::vector<merge::RecordState>> read_records(Reader& reader);

}  // namespace wedsync::codec
