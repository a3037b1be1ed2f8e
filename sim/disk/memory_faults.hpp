#pragma once

#include <cstdint>
#include <optional>

#include "sim/disk/sim_disk.hpp"

namespace wedsync::sim {

/// While one of these exists, SQLite's memory comes through it and can be refused. One at a time.
/// SQLite has to be shut down to change its allocator: both ends of its life require that no
/// connection is open.
class MemoryFaults {
public:
    MemoryFaults();
    MemoryFaults(const MemoryFaults&) = delete;
    MemoryFaults& operator=(const MemoryFaults&) = delete;
    MemoryFaults(MemoryFaults&&) = delete;
    MemoryFaults& operator=(MemoryFaults&&) = delete;
    ~MemoryFaults();

    /// Refuses the `number`th allocation from now (1: the next), or all from that one on. The
    /// count of allocations() starts again.
    void fail_at(std::uint64_t number, Repeat repeat);
    void clear();

    /// Since fail_at() or construction.
    [[nodiscard]] std::uint64_t allocations() const;
    /// The allocation that was refused first since fail_at().
    [[nodiscard]] std::optional<std::uint64_t> struck_at() const;
    /// Refused since construction.
    [[nodiscard]] std::uint64_t refused_count() const;
};

}  // namespace wedsync::sim
