#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/causal/dot_set.hpp"
#include "sim/world/device.hpp"
#include "sim/world/hub_node.hpp"

namespace wedsync::sim {

struct WorldOptions {
    std::uint64_t seed = 1;
    HubOptions hub;
    /// The true time at the start, in milliseconds since 1970.
    std::uint64_t wall_start_ms = 1'767'225'600'000;
    /// Of events: after so many nothing happens any more, only time passes. 0: no limit.
    std::uint64_t steps_max = 0;
};

/// What a World tells the one who watches it. Any of these may be empty. None may call the World's
/// functions that change it; World::at() is allowed.
struct WorldObserver {
    /// These dots were accepted on a device that did not have them: from now on it shows them.
    std::function<void(std::size_t device, ScopeId scope, const std::vector<DotRange>& dots)>
        accepted;
    /// A device acknowledged a change to its person; its client does not know yet.
    std::function<void(std::size_t device, ScopeId scope, const Dot& dot)> committed;
    /// The store of a device or of the hub is of no use any more; it has been stopped. Without a
    /// function here it is started again at once.
    std::function<void(std::size_t device, const Error& error)> device_failed;
    std::function<void(const Error& error)> hub_failed;
    /// The hub has flushed: what was pushed is committed, its verdicts are not sent yet.
    std::function<void()> hub_flushed;
    /// A frame is about to be sent by `from`; it may be changed, and is dropped if this says false.
    std::function<bool(std::size_t device, Side from, Bytes& frame)> sending;
};

/// A hub and any number of devices in one thread and in virtual time, all from one seed: the real
/// engine and hub core, on simulated disks and links. Nothing waits and nothing ticks: time jumps
/// from one event to the next.
///
///     World world({.seed = 7, .hub = {.schema = schema}});
///     world.add_scope(kParty, "party");
///     const std::size_t anna = world.add_device({.author = ..., .schema = schema, .scopes = ...});
///     world.commit(anna, draft);
///     world.run_until([&] { return world.is_converged(); }, 60'000);
class World {
public:
    /// The hub runs at once.
    explicit World(WorldOptions options);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World() = default;

    /// A scope of the hub's.
    void add_scope(ScopeId scope, const std::string& name);
    /// Adds a device and starts it. Returns its number, from 0. The link's seed is mixed with the
    /// world's.
    std::size_t add_device(DeviceOptions options);
    void set_observer(WorldObserver observer) { observer_ = std::move(observer); }

    // ---- Parts. A part that does not run may not be asked for. ----

    [[nodiscard]] std::size_t device_count() const { return devices_.size(); }
    [[nodiscard]] Device& device(std::size_t device) { return *devices_[device].device; }
    [[nodiscard]] replica::Replica& replica(std::size_t device);
    [[nodiscard]] sync::Client& client(std::size_t device);
    [[nodiscard]] bool is_running(std::size_t device) const;
    [[nodiscard]] hub::Hub& hub();
    [[nodiscard]] HubNode& hub_node() { return hub_node_; }

    // ---- Edits: as Replica's, and the client is told. ----

    [[nodiscard]] Result<replica::Committed> commit(std::size_t device, const Draft& draft);
    [[nodiscard]] Result<Dot> decide(std::size_t device, ScopeId scope, const RecordId& record,
                                     FieldId field, const merge::Choice& choice);
    [[nodiscard]] Result<replica::Undone> undo(std::size_t device, ScopeId scope, const Dot& dot);

    // ---- Time. ----

    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] std::uint64_t wall_ms() const { return wall_start_ms_ + now_.value(); }
    /// As the device's own clocks show it.
    [[nodiscard]] Now device_now(std::size_t device) const;
    /// Calls `action` at that time (at the next step if it is past); it may change the world.
    /// Actions of the same time are called in the order in which they were given.
    void at(Instant time, std::function<void()> action);
    void run_for(std::uint64_t ms);
    /// Runs until the condition holds, at most so long. It is asked at the start and after each
    /// step. Returns whether it holds.
    bool run_until(const std::function<bool()>& is_reached, std::uint64_t limit_ms);
    /// Whether WorldOptions::steps_max was reached.
    [[nodiscard]] bool is_exhausted() const { return steps_max_ > 0 && steps_ >= steps_max_; }

    // ---- Trouble. ----

    /// Cuts a device's link, or mends it, and gives the client the host's hint.
    void set_offline(std::size_t device, bool is_offline);
    /// The same without a hint: the device has to find out.
    void set_blocked(std::size_t device, bool is_blocked);
    /// The app dies; with a power cut also the machine, and nobody tells the hub.
    void crash(std::size_t device, Damage damage);
    /// Starts a device that is off. An error is reported to the observer as a failure, once.
    void start(std::size_t device);
    /// A suspended app hears nothing until it is resumed.
    void suspend(std::size_t device);
    void resume(std::size_t device);
    void crash_hub(Damage damage);
    /// Whether the hub could be started.
    bool start_hub();
    /// Ends all trouble: links without faults, apps resumed, disks that work, everybody started.
    void heal();

    // ---- Strangers: peers of the hub that are no device of this world. What it answers is lost.
    // ----

    /// Requires a hub that runs.
    [[nodiscard]] hub::PeerId connect_stranger();
    /// Does nothing if the hub has restarted or sent it away meanwhile.
    void send_as_stranger(hub::PeerId stranger, BytesView frame);
    void disconnect_stranger(hub::PeerId stranger);

    // ---- Outcome. ----

    /// Why the world is not in one state: some device does not run, has something to send, or has
    /// not the accepted changes and sums of the hub. Nothing if it is. Only scopes that a device
    /// holds are compared.
    [[nodiscard]] std::optional<std::string> difference();
    [[nodiscard]] bool is_converged() { return !difference().has_value(); }
    /// Of everything that was sent, by whom, when, and of all that was done: the same run has the
    /// same hash.
    [[nodiscard]] std::uint64_t trace_hash() const { return trace_hash_; }
    /// Mixes something into the trace hash.
    void note(std::uint64_t number);
    /// Sums over all devices.
    [[nodiscard]] LinkBytes bytes(Direction direction) const;

private:
    struct Station {
        std::unique_ptr<Device> device;
        std::optional<Instant> wake;
        /// What the observer was told, by scope.
        std::map<ScopeId, DotSet> shown;
        std::map<ScopeId, std::uint64_t> shown_sums;
        bool is_offline = false;
    };

    [[nodiscard]] std::optional<Instant> next_event() const;
    bool step(Instant end);
    void serve(std::size_t device);
    void serve_hub_side(std::size_t device);
    void serve_hub();
    void carry_out_hub();
    void settle(std::size_t device);
    void show_accepted(std::size_t device);
    void note_failure(std::size_t device);
    void stop_hub_after(const Error& error);
    template <class T>
    void tell_after_edit(std::size_t device, ScopeId scope, const Result<T>& edited,
                         const std::optional<Dot>& dot);
    [[nodiscard]] std::optional<std::string> difference_of(std::size_t device);
    /// What its client is at, for a person who looks for the cause.
    [[nodiscard]] std::string words_of(std::size_t device, ScopeId scope);

    std::uint64_t seed_;
    std::uint64_t wall_start_ms_;
    WorldObserver observer_;
    HubNode hub_node_;
    std::vector<Station> devices_;
    Instant now_{0};
    std::multimap<Instant, std::function<void()>> agenda_;
    bool is_hub_due_ = false;
    std::uint64_t trace_hash_ = 0;
    /// Steps at one and the same time: more than kStepsPerInstantMax is a loop in us.
    std::uint64_t steps_at_now_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t steps_max_;
};

/// A hash of all records of a scope in a store, as they are visible: the same for the same state,
/// whatever the store numbers inside.
[[nodiscard]] Result<std::uint64_t> state_hash(store::Store& store, ScopeId scope);

}  // namespace wedsync::sim
