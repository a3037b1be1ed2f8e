#pragma once

#include <cstdint>

#include "engine/base/instant.hpp"
#include "engine/replica/replica.hpp"
#include "importers/venue.hpp"

namespace wedsync::cli {

/// The scope of what is of no single wedding.
inline constexpr const char* kTeamScope = "Team";

/// Makes up what the business of a made-up venue knows: what its vendors did lately, what they
/// reached, and two campaigns. The same for the same venue and time. Throws Failure.
void add_demo_team(replica::Replica& replica, const importers::Venue& venue, Now now);

}  // namespace wedsync::cli
