#include "importers/venue.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/prng.hpp"
#include "importers/names.hpp"
#include "importers/seating.hpp"

namespace wedsync::importers {
namespace {

/// Saturday, 12 June 2027, 00:00 UTC: the made venue keeps its clocks in UTC.
constexpr std::int64_t kSaturdayMs = 1'812'758'400'000;
constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::uint32_t kTableSeats = 10;

constexpr std::array<std::string_view, 5> kHalls{"Grand Ballroom North", "Grand Ballroom South",
                                                 "Garden Pavilion", "Orangery", "Lake Terrace"};

struct Slot {
    std::int64_t after_start_min;  ///< After the ceremony's start.
    std::uint32_t duration_min;
    std::string_view title;
    std::string_view kind;
    std::string_view vendor;  ///< The category that does it; empty: the house.
};
constexpr std::array<Slot, 25> kSlots{{
    {-300, 90, "Tables and linen", "setup", "rentals"},
    {-240, 60, "Flowers in place", "setup", "flowers"},
    {-210, 45, "Sound and light check", "setup", "light"},
    {-180, 120, "Hair and make-up", "setup", "beauty"},
    {-120, 30, "Cake delivery", "setup", "cake"},
    {-90, 45, "First look photographs", "photo", "photo"},
    {-60, 30, "Kitchen briefing", "setup", "catering"},
    {-30, 30, "Guests arrive", "travel", "transport"},
    {0, 40, "Ceremony", "ceremony", "officiant"},
    {40, 15, "Congratulations", "ceremony", ""},
    {55, 30, "Group photographs", "photo", "photo"},
    {60, 75, "Drinks reception", "reception", "bar"},
    {90, 40, "String trio", "music", "music"},
    {135, 15, "Guests take their seats", "meal", ""},
    {150, 20, "Welcome speech", "speech", ""},
    {170, 40, "Starters", "meal", "catering"},
    {210, 50, "Main course", "meal", "catering"},
    {260, 25, "Speeches of the families", "speech", ""},
    {285, 30, "Dessert", "meal", "catering"},
    {315, 20, "Cutting of the cake", "reception", "cake"},
    {340, 15, "First dance", "music", "music"},
    {355, 120, "Dancing", "music", "music"},
    {420, 30, "Late supper", "meal", "catering"},
    {475, 15, "Farewell", "travel", "transport"},
    {490, 90, "Clearing up", "teardown", "rentals"},
}};

struct Trade {
    std::string_view category;
    std::string_view word;
    std::int64_t price_cents;
};
constexpr std::array<Trade, 12> kTrades{{{"catering", "Kitchen", 1'250'000},
                                         {"bar", "Bar Company", 380'000},
                                         {"flowers", "Flowers", 240'000},
                                         {"music", "Ensemble", 310'000},
                                         {"photo", "Photography", 290'000},
                                         {"video", "Films", 260'000},
                                         {"cake", "Patisserie", 85'000},
                                         {"transport", "Coaches", 120'000},
                                         {"rentals", "Event Rentals", 410'000},
                                         {"beauty", "Studio", 95'000},
                                         {"light", "Light & Sound", 175'000},
                                         {"officiant", "Ceremonies", 60'000}}};

constexpr std::array<std::string_view, 12> kTasks{
    "Count the place cards",    "Check the seating board",     "Charge the tablets",
    "Highchairs to the tables", "Ramp at the side door",       "Confirm late buses",
    "Gift table and envelopes", "Allergy list to the kitchen", "Reserve parking for the couple",
    "Rain plan for the garden", "Candles out of the storage",  "Return keys to the office"};
constexpr std::array<std::string_view, 4> kMeals{"beef", "fish", "vegetarian", "vegan"};
constexpr std::array<std::string_view, 6> kDiets{"vegetarian", "vegan",       "halal",
                                                 "kosher",     "gluten-free", "lactose-free"};
constexpr std::array<std::string_view, 6> kAllergies{"peanuts", "shellfish", "sesame",
                                                     "milk",    "eggs",      "hazelnuts"};
constexpr std::array<std::string_view, 4> kGates{"Gate A", "Gate B", "Loading dock", "Main door"};

template <std::size_t Count>
std::string pick(const std::array<std::string_view, Count>& words, Prng& prng) {
    return std::string(words[static_cast<std::size_t>(prng.below(Count))]);
}

std::string rsvp_of(Prng& prng) {
    const std::uint64_t roll = prng.below(100);
    if (roll < 82) return "accepted";
    if (roll < 90) return "declined";
    return roll < 97 ? "invited" : "tentative";
}

VenueGuest make_guest(const PersonName& name, const VenueGuest& like, Prng& prng) {
    VenueGuest guest;
    guest.first_name = name.first;
    guest.last_name = name.last;
    guest.full_name = name.full();
    guest.party = like.party;
    guest.side = like.side;
    guest.rsvp = like.rsvp;
    guest.email = mail_part(name.first) + "." + mail_part(name.last) +
                  std::to_string(prng.below(1'000)) + "@example.org";
    guest.phone = make_phone(prng);
    guest.meal = pick(kMeals, prng);
    if (prng.chance(180)) guest.diets.push_back(pick(kDiets, prng));
    if (prng.chance(60)) guest.allergies = pick(kAllergies, prng);
    if (prng.chance(80)) guest.tags.emplace_back(prng.chance(500) ? "family" : "speaker");
    return guest;
}

/// Whole parties, one to six people each, until the count is reached.
void add_guests(VenueWedding& wedding, std::size_t count, Prng& prng) {
    while (wedding.guests.size() < count) {
        const PersonName head = make_person(prng);
        VenueGuest like;
        like.party = head.last + " " + std::to_string(wedding.guests.size() + 1);
        like.side = prng.chance(480) ? "first" : prng.chance(900) ? "second" : "both";
        like.rsvp = rsvp_of(prng);
        wedding.guests.push_back(make_guest(head, like, prng));
        const std::size_t others = static_cast<std::size_t>(prng.below(6));
        for (std::size_t i = 0; i < others && wedding.guests.size() < count; ++i) {
            const bool is_friend = prng.chance(300);
            const PersonName name = is_friend ? make_person(prng) : make_relative(head, prng);
            wedding.guests.push_back(make_guest(name, like, prng));
            if (i > 0 && !is_friend && prng.chance(350)) {
                VenueGuest& child = wedding.guests.back();
                child.is_child = true;
                child.meal = "child";
                child.email.clear();
                child.phone.clear();
            }
        }
    }
}

void add_vendor(VenueWedding& wedding, const Trade& trade, Prng& prng) {
    const PersonName owner = make_person(prng);
    VenueVendor vendor;
    vendor.name = owner.last + " " + std::string(trade.word);
    vendor.category = trade.category;
    vendor.contact_name = owner.full();
    vendor.email = "hello@" + mail_part(owner.last) + ".example";
    vendor.phone = make_phone(prng);
    vendor.price_cents = trade.price_cents + static_cast<std::int64_t>(prng.below(200)) * 500;
    vendor.crew_size = static_cast<std::uint32_t>(prng.between(1, 8));
    wedding.vendors.push_back(std::move(vendor));
}

std::optional<std::size_t> vendor_for(const VenueWedding& wedding, std::string_view category) {
    for (std::size_t i = 0; i < wedding.vendors.size(); ++i) {
        if (wedding.vendors[i].category == category) return i;
    }
    return std::nullopt;
}

void add_timeline(VenueWedding& wedding, Prng& prng) {
    for (const Slot& slot : kSlots) {
        VenueTimelineItem item;
        item.title = slot.title;
        item.kind = slot.kind;
        item.starts_at_ms = wedding.starts_at_ms + slot.after_start_min * kMinuteMs;
        item.duration_min = slot.duration_min;
        item.room = wedding.hall;
        item.vendor = vendor_for(wedding, slot.vendor);
        item.owner = wedding.coordinator;
        if (prng.chance(400)) item.owner = make_person(prng).full();
        wedding.timeline.push_back(std::move(item));
    }
}

/// Each vendor comes 30 minutes before the first item it has a part in.
void add_arrivals(VenueWedding& wedding, Prng& prng) {
    for (std::size_t i = 0; i < wedding.vendors.size(); ++i) {
        std::int64_t first_ms = wedding.starts_at_ms - kHourMs;
        const auto mine =
            std::find_if(wedding.timeline.begin(), wedding.timeline.end(),
                         [&](const VenueTimelineItem& item) { return item.vendor == i; });
        if (mine != wedding.timeline.end()) first_ms = mine->starts_at_ms;
        wedding.arrivals.push_back(
            {wedding.vendors[i].name, i, first_ms - 30 * kMinuteMs, pick(kGates, prng)});
    }
}

void add_tasks(VenueWedding& wedding, Prng& prng) {
    for (const std::string_view title : kTasks) {
        VenueTask task;
        task.title = title;
        task.assignee = prng.chance(500) ? wedding.coordinator : make_person(prng).full();
        task.urgency = prng.chance(200) ? "high" : prng.chance(300) ? "low" : "normal";
        const auto item = static_cast<std::size_t>(prng.below(wedding.timeline.size()));
        task.due_at_ms = wedding.timeline[item].starts_at_ms - 20 * kMinuteMs;
        if (prng.chance(700)) task.timeline_item = item;
        wedding.tasks.push_back(std::move(task));
    }
}

/// The `index`-th of `parts` shares of `total`, as equal as whole numbers allow.
std::size_t share(std::size_t total, std::size_t parts, std::size_t index) {
    return total / parts + (index < total % parts ? 1 : 0);
}

VenueWedding make_wedding(std::size_t index, const VenueSize& size, Prng& prng) {
    VenueWedding wedding;
    const PersonName first = make_person(prng);
    const PersonName second = make_person(prng);
    wedding.couple = first.full() + " & " + second.full();
    wedding.name = "Wedding of " + first.first + " & " + second.first;
    wedding.hall = kHalls[index % kHalls.size()];
    if (index >= kHalls.size()) wedding.hall += " " + std::to_string(index / kHalls.size() + 1);
    wedding.coordinator = make_person(prng).full();
    const auto half_hours = static_cast<std::int64_t>(index % kHalls.size());
    wedding.starts_at_ms = kSaturdayMs + 12 * kHourMs + half_hours * 30 * kMinuteMs;
    wedding.ends_at_ms = wedding.starts_at_ms + (490 + 90) * kMinuteMs;
    add_guests(wedding, share(size.guests, size.weddings, index), prng);
    add_table(wedding, kTableSeats, "head");
    seat_guests(wedding, kTableSeats);
    const std::size_t vendors = share(size.vendors, size.weddings, index);
    for (std::size_t i = 0; i < vendors; ++i)
        add_vendor(wedding, kTrades[i % kTrades.size()], prng);
    add_timeline(wedding, prng);
    add_arrivals(wedding, prng);
    add_tasks(wedding, prng);
    return wedding;
}

}  // namespace

Venue make_venue(std::uint64_t seed, const VenueSize& size) {
    WEDSYNC_ASSERT(size.weddings > 0);
    Prng prng(seed);
    Venue venue{"The Linden House", {}};
    for (std::size_t i = 0; i < size.weddings; ++i) {
        venue.weddings.push_back(make_wedding(i, size, prng));
    }
    return venue;
}

}  // namespace wedsync::importers
