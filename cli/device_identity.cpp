#include "cli/device_identity.hpp"

#include <optional>
#include <string>
#include <utility>

#include "cli/failure.hpp"

namespace wedsync::cli {

host::Identity identity_of(const Context& context) {
    const std::string path = host::identity_path(context.data);
    Result<std::optional<host::Identity>> loaded = host::load_identity(path);
    if (!loaded.ok()) {
        throw Failure(ExitCode::kStore, loaded.error().detail,
                      "Your edits are safe in " + context.data + ". Join the hub again.");
    }
    std::optional<host::Identity> identity = std::move(loaded).value();
    if (!identity) {
        throw Failure(ExitCode::kNotFound, context.data + " has joined no hub yet",
                      "`wedsync join LINK` with an invitation of `wedsync hub invite`.");
    }
    return *std::move(identity);
}

}  // namespace wedsync::cli
