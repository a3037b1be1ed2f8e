#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sim/disk/disk_image.hpp"
#include "sim/disk/sim_disk.hpp"

namespace wedsync::sim {

/// What a scenario was told is safe: it calls acknowledge() the moment its store says so.
class Ledger {
public:
    explicit Ledger(const SimDisk& disk) : disk_(disk) {}

    void acknowledge(std::uint64_t item);

    [[nodiscard]] std::vector<std::uint64_t> items() const;
    /// Those acknowledged before the recorded operation `operation_count` (0: the first) began.
    [[nodiscard]] std::vector<std::uint64_t> items_before(std::size_t operation_count) const;

private:
    struct Line {
        std::uint64_t item;
        std::size_t operation_count;
    };
    const SimDisk& disk_;
    std::vector<Line> lines_;
};

/// What a checker finds on a disk that came up again.
struct Verdict {
    bool is_reopened = true;
    /// Acknowledged items that are not there.
    std::uint64_t lost_count = 0;
    /// Half transactions, a failed integrity check, and whatever else must never be.
    std::uint64_t broken_count = 0;
    /// For people: what was found.
    std::string detail;

    [[nodiscard]] bool is_good() const {
        return is_reopened && lost_count == 0 && broken_count == 0;
    }
};

/// Opens its database on the disk, works, acknowledges, closes. It must be deterministic, and go on
/// or give up in order when something fails. It must leave no connection open.
using Scenario = std::function<void(SimDisk& disk, Ledger& ledger)>;
/// Opens the database again and looks for what was acknowledged. Items not in the list may be there
/// or not. It must leave no connection open.
using Checker =
    std::function<Verdict(SimDisk& disk, const std::vector<std::uint64_t>& acknowledged)>;

struct CrashLoopOptions {
    std::uint64_t seed = 1;
    DiskOptions disk = {};
    /// What is on the disk at first.
    DiskImage start = {};
    std::vector<Damage> damages{kAllDamages.begin(), kAllDamages.end()};
    /// Every how many I/O points, from which one on, and how many at most.
    std::uint64_t stride = 1;
    std::uint64_t first_point = 0;
    std::uint64_t points_max = std::numeric_limits<std::uint64_t>::max();
    /// Also crash the recovery itself, at one I/O point of it, with the same damage.
    bool has_second_crash = true;
    std::size_t details_max = 8;
};

struct CrashLoopReport {
    /// I/O points at which it was crashed, and restarts checked (points x damages, and the second
    /// crashes).
    std::uint64_t points = 0;
    std::uint64_t restarts = 0;
    std::uint64_t second_crashes = 0;
    std::uint64_t reopen_failures = 0;
    std::uint64_t lost_acknowledged = 0;
    std::uint64_t broken = 0;
    /// Restarts with any finding.
    std::uint64_t bad_restarts = 0;
    /// The first findings: point, damage, and what the checker said.
    std::vector<std::string> details;
    DiskFaultCounts faults;

    [[nodiscard]] bool is_good() const { return bad_restarts == 0; }
    /// One line of all counts, and the details.
    [[nodiscard]] std::string text() const;
    void add(const CrashLoopReport& other);
};

/// Crashes the scenario at every I/O point with every damage. The scenario runs once, recorded;
/// then the disk is rebuilt as it was just before each point, damaged, and checked: what the
/// program does after the crash cannot matter, since it is gone.
[[nodiscard]] CrashLoopReport run_crash_loop(const Scenario& scenario, const Checker& checker,
                                             const CrashLoopOptions& options = {});

struct FaultLoopOptions {
    std::uint64_t seed = 1;
    DiskOptions disk = {};
    DiskImage start = {};
    std::vector<DiskFault> faults = {DiskFault::kFull, DiskFault::kWriteError,
                                     DiskFault::kSyncError, DiskFault::kReadError};
    std::vector<Repeat> repeats = {Repeat::kOnce, Repeat::kPersistent};
    /// What follows the fault before the checker looks: a new start of the program, a power cut.
    std::vector<Damage> damages = {Damage::kProcessCrash, Damage::kPowerCut};
    std::uint64_t stride = 1;
    std::uint64_t points_max = std::numeric_limits<std::uint64_t>::max();
    std::size_t details_max = 8;
};

/// Makes the Nth operation fail, for N = 1, 2, ... until the scenario ends without meeting the
/// fault: once, and from then on. The program lives, and sees the error. `points` are scenarios
/// run.
[[nodiscard]] CrashLoopReport run_fault_loop(const Scenario& scenario, const Checker& checker,
                                             const FaultLoopOptions& options = {});

/// The same with the Nth allocation inside SQLite; `faults` of the options is not used, and no
/// connection may be open anywhere in the program.
[[nodiscard]] CrashLoopReport run_memory_loop(const Scenario& scenario, const Checker& checker,
                                              const FaultLoopOptions& options = {});

}  // namespace wedsync::sim
