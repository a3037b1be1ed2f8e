#include <array>
#include <string>

#include "sim/oracle/durability.hpp"
#include "sim/oracle/readings.hpp"
#include "sim/oracle/states.hpp"
#include "sim/oracle/violations.hpp"
#include "sim/swarm/stage.hpp"
#include "sim/swarm/work_schema.hpp"

namespace wedsync::sim {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

Damage any_power_cut(Prng& prng) {
    return kAllDamages[1 + prng.below(kAllDamages.size() - 1)];
}

void crash_soon(SimDisk& disk, Prng& prng) {
    disk.crash_at(disk.points() + prng.between(1, 40));
}

void fill_soon(SimDisk& disk, Prng& prng) {
    disk.fail_at(disk.points() + prng.between(1, 10), DiskFault::kFull, Repeat::kPersistent);
}

void fail_soon(SimDisk& disk, Prng& prng) {
    constexpr std::array<DiskFault, 3> kErrors = {DiskFault::kWriteError, DiskFault::kSyncError,
                                                  DiskFault::kReadError};
    const DiskFault error = kErrors[prng.below(kErrors.size())];
    const std::uint64_t count = error == DiskFault::kReadError ? disk.reads() : disk.points();
    disk.fail_at(count + prng.between(1, 20), error, Repeat::kOnce);
}

}  // namespace

// In the order of StepKind.
const std::array<void (Stage::*)(const Stage::Doing&), 32> Stage::kSteps = {
    &Stage::edit,           &Stage::check_device,
    &Stage::go_offline,     &Stage::go_online,
    &Stage::block,          &Stage::unblock,
    &Stage::jump_clock,     &Stage::crash,
    &Stage::crash_in_write, &Stage::cut_power,
    &Stage::fill_disk,      &Stage::free_disk,
    &Stage::fail_disk,      &Stage::rot,
    &Stage::upgrade,        &Stage::reinstall,
    &Stage::take_image,     &Stage::restore,
    &Stage::clone,          &Stage::suspend,
    &Stage::resume,         &Stage::run_out_of_memory,
    &Stage::crash_hub,      &Stage::cut_hub_power,
    &Stage::fill_hub_disk,  &Stage::free_hub_disk,
    &Stage::fail_hub_disk,  &Stage::take_hub_image,
    &Stage::restore_hub,    &Stage::compact,
    &Stage::visit,          &Stage::herd};

void Stage::perform(const Step& step) {
    if (world_.device_count() == 0) return;
    Prng prng(step.seed);
    if (step.kind != StepKind::kEdit) world_.note(static_cast<std::uint64_t>(step.kind));
    const std::size_t device = step.device % world_.device_count();
    (this->*kSteps[static_cast<std::size_t>(step.kind)])({device, prng});
}

void Stage::edit(const Doing& doing) {
    workload_.edit(doing.device, doing.prng);
}

void Stage::check_device(const Doing& doing) {
    check(doing.device);
}

// Network, clock, app.

void Stage::go_offline(const Doing& doing) {
    faults_.add(Fault::kPartition);
    world_.set_offline(doing.device, true);
}

void Stage::go_online(const Doing& doing) {
    world_.set_offline(doing.device, false);
}

void Stage::block(const Doing& doing) {
    faults_.add(Fault::kPartition);
    world_.set_blocked(doing.device, true);
}

void Stage::unblock(const Doing& doing) {
    world_.set_blocked(doing.device, false);
}

void Stage::jump_clock(const Doing& doing) {
    faults_.add(Fault::kClockJump);
    const auto hours = static_cast<std::int64_t>(doing.prng.below(20'000)) - 10'000;
    world_.device(doing.device).options().clock_ahead_ms += hours * kHourMs;
}

void Stage::suspend(const Doing& doing) {
    faults_.add(Fault::kSuspension);
    world_.suspend(doing.device);
}

void Stage::resume(const Doing& doing) {
    world_.resume(doing.device);
}

void Stage::upgrade(const Doing& doing) {
    Schema& schema = world_.device(doing.device).options().schema;
    if (schema.version >= kWorkSchemaVersions) return;
    faults_.add(Fault::kSchemaSkew);
    world_.crash(doing.device, Damage::kProcessCrash);
    schema = work_schema(schema.version + 1);
    restart(doing.device);
}

void Stage::herd(const Doing& doing) {
    faults_.add(Fault::kHerd);
    for (std::size_t i = 0; i < world_.device_count(); ++i)
        world_.set_offline(i, true);
    world_.at(after(world_.now(), doing.prng.between(1'000, 60'000)), [this] {
        if (is_resting_) return;
        for (std::size_t i = 0; i < world_.device_count(); ++i)
            world_.set_offline(i, false);
    });
}

// A device's disk and memory.

void Stage::restart_later(const Doing& doing) {
    const std::size_t device = doing.device;
    world_.at(after(world_.now(), doing.prng.between(100, 20'000)),
              [this, device] { restart(device); });
}

void Stage::crash(const Doing& doing) {
    faults_.add(Fault::kProcessCrash);
    world_.crash(doing.device, Damage::kProcessCrash);
    restart_later(doing);
}

void Stage::crash_in_write(const Doing& doing) {
    faults_.add(Fault::kCrashInWrite);
    crash_soon(world_.device(doing.device).disk(), doing.prng);
    if (doing.prng.chance(500)) damage_due_[doing.device] = any_power_cut(doing.prng);
}

void Stage::cut_power(const Doing& doing) {
    faults_.add(Fault::kPowerCut);
    world_.crash(doing.device, any_power_cut(doing.prng));
    restart_later(doing);
}

void Stage::fill_disk(const Doing& doing) {
    fill_soon(world_.device(doing.device).disk(), doing.prng);
}

void Stage::free_disk(const Doing& doing) {
    world_.device(doing.device).disk().clear_faults();
}

void Stage::fail_disk(const Doing& doing) {
    fail_soon(world_.device(doing.device).disk(), doing.prng);
}

void Stage::run_out_of_memory(const Doing& doing) {
    if (memory_ != nullptr) memory_->fail_at(doing.prng.between(1, 2'000), Repeat::kOnce);
}

void Stage::reinstall(const Doing& doing) {
    faults_.add(Fault::kMigrationCrash);
    replace_disk(doing.device, {});
    world_.device(doing.device).disk().crash_at(doing.prng.between(1, 30));
    restart(doing.device);
}

void Stage::take_image(const Doing& doing) {
    images_[doing.device] = world_.device(doing.device).disk().image();
}

void Stage::restore(const Doing& doing) {
    const auto image = images_.find(doing.device);
    if (image == images_.end()) return;
    faults_.add(Fault::kRestoredDevice);
    replace_disk(doing.device, image->second);
    restart(doing.device);
}

// The hub.

void Stage::restart_hub_later(const Doing& doing) {
    world_.at(after(world_.now(), doing.prng.between(100, 10'000)), [this] { restart_hub(); });
}

void Stage::crash_hub(const Doing& doing) {
    faults_.add(Fault::kHubRestart);
    if (doing.prng.chance(500)) {
        crash_soon(world_.hub_node().disk(), doing.prng);
        return;
    }
    world_.crash_hub(Damage::kProcessCrash);
    restart_hub_later(doing);
}

void Stage::cut_hub_power(const Doing& doing) {
    faults_.add(Fault::kHubPowerCut);
    world_.crash_hub(any_power_cut(doing.prng));
    restart_hub_later(doing);
}

void Stage::fill_hub_disk(const Doing& doing) {
    faults_.add(Fault::kHubDiskFull);
    fill_soon(world_.hub_node().disk(), doing.prng);
}

void Stage::free_hub_disk(const Doing&) {
    world_.hub_node().disk().clear_faults();
}

void Stage::fail_hub_disk(const Doing& doing) {
    faults_.add(Fault::kHubIoError);
    fail_soon(world_.hub_node().disk(), doing.prng);
}

void Stage::take_hub_image(const Doing&) {
    if (!world_.hub_node().is_running()) return;
    hub::Hub& hub = world_.hub();
    if (!hub.mark_backup(hub.take_backup_mark()).ok()) return;
    hub_image_ = world_.hub_node().disk().image();
}

void Stage::compact(const Doing& doing) {
    if (!world_.hub_node().is_running()) return;
    ledger_.read_logs(world_.hub());
    for (const auto& [id, scope] : ledger_.scopes()) {
        const store::ScopeRow* row = world_.hub().scope(id);
        if (row == nullptr || row->cursor.position.value() == 0) continue;
        faults_.add(Fault::kCompaction);
        const std::uint64_t head = row->cursor.position.value();
        (void)world_.hub().compact(id, Position{head - doing.prng.below(head)});
    }
}

void Stage::visit(const Doing& doing) {
    stranger_.visit(doing.prng);
}

void Stage::check(std::size_t device) {
    if (!world_.is_running(device) || !world_.hub_node().is_running()) return;
    ledger_.read_logs(world_.hub());
    if (waits_for_repair(device)) return;
    const std::string who = "device " + std::to_string(device);
    for (const ScopeId scope : world_.replica(device).scopes()) {
        check_state(world_.replica(device), scope, who, ledger_, findings_);
        check_readings(world_.replica(device), scope, who, findings_);
    }
    check_pairs(world_.replica(device), workload_.pairs(), who, findings_);
    check_rules(world_.replica(device), who, findings_);
}

/// Until its state is right for the first time after the damage.
bool Stage::waits_for_repair(std::size_t device) {
    if (!waiting_for_repair_.contains(device)) return false;
    Findings wrong;
    for (const ScopeId scope : world_.replica(device).scopes())
        check_state(world_.replica(device), scope, "", ledger_, wrong);
    if (wrong.empty()) waiting_for_repair_.erase(device);
    return !wrong.empty();
}

void Stage::rest_for_a_month() {
    is_resting_ = true;
    // Nothing is sent, so nothing can go wrong with it: links that fail a million times in an empty
    // month prove nothing.
    for (std::size_t i = 0; i < world_.device_count(); ++i) {
        world_.set_offline(i, true);
        SimLink& link = world_.device(i).link();
        // An app that is suspended cannot end its attempt to connect: the system does.
        if (world_.device(i).is_suspended()) link.vanish(world_.now());
        link.set_faults(world_.now(), {});
    }
    world_.at(after(world_.now(), kMonthMs - 1), [this] {
        faults_.add(Fault::kMonthAway);
        is_resting_ = false;
        for (std::size_t i = 0; i < world_.device_count(); ++i) {
            Device& device = world_.device(i);
            device.link().set_faults(world_.now(), device.options().link.faults);
        }
        // The first device stays away a little longer, until the others have worked and the log
        // was compacted.
        for (std::size_t i = 1; i < world_.device_count(); ++i)
            world_.set_offline(i, false);
    });
}

}  // namespace wedsync::sim
