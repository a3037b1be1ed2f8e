#pragma once

#include "CLI/App.hpp"
#include "cli/context.hpp"

namespace wedsync::cli {

// One function per command: it declares the subcommand, its options and examples, and hands the
// work to on_run(). main() calls each of them.

}  // namespace wedsync::cli
