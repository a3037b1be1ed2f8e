#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/net/fault_plan.hpp"

namespace wedsync::sim {

inline constexpr std::uint64_t kMonthMs = 30ULL * 24 * 60 * 60'000;

enum class StepKind : std::uint8_t {
    kEdit,
    kCheck,  ///< The oracles look at a device.
    kOffline,
    kOnline,
    kBlock,  ///< As kOffline, but nobody tells the device.
    kUnblock,
    kClockJump,
    kCrash,
    kCrashInWrite,
    kPowerCut,
    kDiskFull,
    kDiskFree,
    kIoError,
    kBitRot,
    kUpgrade,
    kReinstall,  ///< Everything is gone, and the first start crashes.
    kImage,      ///< A backup of the device is made.
    kRestore,
    kClone,
    kSuspend,
    kResume,
    kOutOfMemory,
    kHubCrash,
    kHubPowerCut,
    kHubDiskFull,
    kHubDiskFree,
    kHubIoError,
    kHubImage,
    kHubRestore,
    kCompact,
    kStranger,  ///< A hostile or newer client talks to the hub.
    kHerd,
};

/// One thing that is done to the world. `seed` decides everything about it that is not said here,
/// so that leaving out other steps does not change it.
struct Step {
    std::uint64_t at_ms = 0;
    StepKind kind = StepKind::kEdit;
    std::uint32_t device = 0;
    std::uint64_t seed = 0;
};

enum class NetworkKind : std::uint8_t { kFast, kMobile, kSlow, kFlapping };

struct DevicePlan {
    NetworkKind network = NetworkKind::kFast;
    FaultPlan faults;
    std::int64_t clock_ahead_ms = 0;
    /// 1 to 3.
    std::uint32_t schema_version = 2;
    /// How many of the plan's scopes it holds, from the `scope_first`th on.
    std::uint32_t scope_first = 0;
    std::uint32_t scope_count = 1;
};

/// A whole run as a value: drawn from a seed, and made smaller to find what matters.
struct Plan {
    std::uint64_t seed = 0;
    std::uint32_t scope_count = 1;
    std::vector<DevicePlan> devices;
    std::uint32_t hub_schema_version = 2;
    std::uint32_t entries_per_page_max = 1'000;
    std::uint32_t records_per_part_max = 500;
    bool has_memory_faults = false;
    /// Of edits, per thousand: those that the hub's policy will refuse.
    std::uint32_t forbidden_per_mille = 0;
    /// One run in four erases records. Not drawn: the plans of older seeds stay what they are.
    [[nodiscard]] bool is_erasing() const { return seed > 4'000 && seed % 4 == 0; }
    /// A month in which nobody is there begins at this time; the steps after it come later. 0:
    /// none.
    std::uint64_t month_at_ms = 0;
    std::uint64_t duration_ms = 0;
    /// In order of time.
    std::vector<Step> steps;
};

/// Swarm testing (Groce et al., 2012): each seed switches a random subset of troubles on, at random
/// rates.
[[nodiscard]] Plan draw_plan(std::uint64_t seed);

/// A plan as text: for a person who looks for the cause of a failure.
[[nodiscard]] std::string to_text(const Plan& plan);

}  // namespace wedsync::sim
