#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/replica/replica.hpp"

namespace wedsync::analytics {

/// How a wedding stands: its guests on their way from the list to the door, and its work.
struct EventFigures {
    ScopeId scope;
    std::string name;
    std::optional<std::int64_t> starts_at_ms;
    std::uint64_t invited = 0;
    std::uint64_t accepted = 0;
    std::uint64_t seated = 0;
    std::uint64_t arrived = 0;
    std::uint64_t tasks = 0;
    std::uint64_t tasks_done = 0;
    std::uint64_t items = 0;
    std::uint64_t items_done = 0;
    /// By how much the items of the run sheet were moved, added up; earlier ones count against.
    std::int64_t delay_min = 0;
    std::uint64_t forms_submitted = 0;
};

/// Of each scope with an event in it, in the order of their beginning. Whoever arrived was
/// accepted, whatever the list says.
[[nodiscard]] Result<std::vector<EventFigures>> read_events(replica::Replica& replica,
                                                            const std::vector<ScopeId>& scopes);

}  // namespace wedsync::analytics
