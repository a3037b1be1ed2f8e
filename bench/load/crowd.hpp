#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "boost/asio/awaitable.hpp"

#include "bench/load/full_device.hpp"
#include "bench/load/light_device.hpp"
#include "bench/load/scenes.hpp"
#include "bench/load/staff.hpp"

namespace wedsync::bench::load {

/// A scope, and the devices that work in it.
struct Room {
    ScopeId scope;
    CommitTimes times;
    std::vector<std::unique_ptr<FullDevice>> devices;
    std::vector<RecordId> guests;
};

/// The devices with replicas, room by room.
class Crowd {
public:
    /// Joins every device of the plan to the busy scopes, by invitation. They are offline.
    [[nodiscard]] static boost::asio::awaitable<std::unique_ptr<Crowd>> gather(Scene& scene,
                                                                               Figures& figures);

    /// The first of each room enters the guests; everybody goes online and waits until they are
    /// everywhere. Ends the program if that takes too long.
    [[nodiscard]] boost::asio::awaitable<void> settle_in(const Plan& plan);

    [[nodiscard]] std::vector<std::unique_ptr<Room>>& rooms() { return rooms_; }
    [[nodiscard]] std::vector<FullDevice*> devices() const;
    /// Nothing waits anywhere, and all of a room are at the same place of its log.
    [[nodiscard]] bool is_at_rest() const;
    /// Reads everything again: all of a room have the same state.
    [[nodiscard]] bool is_equal() const;
    void watch();
    /// What one of them does; `number` counts devices() from 0.
    [[nodiscard]] Staff staff(std::size_t number) const;

private:
    std::vector<std::unique_ptr<Room>> rooms_;
};

/// So many devices connect in a second: each asks a hub twice, which lets one address have 200
/// requests a second.
inline constexpr std::uint32_t kConnectsPerSecond = 60;

/// Lets the light devices of the plan into these scopes and connects them, `asleep` of them those
/// that do not read. Ends the program if that takes too long.
using OnPage = std::function<void(const message::Page&)>;
using LightDevices = std::vector<std::unique_ptr<LightDevice>>;
[[nodiscard]] boost::asio::awaitable<LightDevices> open_light(Scene& scene,
                                                              const std::vector<ScopeId>& scopes,
                                                              OnPage on_page);

}  // namespace wedsync::bench::load
