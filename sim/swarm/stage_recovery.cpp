// What the host of a device or of the hub does when something has failed: what a real app or a
// person would do, and nothing that only a simulator could.
#include <utility>

#include "sim/oracle/durability.hpp"
#include "sim/swarm/stage.hpp"

namespace wedsync::sim {

std::vector<const replica::Replica*> Stage::replicas() {
    std::vector<const replica::Replica*> running;
    for (std::size_t i = 0; i < world_.device_count(); ++i) {
        if (world_.is_running(i)) running.push_back(&world_.replica(i));
    }
    return running;
}

void Stage::restart(std::size_t device) {
    if (world_.is_running(device)) return;
    const auto damage = damage_due_.find(device);
    if (damage != damage_due_.end()) {
        faults_.add(Fault::kPowerCut);
        world_.crash(device, damage->second);
        damage_due_.erase(damage);
    }
    world_.start(device);
    if (!world_.is_running(device)) return;
    ledger_.read_reissues(device, world_.replica(device));
    causality_.started(device, world_.replica(device));
    check_kept(device, world_.replica(device), ledger_, findings_);
}

void Stage::restart_hub() {
    if (world_.hub_node().is_running()) return;
    if (!world_.start_hub()) return;
    if (std::exchange(is_hub_restored_, false)) {
        ledger_.hub_restored(world_.hub());
        start_everybody();
        excuse_lost(replicas(), ledger_);
        return;
    }
    ledger_.read_logs(world_.hub());
    check_hub_kept(world_.hub(), ledger_, findings_);
}

void Stage::start_everybody() {
    if (!world_.hub_node().is_running()) restart_hub();
    for (std::size_t i = 0; i < world_.device_count(); ++i)
        restart(i);
}

/// The disk of a device is another one now; what only the old one had is lost, and that is known.
void Stage::replace_disk(std::size_t device, DiskImage image) {
    start_everybody();
    if (world_.is_running(device)) {
        ledger_.read_reissues(device, world_.replica(device));
        world_.crash(device, Damage::kProcessCrash);
    }
    world_.device(device).disk().replace(std::move(image));
    causality_.forget(device);
    ledger_.forget_sequences(device);
    damage_due_.erase(device);
    waiting_for_repair_.erase(device);
    // Looked at without the network: what the new disk holds, and what the others do.
    world_.start(device);
    const bool is_running = world_.is_running(device);
    note_replaced(device, is_running ? &world_.replica(device) : nullptr, ledger_);
    excuse_lost(replicas(), ledger_);
    if (is_running) world_.crash(device, Damage::kProcessCrash);
}

void Stage::clone(const Doing& doing) {
    const std::size_t device = doing.device;
    faults_.add(Fault::kClonedDevice);
    DeviceOptions options = world_.device(device).options();
    options.image = world_.device(device).disk().image();
    (void)world_.add_device(std::move(options));
}

void Stage::rot(const Doing& doing) {
    const std::size_t device = doing.device;
    start_everybody();
    if (!world_.is_running(device)) return;
    ledger_.read_reissues(device, world_.replica(device));
    world_.crash(device, Damage::kProcessCrash);
    if (!world_.device(device).disk().flip_any_bit(doing.prng).has_value()) return;
    faults_.add(Fault::kBitRot);
    causality_.forget(device);
    ledger_.forget_sequences(device);
    world_.start(device);
    // An allocation that failed comes once, and says nothing of the disk.
    if (!world_.is_running(device)) world_.start(device);
    verify(device);
    // A log ends where it is damaged: what stood behind is gone, perhaps not from everybody.
    note_replaced(device, world_.is_running(device) ? &world_.replica(device) : nullptr, ledger_);
    excuse_lost(replicas(), ledger_);
}

/// Reads everything again. A file that is damaged is put aside, and the device starts anew.
void Stage::verify(std::size_t device) {
    bool is_damaged = !world_.is_running(device);
    if (!is_damaged) {
        replica::Replica& replica = world_.replica(device);
        is_damaged = !replica.store().check().ok();
        for (const ScopeId scope : replica.scopes()) {
            if (is_damaged) break;
            const auto verified = replica.verify(scope);
            is_damaged = !verified.ok();
            if (is_damaged || verified.value().ok()) continue;
            is_damaged = !replica.rescan(scope).ok();
            waiting_for_repair_.insert(device);
        }
    }
    if (!is_damaged) return;
    replace_disk(device, {});
    restart(device);
}

void Stage::restore_hub(const Doing&) {
    if (!hub_image_.has_value()) return;
    faults_.add(Fault::kHubRestored);
    start_everybody();
    if (!world_.hub_node().is_running()) return;
    ledger_.read_logs(world_.hub());
    world_.crash_hub(Damage::kProcessCrash);
    world_.hub_node().disk().replace(*hub_image_);
    world_.hub_node().take_new_epoch();
    is_hub_restored_ = true;
    restart_hub();
}

}  // namespace wedsync::sim
