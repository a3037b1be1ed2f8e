#include "sim/day/replay_log.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/hash.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kDeviceHashSeed = 1;
constexpr std::uint64_t kScopeHashSeed = 2;

std::uint32_t bucket_of(std::uint32_t number, std::uint64_t seed, std::uint32_t count) {
    std::array<std::uint8_t, 4> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return static_cast<std::uint32_t>(hash64(bytes, seed) % count);
}

}  // namespace

std::vector<ReplayEdit> deal(const std::vector<importers::UsageEvent>& events,
                             const ReplayDeal& how) {
    WEDSYNC_ASSERT(how.devices > 0);
    WEDSYNC_ASSERT(how.scopes > 0);
    std::vector<ReplayEdit> edits;
    std::uint64_t at_ms = 0;
    std::int64_t previous_s = 0;
    for (const importers::UsageEvent& event : events) {
        if (event.user == 0) continue;
        if (how.limit > 0 && edits.size() == how.limit) break;
        if (!edits.empty()) {
            const auto pause_ms = static_cast<std::uint64_t>(event.time_s - previous_s) * 1'000;
            at_ms += std::min(pause_ms, how.pause_max_ms);
        }
        previous_s = event.time_s;
        ReplayEdit edit;
        edit.at_ms = at_ms;
        edit.happened_ms = event.time_s * 1'000;
        edit.device = bucket_of(event.user, kDeviceHashSeed, how.devices);
        edit.scope = bucket_of(event.item, kScopeHashSeed, how.scopes);
        edit.item = event.item;
        edit.status = event.action;
        if (!event.lifecycle.empty()) edit.status += " " + event.lifecycle;
        edit.owner = "user-" + std::to_string(event.user);
        edit.note = edit.owner + ": " + edit.status;
        edits.push_back(std::move(edit));
    }
    return edits;
}

Schema replay_schema() {
    constexpr std::string_view kJson = R"({"name": "replay", "version": 1, "collections": [
        {"number": 1, "name": "items", "title": "title", "fields": [
          {"number": 1, "name": "title", "kind": "register", "importance": 50},
          {"number": 2, "name": "status", "kind": "register", "importance": 75, "decides": "apply"},
          {"number": 3, "name": "owner", "kind": "register", "importance": 60, "decides": "apply"},
          {"number": 4, "name": "note", "kind": "text", "importance": 40, "decides": "apply"}]}]})";
    Result<Schema> schema = parse_schema(kJson);
    WEDSYNC_ASSERT(schema.ok());
    return std::move(schema).value();
}

Trace network_of(const importers::NetworkTrace& recorded) {
    std::vector<TraceRow> rows;
    const std::uint64_t first_ms = recorded.steps.front().time_ms;
    for (const importers::NetworkStep& step : recorded.steps) {
        const std::uint64_t time_ms = step.time_ms - first_ms;
        if (!rows.empty() && rows.back().t_ms == time_ms) rows.pop_back();
        rows.push_back({time_ms, step.down_kbps, step.up_kbps});
    }
    return Trace(std::move(rows));
}

}  // namespace wedsync::sim
