// One scenario against a hub that is running; bench/load/run.py starts both.
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <utility>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/io_context.hpp"

#include "bench/base.hpp"
#include "bench/load/scenes.hpp"

namespace {

namespace load = wedsync::bench::load;

using Scenario = boost::asio::awaitable<void> (*)(load::Scene&);

int run(const load::Plan& plan, Scenario scenario) {
    boost::asio::io_context loop{1};
    load::Scene scene{loop, plan,
                      wedsync::bench::must(wedsync::host::Wire::create(plan.hub, plan.ca_file)),
                      load::HubProbe(plan)};
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, scenario(scene), [&](std::exception_ptr thrown) {
        failure = std::move(thrown);
        loop.stop();
    });
    loop.run();
    if (failure) std::rethrow_exception(failure);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::map<std::string, Scenario> scenarios{{"idle-and-active", load::idle_and_active},
                                                    {"herd", load::herd},
                                                    {"listeners", load::listeners}};
    const wedsync::Result<load::Plan> plan = load::read_plan(count, arguments);
    const auto scenario = plan.ok() ? scenarios.find(plan.value().scenario) : scenarios.end();
    if (scenario == scenarios.end()) {
        std::fprintf(stderr,
                     "%s\nusage: wedsync_bench_load idle-and-active|herd|listeners --folder=F "
                     "--hub=URL --operations-port=N --hub-process=PID --stores=FOLDER [...]\n",
                     plan.ok() ? "no such scenario" : plan.error().detail.c_str());
        return 2;
    }
    try {
        return run(plan.value(), scenario->second);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench: %s\n", failure.what());
        return 1;
    }
}
