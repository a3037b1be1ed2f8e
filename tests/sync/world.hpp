#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/prng.hpp"
#include "engine/codec/frame_session.hpp"
#include "engine/replica/replica.hpp"
#include "engine/sync/client.hpp"
#include "hub/core/hub.hpp"

/// A hub and devices in virtual time, joined by pipes that a test can bend: what quinn's Pair is to
/// its connections.
namespace wedsync::sync::test {

inline constexpr ScopeId kParty{11};
inline constexpr ScopeId kBrunch{12};

/// How the pipe treats each frame, in per mille. Order within one connection is kept, as TCP does.
struct Faults {
    std::uint32_t cut = 0;        ///< The connection ends in place of the frame.
    std::uint32_t truncate = 0;   ///< Only a beginning of the frame arrives.
    std::uint32_t duplicate = 0;  ///< It arrives twice.
    std::uint32_t replay = 0;     ///< A frame of an earlier connection arrives before it.
    std::uint64_t delay_ms_max = 0;
};

/// One device: a replica in a folder of its own, and its client.
class Device {
public:
    struct Options {
        std::string name;
        /// Of its store; stays when the device is renamed.
        std::string path;
        std::uint64_t seed = 1;
        std::uint64_t coalesce_ms = 0;
        std::uint64_t idle_ping_ms = kIdlePingAfterMs;
    };
    explicit Device(Options options);

    /// Ends the app without a word and starts it again on the same file.
    void restart();
    /// Opens a store of this device for itself. `opening` differs from one opening to the next.
    [[nodiscard]] std::unique_ptr<replica::Replica> open(const std::string& path,
                                                         std::uint64_t opening) const;
    [[nodiscard]] replica::Replica& replica() { return *replica_; }
    [[nodiscard]] Client& client() { return *client_; }
    [[nodiscard]] const std::string& name() const { return options_.name; }
    /// False: connections fail.
    bool is_online = true;
    /// Nothing comes or goes, and nobody is told: a half-open connection.
    bool is_black_hole = false;

private:
    friend class World;

    Options options_;
    std::uint64_t starts_ = 0;
    std::unique_ptr<replica::Replica> replica_;
    std::unique_ptr<Client> client_;
    std::optional<hub::PeerId> peer_;
    /// Counts connections and attempts: what was meant for an earlier one is dropped.
    std::uint64_t generation_ = 0;
    std::vector<Bytes> old_frames_;
    /// What a witness makes of the frames in each direction.
    codec::FrameSession said_;
    codec::FrameSession heard_;
};

class World {
public:
    struct Setup {
        std::size_t devices = 2;
        std::uint64_t seed = 1;
        std::uint64_t latency_ms = 20;
        hub::Policy policy = hub::open_policy();
        hub::Limits limits = {};
        /// See replica::Replica::Options.
        std::uint64_t coalesce_ms = 0;
        /// See Client::Options.
        std::uint64_t idle_ping_ms = kIdlePingAfterMs;
        Faults faults = {};
    };
    explicit World(Setup setup);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    [[nodiscard]] Now now() const {
        return {Instant{now_ms_}, WallTime{1'700'000'000'000 + now_ms_}};
    }
    [[nodiscard]] hub::Hub& hub() { return *hub_; }
    [[nodiscard]] Device& device(std::size_t index) { return *devices_[index]; }
    [[nodiscard]] std::size_t device_count() const { return devices_.size(); }
    [[nodiscard]] Setup& setup() { return setup_; }
    [[nodiscard]] Prng& prng() { return prng_; }

    /// Lets so much virtual time pass.
    void run(std::uint64_t ms);
    /// The device says so, and is where the hub's log ends.
    [[nodiscard]] bool is_in_sync(std::size_t index);
    /// Runs until every device is in sync (true), at most so long.
    bool settle(std::uint64_t ms_max = 600'000);
    /// Runs until a condition holds (true), at most so long.
    bool run_until(const std::function<bool()>& is_reached, std::uint64_t ms_max = 600'000);

    /// Ends the device's connection, as the network would.
    void cut(std::size_t index);
    /// The hub hears this from the device, as if a frame of an earlier connection had strayed.
    void say_again(std::size_t index, const Message& message);
    void restart_device(std::size_t index);
    /// The app starts again as a device of another name, on the same file.
    void rename_device(std::size_t index, const std::string& name);
    /// Another opening of a copy of the device's file as it is now, joined to no hub.
    [[nodiscard]] std::unique_ptr<replica::Replica> copy_device(std::size_t index);
    /// Closes the hub and opens the same file again.
    void restart_hub();
    /// Copies the hub's file aside; restore_hub() goes back to it, in a new epoch.
    void back_up_hub();
    void restore_hub();

    /// A guest, created on a device. The client is told.
    RecordId add_guest(std::size_t index, const std::string& name, std::uint8_t priority = 5,
                       ScopeId scope = kParty);
    void set_name(std::size_t index, const RecordId& guest, const std::string& name,
                  std::uint8_t priority = 5, ScopeId scope = kParty);
    /// Any draft; false if the replica refused it.
    bool commit(std::size_t index, Draft draft);

    /// The accepted state of a scope on a device, and on the hub.
    [[nodiscard]] std::map<RecordId, merge::RecordState> records(std::size_t index,
                                                                 ScopeId scope = kParty);
    [[nodiscard]] std::map<RecordId, merge::RecordState> hub_records(ScopeId scope = kParty);
    /// What keeps the devices from being equal to the hub with empty queues; empty: nothing.
    [[nodiscard]] std::string difference();

    /// Where all files are: hub.db, those of the devices, and hub.db as it was backed up.
    [[nodiscard]] const std::string& folder() const { return folder_; }
    /// Bytes that went either way, whole frames only.
    [[nodiscard]] std::uint64_t wire_bytes() const { return wire_bytes_; }
    /// Called with every message that a device sends, or is sent, when it is put on the pipe.
    std::function<void(std::size_t device, bool is_up, const Message&)> on_message;

private:
    struct Event {
        enum class Kind { kUp, kDown, kConnected, kClosedHere, kClosedThere };
        Kind kind = Kind::kUp;
        std::size_t device = 0;
        std::uint64_t generation = 0;
        hub::PeerId peer;
        Bytes frame;
    };

    void open_hub();
    void pump();
    bool pump_device(std::size_t index);
    bool pump_hub();
    void put(Event event);
    void put_frame(std::size_t index, bool is_up, Bytes frame);
    void happen(Event& event);
    [[nodiscard]] std::optional<std::uint64_t> next_ms() const;
    void step_to(std::uint64_t ms);

    Setup setup_;
    Prng prng_;
    std::string folder_;
    std::uint64_t now_ms_ = 1'000;
    std::uint64_t epoch_ = 1;
    std::unique_ptr<hub::Hub> hub_;
    std::vector<std::unique_ptr<Device>> devices_;
    std::multimap<std::uint64_t, Event> events_;
    /// No frame overtakes another of its direction.
    std::map<std::pair<std::size_t, bool>, std::uint64_t> last_ms_;
    std::uint64_t peer_last_ = 0;
    std::uint64_t wire_bytes_ = 0;
};

}  // namespace wedsync::sync::test
