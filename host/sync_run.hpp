#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/base/result.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/client.hpp"
#include "host/device.hpp"
#include "host/hub_client.hpp"
#include "host/identity.hpp"

namespace wedsync::host {

/// Joins the hub at this address and waits for the answer.
[[nodiscard]] Result<Joined> join(const HubAddress& hub, const JoinWish& wish);

enum class SyncEnd : std::uint8_t {
    kInSync,        ///< Nothing waits anywhere (`is_once`).
    kLate,          ///< `wait` is over.
    kStopped,       ///< SIGINT or SIGTERM.
    kTurnedAway,    ///< The hub does not know this device any more.
    kSteppedAside,  ///< `wants_store` said so: close the replica, and open it again after a while.
};

struct SyncOptions {
    Identity identity;
    std::uint64_t seed = 1;
    bool is_http_only = false;
    /// Ends as soon as everything is the same here and at the hub.
    bool is_once = false;
    /// None: for ever.
    std::optional<std::chrono::milliseconds> wait;
    /// Asked ten times a second: whether somebody wants an end, and whether another program wants
    /// the store.
    std::function<bool()> should_stop;
    std::function<bool()> wants_store;
    /// Told after everything that happened.
    std::function<void(const Device& device)> changed;
    /// What else is to be asked of the hub; `is_once` waits until it was asked.
    Errands errands = {};
};

/// Keeps a replica in sync until one of the ends above. Fails if the store failed.
[[nodiscard]] Result<SyncEnd> run_sync(replica::Replica& replica, const SyncOptions& options);

}  // namespace wedsync::host
