#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"

#include "bench/load/crowd.hpp"
#include "bench/load/pause.hpp"
#include "bench/load/registration.hpp"
#include "bench/load/work.hpp"
#include "engine/base/prng.hpp"

namespace wedsync::bench::load {
namespace {

namespace asio = boost::asio;

constexpr double kSecondUs = 1e6;
constexpr std::chrono::seconds kRestLimit{300};
constexpr std::uint64_t kSeed = 7;
constexpr std::chrono::milliseconds kWitnessEvery{100};

/// Somebody in a scope of their own, who is at work all the time: what the herd does to others.
class Witness {
public:
    static asio::awaitable<std::unique_ptr<Witness>> join(Scene& scene) {
        const std::vector<ScopeId> quiet = scopes_of(scene.plan, "quiet", 1);
        const std::vector<Seat> seats = deal("witness", 1, quiet);
        std::vector<host::Identity> identities = co_await join_each(scene.plan, scene.wire, seats);
        FullDevice::Options options;
        options.identity = std::move(identities.front());
        options.scope = quiet.front();
        options.store_path = scene.plan.stores + "/witness.wedsync";
        options.seed = kSeed;
        co_return std::make_unique<Witness>(scene, std::move(options));
    }
    Witness(Scene& scene, FullDevice::Options options)
        : device_(scene.loop, scene.wire, std::move(options), {times_, figures_}) {
        for (const Draft& draft : enter_guests(device_.scope(), 10, kSeed)) {
            const replica::Committed made = device_.commit(draft);
            guests_.insert(guests_.end(), made.created.begin(), made.created.end());
        }
        device_.go_online();
        device_.watch();
    }

    /// Ten changes a second from now on, until stop().
    void work_on(asio::io_context& loop) {
        figures_.from_us = wall_us();
        figures_.until_us = figures_.from_us + kRestLimit.count() * kSecondUs;
        asio::co_spawn(loop, work_until_stopped(), asio::detached);
    }
    void stop() { is_stopped_ = true; }
    [[nodiscard]] const Figures& figures() const { return figures_; }

private:
    asio::awaitable<void> work_until_stopped() {
        Staff staff(device_.scope(), guests_, {0, 1}, kSeed);
        while (!is_stopped_) {
            device_.commit(staff.next());
            const double due_us =
                wall_us() + static_cast<double>(std::chrono::microseconds(kWitnessEvery).count());
            co_await pause(kWitnessEvery);
            figures_.late.add(wall_us() - due_us);
        }
    }

    CommitTimes times_;
    Figures figures_;
    FullDevice device_;
    std::vector<RecordId> guests_;
    bool is_stopped_ = false;
};

/// Comes back after a while.
asio::awaitable<void> come_back(FullDevice& device, std::chrono::microseconds after) {
    co_await pause(after);
    device.go_online();
}

/// Everybody leaves, and works without a connection.
asio::awaitable<void> work_apart(const Crowd& crowd, std::uint32_t changes) {
    const std::vector<FullDevice*> devices = crowd.devices();
    for (FullDevice* device : devices)
        device->go_offline();
    for (std::size_t i = 0; i < devices.size(); ++i) {
        Staff staff = crowd.staff(i);
        for (std::uint32_t change = 0; change < changes; ++change)
            devices[i]->commit(staff.next());
        // The witness goes on meanwhile.
        co_await pause(std::chrono::microseconds(0));
    }
}

}  // namespace

asio::awaitable<void> herd(Scene& scene) {
    const Plan& plan = scene.plan;
    Figures figures;
    const std::unique_ptr<Crowd> crowd = co_await Crowd::gather(scene, figures);
    co_await crowd->settle_in(plan);
    const std::unique_ptr<Witness> witness = co_await Witness::join(scene);
    co_await work_apart(*crowd, plan.changes);

    Prng prng(kSeed);
    scene.probe.begin();
    witness->work_on(scene.loop);
    const double begun_us = wall_us();
    std::uint64_t last_us = 0;
    for (FullDevice* device : crowd->devices()) {
        const std::uint64_t after_us = prng.below(std::uint64_t{plan.return_seconds} * 1'000'000);
        last_us = std::max(last_us, after_us);
        asio::co_spawn(scene.loop, come_back(*device, std::chrono::microseconds(after_us)),
                       asio::detached);
    }
    const std::function<bool()> are_done = [&] { return crowd->is_at_rest(); };
    const bool is_at_rest = co_await wait_until(are_done, kRestLimit);
    const double equal_us = wall_us() - begun_us;
    scene.probe.end();
    witness->stop();
    co_await pause(2 * kWitnessEvery);
    const HubProbe::Metrics metrics = co_await scene.probe.metrics();
    std::uint64_t refused = 0;
    for (const FullDevice* device : crowd->devices())
        refused += device->state().refused.size();

    JsonLine line;
    line.text("scenario", "herd")
        .text("carrier", plan.hub.has_tls ? "tls" : "plain")
        .count("devices", plan.full)
        .count("changes_each", plan.changes)
        .number("equal_after_s", equal_us / kSecondUs)
        .number("after_the_last_return_s", (equal_us - static_cast<double>(last_us)) / kSecondUs);
    witness->figures().push_to_ack.print(line, "witness_push_to_ack");
    witness->figures().late.print(line, "generator_late");
    scene.probe.print(line, metrics);
    line.count("lost", figures.lost)
        .count("refused", refused)
        .count("are_equal", is_at_rest && crowd->is_equal() ? 1 : 0)
        .print();
}

}  // namespace wedsync::bench::load
