#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/causal/incarnation.hpp"
#include "host/hub_address.hpp"

namespace wedsync::host {

/// Who a device is to its hub: what joining gave it. Holds a secret, so its file is for its owner
/// only, and nothing of it is printed.
struct Identity {
    HubAddress hub;
    std::string hub_id;
    std::string hub_name;
    std::string device;
    /// Empty: whoever holds the device.
    std::string person;
    std::string role;
    /// The secret bytes of the device's key.
    std::string key;
    /// PEM file of the authority that signed the hub's certificate; empty: those of the system.
    std::string ca_file;

    friend bool operator==(const Identity&, const Identity&) = default;
};

/// The file beside a store: "venue.wedsync" -> "venue.wedsync.hub.json".
[[nodiscard]] std::string identity_path(std::string_view store_path);
/// Nothing if there is none; kCorrupt if it is no such file.
[[nodiscard]] Result<std::optional<Identity>> load_identity(const std::string& path);
[[nodiscard]] Result<void> save_identity(const std::string& path, const Identity& identity);

}  // namespace wedsync::host
