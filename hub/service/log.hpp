#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/base/instant.hpp"
#include "engine/json/strict_json.hpp"

namespace wedsync::hub {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError };

/// The service's log: one JSON object in a line, {"time", "level", "event", ...}. What is said has
/// a fixed name (`event`) and fields; texts from outside are fields, so that they cannot forge a
/// line. Never the place for tokens, codes, keys or the values of records.
class Log {
public:
    using Sink = std::function<void(std::string_view line)>;
    explicit Log(LogLevel least, Sink sink) : least_(least), sink_(std::move(sink)) {}

    void debug(std::string_view event, boost::json::object fields = {}) const;
    void info(std::string_view event, boost::json::object fields = {}) const;
    void warn(std::string_view event, boost::json::object fields = {}) const;
    void error(std::string_view event, boost::json::object fields = {}) const;

private:
    void write(LogLevel level, std::string_view event, boost::json::object fields) const;

    LogLevel least_;
    Sink sink_;
};

/// Lines to standard error.
[[nodiscard]] Log::Sink standard_error();
/// "2026-05-01T10:11:12.345Z" (RFC 3339, UTC).
[[nodiscard]] std::string time_text(WallTime time);

}  // namespace wedsync::hub
