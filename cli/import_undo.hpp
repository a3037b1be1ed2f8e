#pragma once

#include <string>

#include "cli/context.hpp"

namespace wedsync::cli {

/// `import --list`: the imports that the changes here tell of.
[[nodiscard]] ExitCode list_imports(const Context& context);

/// `import --undo`: takes one back, by a beginning of its id; empty: the newest that is not taken
/// back already.
[[nodiscard]] ExitCode undo_import(const Context& context, const std::string& id);

}  // namespace wedsync::cli
