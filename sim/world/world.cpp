#include "sim/world/world.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/base/assert.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/overloaded.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kStepsPerInstantMax = 20'000;

std::uint64_t mixed(std::uint64_t seed, std::uint64_t number) {
    Prng prng(seed ^ (number * 0x9E3779B97F4A7C15));
    return prng.next();
}

/// After these, only opening the store anew can tell what is on the disk.
bool is_store_broken(const Error& error) {
    return error.code == ErrorCode::kStore || error.code == ErrorCode::kCorrupt;
}

}  // namespace

World::World(WorldOptions options)
    : seed_(options.seed),
      wall_start_ms_(options.wall_start_ms),
      hub_node_(std::move(options.hub), mixed(options.seed, 0)),
      steps_max_(options.steps_max) {
    const bool is_started = start_hub();
    WEDSYNC_ASSERT(is_started);
}

void World::add_scope(ScopeId scope, const std::string& name) {
    const Result<void> added = hub().add_scope(scope, name);
    WEDSYNC_ASSERT(added.ok());
}

std::size_t World::add_device(DeviceOptions options) {
    const std::size_t number = devices_.size();
    const std::uint64_t device_seed = mixed(seed_, number + 1);
    options.link.seed = mixed(device_seed, options.link.seed);
    devices_.emplace_back();
    devices_.back().device = std::make_unique<Device>(std::move(options), device_seed);
    devices_.back().device->set_sending([this, number](Bytes& frame) {
        if (observer_.sending && !observer_.sending(number, Side::kDevice, frame)) return false;
        note(hash64(frame, number));
        return true;
    });
    start(number);
    return number;
}

replica::Replica& World::replica(std::size_t device) {
    WEDSYNC_ASSERT(is_running(device));
    return devices_[device].device->replica();
}

sync::Client& World::client(std::size_t device) {
    WEDSYNC_ASSERT(is_running(device));
    return devices_[device].device->client();
}

bool World::is_running(std::size_t device) const {
    return devices_[device].device->is_running();
}

hub::Hub& World::hub() {
    WEDSYNC_ASSERT(hub_node_.is_running());
    return hub_node_.hub();
}

Now World::device_now(std::size_t device) const {
    return devices_[device].device->now(now_, wall_ms());
}

void World::note(std::uint64_t number) {
    trace_hash_ = mixed(trace_hash_ ^ now_.value(), number);
}

// Edits.

template <class T>
void World::tell_after_edit(std::size_t device, ScopeId scope, const Result<T>& edited,
                            const std::optional<Dot>& dot) {
    Device& here = *devices_[device].device;
    if (dot.has_value() && observer_.committed) observer_.committed(device, scope, *dot);
    if (!edited.ok() && is_store_broken(edited.error()) && !here.failure().has_value()) {
        note_failure(device);
        return;
    }
    if (edited.ok() && !here.is_suspended() && !here.failure().has_value()) {
        here.client().handle_commit(device_now(device));
    }
    settle(device);
}

Result<replica::Committed> World::commit(std::size_t device, const Draft& draft) {
    auto committed = replica(device).commit(device_now(device), draft);
    tell_after_edit(device, draft.scope, committed,
                    committed.ok() ? std::optional(committed.value().dot) : std::nullopt);
    return committed;
}

Result<Dot> World::decide(std::size_t device, ScopeId scope, const RecordId& record, FieldId field,
                          const merge::Choice& choice) {
    auto decided = replica(device).decide(device_now(device), scope, record, field, choice);
    tell_after_edit(device, scope, decided,
                    decided.ok() ? std::optional(decided.value()) : std::nullopt);
    return decided;
}

Result<replica::Undone> World::undo(std::size_t device, ScopeId scope, const Dot& dot) {
    auto undone = replica(device).undo(device_now(device), scope, dot);
    tell_after_edit(device, scope, undone, undone.ok() ? undone.value().dot : std::nullopt);
    return undone;
}

// Time.

void World::at(Instant time, std::function<void()> action) {
    agenda_.emplace(std::max(time, now_), std::move(action));
}

std::optional<Instant> World::next_event() const {
    std::optional<Instant> next;
    const auto consider = [&](std::optional<Instant> time) {
        if (time.has_value() && (!next.has_value() || *time < *next)) next = time;
    };
    if (!agenda_.empty()) consider(agenda_.begin()->first);
    for (const Station& station : devices_)
        consider(station.wake);
    if (hub_node_.is_running()) consider(hub_node_.hub().poll_timeout());
    if (is_hub_due_) consider(now_);
    return next;
}

bool World::step(Instant end) {
    const std::optional<Instant> next = next_event();
    if (!next.has_value() || *next > end || is_exhausted()) {
        now_ = std::max(now_, end);
        return false;
    }
    ++steps_;
    steps_at_now_ = *next > now_ ? 0 : steps_at_now_ + 1;
    WEDSYNC_ASSERT(steps_at_now_ < kStepsPerInstantMax);
    now_ = std::max(now_, *next);
    while (!agenda_.empty() && agenda_.begin()->first <= now_) {
        const std::function<void()> action = std::move(agenda_.begin()->second);
        agenda_.erase(agenda_.begin());
        action();
    }
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (devices_[i].wake.has_value() && *devices_[i].wake <= now_) serve(i);
    }
    serve_hub();
    return true;
}

void World::run_for(std::uint64_t ms) {
    const Instant end = after(now_, ms);
    while (step(end)) {
    }
}

bool World::run_until(const std::function<bool()>& is_reached, std::uint64_t limit_ms) {
    const Instant end = after(now_, limit_ms);
    if (is_reached()) return true;
    while (step(end)) {
        if (is_reached()) return true;
    }
    return is_reached();
}

// The device's side.

void World::serve(std::size_t device) {
    Device& served = *devices_[device].device;
    serve_hub_side(device);
    served.serve(now_, wall_ms());
    if (served.failure().has_value()) {
        note_failure(device);
        return;
    }
    settle(device);
}

void World::settle(std::size_t device) {
    Station& station = devices_[device];
    station.device->serve(now_, wall_ms());
    if (station.device->failure().has_value()) {
        note_failure(device);
        return;
    }
    show_accepted(device);
    station.wake = station.device->next_event(now_);
}

void World::show_accepted(std::size_t device) {
    Station& station = devices_[device];
    if (!observer_.accepted || !station.device->is_running()) return;
    replica::Replica& replica = station.device->replica();
    for (const ScopeId scope : replica.scopes()) {
        const store::ScopeRow& row = replica.scope(scope)->row;
        std::uint64_t& shown_sum = station.shown_sums[scope];
        if (shown_sum == row.have_sum) continue;
        DotSet& shown = station.shown[scope];
        const std::vector<DotRange> added = row.have.minus(shown);
        shown = row.have;
        shown_sum = row.have_sum;
        if (!added.empty()) observer_.accepted(device, scope, added);
    }
}

void World::note_failure(std::size_t device) {
    Station& station = devices_[device];
    const Error error =
        station.device->failure().value_or(Error{ErrorCode::kStore, "the store refused an edit"});
    note(static_cast<std::uint64_t>(error.code));
    crash(device, Damage::kProcessCrash);
    if (observer_.device_failed) {
        observer_.device_failed(device, error);
    } else {
        start(device);
    }
}

// The hub's side.

void World::serve_hub_side(std::size_t device) {
    Device& served = *devices_[device].device;
    while (auto delivery = served.link().poll(Side::kHub, now_)) {
        const Now hub_now = hub_node_.now(now_, wall_ms());
        if (!hub_node_.is_running()) {
            if (delivery->kind != DeliveryKind::kClosed) served.link().close(Side::kHub, now_);
            continue;
        }
        is_hub_due_ = true;
        const bool is_current = delivery->generation == served.link().generation();
        const std::optional<hub::PeerId> peer = hub_node_.peer_of(device);
        switch (delivery->kind) {
            case DeliveryKind::kOpened:
                hub_node_.open(device, hub_now);
                break;
            case DeliveryKind::kFrame:
                // A frame of an earlier connection belongs to none that the hub has.
                if (peer.has_value() && is_current) {
                    hub_node_.hub().handle_frame(*peer, hub_now, delivery->bytes);
                }
                break;
            case DeliveryKind::kClosed:
                if (is_current) hub_node_.close(device);
                break;
        }
    }
}

void World::serve_hub() {
    if (!hub_node_.is_running()) {
        is_hub_due_ = false;
        return;
    }
    const Now hub_now = hub_node_.now(now_, wall_ms());
    const std::optional<Instant> timeout = hub_node_.hub().poll_timeout();
    if (timeout.has_value() && *timeout <= now_) {
        hub_node_.hub().handle_timeout(hub_now);
        is_hub_due_ = true;
    }
    if (!is_hub_due_) return;
    is_hub_due_ = false;
    const Result<void> flushed = hub_node_.hub().handle_flush(hub_now);
    if (observer_.hub_flushed) observer_.hub_flushed();
    if (hub_node_.disk().is_dead() || (!flushed.ok() && is_store_broken(flushed.error()))) {
        stop_hub_after(flushed.ok() ? Error{ErrorCode::kStore, "the disk died"} : flushed.error());
        return;
    }
    carry_out_hub();
}

void World::carry_out_hub() {
    std::vector<bool> is_touched(devices_.size(), false);
    while (auto action = hub_node_.hub().poll_action()) {
        const hub::PeerId peer = std::visit([](const auto& each) { return each.peer; }, *action);
        const std::optional<std::size_t> device = hub_node_.device_of(peer);
        if (!device.has_value()) continue;
        is_touched[*device] = true;
        SimLink& link = devices_[*device].device->link();
        std::visit(Overloaded{[&](hub::action::Send& send) {
                                  if (observer_.sending &&
                                      !observer_.sending(*device, Side::kHub, send.frame)) {
                                      return;
                                  }
                                  note(hash64(send.frame, *device + 0x10000));
                                  (void)link.send(Side::kHub, now_, send.frame);
                              },
                              [&](const hub::action::Disconnect&) {
                                  hub_node_.close(*device);
                                  link.close(Side::kHub, now_);
                              }},
                   *action);
    }
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (is_touched[i]) devices_[i].wake = devices_[i].device->next_event(now_);
    }
}

void World::stop_hub_after(const Error& error) {
    note(static_cast<std::uint64_t>(error.code));
    crash_hub(Damage::kProcessCrash);
    if (observer_.hub_failed) {
        observer_.hub_failed(error);
    } else {
        (void)start_hub();
    }
}

// Trouble.

void World::set_blocked(std::size_t device, bool is_blocked) {
    for (const Direction direction : kBothDirections) {
        devices_[device].device->link().set_blocked(now_, direction, is_blocked);
    }
    devices_[device].wake = devices_[device].device->next_event(now_);
}

void World::set_offline(std::size_t device, bool is_offline) {
    devices_[device].is_offline = is_offline;
    set_blocked(device, is_offline);
    devices_[device].device->tell_network(now_, wall_ms(), !is_offline);
    settle(device);
}

void World::crash(std::size_t device, Damage damage) {
    Station& station = devices_[device];
    station.device->stop();
    Prng prng(mixed(seed_ ^ trace_hash_, device));
    station.device->disk().restart(damage, prng);
    if (damage == Damage::kProcessCrash) {
        station.device->link().reset(now_);
    } else {
        station.device->link().vanish(now_);
    }
    station.wake = station.device->next_event(now_);
}

void World::start(std::size_t device) {
    Station& station = devices_[device];
    // The last start may itself have died with the disk.
    if (station.device->disk().is_dead()) crash(device, Damage::kProcessCrash);
    const Result<void> started = station.device->start();
    if (!started.ok()) {
        if (observer_.device_failed) observer_.device_failed(device, started.error());
        return;
    }
    if (station.is_offline) station.device->tell_network(now_, wall_ms(), false);
    // What the disk lost is not shown any more, and will be shown again.
    station.shown.clear();
    station.shown_sums.clear();
    replica::Replica& replica = station.device->replica();
    for (const ScopeId scope : replica.scopes()) {
        station.shown[scope] = replica.scope(scope)->row.have;
        station.shown_sums[scope] = replica.scope(scope)->row.have_sum;
    }
    settle(device);
}

void World::suspend(std::size_t device) {
    devices_[device].device->suspend();
    devices_[device].wake = devices_[device].device->next_event(now_);
}

void World::resume(std::size_t device) {
    devices_[device].device->resume();
    if (devices_[device].device->is_running()) settle(device);
}

void World::crash_hub(Damage damage) {
    hub_node_.stop();
    Prng prng(mixed(seed_ ^ trace_hash_, devices_.size()));
    hub_node_.disk().restart(damage, prng);
    for (Station& station : devices_) {
        station.device->link().reset(now_);
        station.wake = station.device->next_event(now_);
    }
}

bool World::start_hub() {
    if (hub_node_.disk().is_dead()) crash_hub(Damage::kProcessCrash);
    const Result<void> started = hub_node_.start();
    if (!started.ok() && observer_.hub_failed) observer_.hub_failed(started.error());
    return started.ok();
}

void World::heal() {
    hub_node_.disk().clear_faults();
    if (!hub_node_.is_running()) (void)start_hub();
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        Device& device = *devices_[i].device;
        device.disk().clear_faults();
        device.link().heal(now_);
        device.resume();
        if (!device.is_running()) start(i);
        set_offline(i, false);
    }
}

// Strangers.

hub::PeerId World::connect_stranger() {
    is_hub_due_ = true;
    return hub_node_.open_stranger(hub_node_.now(now_, wall_ms()));
}

void World::send_as_stranger(hub::PeerId stranger, BytesView frame) {
    if (!hub_node_.is_running()) return;
    note(hash64(frame, stranger.value()));
    hub_node_.hub().handle_frame(stranger, hub_node_.now(now_, wall_ms()), frame);
    is_hub_due_ = true;
}

void World::disconnect_stranger(hub::PeerId stranger) {
    if (hub_node_.is_running()) hub_node_.hub().handle_disconnected(stranger);
}

// Outcome.

LinkBytes World::bytes(Direction direction) const {
    LinkBytes sum;
    for (const Station& station : devices_) {
        const LinkBytes& each = station.device->link().bytes(direction);
        sum.frames += each.frames;
        sum.payload_bytes += each.payload_bytes;
        sum.wire_bytes += each.wire_bytes;
        sum.retransmitted_bytes += each.retransmitted_bytes;
        sum.delivered_frames += each.delivered_frames;
        sum.delivered_bytes += each.delivered_bytes;
        sum.lost_frames += each.lost_frames;
    }
    return sum;
}

std::string World::words_of(std::size_t device, ScopeId scope) {
    const sync::Status status = client(device).status();
    std::string words = " (connection " + std::to_string(static_cast<unsigned>(status.phase)) +
                        ", last lost because: " + status.last_reason;
    for (const sync::ScopeStatus& each : status.scopes) {
        if (each.scope != scope) continue;
        words += "; phase " + std::to_string(static_cast<unsigned>(each.phase)) + ", at " +
                 std::to_string(each.applied.value()) + " of " + std::to_string(each.head.value());
    }
    return words + ")";
}

std::optional<std::string> World::difference() {
    if (!hub_node_.is_running()) return "the hub does not run";
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (auto found = difference_of(i)) return "device " + std::to_string(i) + ": " + *found;
    }
    return std::nullopt;
}

std::optional<std::string> World::difference_of(std::size_t device) {
    if (!is_running(device)) return "it does not run";
    replica::Replica& held = replica(device);
    for (const ScopeId id : held.scopes()) {
        const std::string name = "scope " + std::to_string(id.value()) + words_of(device, id);
        const replica::ScopeState& state = *held.scope(id);
        if (!state.pending.empty()) {
            return name + ": " + std::to_string(state.pending.size()) + " changes wait";
        }
        if (!state.withdrawn.empty()) return name + ": given up changes were not announced";
        const store::ScopeRow* at_hub = hub().scope(id);
        if (at_hub == nullptr) {
            if (!state.row.have.empty()) return name + ": the hub does not have it";
            continue;
        }
        // Nobody is sent a page of a log in which nothing was ever written.
        const bool is_new = at_hub->cursor.position.value() == 0 && state.row.have.empty();
        if (!is_new && state.row.cursor != at_hub->cursor) {
            return name + ": it is not at the hub's head";
        }
        if (state.row.have != at_hub->have) return name + ": other changes than the hub's";
        if (state.row.cells_sum != at_hub->cells_sum) return name + ": another state";
    }
    if (!client(device).status().is_in_sync()) return "its client says it is not in sync";
    return std::nullopt;
}

}  // namespace wedsync::sim
