#include "engine/pace/backoff.hpp"

#include <algorithm>

namespace wedsync::pace {

std::uint64_t Backoff::next_ms(Prng& prng, std::uint64_t retry_after_ms) {
    const std::uint32_t doublings = std::min(failures_, 20U);
    const std::uint64_t ceiling = std::min(kBackoffMaxMs, kBackoffBaseMs << doublings);
    ++failures_;
    return retry_after_ms + prng.between(0, ceiling);
}

}  // namespace wedsync::pace
