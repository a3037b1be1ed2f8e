#include "modules/analytics/usage.hpp"

#include <algorithm>

namespace wedsync::analytics {

void Counted::merge(const Counted& other) {
    sessions += other.sessions;
    edits += other.edits;
    session_ms.merge(other.session_ms);
    touched.merge(other.touched);
}

Usage usage_of(const std::vector<DeviceDay>& parts, std::int64_t days, std::int64_t now_ms) {
    const std::int64_t today = day_of(now_ms);
    Usage usage;
    std::set<std::string> lately;
    std::set<std::string> before;
    for (const DeviceDay& part : parts) {
        const std::int64_t ago = today - part.day;
        if (ago < 0) continue;
        DeviceStanding& standing = usage.devices[part.device];
        standing.last_day = std::max(standing.last_day, part.day);
        standing.counted_at_ms = std::max(standing.counted_at_ms, part.counted_at_ms);
        if (ago < kActiveDays) lately.insert(part.device);
        if (ago >= kActiveDays && ago < 2 * kActiveDays) before.insert(part.device);
        if (ago >= days) continue;
        Usage::Day& day = usage.days[part.day];
        day.devices.insert(part.device);
        day.counted.merge(part.counted);
        usage.whole.merge(part.counted);
    }
    for (auto& [device, standing] : usage.devices) {
        const bool is_lately = today - standing.last_day < kActiveDays;
        standing.is_missing = is_lately && now_ms - standing.counted_at_ms > kMissingAfterMs;
    }
    usage.returned.whole = before.size();
    for (const std::string& device : before) {
        if (lately.contains(device)) ++usage.returned.part;
    }
    return usage;
}

}  // namespace wedsync::analytics
