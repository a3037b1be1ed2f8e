#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/schema.hpp"
#include "engine/store/store.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

/// One copy of a scope, examined from the disk up.
struct CopyCheck {
    ScopeId scope;
    /// Nothing: the hub's.
    std::optional<std::size_t> device;
    std::uint64_t records = 0;
    std::uint64_t state_hash = 0;
    /// Empty if the file is whole, the sums over its rows are those kept, and the state is the
    /// hub's; else what is wrong, in words.
    std::string problem;

    [[nodiscard]] bool ok() const { return problem.empty(); }
};

/// Reads every copy of every scope that a device holds, and the hub's, all over again. Requires
/// that hub and devices run.
[[nodiscard]] std::vector<CopyCheck> check_copies(World& world);
[[nodiscard]] bool all_ok(const std::vector<CopyCheck>& checks);

/// What a log shows of how people met in the same fields.
struct Meetings {
    /// Fields in which people disagreed, and records one edited while another deleted them.
    std::uint64_t conflicts = 0;
    /// Writes that met another one in the same field and needed nobody: equal values, kinds that
    /// settle it, texts put together.
    std::uint64_t auto_merged = 0;
    /// Disagreements that the hub settled as people would likely choose.
    std::uint64_t likely = 0;
    /// Disagreements that a person settled.
    std::uint64_t decided = 0;
    /// Disagreements that are open at the end.
    std::uint64_t open = 0;

    friend bool operator==(const Meetings&, const Meetings&) = default;
};

/// Reads the log of a scope from its start. Fails with kNotFound where it was compacted.
[[nodiscard]] Result<Meetings> meetings_in(store::Store& store, ScopeId scope,
                                           const Schema& schema);

}  // namespace wedsync::sim
