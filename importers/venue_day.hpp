#pragma once

#include <cstdint>

#include "importers/venue.hpp"

namespace wedsync::importers {

/// The same venue at another time: everything later by so many milliseconds.
void shift(Venue& venue, std::int64_t by_ms);

/// Puts the day where somebody looks at it half an hour after the first ceremony began: some
/// weddings under way, others being set up. In whole quarters of an hour.
void place_around(Venue& venue, std::int64_t now_ms);

/// What a venue looks like at that time of its day: what was due is done, vendors are there but for
/// one who is late, guests of a wedding that has begun are checked in but for a few, one or two
/// people have no seat yet, and the staff wrote a few notes. The same venue and time give the same.
void play_until(Venue& venue, std::int64_t now_ms);

}  // namespace wedsync::importers
