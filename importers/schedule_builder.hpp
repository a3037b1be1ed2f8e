#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "importers/schedule.hpp"

namespace wedsync::importers {

/// An item as a file spells it; both formats use the same spellings.
struct RawItem {
    std::string id;
    std::string date;      ///< 2024-12-27T10:30:00+01:00, may be missing in old files.
    std::string start;     ///< 10:30, used where `date` is missing.
    std::string duration;  ///< 00:30
    std::string room;
    std::string title;
    std::string subtitle;
    std::string track;
    std::string type;
    std::string language;
    std::vector<std::string> persons;
};

struct RawDay {
    std::string date;   ///< 2024-12-27
    std::string start;  ///< When the day begins, with its offset; may be missing.
};

/// Collects days, rooms and items, checks them, and puts them in order. The errors carry what is
/// wrong; where it stands is the caller's to add.
class ScheduleBuilder {
public:
    [[nodiscard]] Result<void> set_title(std::string title);
    void set_time_zone(std::string name) { schedule_.time_zone = std::move(name); }
    [[nodiscard]] Result<void> add_day(const RawDay& day);
    /// A room of the day that was added last.
    [[nodiscard]] Result<void> add_room(const std::string& name);
    /// Requires a day.
    [[nodiscard]] Result<void> add_item(RawItem raw);
    [[nodiscard]] Schedule take();

private:
    Schedule schedule_;
    RawDay day_;
    std::set<std::string> rooms_;
    std::set<std::string> ids_;
};

/// The two readers behind parse_schedule.
[[nodiscard]] Result<Schedule> parse_schedule_xml(std::string_view text);
[[nodiscard]] Result<Schedule> parse_schedule_json(std::string_view text);

}  // namespace wedsync::importers
