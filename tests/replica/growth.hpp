#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wedsync::property {

/// What a hub and its devices hold after some days.
struct Holdings {
    std::uint64_t days = 0;
    std::uint64_t changes = 0;
    std::uint64_t records = 0;
    /// Of the hub, and of the device that holds most.
    std::uint64_t hub_log_bytes = 0;
    std::uint64_t device_log_bytes = 0;
    /// The whole file of the device that holds most, by record.
    std::uint64_t device_bytes_per_record = 0;
    /// Encoded, as it is stored and sent.
    std::uint64_t have_bytes = 0;
    std::uint64_t lanes = 0;

    [[nodiscard]] std::string json() const;
};

/// Five devices that are opened every day, edit the same hundred guests, sync with a hub that
/// compacts, drop what they need not keep of their logs, and are closed again. What everybody holds
/// at the half, and at the end. Fails the test where they do not converge.
[[nodiscard]] std::vector<Holdings> use_daily(std::uint64_t days);

/// That the logs have stopped growing, and `have` grows by a bounded amount for each opening.
void expect_bounded(const std::vector<Holdings>& holdings);

}  // namespace wedsync::property
