#include "engine/base/hash.hpp"

#include <cstddef>
#include <cstring>

namespace wedsync {
namespace {

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87ULL;
constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FULL;
constexpr std::uint64_t kPrime3 = 0x165667B19E3779F9ULL;
constexpr std::uint64_t kPrime4 = 0x85EBCA77C2B2AE63ULL;
constexpr std::uint64_t kPrime5 = 0x27D4EB2F165667C5ULL;

std::uint64_t rotate_left(std::uint64_t x, unsigned bits) {
    return (x << bits) | (x >> (64U - bits));
}

// Every target of this project is little-endian.
template <class Word>
std::uint64_t load(const std::uint8_t* at) {
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

std::uint64_t mix_lane(std::uint64_t lane, std::uint64_t word) {
    return rotate_left(lane + word * kPrime2, 31) * kPrime1;
}

std::uint64_t fold_lane(std::uint64_t hash, std::uint64_t lane) {
    return (hash ^ mix_lane(0, lane)) * kPrime1 + kPrime4;
}

std::uint64_t finish(std::uint64_t hash, const std::uint8_t* at, const std::uint8_t* end) {
    for (; end - at >= 8; at += 8) {
        hash = rotate_left(hash ^ mix_lane(0, load<std::uint64_t>(at)), 27) * kPrime1 + kPrime4;
    }
    if (end - at >= 4) {
        hash = rotate_left(hash ^ (load<std::uint32_t>(at) * kPrime1), 23) * kPrime2 + kPrime3;
        at += 4;
    }
    for (; at != end; ++at)
        hash = rotate_left(hash ^ (*at * kPrime5), 11) * kPrime1;
    hash = (hash ^ (hash >> 33U)) * kPrime2;
    hash = (hash ^ (hash >> 29U)) * kPrime3;
    return hash ^ (hash >> 32U);
}

}  // namespace

std::uint64_t hash64(BytesView bytes, std::uint64_t seed) {
    const std::uint8_t* at = bytes.data();
    const std::uint8_t* const end = at + bytes.size();
    std::uint64_t hash = seed + kPrime5;
    if (bytes.size() >= 32) {
        std::uint64_t a = seed + kPrime1 + kPrime2;
        std::uint64_t b = seed + kPrime2;
        std::uint64_t c = seed;
        std::uint64_t d = seed - kPrime1;
        for (; end - at >= 32; at += 32) {
            a = mix_lane(a, load<std::uint64_t>(at));
            b = mix_lane(b, load<std::uint64_t>(at + 8));
            c = mix_lane(c, load<std::uint64_t>(at + 16));
            d = mix_lane(d, load<std::uint64_t>(at + 24));
        }
        hash = rotate_left(a, 1) + rotate_left(b, 7) + rotate_left(c, 12) + rotate_left(d, 18);
        for (const std::uint64_t lane : {a, b, c, d})
            hash = fold_lane(hash, lane);
    }
    return finish(hash + bytes.size(), at, end);
}

}  // namespace wedsync
