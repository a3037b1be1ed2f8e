#include "importers/venue.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "gtest/gtest.h"

#include "engine/model/value.hpp"
#include "importers/names.hpp"

namespace wedsync::importers {
namespace {

std::size_t guest_count(const Venue& venue) {
    std::size_t count = 0;
    for (const VenueWedding& wedding : venue.weddings)
        count += wedding.guests.size();
    return count;
}

/// Every guest who comes has a seat, nobody shares one, and no index points nowhere.
void expect_sound(const VenueWedding& wedding) {
    std::set<std::pair<std::size_t, std::size_t>> taken;
    for (const VenueGuest& guest : wedding.guests) {
        EXPECT_TRUE(is_utf8(guest.full_name)) << guest.full_name;
        EXPECT_FALSE(guest.full_name.empty());
        EXPECT_EQ(guest.table.has_value(), guest.rsvp != "declined");
        if (!guest.table.has_value()) continue;
        ASSERT_LT(*guest.table, wedding.tables.size());
        ASSERT_LT(*guest.seat, wedding.tables[*guest.table].seats.size());
        EXPECT_TRUE(taken.insert({*guest.table, *guest.seat}).second) << guest.full_name;
    }
    for (const VenueTable& table : wedding.tables)
        EXPECT_EQ(table.seats.size(), table.capacity);
    for (const VenueArrival& arrival : wedding.arrivals) {
        EXPECT_LT(arrival.vendor, wedding.vendors.size());
    }
    for (const VenueTimelineItem& item : wedding.timeline) {
        EXPECT_LT(item.vendor.value_or(0), std::max<std::size_t>(wedding.vendors.size(), 1));
    }
    for (const VenueTask& task : wedding.tasks) {
        EXPECT_LT(task.timeline_item.value_or(0), wedding.timeline.size());
    }
    EXPECT_LT(wedding.starts_at_ms, wedding.ends_at_ms);
}

TEST(VenueTest, MakesTheDayThatMustWork) {
    const Venue venue = make_venue(1);
    ASSERT_EQ(venue.weddings.size(), 5U);
    EXPECT_EQ(guest_count(venue), 1'200U);
    std::size_t vendors = 0;
    std::set<std::string> halls;
    for (const VenueWedding& wedding : venue.weddings) {
        expect_sound(wedding);
        EXPECT_EQ(wedding.timeline.size(), 25U);
        EXPECT_EQ(wedding.arrivals.size(), wedding.vendors.size());
        EXPECT_EQ(wedding.tasks.size(), 12U);
        vendors += wedding.vendors.size();
        halls.insert(wedding.hall);
        EXPECT_TRUE(
            std::is_sorted(wedding.timeline.begin(), wedding.timeline.end(),
                           [](const VenueTimelineItem& left, const VenueTimelineItem& right) {
                               return left.starts_at_ms < right.starts_at_ms;
                           }));
    }
    EXPECT_EQ(vendors, 60U);
    EXPECT_EQ(halls.size(), 5U);
}

TEST(VenueTest, ComesFromItsSeedAlone) {
    EXPECT_EQ(make_venue(7), make_venue(7));
    EXPECT_NE(make_venue(7), make_venue(8));
    // The same on every target: if this name changes, so does every recorded run.
    EXPECT_EQ(make_venue(1).weddings[0].couple, "Ngọc Zhào & Vesna Ulberg");
}

TEST(VenueTest, TakesOtherSizes) {
    const Venue venue = make_venue(3, {7, 23, 4});
    EXPECT_EQ(venue.weddings.size(), 7U);
    EXPECT_EQ(guest_count(venue), 23U);
    for (const VenueWedding& wedding : venue.weddings)
        expect_sound(wedding);
    EXPECT_EQ(guest_count(make_venue(3, {1, 0, 0})), 0U);
    EXPECT_EQ(guest_count(make_venue(3, {1, 20'000, 60})), 20'000U);
}

TEST(VenueTest, HasNamesFromManyPlaces) {
    Prng prng(5);
    std::set<std::string> names;
    std::size_t accented = 0;
    for (int i = 0; i < 2'000; ++i) {
        const PersonName name = make_person(prng);
        const std::string full = name.full();
        EXPECT_TRUE(is_utf8(full)) << full;
        names.insert(full);
        accented += std::any_of(full.begin(), full.end(),
                                [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; })
                        ? 1U
                        : 0U;
        EXPECT_EQ(make_relative(name, prng).last, name.last);
    }
    EXPECT_GT(names.size(), 1'500U);
    EXPECT_GT(accented, 600U);
    EXPECT_EQ(mail_part("Zoë O’Dowd"), "zoodowd");
    EXPECT_EQ(mail_part("Đức"), "c");
}

Schedule small_schedule() {
    Schedule schedule;
    schedule.title = "Fair";
    schedule.days = {{"2024-12-27", {"A", "B"}}, {"2024-12-28", {"A", "B"}}};
    schedule.rooms = {"A", "B"};
    const auto item = [](const char* id, std::int64_t start_ms, const char* room, std::size_t day) {
        ScheduleItem made;
        made.id = id;
        made.start_ms = start_ms;
        made.duration_ms = 1'800'000;
        made.room = room;
        made.title = id;
        made.persons = {"Ann", "Bo"};
        made.day = day;
        return made;
    };
    schedule.items = {item("1", 10'000'000, "A", 0), item("2", 90'000'000, "B", 1),
                      item("3", 92'000'000, "B", 1), item("4", 93'000'000, "A", 1)};
    return schedule;
}

TEST(VenueTest, ComesFromAScheduleAndAList) {
    std::vector<ImportedGuest> guests(30);
    for (std::size_t i = 0; i < guests.size(); ++i) {
        guests[i].full_name = "Guest " + std::to_string(i);
        guests[i].party = i < 12 ? "Big party" : i < 20 ? "Small party" : "";
    }
    const Venue venue = venue_from(small_schedule(), guests);
    ASSERT_EQ(venue.weddings.size(), 2U);
    const VenueWedding& busiest = venue.weddings[0];
    EXPECT_EQ(busiest.hall, "B");
    EXPECT_EQ(busiest.timeline.size(), 2U);
    EXPECT_EQ(busiest.vendors.size(), 2U);
    ASSERT_EQ(busiest.arrivals.size(), 2U);
    EXPECT_EQ(busiest.arrivals[0].due_at_ms, 90'000'000 - 1'800'000);
    EXPECT_EQ(guest_count(venue), 30U);
    for (const VenueWedding& wedding : venue.weddings) {
        expect_sound(wedding);
        const auto in_big_party =
            std::count_if(wedding.guests.begin(), wedding.guests.end(),
                          [](const VenueGuest& guest) { return guest.party == "Big party"; });
        EXPECT_TRUE(in_big_party == 0 || in_big_party == 12) << in_big_party;
    }
}

TEST(VenueTest, IsEmptyForAnEmptySchedule) {
    EXPECT_TRUE(venue_from(Schedule{}, std::vector<ImportedGuest>(3)).weddings.empty());
}

}  // namespace
}  // namespace wedsync::importers
