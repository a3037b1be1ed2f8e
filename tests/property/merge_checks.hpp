#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/change.hpp"
#include "tests/property/merge_site.hpp"

namespace wedsync::property {

/// What three people did, each seeing a part of it that is closed under causes.
struct History {
    Change first;
    std::vector<Change> changes;
};

[[nodiscard]] History random_history(std::uint64_t seed, std::size_t changes);

struct Counts {
    std::uint64_t orders = 0;    ///< Complete delivery orders.
    std::uint64_t prefixes = 0;  ///< States on the way, each compared too.
    std::uint64_t joins = 0;     ///< Pairs of states.
};

/// Delivers a history in every order in which each change comes after the dots it names, with
/// duplicates, and joins every two states that such a delivery can reach. Each result has to be
/// what the definition says, whatever the order. The first difference, or nothing.
[[nodiscard]] std::optional<std::string> check_exhaustively(const History& history,
                                                            const Rules& rules, Counts& counts);

/// One step of a sequence. What it does beyond its kind is drawn from its own seed, so that a
/// sequence stays meaningful when steps are left out.
struct Step {
    enum class Kind : std::uint8_t { kEdit, kDeliver, kRepeat, kJoin };
    Kind kind = Kind::kEdit;
    std::size_t site = 0;
    std::size_t other = 0;
    std::uint64_t seed = 0;
};

[[nodiscard]] std::vector<Step> random_steps(std::uint64_t seed);

/// Runs the steps on three sites and compares the site with the definition after each; at the end
/// checks that joining the three is commutative, associative and idempotent. The first difference.
[[nodiscard]] std::optional<std::string> check_sequence(const std::vector<Step>& steps,
                                                        const Rules& rules);

/// As check_sequence for the steps of this seed; a failure is made short and shown step by step.
[[nodiscard]] std::optional<std::string> check_seed(std::uint64_t seed, const Rules& rules);

/// Makes a change at one site and takes it back at once: every field must read as before.
[[nodiscard]] std::optional<std::string> check_undo(std::uint64_t seed);

}  // namespace wedsync::property
