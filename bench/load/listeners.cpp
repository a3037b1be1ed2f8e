#include <chrono>
#include <functional>
#include <utility>
#include <variant>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"

#include "bench/load/crowd.hpp"
#include "bench/load/pause.hpp"
#include "bench/load/work.hpp"

namespace wedsync::bench::load {
namespace {

namespace asio = boost::asio;

constexpr double kSecondUs = 1e6;
constexpr double kWarmUpS = 2;
constexpr std::chrono::seconds kRestLimit{60};
constexpr std::chrono::milliseconds kLastChange{300};

}  // namespace

asio::awaitable<void> listeners(Scene& scene) {
    const Plan& plan = scene.plan;
    Figures figures;
    const std::unique_ptr<Crowd> crowd = co_await Crowd::gather(scene, figures);
    co_await crowd->settle_in(plan);
    Room& room = *crowd->rooms().front();
    const auto arrived = [&](const message::Page& page) {
        const double now_us = wall_us();
        for (const Entry& entry : page.entries) {
            const auto* accepted = std::get_if<entry::Accepted>(&entry);
            if (accepted == nullptr) continue;
            const double* at_us = room.times.find(accepted->change.dot);
            if (at_us == nullptr || !figures.is_measured(*at_us)) continue;
            figures.arrival.add(now_us - *at_us);
        }
    };
    const std::vector<ScopeId> here{room.scope};
    const OnPage on_page = arrived;
    const LightDevices light = co_await open_light(scene, here, on_page);

    crowd->watch();
    const double begin_us = wall_us() + kSecondUs;
    figures.from_us = begin_us + kWarmUpS * kSecondUs;
    figures.until_us = figures.from_us + plan.seconds * kSecondUs;
    const Shift shift{begin_us, figures.until_us, kSecondUs};
    asio::co_spawn(scene.loop, work(*room.devices.front(), crowd->staff(0), shift, figures),
                   asio::detached);
    const double wait_us = figures.from_us - wall_us();
    co_await pause(std::chrono::microseconds(static_cast<std::int64_t>(wait_us)));
    scene.probe.begin();
    co_await pause(std::chrono::seconds(plan.seconds));
    scene.probe.end();
    // Whoever is late makes the last change now.
    co_await pause(kLastChange);
    const std::function<bool()> are_done = [&] { return crowd->is_at_rest(); };
    const bool is_at_rest = co_await wait_until(are_done, kRestLimit);
    const HubProbe::Metrics metrics = co_await scene.probe.metrics();
    for (const auto& device : light)
        figures.lost += device->lost();

    JsonLine line;
    line.text("scenario", "listeners")
        .text("carrier", plan.hub.has_tls ? "tls" : "plain")
        .count("listeners", plan.light + plan.full - 1)
        .count("with_replica", plan.full - 1)
        .count("asleep", plan.asleep)
        .count("changes", figures.changes)
        .count("arrivals", figures.arrival.count() + figures.fan_out.count());
    figures.push_to_ack.print(line, "push_to_ack");
    figures.fan_out.print(line, "fan_out");
    figures.arrival.print(line, "arrival");
    scene.probe.print(line, metrics);
    line.count("lost", figures.lost)
        .count("are_equal", is_at_rest && crowd->is_equal() ? 1 : 0)
        .print();
}

}  // namespace wedsync::bench::load
