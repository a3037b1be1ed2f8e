#pragma once

#include <cstdint>
#include <optional>

#include "engine/pace/link_estimate.hpp"
#include "engine/pace/plan.hpp"

namespace wedsync::pace {

/// As the Network Information API of browsers names the quality of a connection.
enum class EffectiveType : std::uint8_t { kSlow2g, k2g, k3g, k4g };

/// What the host knows of the network without measuring.
struct NetworkHint {
    EffectiveType type = EffectiveType::k4g;
    std::uint64_t downlink_kbps = 0;
    /// The person asked to save data: only what is urgent travels.
    bool is_data_saver = false;

    friend bool operator==(const NetworkHint&, const NetworkHint&) = default;
};
/// The type that the API gives to such a network (its table of round trips and downlinks).
[[nodiscard]] EffectiveType effective_type(std::uint64_t round_trip_ms,
                                           std::uint64_t downlink_kbps);

/// How a plan is chosen.
enum class Strategy : std::uint8_t {
    /// By what was measured; a hint only says whether to save data.
    kAdaptive,
    /// A table of three rows over the host's hint, for comparison: aggressive, moderate,
    /// conservative. Without a hint, by what was measured.
    kReference,
};

/// What to do now. Pure.
[[nodiscard]] Plan plan_for(Strategy strategy, const LinkEstimate& link,
                            const std::optional<NetworkHint>& hint);

}  // namespace wedsync::pace
