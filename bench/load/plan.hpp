#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/base/result.hpp"
#include "host/hub_address.hpp"

namespace wedsync::bench::load {

/// What one run of the load generator does, and to which hub.
struct Plan {
    std::string scenario;
    /// The folder of the hub that is running: its registry is where devices are let in.
    std::string folder;
    host::HubAddress hub;
    /// The port of its operations door on loopback, and its process.
    std::uint16_t operations_port = 0;
    std::uint32_t hub_process = 0;
    /// PEM file of the authority, where the hub has TLS.
    std::string ca_file;
    /// An empty folder for the stores of devices.
    std::string stores;
    /// Names of scopes begin with these, a number from 1 behind it.
    std::uint32_t quiet_scopes = 5;
    std::uint32_t busy_scopes = 10;
    /// Devices in all: those without a replica, and those with one.
    std::uint32_t light = 0;
    std::uint32_t full = 0;
    /// Listeners that do not read.
    std::uint32_t asleep = 0;
    /// Guests that are there before anything is measured, in each busy scope.
    std::uint32_t guests = 200;
    /// Changes of each device that comes back.
    std::uint32_t changes = 500;
    /// Of measuring; for devices to come back in.
    std::uint32_t seconds = 60;
    std::uint32_t return_seconds = 10;
};

/// Reads "--name=value" words behind the scenario's name. kInvalid with what is wrong.
[[nodiscard]] Result<Plan> read_plan(int count, char** arguments);

}  // namespace wedsync::bench::load
