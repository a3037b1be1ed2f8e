#pragma once

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/codec/lane_numbers.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::codec {

/// A record as one stored row: values and clocks together. A cell whose only sibling was written
/// by the change that created the record costs one byte of clock; other siblings carry lane
/// number, counter and time difference. The id is not part of the row: it is the row's key.
[[nodiscard]] Bytes encode_row(const merge::RecordState& state, LaneNumbers& lanes);

/// Fails with kCorrupt; never reads past the bytes, never allocates more than they justify.
[[nodiscard]] Result<merge::RecordState> decode_row(const RecordId& id, BytesView row,
                                                    const LaneNumbers& lanes);

}  // namespace wedsync::codec
