#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace wedsync::hub {

/// What came of a run.
struct DeciderRun {
    /// Disagreements that the decider saw: of protected fields, and of those it may settle.
    std::uint64_t in_protected = 0;
    std::uint64_t in_free = 0;
    /// Decisions by exact rules and by likely choice.
    std::uint64_t exact = 0;
    std::uint64_t likely = 0;
    /// The first thing that was wrong, in words; empty if nothing was.
    std::string problem;
};

/// Drives decide() and choose() over so many made-up disagreements, with a model that is sure of
/// everything: two people wrote each, of values that may be the same words or not, in fields of
/// every kind that can be open, half of them protected. A third person answers one now and then.
/// Wrong is: a change that writes to a protected field, that covers no value of a person, that
/// covers a decision, or that is not valid. Deterministic.
[[nodiscard]] DeciderRun run_decider(std::uint64_t seed, std::uint64_t disagreements,
                                     const std::string& folder);

}  // namespace wedsync::hub
