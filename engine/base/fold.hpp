#pragma once

#include <string>
#include <string_view>

namespace wedsync {

/// For comparing words of people: lower case, accents of Latin letters taken off, letters and
/// digits only. What lies beyond Latin is kept byte for byte.
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace wedsync
