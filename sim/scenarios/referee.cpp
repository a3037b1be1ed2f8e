#include "sim/scenarios/referee.hpp"

#include <string>
#include <utility>

#include "sim/oracle/durability.hpp"
#include "sim/oracle/outcome.hpp"
#include "sim/oracle/page_oracle.hpp"
#include "sim/oracle/readings.hpp"
#include "sim/oracle/states.hpp"

namespace wedsync::sim {
namespace {

/// Until somebody opens the app again, or the hub's host starts it.
constexpr std::uint64_t kRestartMs = 500;

}  // namespace

Referee::Referee(World& world) : world_(world), ledger_(findings_), causality_(ledger_, findings_) {
    world_.set_observer(make_observer());
}

WorldObserver Referee::make_observer() {
    WorldObserver observer;
    observer.accepted = [this](std::size_t device, ScopeId scope,
                               const std::vector<DotRange>& dots) {
        causality_.accepted(device, world_.replica(device), scope, dots);
    };
    observer.committed = [this](std::size_t device, ScopeId scope, const Dot& dot) {
        note_commit(device, scope, dot);
    };
    observer.device_failed = [this](std::size_t device, const Error&) {
        world_.at(after(world_.now(), kRestartMs), [this, device] { start(device); });
    };
    observer.hub_failed = [this](const Error&) {
        world_.at(after(world_.now(), kRestartMs), [this] { start_hub(); });
    };
    observer.hub_flushed = [this] { ledger_.read_logs(world_.hub()); };
    observer.sending = [this](std::size_t device, Side from, Bytes& frame) {
        return pass(device, from, frame);
    };
    return observer;
}

/// As the other end of the connection understands it.
Result<std::optional<Message>> Referee::decode(std::size_t device, Side from, BytesView frame) {
    constexpr std::uint8_t kHello = 1;
    constexpr std::uint8_t kWelcome = 2;
    codec::FrameSession& hub_end = heard_[{device, Side::kDevice}];
    codec::FrameSession& device_end = heard_[{device, Side::kHub}];
    const bool is_welcome = from == Side::kHub && frame[0] == kWelcome;
    if (is_welcome) device_end = {};
    if (from == Side::kDevice && frame[0] == kHello) hub_end = {};
    Result<std::optional<Message>> message =
        (from == Side::kHub ? device_end : hub_end).decode(frame);
    // From here on the device may speak in short frames.
    if (is_welcome && message.ok()) static_cast<void>(hub_end.encode(*message.value()));
    return message;
}

bool Referee::pass(std::size_t device, Side from, BytesView frame) {
    const Result<std::optional<Message>> message = decode(device, from, frame);
    if (!message.ok()) {
        findings_.add(Promise::kSnapshot, "what was sent does not decode");
        return true;
    }
    if (!message.value()) return true;
    if (from == Side::kHub) {
        check_sent(device, *message.value(), ledger_, findings_);
    } else if (world_.is_running(device)) {
        ledger_.read_reissues(device, world_.replica(device));
    }
    return !interfere_ || interfere_(device, from, *message.value());
}

void Referee::note_commit(std::size_t device, ScopeId scope, const Dot& dot) {
    replica::Replica& replica = world_.replica(device);
    const replica::ScopeState& state = *replica.scope(scope);
    const auto own = state.pending_by_dot.find(dot);
    if (own == state.pending_by_dot.end()) {
        findings_.add(Promise::kDurability, "a commit is not among the pending changes");
        return;
    }
    const Change change = state.pending.find(own->second)->second.change;
    ledger_.committed(device, scope, change, std::nullopt);
    ledger_.read_reissues(device, replica);
    causality_.committed(device, replica, scope, change);
}

std::vector<const replica::Replica*> Referee::replicas() {
    std::vector<const replica::Replica*> running;
    for (std::size_t i = 0; i < world_.device_count(); ++i) {
        if (world_.is_running(i)) running.push_back(&world_.replica(i));
    }
    return running;
}

void Referee::start(std::size_t device) {
    if (world_.is_running(device)) return;
    world_.start(device);
    if (!world_.is_running(device)) return;
    ledger_.forget_sequences(device);
    ledger_.read_reissues(device, world_.replica(device));
    causality_.started(device, world_.replica(device));
    check_kept(device, world_.replica(device), ledger_, findings_);
}

void Referee::start_hub() {
    if (world_.hub_node().is_running() || !world_.start_hub()) return;
    ledger_.read_logs(world_.hub());
    check_hub_kept(world_.hub(), ledger_, findings_);
}

void Referee::replace_disk(std::size_t device, DiskImage image) {
    if (world_.is_running(device)) world_.crash(device, Damage::kProcessCrash);
    world_.device(device).disk().replace(std::move(image));
    causality_.forget(device);
    ledger_.forget_sequences(device);
    world_.start(device);
    excuse_lost(replicas(), ledger_);
}

void Referee::replace_hub_disk(DiskImage image) {
    if (world_.hub_node().is_running()) {
        ledger_.read_logs(world_.hub());
        world_.crash_hub(Damage::kProcessCrash);
    }
    world_.hub_node().disk().replace(std::move(image));
    world_.hub_node().take_new_epoch();
    if (world_.start_hub()) ledger_.hub_restored(world_.hub());
}

void Referee::look_at(std::size_t device) {
    if (!world_.is_running(device) || !world_.hub_node().is_running()) return;
    ledger_.read_logs(world_.hub());
    const std::string who = "device " + std::to_string(device);
    for (const ScopeId scope : world_.replica(device).scopes()) {
        check_state(world_.replica(device), scope, who, ledger_, findings_);
        check_readings(world_.replica(device), scope, who, findings_);
    }
}

void Referee::judge(const std::vector<ScopeId>& scopes, std::uint64_t rest_ms) {
    check_at_rest(world_, rest_ms, findings_);
    if (!world_.hub_node().is_running()) return;
    ledger_.read_logs(world_.hub());
    for (std::size_t i = 0; i < world_.device_count(); ++i) {
        if (world_.is_running(i)) ledger_.read_reissues(i, world_.replica(i));
    }
    for (const ScopeId scope : scopes)
        check_hub_state(world_.hub(), scope, ledger_, findings_);
    check_same_bytes(world_, scopes, findings_);
    for (std::size_t i = 0; i < world_.device_count(); ++i)
        look_at(i);
    check_nothing_lost(world_, ledger_, findings_);
    check_refusals(world_, ledger_, findings_);
    check_hub_kept(world_.hub(), ledger_, findings_);
    check_given_back(world_.hub(), ledger_, findings_);
}

}  // namespace wedsync::sim
