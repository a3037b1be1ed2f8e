#pragma once

#include <cstdint>

#include "engine/base/prng.hpp"

namespace wedsync::pace {

inline constexpr std::uint64_t kBackoffBaseMs = 500;
inline constexpr std::uint64_t kBackoffMaxMs = 60'000;
/// After a network came back, devices start within this time of each other, not all at once.
inline constexpr std::uint64_t kReconnectSpreadMs = 5'000;

/// Exponential backoff with full jitter (Brooker, "Exponential Backoff and Jitter", 2015): a delay
/// drawn evenly from 0 to min(cap, base * 2^failures).
class Backoff {
public:
    /// The delay before the next try, in milliseconds; at least `retry_after_ms` where the hub
    /// asked for that.
    [[nodiscard]] std::uint64_t next_ms(Prng& prng, std::uint64_t retry_after_ms = 0);
    /// A try succeeded.
    void reset() { failures_ = 0; }
    [[nodiscard]] std::uint32_t failures() const { return failures_; }

private:
    std::uint32_t failures_ = 0;
};

}  // namespace wedsync::pace
