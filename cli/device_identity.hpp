#pragma once

#include "cli/context.hpp"

#include "host/identity.hpp"

namespace wedsync::cli {

/// What this store is to its hub. Throws Failure where it has joined none.
[[nodiscard]] host::Identity identity_of(const Context& context);

}  // namespace wedsync::cli
