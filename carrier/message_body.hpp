#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.hpp"

namespace wedsync::carrier {

/// Messages in the body of an HTTP request or response: frames, each behind four bytes of its
/// length, most significant first; or JSON, each in a line.
inline constexpr std::string_view kFramesType = "application/vnd.wedsync.frames";
inline constexpr std::string_view kLinesType = "application/x-ndjson";

void append_frame(std::string& body, BytesView frame);
/// The frames of a body; nothing if it is cut off within one, or one is too large.
[[nodiscard]] std::optional<std::vector<BytesView>> split_frames(std::string_view body);
/// The lines of a body that are not empty.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view body);

}  // namespace wedsync::carrier
