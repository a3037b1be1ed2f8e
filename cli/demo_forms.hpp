#pragma once

#include "modules/kit/module.hpp"

namespace wedsync::cli {

/// Two forms that the demonstration's venue made for itself, and some that were handed in.
void add_demo_forms(const modules::Place& place, ScopeId scope);

}  // namespace wedsync::cli
