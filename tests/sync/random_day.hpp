#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace wedsync::sync::test {

/// Three devices edit at random over a pipe that cuts, truncates, repeats and delays; some edits
/// are refused; devices, the hub and its log are restarted and cut short. Then the pipe heals. What
/// is still wrong after that, or nothing.
[[nodiscard]] std::optional<std::string> random_day(std::uint64_t seed);

}  // namespace wedsync::sync::test
