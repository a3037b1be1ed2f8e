#pragma once

#include <cstdint>
#include <string>

#include "sim/crash/stories.hpp"

namespace wedsync::sim {

/// What all stories together went through.
struct CrashTotals {
    std::uint64_t stories = 0;
    CrashLoopReport crashes;
    CrashLoopReport faults;
    CrashLoopReport memory;

    /// One JSON object on one line.
    [[nodiscard]] std::string json() const;
};

/// How densely points are chosen.
struct CrashDensity {
    std::uint64_t crash_stride = 1;
    std::uint64_t fault_stride = 1;
    std::uint64_t memory_stride = 1;
};

/// Every story: crashed, disturbed, and short of memory. Each finding is a test failure.
[[nodiscard]] CrashTotals crash_all(const CrashDensity& density);

}  // namespace wedsync::sim
