#include "hub/service/log.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <utility>

#include "engine/json/strict_json.hpp"
#include "system/clock.hpp"

namespace wedsync::hub {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warning", "error"};

}  // namespace

std::string time_text(WallTime time) {
    constexpr std::uint64_t kPerSecond = 1'000;
    const auto seconds = static_cast<std::time_t>(time.value() / kPerSecond);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::array<char, 8> rest{};
    std::snprintf(rest.data(), rest.size(), ".%03uZ",
                  static_cast<unsigned>(time.value() % kPerSecond));
    return std::string(text.data(), size) + rest.data();
}

void Log::debug(std::string_view event, boost::json::object fields) const {
    write(LogLevel::kDebug, event, std::move(fields));
}
void Log::info(std::string_view event, boost::json::object fields) const {
    write(LogLevel::kInfo, event, std::move(fields));
}
void Log::warn(std::string_view event, boost::json::object fields) const {
    write(LogLevel::kWarning, event, std::move(fields));
}
void Log::error(std::string_view event, boost::json::object fields) const {
    write(LogLevel::kError, event, std::move(fields));
}

void Log::write(LogLevel level, std::string_view event, boost::json::object fields) const {
    if (level < least_) return;
    boost::json::object line{{"time", time_text(os::read_clock().wall)},
                             {"level", kLevelNames.at(static_cast<std::size_t>(level))},
                             {"event", event}};
    for (auto& field : fields)
        line[field.key()] = std::move(field.value());
    sink_(json::write_json(line) + "\n");
}

Log::Sink standard_error() {
    return [](std::string_view line) { std::fwrite(line.data(), 1, line.size(), stderr); };
}

}  // namespace wedsync::hub
