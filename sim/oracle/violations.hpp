#pragma once

#include <string>
#include <vector>

#include "sim/oracle/findings.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

/// P1: what a device says of the rules, kept up to date change by change, is what reading all of
/// its records anew says. `who` names it.
void check_rules(replica::Replica& replica, const std::string& who, Findings& findings);

/// P1, at rest: the hub says the same as its records read anew, and each device says what the hub
/// says of those of these scopes that it holds. For rules that look at each scope by itself.
void check_rules_agree(World& world, const std::vector<ScopeId>& scopes, Findings& findings);

}  // namespace wedsync::sim
