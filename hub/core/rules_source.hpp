#pragma once

#include "engine/rules/sight.hpp"
#include "engine/store/store.hpp"

namespace wedsync::hub {

/// Where rules read on a hub: its store, which outlives the source.
[[nodiscard]] rules::Source rules_source(store::Store& store);

}  // namespace wedsync::hub
