#pragma once

#include <cstdint>

#include "engine/model/schema.hpp"

namespace wedsync::sim {

/// The schema of the simulated work in version 1, 2 or 3: each adds to the one before. Collections:
/// `guests` with a field of every kind, `tallies` with a counter that nothing else touches, `pairs`
/// whose two numbers are only ever written together, and `cars` from version 3 on.
[[nodiscard]] const Schema& work_schema(std::uint32_t version);
inline constexpr std::uint32_t kWorkSchemaVersions = 3;

}  // namespace wedsync::sim
