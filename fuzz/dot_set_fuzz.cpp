// Any bytes as a set of dots: refused, or the one form of the set that they stand for.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/base/assert.hpp"
#include "engine/codec/entries.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto set = wedsync::codec::decode_dot_set({data, size});
    if (!set.ok()) return 0;
    const wedsync::Bytes bytes = wedsync::codec::encode_dot_set(set.value());
    WEDSYNC_ASSERT(std::equal(bytes.begin(), bytes.end(), data, data + size));
    return 0;
}
