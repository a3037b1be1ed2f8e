#pragma once

namespace wedsync::cli {

/// What a command tells the shell. docs/command.md has the list for people.
enum class ExitCode {
    kOk = 0,
    kProblem = 1,   ///< The command worked and found something wrong (verify, demo, conflicts).
    kUsage = 2,     ///< The command line was not understood.
    kBadInput = 3,  ///< A file or a value was not what it has to be. Nothing was changed.
    kNotFound = 4,  ///< No such store, record, scope, change or file.
    kStore = 5,     ///< The store could not be read or written.
    kHub = 6,       ///< No hub was reached, or it did not let this device in. Edits wait here.
};

}  // namespace wedsync::cli
