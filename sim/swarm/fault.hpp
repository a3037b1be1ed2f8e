#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wedsync::sim {

/// Every kind of trouble a run can have, for counting.
enum class Fault : std::uint8_t {
    kPartitionOneWay,
    kPartition,
    kOutOfOrder,  ///< A frame of an earlier connection arrives in a later one.
    kDuplicate,   ///< The same, and looks like one of this connection.
    kTruncation,
    kReset,
    kHalfOpen,
    kConnectionRefused,
    kLoss,
    kJitter,
    kStall,
    kSlowLink,
    kClockJump,
    kWrongClock,
    kProcessCrash,
    kCrashInWrite,
    kPowerCut,
    kTornWrite,
    kDroppedWrite,
    kDiskFull,
    kIoError,
    kBitRot,
    kSchemaSkew,
    kUnknownOperation,
    kRestoredDevice,
    kClonedDevice,
    kHubRestart,
    kHubPowerCut,
    kHubDiskFull,
    kHubIoError,
    kHubRestored,
    kCompaction,
    kMonthAway,
    kGarbageFrame,
    kForgedAuthor,
    kEquivocation,
    kFutureCounter,
    kBadText,
    kHugeFrame,
    kNaughtyText,
    kHerd,
    kOutOfMemory,
    kMigrationCrash,
    kSuspension,
    kRefusal,
};
inline constexpr std::size_t kFaultKinds = 45;

/// "partition_one_way", ...
[[nodiscard]] std::string_view name_of(Fault fault);

struct FaultCounts {
    std::array<std::uint64_t, kFaultKinds> by_kind{};

    void add(Fault fault, std::uint64_t count = 1) {
        by_kind[static_cast<std::size_t>(fault)] += count;
    }
    void add(const FaultCounts& other);
    [[nodiscard]] std::uint64_t of(Fault fault) const {
        return by_kind[static_cast<std::size_t>(fault)];
    }
};

}  // namespace wedsync::sim
