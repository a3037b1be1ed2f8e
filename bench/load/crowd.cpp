#include "bench/load/crowd.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "bench/base.hpp"
#include "bench/load/pause.hpp"
#include "bench/load/registration.hpp"

namespace wedsync::bench::load {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kPatience{120};
constexpr std::chrono::microseconds kBetweenConnects{1'000'000 / kConnectsPerSecond};

Position head_of(const Room& room) {
    Position head;
    for (const auto& device : room.devices)
        head = std::max(head, device->state().row.cursor.position);
    return head;
}

}  // namespace

asio::awaitable<std::unique_ptr<Crowd>> Crowd::gather(Scene& scene, Figures& figures) {
    auto crowd = std::make_unique<Crowd>();
    const Plan& plan = scene.plan;
    const std::vector<ScopeId> scopes = scopes_of(plan, "busy", plan.busy_scopes);
    for (const ScopeId scope : scopes) {
        auto room = std::make_unique<Room>();
        room->scope = scope;
        crowd->rooms_.push_back(std::move(room));
    }
    const std::vector<Seat> seats = deal("active", plan.full, scopes);
    std::vector<host::Identity> identities = co_await join_each(plan, scene.wire, seats);
    for (std::size_t i = 0; i < seats.size(); ++i) {
        Room& room = *crowd->rooms_[i % scopes.size()];
        FullDevice::Options options;
        options.store_path = plan.stores + "/" + seats[i].device + ".wedsync";
        options.scope = seats[i].scope;
        options.identity = std::move(identities[i]);
        options.seed = i + 1;
        const FullDevice::Shared shared{room.times, figures};
        room.devices.push_back(
            std::make_unique<FullDevice>(scene.loop, scene.wire, std::move(options), shared));
    }
    co_return crowd;
}

asio::awaitable<void> Crowd::settle_in(const Plan& plan) {
    for (const auto& room : rooms_) {
        for (const Draft& draft : enter_guests(room->scope, plan.guests, room->scope.value())) {
            const replica::Committed made = room->devices.front()->commit(draft);
            room->guests.insert(room->guests.end(), made.created.begin(), made.created.end());
        }
    }
    for (FullDevice* device : devices()) {
        device->go_online();
        co_await pause(kBetweenConnects);
    }
    const std::function<bool()> is_settled = [&] {
        if (!is_at_rest()) return false;
        return std::all_of(rooms_.begin(), rooms_.end(),
                           [](const auto& room) { return head_of(*room) > Position{}; });
    };
    const bool is_done = co_await wait_until(is_settled, kPatience);
    if (!is_done) give_up({ErrorCode::kProtocol, "the guests did not reach every device"});
}

std::vector<FullDevice*> Crowd::devices() const {
    std::vector<FullDevice*> all;
    for (const auto& room : rooms_) {
        for (const auto& device : room->devices)
            all.push_back(device.get());
    }
    return all;
}

bool Crowd::is_at_rest() const {
    return std::all_of(rooms_.begin(), rooms_.end(), [](const auto& room) {
        const Position head = head_of(*room);
        return std::all_of(room->devices.begin(), room->devices.end(),
                           [&](const auto& device) { return device->is_at(head); });
    });
}

bool Crowd::is_equal() const {
    return std::all_of(rooms_.begin(), rooms_.end(), [](const auto& room) {
        const StateHash first = hash_state(*room->devices.front());
        return first.is_sound &&
               std::all_of(room->devices.begin(), room->devices.end(),
                           [&](const auto& device) { return hash_state(*device) == first; });
    });
}

void Crowd::watch() {
    for (FullDevice* device : devices())
        device->watch();
}

Staff Crowd::staff(std::size_t number) const {
    std::size_t within = number;
    for (const auto& room : rooms_) {
        const std::size_t count = room->devices.size();
        if (within < count) return Staff(room->scope, room->guests, {within, count}, number + 1);
        within -= count;
    }
    give_up({ErrorCode::kInvalid, "there is no such device"});
}

asio::awaitable<LightDevices> open_light(Scene& scene, const std::vector<ScopeId>& scopes,
                                         OnPage on_page) {
    const std::vector<Seat> seats = deal("light", scene.plan.light, scopes);
    std::vector<host::Identity> identities = co_await enrol_all(scene.plan, seats);
    LightDevices devices;
    for (std::size_t i = 0; i < seats.size(); ++i) {
        LightDevice::Options options;
        options.identity = std::move(identities[i]);
        options.scope = seats[i].scope;
        const bool is_asleep = i < scene.plan.asleep;
        if (is_asleep) options.manner = LightDevice::Manner::kAsleep;
        if (!is_asleep) options.on_page = on_page;
        devices.push_back(
            std::make_unique<LightDevice>(scene.loop, scene.wire, std::move(options)));
        devices.back()->start();
        co_await pause(kBetweenConnects);
    }
    const std::function<bool()> are_there = [&] {
        return std::all_of(devices.begin(), devices.end(),
                           [](const auto& device) { return device->is_following(); });
    };
    const bool is_done = co_await wait_until(are_there, kPatience);
    if (!is_done) give_up({ErrorCode::kProtocol, "the light devices did not all connect"});
    co_return devices;
}

}  // namespace wedsync::bench::load
