#include "sim/disk/crash_loop.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"
#include "sim/disk/memory_faults.hpp"

namespace wedsync::sim {
namespace {

const char* name_of(Damage damage) {
    switch (damage) {
        case Damage::kProcessCrash:
            return "process crash";
        case Damage::kPowerCut:
            return "power cut";
        case Damage::kPowerCutReordered:
            return "power cut, reordered";
        case Damage::kPowerCutTorn:
            return "power cut, torn";
    }
    WEDSYNC_ASSERT(false);
}

/// Where a restart came from, for the details.
struct Place {
    std::string what;
    std::uint64_t point = 0;
    Damage damage = Damage::kProcessCrash;
};

void record(CrashLoopReport& report, const Verdict& verdict, const Place& place,
            std::size_t details_max) {
    ++report.restarts;
    report.reopen_failures += verdict.is_reopened ? 0 : 1;
    report.lost_acknowledged += verdict.lost_count;
    report.broken += verdict.broken_count;
    if (verdict.is_good()) {
        return;
    }
    ++report.bad_restarts;
    if (report.details.size() < details_max) {
        report.details.push_back(place.what + " at point " + std::to_string(place.point) + ", " +
                                 name_of(place.damage) + ": " + verdict.detail);
    }
}

/// Crashes of one recorded run.
class CrashRun {
public:
    CrashRun(const Checker& checker, const CrashLoopOptions& options, CrashLoopReport& report)
        : checker_(checker), options_(options), report_(report) {}

    void crash(const DiskImage& image, const std::vector<std::uint64_t>& acknowledged,
               std::uint64_t point) {
        ++report_.points;
        for (const Damage damage : options_.damages) {
            // Its own seed for each: one case can be looked at alone.
            Prng prng(options_.seed + point * kAllDamages.size() +
                      static_cast<std::uint64_t>(damage));
            SimDisk disk(options_.disk, image);
            disk.restart(damage, prng);
            disk.start_recording();
            const Verdict verdict = checker_(disk, acknowledged);
            record(report_, verdict, {"crash", point, damage}, options_.details_max);
            report_.faults.add(disk.faults());
            report_.faults.add(DiskFault::kCrash);
            const DiskRecording recovery = disk.take_recording();
            if (options_.has_second_crash && !recovery.ops.empty()) {
                crash_again(recovery, acknowledged, {"second crash", point, damage}, prng);
            }
        }
    }

private:
    void crash_again(const DiskRecording& recovery, const std::vector<std::uint64_t>& acknowledged,
                     const Place& place, Prng& prng) {
        DiskImage image = recovery.start;
        const auto count = static_cast<std::size_t>(prng.below(recovery.ops.size() + 1));
        for (std::size_t i = 0; i < count; ++i) {
            image.apply(recovery.ops[i]);
        }
        SimDisk disk(options_.disk, std::move(image));
        disk.restart(place.damage, prng);
        const Verdict verdict = checker_(disk, acknowledged);
        record(report_, verdict, place, options_.details_max);
        ++report_.second_crashes;
        report_.faults.add(disk.faults());
        report_.faults.add(DiskFault::kCrash);
    }

    const Checker& checker_;
    const CrashLoopOptions& options_;
    CrashLoopReport& report_;
};

/// One run of a scenario with a fault armed, and what comes after it.
void check_after(const Checker& checker, const FaultLoopOptions& options, const DiskImage& image,
                 const std::vector<std::uint64_t>& acknowledged, const Place& origin,
                 CrashLoopReport& report) {
    ++report.points;
    for (const Damage damage : options.damages) {
        Prng prng(options.seed + origin.point * kAllDamages.size() +
                  static_cast<std::uint64_t>(damage));
        SimDisk disk(options.disk, image);
        disk.set_quota(0);
        disk.restart(damage, prng);
        const Verdict verdict = checker(disk, acknowledged);
        record(report, verdict, {origin.what, origin.point, damage}, options.details_max);
        report.faults.add(disk.faults());
    }
}

}  // namespace

void Ledger::acknowledge(std::uint64_t item) {
    lines_.push_back({item, disk_.recorded_count()});
}

std::vector<std::uint64_t> Ledger::items() const {
    std::vector<std::uint64_t> result;
    for (const Line& line : lines_) {
        result.push_back(line.item);
    }
    return result;
}

std::vector<std::uint64_t> Ledger::items_before(std::size_t operation_count) const {
    std::vector<std::uint64_t> result;
    for (const Line& line : lines_) {
        if (line.operation_count <= operation_count) {
            result.push_back(line.item);
        }
    }
    return result;
}

std::string CrashLoopReport::text() const {
    std::string result = std::to_string(points) + " points, " + std::to_string(restarts) +
                         " restarts (" + std::to_string(second_crashes) + " second crashes), " +
                         std::to_string(faults.total()) +
                         " faults: " + std::to_string(reopen_failures) + " reopen failures, " +
                         std::to_string(lost_acknowledged) + " acknowledged lost, " +
                         std::to_string(broken) + " broken";
    for (const std::string& detail : details) {
        result += "\n  " + detail;
    }
    return result;
}

void CrashLoopReport::add(const CrashLoopReport& other) {
    points += other.points;
    restarts += other.restarts;
    second_crashes += other.second_crashes;
    reopen_failures += other.reopen_failures;
    lost_acknowledged += other.lost_acknowledged;
    broken += other.broken;
    bad_restarts += other.bad_restarts;
    details.insert(details.end(), other.details.begin(), other.details.end());
    faults.add(other.faults);
}

CrashLoopReport run_crash_loop(const Scenario& scenario, const Checker& checker,
                               const CrashLoopOptions& options) {
    WEDSYNC_ASSERT(options.stride > 0);
    SimDisk disk(options.disk, options.start);
    Ledger ledger(disk);
    disk.start_recording();
    scenario(disk, ledger);
    const DiskRecording recording = disk.take_recording();

    CrashLoopReport report;
    CrashRun run(checker, options, report);
    DiskImage image = recording.start;
    std::uint64_t point = 0;
    for (std::size_t done = 0; done <= recording.ops.size(); ++done) {
        const bool is_point =
            done == recording.ops.size() || recording.ops[done].kind != DiskOpKind::kCreate;
        if (is_point) {
            ++point;
            if (point >= options.first_point && point % options.stride == 0 &&
                report.points < options.points_max) {
                run.crash(image, ledger.items_before(done), point);
            }
        }
        if (done < recording.ops.size()) {
            image.apply(recording.ops[done]);
        }
    }
    return report;
}

CrashLoopReport run_fault_loop(const Scenario& scenario, const Checker& checker,
                               const FaultLoopOptions& options) {
    CrashLoopReport report;
    for (const DiskFault fault : options.faults) {
        for (const Repeat repeat : options.repeats) {
            std::uint64_t next = 1;
            for (std::uint64_t run = 0; run < options.points_max; ++run) {
                SimDisk disk(options.disk, options.start);
                disk.fail_at(next, fault, repeat);
                Ledger ledger(disk);
                scenario(disk, ledger);
                const std::optional<std::uint64_t> struck_at = disk.struck_at();
                if (!struck_at) {
                    break;
                }
                report.faults.add(disk.faults());
                check_after(checker, options, disk.image(), ledger.items(),
                            {.what = "fault " + std::to_string(static_cast<int>(fault)) +
                                     (repeat == Repeat::kOnce ? " once" : " persistent"),
                             .point = *struck_at},
                            report);
                next = *struck_at + options.stride;
            }
        }
    }
    return report;
}

CrashLoopReport run_memory_loop(const Scenario& scenario, const Checker& checker,
                                const FaultLoopOptions& options) {
    CrashLoopReport report;
    MemoryFaults memory;
    for (const Repeat repeat : options.repeats) {
        std::uint64_t next = 1;
        for (std::uint64_t run = 0; run < options.points_max; ++run) {
            SimDisk disk(options.disk, options.start);
            Ledger ledger(disk);
            memory.fail_at(next, repeat);
            scenario(disk, ledger);
            memory.clear();
            if (!memory.struck_at()) {
                break;
            }
            check_after(
                checker, options, disk.image(), ledger.items(),
                {.what = repeat == Repeat::kOnce ? "no memory once" : "no memory", .point = next},
                report);
            next += options.stride;
        }
    }
    return report;
}

}  // namespace wedsync::sim
