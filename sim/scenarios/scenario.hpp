#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/replica/draft.hpp"
#include "hub/core/hub.hpp"
#include "sim/disk/disk_image.hpp"
#include "sim/scenarios/referee.hpp"
#include "sim/world/world.hpp"

namespace wedsync::sim {

/// Accepts everything but texts that begin with "forbidden" (kForbidden).
[[nodiscard]] hub::Policy forbidding_policy();

/// A story that is told step by step: people with names on devices with numbers, guests of a
/// wedding, a hub; and all oracles around it. Every device has a fast network and the middle one of
/// the simulated schemas, unless it is said otherwise.
///
///     Scenario play;
///     const std::size_t anna = play.add_device();
///     const RecordId guest = play.add_guest(anna, "Gina");
///     play.settle();
///     EXPECT_EQ(play.verdict(), "");
class Scenario {
public:
    struct Options {
        std::uint64_t seed = 1;
        std::uint32_t scope_count = 1;
        hub::Limits limits = {};
        /// What the decider knows of people's choices; it outlives the story. Null: nothing.
        const suggest::Resolver* resolver = nullptr;
    };
    Scenario() : Scenario(Options{}) {}
    explicit Scenario(const Options& options);

    [[nodiscard]] static ScopeId scope(std::uint32_t number) { return ScopeId{100 + number}; }
    [[nodiscard]] World& world() { return world_; }
    [[nodiscard]] Referee& referee() { return referee_; }
    [[nodiscard]] hub::Hub& hub() { return world_.hub(); }
    [[nodiscard]] const replica::ScopeState& state(std::size_t device, std::uint32_t scope = 0);

    struct DeviceIs {
        std::uint32_t schema_version = 2;
        /// The scopes it holds; empty: all.
        std::vector<std::uint32_t> scopes = {};
        DiskImage image = {};
        /// Of the two devices with one image, the clone has the name of its model.
        std::optional<std::size_t> cloned_from = {};
    };
    [[nodiscard]] std::size_t add_device() { return add_device(DeviceIs{}); }
    [[nodiscard]] std::size_t add_device(DeviceIs is);

    // ---- Edits. They have to succeed. ----

    /// In scope 0, unless the draft names one.
    Dot edit(std::size_t device, Draft draft);
    [[nodiscard]] RecordId add_guest(std::size_t device, const std::string& name,
                                     std::uint32_t scope = 0);
    Dot set(std::size_t device, const RecordId& guest, const std::string& field, Value value,
            std::uint32_t scope = 0);
    Dot rename(std::size_t device, const RecordId& guest, const std::string& name) {
        return set(device, guest, "name", name);
    }
    void remove(std::size_t device, const RecordId& guest);
    /// A person settles what is open in a field of a guest, with a value of their own. Returns
    /// nothing where nothing is open there.
    std::optional<Dot> decide(std::size_t device, const RecordId& guest, const std::string& field,
                              Value value);

    // ---- What can be read. ----

    /// The values of a field of a guest: "Anna", "Anna|Ben" where they disagree (in the order of
    /// the bytes), "" for none; with "(deleted)" in front where others deleted the guest, "gone"
    /// where there is no guest.
    [[nodiscard]] std::string read(std::size_t device, const RecordId& guest,
                                   const std::string& field = "name");
    [[nodiscard]] std::string read_at_hub(const RecordId& guest, const std::string& field = "name");

    // ---- Time and trouble. ----

    void run_for(std::uint64_t ms) { world_.run_for(ms); }
    /// Until everybody has what the hub has; at most a quarter of an hour. Whether it came to that.
    bool settle();
    void go_offline(std::size_t device) { world_.set_offline(device, true); }
    void go_online(std::size_t device) { world_.set_offline(device, false); }
    /// The app is closed and opened again: its next change is of another incarnation.
    void reopen(std::size_t device);
    [[nodiscard]] const DiskImage& hub_image() { return world_.hub_node().disk().image(); }
    /// The devices meet another hub from now on: with this on its disk, and this policy. Returns
    /// what was on the disk of the one they had.
    DiskImage change_hub(DiskImage image, hub::Policy policy);
    DiskImage change_hub(DiskImage image) {
        return change_hub(std::move(image), forbidding_policy());
    }
    /// The hub runs with other rules from now on.
    void change_policy(hub::Policy policy);
    /// Drops the log of scope 0 up to its end.
    void compact();

    /// Ends all trouble, waits for rest, and asks all oracles: one line for each broken promise.
    [[nodiscard]] std::string verdict();

private:
    World world_;
    Referee referee_;
    std::vector<ScopeId> scopes_;
};

}  // namespace wedsync::sim
