#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wedsync::host {

/// One request of a device to its hub beside the log: what it asks of the hub that is in no log.
struct Errand {
    /// POST of a JSON text to a path, with the session's token.
    std::string path;
    std::string body;
    /// The caller's own names of what is asked.
    std::vector<std::string> ids;
};

/// What a device is to ask, one request after the other, while it has a session. Both are called
/// between events of the loop.
struct Errands {
    /// What is to be asked now; none: nothing.
    std::function<std::optional<Errand>()> next;
    /// How it was answered: with an HTTP status and a body, or status 0 where no answer came. After
    /// anything but 200 the rest waits for a while.
    std::function<void(const Errand& errand, unsigned status, const std::string& body)> done;
};

}  // namespace wedsync::host
