#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/pace/strategy.hpp"
#include "sim/day/replay.hpp"
#include "sim/net/trace.hpp"

namespace wedsync::bench {

/// A recorded network and what it is called: family and name.
struct NamedTrace {
    std::string name;
    sim::Trace trace;
};

/// The twenty networks on which strategies are compared: the first two, by name, of each of ten
/// recorded families in a folder of archives. Fails with kNotFound if one is not there.
[[nodiscard]] Result<std::vector<NamedTrace>> recorded_traces(const std::filesystem::path& folder);

/// The edits of a recorded staff log, the first so many, pauses cut to a few seconds, on four
/// devices. What a device writes within half a minute comes at once, as from one that was in a
/// pocket. Fails with kNotFound or what the importer said.
[[nodiscard]] Result<std::vector<sim::ReplayEdit>> recorded_edits(const std::filesystem::path& log,
                                                                  std::size_t count);

/// One strategy on one network, and what came of it.
struct PaceRun {
    std::string trace;
    pace::Strategy strategy = pace::Strategy::kAdaptive;
    std::uint64_t visible_p50_ms = 0;
    std::uint64_t visible_p95_ms = 0;
    std::uint64_t wire_bytes = 0;
    bool is_converged = false;
};

/// Replays the edits over the network, all devices on it, each at another place: five times, from
/// other places, and takes the median of each figure. Deterministic.
[[nodiscard]] Result<PaceRun> run_pace(const NamedTrace& network,
                                       const std::vector<sim::ReplayEdit>& edits,
                                       pace::Strategy strategy);

/// One line of JSON.
[[nodiscard]] std::string json_of(const PaceRun& run);
[[nodiscard]] std::string_view name_of(pace::Strategy strategy);

}  // namespace wedsync::bench
