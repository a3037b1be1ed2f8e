#include "bench/load/hub_probe.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <utility>

#include "bench/base.hpp"

namespace wedsync::bench::load {
namespace {

constexpr double kPercent = 100;
constexpr double kBytesPerMegabyte = 1'000'000;

std::string proc(std::uint32_t process, const char* file) {
    return "/proc/" + std::to_string(process) + "/" + file;
}

/// A figure of /proc/PID/status in kB, as MB; 0 where there is none.
double status_mb(std::uint32_t process, const std::string& name) {
    std::ifstream status(proc(process, "status"));
    std::string word;
    while (status >> word) {
        double kilobytes = 0;
        if (word == name + ":" && status >> kilobytes) {
            return kilobytes * 1'024 / kBytesPerMegabyte;
        }
    }
    return 0;
}

}  // namespace

HubProbe::HubProbe(const Plan& plan)
    : process_(plan.hub_process),
      operations_(must(host::Wire::create({false, "127.0.0.1", plan.operations_port}, {}))) {}

double HubProbe::hub_cpu_s() const {
    std::ifstream stat(proc(process_, "stat"));
    std::string text;
    std::getline(stat, text);
    // Behind the name, which may hold anything: state is the first, utime and stime 12 and 13.
    std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 1)));
    constexpr int kFieldsBefore = 11;
    std::string skipped;
    for (int i = 0; i < kFieldsBefore; ++i)
        rest >> skipped;
    double user = 0;
    double system = 0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void HubProbe::begin() {
    own_ = {};
    own_.start();
    hub_begun_s_ = hub_cpu_s();
}

void HubProbe::end() {
    own_.stop();
    hub_s_ = hub_cpu_s() - hub_begun_s_;
}

boost::asio::awaitable<HubProbe::Metrics> HubProbe::metrics() const {
    host::Wire::Request request;
    request.method = "GET";
    request.path = "/metrics";
    const std::shared_ptr<host::Wire::Line> line = operations_.line();
    const Result<host::Wire::Reply> reply = co_await line->request(std::move(request));
    if (!reply.ok()) give_up(reply.error());
    Metrics metrics;
    std::istringstream lines(reply.value().body);
    for (std::string text; std::getline(lines, text);) {
        const std::size_t space = text.find(' ');
        if (text.starts_with("#") || space == std::string::npos) continue;
        double value = 0;
        std::istringstream(text.substr(space + 1)) >> value;
        metrics[text.substr(0, space)] = value;
    }
    co_return metrics;
}

void HubProbe::print(JsonLine& line, const Metrics& metrics) const {
    const auto metric = [&](const std::string& name) {
        const auto found = metrics.find("wedsync_hub_" + name);
        return found == metrics.end() ? 0 : found->second;
    };
    const Cost& own = own_.cost();
    line.number("hub_rss_max_mb", status_mb(process_, "VmHWM"))
        .number("hub_cpu_percent", kPercent * hub_s_ / own.wall_s)
        .number("generator_cpu_percent", kPercent * own.cpu_s / own.wall_s)
        .number("waiting_bytes_max", metric("waiting_bytes_max"))
        .number("waiting_bytes_of_one_max", metric("waiting_bytes_of_one_max"))
        .number("flush_max_ms", metric("flush_seconds_max") * 1'000)
        .number("hub_accepted", metric("changes_accepted_total"))
        .number("hub_refused", metric("changes_refused_total"))
        .number("hub_sessions_broken", metric("sessions_broken_total"));
}

}  // namespace wedsync::bench::load
