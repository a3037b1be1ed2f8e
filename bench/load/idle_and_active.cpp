#include <chrono>
#include <functional>
#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"

#include "bench/load/crowd.hpp"
#include "bench/load/pause.hpp"
#include "bench/load/registration.hpp"
#include "bench/load/work.hpp"

namespace wedsync::bench::load {
namespace {

namespace asio = boost::asio;

constexpr double kMillisecondUs = 1e3;
constexpr double kSecondUs = 1e6;
/// Of work before the window begins.
constexpr double kWarmUpS = 2;
constexpr std::chrono::seconds kRestLimit{60};
constexpr std::chrono::milliseconds kLastChange{300};

}  // namespace

asio::awaitable<void> idle_and_active(Scene& scene) {
    const Plan& plan = scene.plan;
    Figures figures;
    const std::unique_ptr<Crowd> crowd = co_await Crowd::gather(scene, figures);
    co_await crowd->settle_in(plan);
    const std::vector<ScopeId> quiet = scopes_of(plan, "quiet", plan.quiet_scopes);
    const OnPage nothing;
    const LightDevices idle = co_await open_light(scene, quiet, nothing);

    const double begin_us = wall_us() + kSecondUs;
    figures.from_us = begin_us + kWarmUpS * kSecondUs;
    figures.until_us = figures.from_us + plan.seconds * kSecondUs;
    crowd->watch();
    const std::vector<FullDevice*> devices = crowd->devices();
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const double phase = static_cast<double>(i) / static_cast<double>(devices.size());
        const Shift shift{begin_us + phase * kSecondUs, figures.until_us, kSecondUs};
        asio::co_spawn(scene.loop, work(*devices[i], crowd->staff(i), shift, figures),
                       asio::detached);
    }
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
    const std::vector<Seat> newcomer = deal("newcomer", 1, quiet);
    const double asked_us = wall_us();
    static_cast<void>(co_await join_each(plan, scene.wire, newcomer));
    const double join_ms = (wall_us() - asked_us) / kMillisecondUs;
    for (const auto& device : idle)
        figures.lost += device->lost();

    JsonLine line;
    line.text("scenario", "idle_and_active")
        .text("carrier", plan.hub.has_tls ? "tls" : "plain")
        .count("idle", plan.light)
        .count("active", plan.full)
        .count("seconds", plan.seconds)
        .count("changes", figures.changes)
        .count("acknowledged", figures.commit_to_ack.count())
        .count("arrivals", figures.fan_out.count());
    figures.push_to_ack.print(line, "push_to_ack");
    figures.commit_to_ack.print(line, "commit_to_ack");
    figures.fan_out.print(line, "fan_out");
    scene.probe.print(line, metrics);
    line.number("generator_late_p99_ms", figures.late.ms_at(990))
        .number("join_ms", join_ms)
        .count("lost", figures.lost)
        .count("refused", figures.refused)
        .count("are_equal", is_at_rest && crowd->is_equal() ? 1 : 0)
        .print();
}

}  // namespace wedsync::bench::load
