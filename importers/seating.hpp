#pragma once

#include <cstddef>
#include <cstdint>

#include "importers/venue.hpp"

namespace wedsync::importers {

/// Adds a table with numbered seats, at the next place of a grid.
void add_table(VenueWedding& wedding, std::uint32_t capacity, const std::string& shape);

/// Seats the guests in their order, as many tables as it takes: a party stays at one table where it
/// fits into one. Guests who declined get no seat.
void seat_guests(VenueWedding& wedding, std::uint32_t capacity);

}  // namespace wedsync::importers
