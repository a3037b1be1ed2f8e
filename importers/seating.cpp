#include "importers/seating.hpp"

#include <string>

namespace wedsync::importers {
namespace {

constexpr std::size_t kTablesPerRow = 6;
constexpr std::uint32_t kGridCm = 320;

bool has_seat(const VenueGuest& guest) {
    return guest.rsvp != "declined";
}

/// How many guests from `first` on belong to one party and want a seat.
std::size_t party_size(const VenueWedding& wedding, std::size_t first) {
    std::size_t count = 0;
    for (std::size_t i = first; i < wedding.guests.size(); ++i) {
        if (wedding.guests[i].party != wedding.guests[first].party) break;
        if (has_seat(wedding.guests[i])) ++count;
    }
    return count;
}

}  // namespace

void add_table(VenueWedding& wedding, std::uint32_t capacity, const std::string& shape) {
    const std::size_t number = wedding.tables.size();
    VenueTable table;
    table.label = "Table " + std::to_string(number + 1);
    table.capacity = capacity;
    table.shape = shape;
    table.x_cm = 200 + static_cast<std::uint32_t>(number % kTablesPerRow) * kGridCm;
    table.y_cm = 200 + static_cast<std::uint32_t>(number / kTablesPerRow) * kGridCm;
    for (std::uint32_t seat = 1; seat <= capacity; ++seat) {
        table.seats.push_back({std::to_string(number + 1) + "-" + std::to_string(seat), seat});
    }
    wedding.tables.push_back(std::move(table));
}

void seat_guests(VenueWedding& wedding, std::uint32_t capacity) {
    std::size_t taken = capacity;  // Of the last table; full, so that the first guest opens one.
    for (std::size_t i = 0; i < wedding.guests.size(); ++i) {
        VenueGuest& guest = wedding.guests[i];
        if (!has_seat(guest)) continue;
        const bool starts_party = i == 0 || wedding.guests[i - 1].party != guest.party;
        const std::size_t together = starts_party ? party_size(wedding, i) : 1;
        const bool fits_elsewhere = together <= capacity && taken + together > capacity;
        if (taken == capacity || fits_elsewhere) {
            add_table(wedding, capacity, "round");
            taken = 0;
        }
        guest.table = wedding.tables.size() - 1;
        guest.seat = taken;
        ++taken;
    }
}

}  // namespace wedsync::importers
