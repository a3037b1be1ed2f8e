#include "bench/measure.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <sys/resource.h>

#include "engine/base/assert.hpp"

namespace wedsync::bench {
namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

Cost cost_now() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return {seconds(usage.ru_utime) + seconds(usage.ru_stime), wall_us() * 1e-6};
}

}  // namespace

void Stopwatch::start() {
    begun_ = cost_now();
}

void Stopwatch::stop() {
    const Cost now = cost_now();
    cost_.cpu_s += now.cpu_s - begun_.cpu_s;
    cost_.wall_s += now.wall_s - begun_.wall_s;
}

double wall_us() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::micro>(now).count();
}

double peak_rss_mb() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word) {
        double kilobytes = 0;
        if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
    }
    return 0;
}

double median(std::vector<double> values) {
    WEDSYNC_ASSERT(!values.empty());
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::uint64_t file_bytes(const std::string& path) {
    std::uint64_t sum = 0;
    for (const char* suffix : {"", "-wal"}) {
        std::error_code error;
        const std::uintmax_t size = std::filesystem::file_size(path + suffix, error);
        if (!error) sum += size;
    }
    return sum;
}

void JsonLine::name(std::string_view name) {
    members_ += members_.empty() ? "\"" : ",\"";
    members_ += name;
    members_ += "\":";
}

JsonLine& JsonLine::text(std::string_view member, std::string_view value) {
    name(member);
    members_ += '"';
    members_ += value;
    members_ += '"';
    return *this;
}

JsonLine& JsonLine::number(std::string_view member, double value) {
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%.6g", value);
    name(member);
    members_ += digits.data();
    return *this;
}

JsonLine& JsonLine::count(std::string_view member, std::uint64_t value) {
    name(member);
    members_ += std::to_string(value);
    return *this;
}

void JsonLine::print() const {
    std::printf("{%s}\n", members_.c_str());
}

}  // namespace wedsync::bench
