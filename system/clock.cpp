#include "system/clock.hpp"

#include <cstdint>
#include <ctime>

namespace wedsync::os {
namespace {

std::uint64_t milliseconds(clockid_t clock) {
    constexpr std::uint64_t kPerSecond = 1'000;
    constexpr std::uint64_t kNanosecondsEach = 1'000'000;
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * kPerSecond +
           static_cast<std::uint64_t>(time.tv_nsec) / kNanosecondsEach;
}

}  // namespace

Now read_clock() {
    return {Instant{milliseconds(CLOCK_BOOTTIME)}, WallTime{milliseconds(CLOCK_REALTIME)}};
}

}  // namespace wedsync::os
