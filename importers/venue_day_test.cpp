#include "importers/venue_day.hpp"

#include <algorithm>

#include "gtest/gtest.h"

namespace wedsync::importers {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kNowMs = 1'800'000'123'456;

std::ptrdiff_t checked_in(const VenueWedding& wedding) {
    return std::count_if(wedding.guests.begin(), wedding.guests.end(), [](const VenueGuest& guest) {
        return guest.checked_in_at_ms.has_value();
    });
}

TEST(VenueDayTest, ShiftsEveryTimeByTheSame) {
    const Venue before = make_venue(1);
    Venue after = before;
    play_until(after, before.weddings[0].starts_at_ms);
    const Venue played = after;
    shift(after, kMinuteMs);
    EXPECT_NE(after, played);
    EXPECT_EQ(after.weddings[2].starts_at_ms, before.weddings[2].starts_at_ms + kMinuteMs);
    shift(after, -kMinuteMs);
    EXPECT_EQ(after, played);
}

TEST(VenueDayTest, IsPlacedIntoTheAfternoonOfTheFirstWedding) {
    Venue venue = make_venue(1);
    place_around(venue, kNowMs);
    std::int64_t first = venue.weddings[0].starts_at_ms;
    for (const VenueWedding& wedding : venue.weddings)
        first = std::min(first, wedding.starts_at_ms);
    EXPECT_EQ(first % (15 * kMinuteMs), 0);
    EXPECT_GE(kNowMs - first, 30 * kMinuteMs);
    EXPECT_LT(kNowMs - first, 45 * kMinuteMs);

    Venue nothing;
    place_around(nothing, kNowMs);
    EXPECT_TRUE(nothing.weddings.empty());
}

TEST(VenueDayTest, NothingHappensAheadOfItsTime) {
    Venue venue = make_venue(1);
    place_around(venue, kNowMs);
    Venue again = venue;
    play_until(venue, kNowMs);
    play_until(again, kNowMs);
    EXPECT_EQ(venue, again);
    for (const VenueWedding& wedding : venue.weddings) {
        for (const VenueGuest& guest : wedding.guests) {
            EXPECT_LE(guest.checked_in_at_ms.value_or(kNowMs), kNowMs);
        }
        for (const VenueArrival& arrival : wedding.arrivals) {
            EXPECT_LE(arrival.arrived_at_ms.value_or(kNowMs), kNowMs);
        }
        for (const VenueTimelineItem& item : wedding.timeline)
            EXPECT_EQ(item.is_done, item.starts_at_ms + item.duration_min * kMinuteMs <= kNowMs);
        for (const VenueNote& note : wedding.notes)
            EXPECT_LT(note.written_at_ms, kNowMs);
        EXPECT_EQ(wedding.notes.size(), 2U);
    }
}

TEST(VenueDayTest, HasSomeThereAndSomethingToSeeTo) {
    Venue venue = make_venue(1);
    place_around(venue, kNowMs);
    play_until(venue, kNowMs);
    EXPECT_GT(checked_in(venue.weddings.front()), 100);
    EXPECT_EQ(checked_in(venue.weddings.back()), 0);
    std::ptrdiff_t late = 0;
    std::ptrdiff_t seatless = 0;
    for (const VenueWedding& wedding : venue.weddings) {
        late += std::count_if(
            wedding.arrivals.begin(), wedding.arrivals.end(), [](const VenueArrival& arrival) {
                return !arrival.arrived_at_ms && arrival.due_at_ms + 15 * kMinuteMs <= kNowMs;
            });
        seatless += std::count_if(
            wedding.guests.begin(), wedding.guests.end(),
            [](const VenueGuest& guest) { return guest.rsvp == "accepted" && !guest.table; });
    }
    EXPECT_GE(late, 1);
    EXPECT_LE(late, 4);
    EXPECT_GE(seatless, 5);
}

}  // namespace
}  // namespace wedsync::importers
