#include "engine/merge/buckets.hpp"

#include <array>
#include <cstdint>

#include "engine/base/hash.hpp"

namespace wedsync::merge {
namespace {

constexpr std::size_t kRecordIdBytes = 28;

template <class Number>
std::uint8_t* write_big_endian(std::uint8_t* at, Number value) {
    for (std::size_t i = sizeof value; i > 0; --i) {
        *at++ = static_cast<std::uint8_t>((value >> (8 * (i - 1))) & 0xFFU);
    }
    return at;
}

}  // namespace

std::size_t bucket_of(const RecordId& record) {
    std::array<std::uint8_t, kRecordIdBytes> bytes{};
    std::uint8_t* at = bytes.data();
    at = write_big_endian(at, record.dot.incarnation.high);
    at = write_big_endian(at, record.dot.incarnation.low);
    at = write_big_endian(at, record.dot.counter);
    write_big_endian(at, record.index);
    // The first byte of the hash as XXH64 is usually written: the most significant one.
    return static_cast<std::size_t>(hash64(bytes) >> 56U);
}

}  // namespace wedsync::merge
