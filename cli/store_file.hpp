#pragma once

#include <chrono>
#include <cstdint>
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
/// a moment for another command to end, or for `wedsync sync --watch` to step aside, then fails
/// saying so. Throws Failure.
[[nodiscard]] std::unique_ptr<replica::Replica> open_replica(
    const Context& context, WhenMissing when_missing = WhenMissing::kFail);

/// The same on any file, for stores that last only as long as the command.
[[nodiscard]] std::unique_ptr<replica::Replica> open_replica_at(const Context& context,
                                                                const std::string& path);

/// How the device of the command line is called.
[[nodiscard]] std::string device_name(const Context& context);

// Programs take turns: who opens a store says first that it wants it (a lock beside the file, let
// go with the process).
/// Whether another program wants the store, or has it.
[[nodiscard]] bool is_store_wanted(const std::string& path);
/// This program has the store open, and goes away when somebody wants it: others may say so.
void release_turn();
/// Waits until nobody wants it any more, or for so long.
void wait_for_turn(const std::string& path, std::chrono::milliseconds wait);

/// The schema file of the command line, or the built-in one. Throws Failure.
[[nodiscard]] Schema load_schema(const Context& context);

/// All bytes of a file. Throws Failure: kNotFound if there is none, kBadInput if it is a folder,
/// too large or unreadable.
[[nodiscard]] std::string read_file(const std::string& path);

/// 64 bits that nobody can predict.
[[nodiscard]] std::uint64_t random_bits();

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
