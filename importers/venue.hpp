#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "importers/guests.hpp"
#include "importers/schedule.hpp"

namespace wedsync::importers {

// A venue's day as plain data, for demonstrations, tests and measurements. The fields are named as
// in schemas/venue.json; who loads it turns it into records. Indexes point into the vectors of the
// same wedding.

struct VenueGuest {
    std::string full_name;
    std::string first_name;
    std::string last_name;
    std::string email;
    std::string phone;
    std::string party;
    std::string side;
    std::string rsvp;
    std::string meal;
    std::vector<std::string> diets;
    std::string allergies;
    std::vector<std::string> tags;
    bool is_child = false;
    std::optional<std::size_t> table;
    /// Index into the seats of that table.
    std::optional<std::size_t> seat;
    /// Not there yet: none.
    std::optional<std::int64_t> checked_in_at_ms;

    friend bool operator==(const VenueGuest&, const VenueGuest&) = default;
};

struct VenueSeat {
    std::string label;
    std::uint32_t number = 0;

    friend bool operator==(const VenueSeat&, const VenueSeat&) = default;
};

struct VenueTable {
    std::string label;
    std::uint32_t capacity = 0;
    std::string shape;
    std::uint32_t x_cm = 0;
    std::uint32_t y_cm = 0;
    std::vector<VenueSeat> seats;

    friend bool operator==(const VenueTable&, const VenueTable&) = default;
};

struct VenueVendor {
    std::string name;
    std::string category;
    std::string contact_name;
    std::string email;
    std::string phone;
    std::int64_t price_cents = 0;
    std::uint32_t crew_size = 1;

    friend bool operator==(const VenueVendor&, const VenueVendor&) = default;
};

struct VenueArrival {
    std::string label;
    std::size_t vendor = 0;
    std::int64_t due_at_ms = 0;
    std::string gate;
    /// Not there yet: none.
    std::optional<std::int64_t> arrived_at_ms = std::nullopt;

    friend bool operator==(const VenueArrival&, const VenueArrival&) = default;
};

struct VenueTimelineItem {
    std::string title;
    std::string kind;
    std::int64_t starts_at_ms = 0;
    std::uint32_t duration_min = 0;
    std::string room;
    std::string owner;
    std::optional<std::size_t> vendor;
    bool is_done = false;

    friend bool operator==(const VenueTimelineItem&, const VenueTimelineItem&) = default;
};

struct VenueTask {
    std::string title;
    std::string assignee;
    std::string urgency;
    std::int64_t due_at_ms = 0;
    std::optional<std::size_t> timeline_item;
    bool is_done = false;

    friend bool operator==(const VenueTask&, const VenueTask&) = default;
};

struct VenueNote {
    std::string title;
    std::string body;
    std::string author;
    std::int64_t written_at_ms = 0;

    friend bool operator==(const VenueNote&, const VenueNote&) = default;
};

struct VenueWedding {
    std::string name;
    std::string couple;
    std::string hall;
    std::string coordinator;
    std::int64_t starts_at_ms = 0;
    std::int64_t ends_at_ms = 0;
    std::vector<VenueTable> tables;
    std::vector<VenueGuest> guests;
    std::vector<VenueVendor> vendors;
    std::vector<VenueArrival> arrivals;
    std::vector<VenueTimelineItem> timeline;
    std::vector<VenueTask> tasks;
    std::vector<VenueNote> notes;

    friend bool operator==(const VenueWedding&, const VenueWedding&) = default;
};

struct Venue {
    std::string name;
    std::vector<VenueWedding> weddings;

    friend bool operator==(const Venue&, const Venue&) = default;
};

/// How large a made venue is. The defaults are the day that must work.
struct VenueSize {
    std::size_t weddings = 5;
    std::size_t guests = 1'200;
    std::size_t vendors = 60;
};

/// A venue out of nothing but the seed: so many weddings on one Saturday, side by side, their
/// guests seated by party, with vendors, arrivals, timelines of 25 items and tasks. All names are
/// made up. The same seed gives the same venue on every target. Requires at least one wedding.
[[nodiscard]] Venue make_venue(std::uint64_t seed, const VenueSize& size = {});

/// A venue out of a real programme and a real list: the five busiest rooms of its busiest day
/// become events, talks become timeline items, speakers become vendors who arrive 30 minutes before
/// their first item. Each party sits together, at tables of ten, in the event that has most room
/// left. Fewer rooms give fewer events; a schedule without items gives none.
[[nodiscard]] Venue venue_from(const Schedule& schedule, const std::vector<ImportedGuest>& guests);

}  // namespace wedsync::importers
