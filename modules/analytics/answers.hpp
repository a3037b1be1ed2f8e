#pragma once

#include "engine/json/strict_json.hpp"
#include "modules/analytics/events.hpp"
#include "modules/analytics/usage.hpp"
#include "modules/kit/module.hpp"

namespace wedsync::analytics {

[[nodiscard]] Result<std::vector<DeviceDay>> read_usage(replica::Replica& replica,
                                                        const std::vector<ScopeId>& scopes);
/// Adds to what this device counted today: its record of the day is written anew.
[[nodiscard]] Result<void> count(const modules::Place& place, ScopeId scope,
                                 const Counted& counted);

[[nodiscard]] boost::json::object json_of(const Usage& usage, std::int64_t now_ms);
[[nodiscard]] boost::json::object json_of(const EventFigures& event);

/// Questions:
///   {"question": "events", "scope"?}
///     {"events": [{"scope", "name", "starts_at": ms or null, "invited", "accepted", "seated",
///      "arrived", "tasks", "tasks_done", "items", "items_done", "delay_min", "forms_submitted"}],
///      "as_of": ms}
///   {"question": "usage", "days"?: 1 to 365 (7), "scope"?}
///     {"days": [{"day": ms of its beginning, "devices", "sessions", "edits", "touched"}],
///      "sessions", "edits", "touched": {"value", "standard_error"},
///      "session_ms": {"p50", "p95", "relative_error"} or null,
///      "returned": {"part", "whole"}, "devices": [{"device", "last_day", "counted_at",
///      "is_missing"}], "missing": [device], "as_of": ms}
/// Actions:
///   {"action": "count", "scope", "sessions"?: [ms], "edits"?: number, "touched"?: [name]}
///     null; at most kCountMax of each. Of the names no more is kept than how many there were.
[[nodiscard]] const modules::Module& module();

inline constexpr std::size_t kCountMax = 1'000;

}  // namespace wedsync::analytics
