#include "sim/swarm/stage.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "engine/base/hash.hpp"
#include "engine/codec/frame.hpp"
#include "sim/oracle/durability.hpp"
#include "sim/oracle/outcome.hpp"
#include "sim/oracle/page_oracle.hpp"
#include "sim/oracle/states.hpp"
#include "sim/oracle/violations.hpp"
#include "sim/swarm/work_schema.hpp"

namespace wedsync::sim {
namespace {

constexpr ScopeId scope_id(std::uint32_t number) {
    return ScopeId{100 + number};
}

bool is_forbidden(const Change& change) {
    return std::any_of(
        change.operations.begin(), change.operations.end(), [](const Operation& operation) {
            const auto* put = std::get_if<operation::Put>(&operation);
            const auto* text = put == nullptr ? nullptr : std::get_if<std::string>(&put->value);
            return text != nullptr && text->starts_with(kForbidden);
        });
}

hub::Policy work_policy() {
    hub::Policy policy = hub::open_policy();
    policy.judge = [](const std::string& device, const Author&, ScopeId,
                      const Change& change) -> std::optional<RefusalReason> {
        if (is_forbidden(change)) return RefusalReason::kBadValue;
        const bool is_stranger = device == kStrangerName;
        if (is_stranger && change.time.value() % 2 == 1) return RefusalReason::kNotAllowed;
        return std::nullopt;
    };
    return policy;
}

WorldOptions world_options(const Plan& plan, const Sabotage& sabotage) {
    WorldOptions options;
    options.seed = plan.seed;
    options.steps_max = kStepsMax;
    options.hub.schema = work_schema(plan.hub_schema_version);
    options.hub.policy = sabotage.policy ? sabotage.policy(work_policy()) : work_policy();
    options.hub.limits.entries_per_page_max = plan.entries_per_page_max;
    options.hub.limits.records_per_part_max = plan.records_per_part_max;
    options.hub.disk.seed = plan.seed;
    return options;
}

Trace trace_of(NetworkKind kind) {
    switch (kind) {
        case NetworkKind::kFast:
            return Trace::constant(20'000, 10'000);
        case NetworkKind::kMobile:
            return Trace::constant(4'000, 1'000);
        case NetworkKind::kSlow:
            return Trace::constant(24, 12);
        case NetworkKind::kFlapping:
            return Trace({{0, 8'000, 2'000},
                          {20'000, 0, 0},
                          {26'000, 500, 200},
                          {40'000, 0, 0},
                          {41'000, 8'000, 2'000},
                          {60'000, 8'000, 2'000}});
    }
    return Trace::constant(1'000, 1'000);
}

std::uint64_t rtt_of(NetworkKind kind) {
    constexpr std::array<std::uint64_t, 4> kRtts = {10, 80, 700, 150};
    return kRtts[static_cast<std::size_t>(kind)];
}

}  // namespace

Stage::Stage(const Plan& plan, const Sabotage& sabotage)
    : plan_(plan),
      sabotage_(sabotage),
      ledger_(findings_),
      causality_(ledger_, findings_),
      memory_(plan.has_memory_faults ? std::make_unique<MemoryFaults>() : nullptr),
      world_(world_options(plan, sabotage)),
      workload_(world_, {plan.forbidden_per_mille, plan.is_erasing()}, faults_),
      stranger_(world_, ledger_, faults_) {
    workload_.discarded = [this](ScopeId scope, const Dot& dot) { ledger_.discarded(scope, dot); };
}

void Stage::add_device(const DevicePlan& plan) {
    const std::size_t number = world_.device_count();
    DeviceOptions options;
    options.author = {"person" + std::to_string(number), "device" + std::to_string(number), "staff",
                      0};
    options.schema = work_schema(plan.schema_version);
    for (std::uint32_t i = 0; i < plan.scope_count; ++i) {
        const std::uint32_t scope = (plan.scope_first + i) % plan_.scope_count;
        options.scopes.emplace_back(scope_id(scope), "scope" + std::to_string(scope));
    }
    options.network = trace_of(plan.network);
    options.link.rtt_ms = rtt_of(plan.network);
    options.link.faults = plan.faults;
    options.disk.seed = plan_.seed + number + 1;
    options.clock_ahead_ms = plan.clock_ahead_ms;
    if (plan.network == NetworkKind::kSlow) faults_.add(Fault::kSlowLink);
    if (plan.clock_ahead_ms != 0) faults_.add(Fault::kWrongClock);
    if (plan.schema_version != plan_.hub_schema_version) faults_.add(Fault::kSchemaSkew);
    (void)world_.add_device(std::move(options));
}

void Stage::build() {
    world_.set_observer(make_observer());
    for (std::uint32_t i = 0; i < plan_.scope_count; ++i)
        world_.add_scope(scope_id(i), "scope" + std::to_string(i));
    for (const DevicePlan& device : plan_.devices)
        add_device(device);
    for (const Step& step : plan_.steps)
        world_.at(Instant{step.at_ms}, [this, &step] { perform(step); });
    if (plan_.month_at_ms > 0) {
        world_.at(Instant{plan_.month_at_ms}, [this] { rest_for_a_month(); });
    }
}

WorldObserver Stage::make_observer() {
    WorldObserver observer;
    observer.accepted = [this](std::size_t device, ScopeId scope,
                               const std::vector<DotRange>& dots) {
        causality_.accepted(device, world_.replica(device), scope, dots);
    };
    observer.committed = [this](std::size_t device, ScopeId scope, const Dot& dot) {
        note_commit(device, scope, dot);
    };
    observer.device_failed = [this](std::size_t device, const Error&) {
        // The app is opened again by its person, a moment later.
        world_.at(next_try(), [this, device] { restart(device); });
    };
    observer.hub_failed = [this](const Error&) {
        world_.at(next_try(), [this] { restart_hub(); });
    };
    observer.hub_flushed = [this] { ledger_.read_logs(world_.hub()); };
    observer.sending = [this](std::size_t device, Side from, Bytes& frame) {
        return pass(device, from, frame);
    };
    return observer;
}

/// Nobody tries for a whole month to start on a disk that is full.
Instant Stage::next_try() const {
    return is_resting_ ? Instant{plan_.month_at_ms + kMonthMs} : after(world_.now(), 500);
}

bool Stage::pass(std::size_t device, Side from, Bytes& frame) {
    if (from == Side::kHub) {
        constexpr std::uint8_t kWelcome = 2;
        // A connection begins.
        if (frame[0] == kWelcome) heard_.erase(device);
        const Result<std::optional<Message>> message = heard_[device].decode(frame);
        if (!message.ok()) {
            findings_.add(Promise::kSnapshot, "the hub sent what does not decode");
        } else if (message.value()) {
            check_sent(device, *message.value(), ledger_, findings_);
        }
    } else {
        stranger_.overhear(frame);
        if (world_.is_running(device)) ledger_.read_reissues(device, world_.replica(device));
    }
    return !sabotage_.frame || sabotage_.frame(device, from, frame);
}

void Stage::note_commit(std::size_t device, ScopeId scope, const Dot& dot) {
    replica::Replica& replica = world_.replica(device);
    const replica::ScopeState& state = *replica.scope(scope);
    const auto own = state.pending_by_dot.find(dot);
    if (own == state.pending_by_dot.end()) {
        findings_.add(Promise::kDurability, "a commit is not among the pending changes");
        return;
    }
    const Change change = state.pending.find(own->second)->second.change;
    ledger_.committed(device, scope, change, workload_.tally());
    ledger_.read_reissues(device, replica);
    causality_.committed(device, replica, scope, change);
}

void Stage::count_faults() {
    constexpr std::array<std::pair<LinkFault, Fault>, 11> kLinkFaults = {
        {{LinkFault::kLoss, Fault::kLoss},
         {LinkFault::kJitter, Fault::kJitter},
         {LinkFault::kReset, Fault::kReset},
         {LinkFault::kTruncation, Fault::kTruncation},
         {LinkFault::kHalfOpen, Fault::kHalfOpen},
         {LinkFault::kReplayStale, Fault::kOutOfOrder},
         {LinkFault::kReplayAsNew, Fault::kDuplicate},
         {LinkFault::kRefusal, Fault::kConnectionRefused},
         {LinkFault::kStall, Fault::kStall},
         {LinkFault::kPartitionOneWay, Fault::kPartitionOneWay},
         {LinkFault::kPartitionBoth, Fault::kPartition}}};
    DiskFaultCounts disks = world_.hub_node().disk().faults();
    for (std::size_t i = 0; i < world_.device_count(); ++i) {
        const LinkFaultCounts& counts = world_.device(i).link().faults();
        for (const auto& [from, to] : kLinkFaults)
            faults_.add(to, counts.of(from));
        disks.add(world_.device(i).disk().faults());
    }
    faults_.add(Fault::kTornWrite, disks.of(DiskFault::kTornWrite));
    faults_.add(Fault::kDroppedWrite, disks.of(DiskFault::kDroppedWrite));
    faults_.add(Fault::kDiskFull, disks.of(DiskFault::kFull));
    faults_.add(Fault::kIoError, disks.of(DiskFault::kWriteError) +
                                     disks.of(DiskFault::kSyncError) +
                                     disks.of(DiskFault::kReadError));
    if (memory_ != nullptr) faults_.add(Fault::kOutOfMemory, memory_->refused_count());
}

void Stage::judge() {
    std::vector<ScopeId> scopes;
    for (std::uint32_t i = 0; i < plan_.scope_count; ++i)
        scopes.push_back(scope_id(i));
    if (world_.is_exhausted()) {
        findings_.add(Promise::kLiveness, "it did not end: somebody tries again and again");
    }
    check_at_rest(world_, kHealingMsMax, findings_);
    if (!world_.hub_node().is_running()) return;
    ledger_.read_logs(world_.hub());
    for (std::size_t i = 0; i < world_.device_count(); ++i) {
        if (world_.is_running(i)) ledger_.read_reissues(i, world_.replica(i));
    }
    for (const ScopeId scope : scopes)
        check_hub_state(world_.hub(), scope, ledger_, findings_);
    check_same_bytes(world_, scopes, findings_);
    // By now nobody has reason to wait any more.
    waiting_for_repair_.clear();
    for (std::size_t i = 0; i < world_.device_count(); ++i)
        check(i);
    if (findings_.empty()) check_rules_agree(world_, scopes, findings_);
    check_nothing_lost(world_, ledger_, findings_);
    check_tallies(world_, ledger_, workload_.uncertain(), findings_);
    check_refusals(world_, ledger_, findings_);
    check_hub_kept(world_.hub(), ledger_, findings_);
    check_given_back(world_.hub(), ledger_, findings_);
}

Outcome Stage::play() {
    build();
    world_.run_for(plan_.duration_ms);
    if (memory_ != nullptr) memory_->clear();
    world_.hub_node().disk().clear_faults();
    // By ourselves: the ledger has to hear of it where the hub was restored and did not start.
    restart_hub();
    world_.heal();
    for (std::size_t i = 0; i < world_.device_count(); ++i)
        verify(i);
    const Instant healed_at = world_.now();
    (void)world_.run_until([this] { return world_.is_converged(); }, kHealingMsMax);
    healing_ms_ = world_.now().value() - healed_at.value();
    judge();
    count_faults();

    Outcome outcome;
    outcome.violations = findings_.all();
    outcome.faults = faults_;
    outcome.simulated_ms = world_.now().value();
    outcome.commits = ledger_.commits().size();
    for (const auto& [id, scope] : ledger_.scopes())
        outcome.erased += scope.erased.size();
    outcome.healing_ms = healing_ms_;
    outcome.bytes_sent =
        world_.bytes(Direction::kDown).wire_bytes + world_.bytes(Direction::kUp).wire_bytes;
    for (std::uint32_t i = 0; i < plan_.scope_count && world_.hub_node().is_running(); ++i) {
        const auto hash = state_hash(world_.hub().store(), scope_id(i));
        if (hash.ok()) outcome.state_hash = outcome.state_hash * 31 + hash.value();
    }
    world_.note(outcome.state_hash);
    outcome.trace_hash = world_.trace_hash();
    return outcome;
}

Outcome run(const Plan& plan, const Sabotage& sabotage) {
    seed_sqlite_randomness(static_cast<std::uint32_t>(plan.seed % 0xFFFFFFFF) + 1);
    Stage stage(plan, sabotage);
    return stage.play();
}

}  // namespace wedsync::sim
