#include "sim/swarm/fault.hpp"

namespace wedsync::sim {
namespace {

constexpr std::array<std::string_view, kFaultKinds> kNames = {
    "partition_one_way",
    "partition",
    "out_of_order",
    "duplicate",
    "truncation",
    "reset",
    "half_open",
    "connection_refused",
    "loss",
    "jitter",
    "stall",
    "slow_link",
    "clock_jump",
    "wrong_clock",
    "process_crash",
    "crash_in_write",
    "power_cut",
    "torn_write",
    "dropped_write",
    "disk_full",
    "io_error",
    "bit_rot",
    "schema_skew",
    "unknown_operation",
    "restored_device",
    "cloned_device",
    "hub_restart",
    "hub_power_cut",
    "hub_disk_full",
    "hub_io_error",
    "hub_restored",
    "compaction",
    "month_away",
    "garbage_frame",
    "forged_author",
    "equivocation",
    "future_counter",
    "bad_text",
    "huge_frame",
    "naughty_text",
    "herd",
    "out_of_memory",
    "migration_crash",
    "suspension",
    "refusal",
};

}  // namespace

std::string_view name_of(Fault fault) {
    return kNames[static_cast<std::size_t>(fault)];
}

void FaultCounts::add(const FaultCounts& other) {
    for (std::size_t i = 0; i < kFaultKinds; ++i)
        by_kind[i] += other.by_kind[i];
}

}  // namespace wedsync::sim
