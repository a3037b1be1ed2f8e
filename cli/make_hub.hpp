#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace wedsync::cli {

/// Makes a hub with these scopes in a folder. Throws Failure; a hub that is there stays as it is.
void make_hub(const std::string& folder, const std::string& name,
              const std::vector<std::string>& scopes);

/// Makes a hub with the made-up venue of the demonstration in it, in the middle of its day. The
/// venue comes in as everything does, from a device that joins for it; that device is not let in
/// afterwards. Throws Failure: then there is no hub.
void make_demo_hub(const Context& context, const std::string& folder);

}  // namespace wedsync::cli
