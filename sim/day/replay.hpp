#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/pace/strategy.hpp"
#include "sim/day/outcome.hpp"
#include "sim/day/prevention.hpp"
#include "sim/day/replay_log.hpp"
#include "sim/net/trace.hpp"

namespace wedsync::sim {

struct ReplayOptions {
    std::uint64_t seed = 1;
    std::uint32_t devices = 4;
    std::uint32_t scopes = 1;
    /// The length of each window without network, two a day for each device; 0: none.
    std::uint64_t away_ms = 5'400'000;
    /// A device draws one of these, and where in it the replay starts. Empty: a network without
    /// outages (20 Mbit/s down, 5 up).
    std::vector<Trace> networks;
    /// How the devices pace themselves. The reference is told what network there is, each second;
    /// the adaptive one has to find out.
    pace::Strategy strategy = pace::Strategy::kAdaptive;
    /// People are warned before an edit that may end in a disagreement. Nothing: nobody is.
    std::optional<PreventionOptions> prevention;
    /// People answer open disagreements when they are back from being away, and the hub decides
    /// with the shipped model.
    bool has_answers = false;
    /// Called after each edit with how many are done, if not empty.
    std::function<void(std::size_t done)> progress;
};

/// How an item ends: by field, what stands there. Several values where people disagree.
using ReplayEnd = std::map<std::string, std::set<std::string>>;

struct ReplayResult {
    /// Edits that were made.
    std::uint64_t ops = 0;
    /// Both directions of all devices, see WireMeter.
    std::uint64_t wire_bytes = 0;
    /// Of these: the frames as the engine made them, and what it would be without
    /// permessage-deflate.
    std::uint64_t frame_bytes = 0;
    std::uint64_t plain_wire_bytes = 0;
    std::uint64_t frames = 0;
    std::uint64_t connections = 0;
    /// Each edit as one queue item, once up and once down to every other device of its scope; and
    /// the same with gzip over what travelled together.
    std::uint64_t naive_json_bytes = 0;
    std::uint64_t gzip_json_bytes = 0;
    Meetings meetings;
    /// Nothing where nobody was warned.
    PreventionFigures prevention;
    bool is_converged = false;
    /// From an edit to each other device that shows it.
    std::uint64_t visible_p50_ms = 0;
    std::uint64_t visible_p95_ms = 0;
    /// How long the replay took in its own time.
    std::uint64_t played_ms = 0;
    std::uint64_t trace_hash = 0;
    std::map<std::uint32_t, ReplayEnd> ends;

    friend bool operator==(const ReplayResult&, const ReplayResult&) = default;
};

/// Plays the edits (see deal(), with the same devices and scopes) on so many devices and a hub,
/// over recorded networks, in virtual time. All records are there before, on every device: as after
/// a night. Deterministic. Fails where an edit cannot be made (kFull: the queue of a device that is
/// away too long).
[[nodiscard]] Result<ReplayResult> replay(const std::vector<ReplayEdit>& edits,
                                          const ReplayOptions& options);

}  // namespace wedsync::sim
