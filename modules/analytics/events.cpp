#include "modules/analytics/events.hpp"

#include <algorithm>
#include <map>

#include "modules/kit/visit.hpp"

namespace wedsync::analytics {
namespace {

using modules::Row;
using modules::visit_rows;

/// A counter may hold any number; a year is no delay any more.
constexpr std::int64_t kDelayMinMax = std::int64_t{366} * 24 * 60;

void count_guest(const Row& row, EventFigures& event) {
    const std::string reply = row.text(0);
    const bool has_arrived = row.flag(2);
    ++event.invited;
    if (reply == "accepted" || has_arrived) ++event.accepted;
    if (reply != "declined" && !std::holds_alternative<std::monostate>(row.values[1]))
        ++event.seated;
    if (has_arrived) ++event.arrived;
}

}  // namespace

Result<std::vector<EventFigures>> read_events(replica::Replica& replica,
                                              const std::vector<ScopeId>& scopes) {
    std::map<ScopeId, EventFigures> events;
    const auto of = [&](const Row& row) -> EventFigures* {
        const auto found = events.find(row.scope);
        return found == events.end() ? nullptr : &found->second;
    };
    WEDSYNC_TRY(visit_rows(replica, scopes, "events", {"name", "couple", "starts_at", "status"},
                           [&](const Row& row) {
                               if (row.text(3) == "cancelled") return;
                               EventFigures& event = events[row.scope];
                               event.scope = row.scope;
                               event.name = row.text(1).empty() ? row.text(0) : row.text(1);
                               event.starts_at_ms = row.time_ms(2);
                           }));
    WEDSYNC_TRY(
        visit_rows(replica, scopes, "guests", {"rsvp", "table", "checked_in"}, [&](const Row& row) {
            if (EventFigures* event = of(row)) count_guest(row, *event);
        }));
    WEDSYNC_TRY(visit_rows(replica, scopes, "tasks", {"is_done"}, [&](const Row& row) {
        EventFigures* event = of(row);
        if (event == nullptr) return;
        ++event->tasks;
        if (row.flag(0)) ++event->tasks_done;
    }));
    WEDSYNC_TRY(visit_rows(
        replica, scopes, "timeline_items", {"is_done", "delay_min"}, [&](const Row& row) {
            EventFigures* event = of(row);
            if (event == nullptr) return;
            ++event->items;
            if (row.flag(0)) ++event->items_done;
            event->delay_min += std::clamp(row.number(1).value_or(0), -kDelayMinMax, kDelayMinMax);
        }));
    WEDSYNC_TRY(visit_rows(replica, scopes, "forms", {"submitted_at"}, [&](const Row& row) {
        EventFigures* event = of(row);
        if (event != nullptr && row.number(0)) ++event->forms_submitted;
    }));
    std::vector<EventFigures> sorted;
    for (auto& [scope, event] : events)
        sorted.push_back(std::move(event));
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        return a.starts_at_ms.value_or(0) < b.starts_at_ms.value_or(0);
    });
    return sorted;
}

}  // namespace wedsync::analytics
