#pragma once

#include <string>
#include <vector>

#include "boost/asio/awaitable.hpp"

#include "crypto/device_key.hpp"
#include "engine/base/result.hpp"
#include "engine/causal/incarnation.hpp"
#include "host/identity.hpp"
#include "host/wire.hpp"

namespace wedsync::host {

/// A scope that a device may follow.
struct OfferedScope {
    ScopeId id;
    std::string name;
};

/// Joins a hub: kUnauthorized for an invitation that is not good, kProtocol where there is no hub.
struct JoinWish {
    /// The secret of a link, or the code.
    std::string invite;
    /// How the device would like to be called.
    std::string device;
    std::string ca_file;
};
struct Joined {
    Identity identity;
    std::vector<OfferedScope> scopes;
};
[[nodiscard]] boost::asio::awaitable<Result<Joined>> join_hub(const Wire& wire, JoinWish wish);

/// The token of a new session: proves the key. kUnauthorized: the hub does not know this device
/// (any more).
[[nodiscard]] boost::asio::awaitable<Result<std::string>> open_session(Wire::Line& line,
                                                                       const Identity& identity);

}  // namespace wedsync::host
