#include <algorithm>
#include <map>
#include <utility>

#include "importers/seating.hpp"
#include "importers/venue.hpp"

namespace wedsync::importers {
namespace {

constexpr std::size_t kEvents = 5;
constexpr std::uint32_t kTableSeats = 10;
constexpr std::int64_t kMinuteMs = 60'000;

std::size_t busiest_day(const Schedule& schedule) {
    std::vector<std::size_t> counts(schedule.days.size());
    for (const ScheduleItem& item : schedule.items)
        ++counts[item.day];
    return static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                    counts.begin());
}

/// The rooms with the most items that day; equal ones by name.
std::vector<std::string> busiest_rooms(const Schedule& schedule, std::size_t day) {
    std::map<std::string, std::size_t> counts;
    for (const ScheduleItem& item : schedule.items) {
        if (item.day == day) ++counts[item.room];
    }
    std::vector<std::pair<std::string, std::size_t>> rooms(counts.begin(), counts.end());
    std::stable_sort(rooms.begin(), rooms.end(), [](const auto& left, const auto& right) {
        return left.second > right.second;
    });
    std::vector<std::string> names;
    for (const auto& [name, count] : rooms) {
        if (names.size() < kEvents) names.push_back(name);
    }
    return names;
}

/// A vendor for each speaker, who arrives before his or her first item; null where there is none.
std::optional<std::size_t> vendor_of(VenueWedding& wedding, const ScheduleItem& item) {
    std::optional<std::size_t> first;
    for (const std::string& person : item.persons) {
        const auto known =
            std::find_if(wedding.vendors.begin(), wedding.vendors.end(),
                         [&](const VenueVendor& vendor) { return vendor.name == person; });
        auto index = static_cast<std::size_t>(known - wedding.vendors.begin());
        if (known == wedding.vendors.end()) {
            VenueVendor vendor;
            vendor.name = person;
            vendor.category = "other";
            vendor.contact_name = person;
            wedding.vendors.push_back(std::move(vendor));
            wedding.arrivals.push_back(
                {person, index, item.start_ms - 30 * kMinuteMs, "Main door"});
        }
        if (!first.has_value()) first = index;
    }
    return first;
}

VenueWedding wedding_of(const Schedule& schedule, std::size_t day, const std::string& room) {
    VenueWedding wedding;
    wedding.name = schedule.title + ": " + room;
    wedding.hall = room;
    for (const ScheduleItem& item : schedule.items) {
        if (item.day != day || item.room != room) continue;
        VenueTimelineItem entry;
        entry.title = item.title;
        entry.kind = "other";
        entry.starts_at_ms = item.start_ms;
        entry.duration_min = static_cast<std::uint32_t>(item.duration_ms / kMinuteMs);
        entry.room = room;
        if (!item.persons.empty()) entry.owner = item.persons.front();
        entry.vendor = vendor_of(wedding, item);
        if (wedding.timeline.empty()) wedding.starts_at_ms = item.start_ms;
        wedding.ends_at_ms = std::max(wedding.ends_at_ms, item.start_ms + item.duration_ms);
        wedding.timeline.push_back(std::move(entry));
    }
    return wedding;
}

VenueGuest guest_of(const ImportedGuest& from) {
    VenueGuest guest;
    guest.full_name = from.full_name;
    guest.first_name = from.first_name;
    guest.last_name = from.last_name;
    guest.email = from.email;
    guest.phone = from.phone;
    guest.party = from.party;
    guest.side = from.side == "first" || from.side == "second" ? from.side : "both";
    guest.rsvp = from.rsvp;
    guest.meal = from.meal;
    guest.diets = from.diets;
    guest.allergies = from.allergies;
    guest.tags = from.tags;
    guest.is_child = from.is_child;
    return guest;
}

/// Parties stay whole: each goes to the event with the fewest guests so far. A guest without a
/// party is one.
void spread_guests(const std::vector<ImportedGuest>& guests, std::vector<VenueWedding>& weddings) {
    std::map<std::string, std::vector<const ImportedGuest*>> parties;
    std::size_t alone = 0;
    for (const ImportedGuest& guest : guests) {
        const std::string name =
            guest.party.empty() ? "\x01" + std::to_string(alone++) : guest.party;
        parties[name].push_back(&guest);
    }
    for (const auto& [name, members] : parties) {
        const auto emptiest =
            std::min_element(weddings.begin(), weddings.end(),
                             [](const VenueWedding& left, const VenueWedding& right) {
                                 return left.guests.size() < right.guests.size();
                             });
        for (const ImportedGuest* member : members)
            emptiest->guests.push_back(guest_of(*member));
    }
}

}  // namespace

Venue venue_from(const Schedule& schedule, const std::vector<ImportedGuest>& guests) {
    Venue venue{schedule.title, {}};
    if (schedule.items.empty()) return venue;
    const std::size_t day = busiest_day(schedule);
    for (const std::string& room : busiest_rooms(schedule, day)) {
        venue.weddings.push_back(wedding_of(schedule, day, room));
    }
    spread_guests(guests, venue.weddings);
    for (VenueWedding& wedding : venue.weddings)
        seat_guests(wedding, kTableSeats);
    return venue;
}

}  // namespace wedsync::importers
