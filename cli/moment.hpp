#pragma once

#include <cstdint>
#include <string>

#include "cli/records.hpp"

namespace wedsync::cli {

/// The wall clock of this machine, in milliseconds since 1970.
[[nodiscard]] std::int64_t wall_ms();

/// A time as it is typed for any field that holds times; now where nothing was typed. Throws
/// Failure.
[[nodiscard]] std::int64_t moment_of(Records& records, ScopeId scope, const std::string& text);

}  // namespace wedsync::cli
