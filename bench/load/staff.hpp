#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/replica/draft.hpp"

namespace wedsync::bench::load {

/// Drafts that enter `count` guests into a scope.
[[nodiscard]] std::vector<Draft> enter_guests(ScopeId scope, std::size_t count, std::uint64_t seed);

/// What one of the staff of an event does all day: checks in, reply, meal, drinks, a note; mostly
/// with guests of their own, every fiftieth time with one whom everybody has to do with.
class Staff {
public:
    /// The `number`-th of `count` people.
    struct Place {
        std::size_t number = 0;
        std::size_t count = 1;
    };
    /// Requires guests.
    Staff(ScopeId scope, std::vector<RecordId> guests, Place place, std::uint64_t seed)
        : scope_(scope), guests_(std::move(guests)), place_(place), prng_(seed) {}
    [[nodiscard]] Draft next();

private:
    [[nodiscard]] const RecordId& pick_guest();

    ScopeId scope_;
    std::vector<RecordId> guests_;
    Place place_;
    Prng prng_;
};

}  // namespace wedsync::bench::load
