#include "importers/venue_day.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/base/prng.hpp"

namespace wedsync::importers {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kQuarterMs = 15 * kMinuteMs;
/// Guests come from so long before the ceremony, and the last of them so long after it began.
constexpr std::int64_t kGuestsFromMs = 40 * kMinuteMs;
constexpr std::int64_t kGuestsUntilMs = 50 * kMinuteMs;
/// How long before now the vendor was due that is late.
constexpr std::int64_t kLateMs = 20 * kMinuteMs;

struct Remark {
    std::string_view title;
    std::string_view body;
};
constexpr std::array<Remark, 5> kRemarks{{
    {"Side door", "The ramp is in place. Keep the side door free until everybody is inside."},
    {"Speeches", "The father of the bride wants the hand microphone, not the stand."},
    {"Kitchen", "Two more vegan plates than on the list: the string trio eats with us."},
    {"Late coach", "The second coach is behind a road works. The driver calls at the exit."},
    {"Candles", "No candles under the curtain by the window: the smoke alarm is right above."},
}};

void check_in_guests(VenueWedding& wedding, std::int64_t now_ms, Prng& prng) {
    const std::int64_t from = wedding.starts_at_ms - kGuestsFromMs;
    const auto window = static_cast<std::uint64_t>(kGuestsFromMs + kGuestsUntilMs);
    for (VenueGuest& guest : wedding.guests) {
        const std::int64_t comes = from + static_cast<std::int64_t>(prng.below(window));
        const bool stays_away = prng.chance(40);
        if (guest.rsvp == "declined" || stays_away || comes > now_ms) continue;
        guest.checked_in_at_ms = comes;
    }
}

void receive_vendors(VenueWedding& wedding, std::int64_t now_ms, Prng& prng) {
    VenueArrival* late = nullptr;
    for (VenueArrival& arrival : wedding.arrivals) {
        const std::int64_t delay = static_cast<std::int64_t>(prng.below(12)) * kMinuteMs;
        const std::int64_t comes = arrival.due_at_ms - 5 * kMinuteMs + delay;
        if (comes > now_ms) continue;
        arrival.arrived_at_ms = comes;
        const bool is_latest = late == nullptr || late->due_at_ms < arrival.due_at_ms;
        if (is_latest && arrival.due_at_ms + kLateMs <= now_ms) late = &arrival;
    }
    // One of them has still not come: there is something to see to.
    if (late != nullptr && now_ms < wedding.starts_at_ms) late->arrived_at_ms.reset();
}

void finish_work(VenueWedding& wedding, std::int64_t now_ms, Prng& prng) {
    for (VenueTimelineItem& item : wedding.timeline)
        item.is_done = item.starts_at_ms + item.duration_min * kMinuteMs <= now_ms;
    for (VenueTask& task : wedding.tasks)
        task.is_done = task.due_at_ms <= now_ms && !prng.chance(200);
}

/// Who said yes only this morning.
void unseat_some(VenueWedding& wedding, Prng& prng) {
    if (wedding.guests.empty()) return;
    for (std::uint64_t i = 0; i < 2; ++i) {
        VenueGuest& guest = wedding.guests[prng.below(wedding.guests.size())];
        if (guest.rsvp == "declined" || guest.checked_in_at_ms) continue;
        guest.rsvp = "accepted";
        guest.table.reset();
        guest.seat.reset();
    }
}

void write_notes(VenueWedding& wedding, std::size_t index, std::int64_t now_ms) {
    for (std::size_t i = 0; i < 2; ++i) {
        const Remark& remark = kRemarks[(index * 2 + i) % kRemarks.size()];
        const std::int64_t age = static_cast<std::int64_t>(25 + 35 * i + 10 * index) * kMinuteMs;
        wedding.notes.push_back({std::string(remark.title), std::string(remark.body),
                                 wedding.coordinator, now_ms - age});
    }
}

}  // namespace

void shift(Venue& venue, std::int64_t by_ms) {
    for (VenueWedding& wedding : venue.weddings) {
        wedding.starts_at_ms += by_ms;
        wedding.ends_at_ms += by_ms;
        for (VenueArrival& arrival : wedding.arrivals) {
            arrival.due_at_ms += by_ms;
            if (arrival.arrived_at_ms) *arrival.arrived_at_ms += by_ms;
        }
        for (VenueTimelineItem& item : wedding.timeline)
            item.starts_at_ms += by_ms;
        for (VenueTask& task : wedding.tasks)
            task.due_at_ms += by_ms;
        for (VenueNote& note : wedding.notes)
            note.written_at_ms += by_ms;
        for (VenueGuest& guest : wedding.guests) {
            if (guest.checked_in_at_ms) *guest.checked_in_at_ms += by_ms;
        }
    }
}

void place_around(Venue& venue, std::int64_t now_ms) {
    if (venue.weddings.empty()) return;
    const auto first = std::min_element(
        venue.weddings.begin(), venue.weddings.end(),
        [](const auto& left, const auto& right) { return left.starts_at_ms < right.starts_at_ms; });
    const std::int64_t start = now_ms - 2 * kQuarterMs;
    shift(venue, start - start % kQuarterMs - first->starts_at_ms);
}

void play_until(Venue& venue, std::int64_t now_ms) {
    for (std::size_t i = 0; i < venue.weddings.size(); ++i) {
        VenueWedding& wedding = venue.weddings[i];
        Prng prng(i + 1);
        check_in_guests(wedding, now_ms, prng);
        receive_vendors(wedding, now_ms, prng);
        finish_work(wedding, now_ms, prng);
        unseat_some(wedding, prng);
        write_notes(wedding, i, now_ms);
    }
}

}  // namespace wedsync::importers
