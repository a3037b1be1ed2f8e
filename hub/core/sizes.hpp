#pragma once

#include <cstddef>

#include "engine/codec/message.hpp"
#include "engine/merge/record_state.hpp"

namespace wedsync::hub {

/// What a frame that carries records or changes may hold, by the estimates below: well under
/// kFrameBytesMax, so that the real encoding fits too.
inline constexpr std::size_t kFrameContentBytesMax = std::size_t{1024} * 1024;
/// A record may not outgrow what one frame can carry.
inline constexpr std::size_t kRecordBytesMax = std::size_t{1024} * 1024;

/// Estimates from above of what these take in a frame.
[[nodiscard]] std::size_t bytes_of(const Entry& entry);
[[nodiscard]] std::size_t bytes_of(const Change& change);
[[nodiscard]] std::size_t bytes_of(const merge::RecordState& state);

}  // namespace wedsync::hub
