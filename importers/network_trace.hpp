#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"

namespace wedsync::importers {

/// From `time_ms` on until the next step, the link carries so much.
struct NetworkStep {
    std::uint64_t time_ms = 0;
    std::uint32_t down_kbps = 0;
    std::uint32_t up_kbps = 0;

    friend bool operator==(const NetworkStep&, const NetworkStep&) = default;
};

/// A recorded network. Never empty; times never go back.
struct NetworkTrace {
    std::string name;
    std::vector<NetworkStep> steps;

    friend bool operator==(const NetworkTrace&, const NetworkTrace&) = default;
};

inline constexpr std::size_t kTraceBytesMax = std::size_t{128} * 1024 * 1024;
inline constexpr std::size_t kTraceStepsMax = 1'000'000;

/// Reads recorded networks: CSV with the columns t_ms, down_kbps and perhaps up_kbps (missing: as
/// fast as down), or a tar of such files, plain or as .xz. `name` names the only trace of a plain
/// file; those of an archive are named after their files, and come in the order of their names.
/// Fails with kCorrupt, naming file and line, or kTooLarge.
[[nodiscard]] Result<std::vector<NetworkTrace>> parse_network_traces(BytesView file,
                                                                     std::string_view name);

}  // namespace wedsync::importers
