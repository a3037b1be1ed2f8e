#include "engine/base/prng.hpp"

#include "engine/base/assert.hpp"

namespace wedsync {
namespace {

std::uint64_t rotate_left(std::uint64_t x, unsigned bits) {
    return (x << bits) | (x >> (64U - bits));
}

}  // namespace

Prng::Prng(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
        seed += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = seed;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        word = z ^ (z >> 31U);
    }
}

std::uint64_t Prng::next() {
    const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate_left(state_[3], 45);
    return result;
}

std::uint64_t Prng::below(std::uint64_t bound) {
    WEDSYNC_ASSERT(bound > 0);
    // Rejection keeps every number equally likely.
    const std::uint64_t limit = ~std::uint64_t{0} - (~std::uint64_t{0} % bound);
    std::uint64_t value = next();
    while (value >= limit)
        value = next();
    return value % bound;
}

std::uint64_t Prng::between(std::uint64_t first, std::uint64_t last) {
    WEDSYNC_ASSERT(first <= last);
    return first + below(last - first + 1);
}

bool Prng::chance(std::uint32_t per_mille) {
    return below(1000) < per_mille;
}

}  // namespace wedsync
