#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/replica/replica.hpp"
#include "loaders/load.hpp"

namespace wedsync::sim {

/// One event of the day and its records.
struct Scene {
    ScopeId scope;
    std::string name;
    std::vector<RecordId> tables;
    std::vector<RecordId> guests;
    std::vector<RecordId> vendors;
    std::vector<RecordId> arrivals;
    std::vector<RecordId> timeline;
    std::vector<RecordId> tasks;
};
[[nodiscard]] Scene scene_of(const loaders::LoadedWedding& wedding);

enum class Role { kCoordinator, kStaff, kOffice };

/// Something a person does at a device, and how one says it: "checks in Anna Ashby".
struct Deed {
    Draft draft;
    std::string words;
};

/// Who works, with what and when.
struct Worker {
    Role role = Role::kStaff;
    std::string person;
    replica::Replica& replica;
    const Scene& scene;
    std::uint64_t wall_ms = 0;
    std::uint32_t hour = 0;
};

/// What somebody of that role does next at that hour, as real staff do it: arrivals in the morning,
/// guests from noon on. Nothing if what came to hand is done already or gone.
[[nodiscard]] std::optional<Deed> next_deed(const Worker& worker, Prng& prng);

}  // namespace wedsync::sim
