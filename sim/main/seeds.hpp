#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/swarm/run.hpp"

namespace wedsync::sim {

struct SeedRange {
    std::uint64_t first = 1;
    std::uint64_t last = 1;
};

/// What many runs came to together.
struct Summary {
    std::uint64_t seeds = 0;
    std::uint64_t simulated_ms = 0;
    std::uint64_t commits = 0;
    std::uint64_t rerun = 0;
    FaultCounts faults;
    std::uint64_t trace_hash = 0;
    /// "seed 17: P4: ...", in the order of seeds.
    std::vector<std::string> violations;
    std::vector<std::uint64_t> failed_seeds;
};

/// Runs every seed of a range in `jobs` processes, 1 to 64 (what SQLite shares within a process
/// would tie threads together). Every tenth seed is run twice, and has to do exactly the same. A
/// run that does not end, or takes the process with it, is a violation.
[[nodiscard]] Summary run_seeds(SeedRange range, std::uint32_t jobs);

/// {"seeds":..,"sim_seconds":..,"faults":{KIND:COUNT},..,"violations":..,"trace_hash":".."}
[[nodiscard]] std::string to_json(const Summary& summary);

/// A hash as people compare it: 16 hexadecimal digits.
[[nodiscard]] std::string hex(std::uint64_t number);

/// "seed 17: P4: what".
[[nodiscard]] std::string to_text(std::uint64_t seed, const Violation& violation);

}  // namespace wedsync::sim
