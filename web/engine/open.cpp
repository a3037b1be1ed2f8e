#include <cstdint>

#include "web/engine/host.h"
#include "wedsync/wedsync.h"

namespace {

std::uint64_t random_bits(void*) {
    std::uint64_t bits = 0;
    wedsync_host_random(&bits, sizeof bits);
    return bits;
}

}  // namespace

/// wedsync_open() with the browser's randomness: JavaScript has no function pointers to pass.
extern "C" int wedsync_web_open(const char* options, size_t options_size, wedsync_replica** replica,
                                wedsync_bytes* error) {
    return wedsync_open(options, options_size, random_bits, nullptr, replica, error);
}
