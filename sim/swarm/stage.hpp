#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "engine/codec/frame_session.hpp"
#include "sim/disk/memory_faults.hpp"
#include "sim/oracle/causality.hpp"
#include "sim/oracle/ledger.hpp"
#include "sim/swarm/run.hpp"
#include "sim/swarm/stranger.hpp"
#include "sim/swarm/workload.hpp"

namespace wedsync::sim {

/// The world of one run with everybody who plays and judges in it. run() uses it once.
class Stage {
public:
    Stage(const Plan& plan, const Sabotage& sabotage);
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    Stage(Stage&&) = delete;
    Stage& operator=(Stage&&) = delete;
    ~Stage() = default;

    [[nodiscard]] Outcome play();

private:
    // stage.cpp: the world and its observers.
    void build();
    void add_device(const DevicePlan& plan);
    [[nodiscard]] WorldObserver make_observer();
    [[nodiscard]] Instant next_try() const;
    [[nodiscard]] bool pass(std::size_t device, Side from, Bytes& frame);
    void note_commit(std::size_t device, ScopeId scope, const Dot& dot);
    void judge();
    void count_faults();

    // stage_steps.cpp: what is done to the world.
    struct Doing {
        std::size_t device;
        Prng& prng;
    };
    static const std::array<void (Stage::*)(const Doing&), 32> kSteps;
    void perform(const Step& step);
    void edit(const Doing& doing);
    void check_device(const Doing& doing);
    void go_offline(const Doing& doing);
    void go_online(const Doing& doing);
    void block(const Doing& doing);
    void unblock(const Doing& doing);
    void jump_clock(const Doing& doing);
    void suspend(const Doing& doing);
    void resume(const Doing& doing);
    void upgrade(const Doing& doing);
    void herd(const Doing& doing);
    void crash(const Doing& doing);
    void crash_in_write(const Doing& doing);
    void cut_power(const Doing& doing);
    void fill_disk(const Doing& doing);
    void free_disk(const Doing& doing);
    void fail_disk(const Doing& doing);
    void run_out_of_memory(const Doing& doing);
    void reinstall(const Doing& doing);
    void take_image(const Doing& doing);
    void restore(const Doing& doing);
    void crash_hub(const Doing& doing);
    void cut_hub_power(const Doing& doing);
    void fill_hub_disk(const Doing& doing);
    void free_hub_disk(const Doing& doing);
    void fail_hub_disk(const Doing& doing);
    void take_hub_image(const Doing& doing);
    void compact(const Doing& doing);
    void visit(const Doing& doing);
    void restart_later(const Doing& doing);
    void restart_hub_later(const Doing& doing);
    void check(std::size_t device);
    [[nodiscard]] bool waits_for_repair(std::size_t device);
    void rest_for_a_month();

    // stage_recovery.cpp: what the host of a device or hub does after a failure.
    void restart(std::size_t device);
    void restart_hub();
    void replace_disk(std::size_t device, DiskImage image);
    void clone(const Doing& doing);
    void rot(const Doing& doing);
    void verify(std::size_t device);
    void restore_hub(const Doing& doing);
    void start_everybody();
    [[nodiscard]] std::vector<const replica::Replica*> replicas();

    const Plan& plan_;
    const Sabotage& sabotage_;
    Findings findings_;
    FaultCounts faults_;
    Ledger ledger_;
    /// What the hub says to each device.
    std::map<std::size_t, codec::FrameSession> heard_;
    CausalityOracle causality_;
    std::unique_ptr<MemoryFaults> memory_;
    World world_;
    Workload workload_;
    Stranger stranger_;
    std::map<std::size_t, DiskImage> images_;
    std::optional<DiskImage> hub_image_;
    /// A backup is on the hub's disk, and the ledger does not know yet.
    bool is_hub_restored_ = false;
    /// Everybody is away for a month.
    bool is_resting_ = false;
    std::map<std::size_t, Damage> damage_due_;
    /// Devices with a damaged row: wrong until the hub's sums tell, and the row is fetched again.
    std::set<std::size_t> waiting_for_repair_;
    std::uint64_t healing_ms_ = 0;
};

}  // namespace wedsync::sim
