#pragma once

#include <memory>
#include <string>

#include "cli/context.hpp"

#include "engine/replica/replica.hpp"

namespace wedsync::cli {

enum class WhenMissing {
    kFail,    ///< Reading from, or editing in, a store that is not there is a mistake.
    kCreate,  ///< Importing and adding a scope make a new one.
};

/// Opens the store of the command line as a replica. One program at a time has a store open: waits
/// a moment for another command to end, then fails saying so. Throws Failure.
[[nodiscard]] std::unique_ptr<replica::Replica> open_replica(
    const Context& context, WhenMissing when_missing = WhenMissing::kFail);

/// The same on any file, for stores that last only as long as the command.
[[nodiscard]] std::unique_ptr<replica::Replica> open_replica_at(const Context& context,
                                                                const std::string& path);

/// The schema file of the command line, or the built-in one. Throws Failure.
[[nodiscard]] Schema load_schema(const Context& context);

/// All bytes of a file. Throws Failure: kNotFound if there is none, kBadInput if it is a folder,
/// too large or unreadable.
[[nodiscard]] std::string read_file(const std::string& path);

/// A folder in the system's place for them, gone with the object.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace wedsync::cli
