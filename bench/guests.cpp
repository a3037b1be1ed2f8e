#include "bench/guests.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "engine/base/assert.hpp"

namespace wedsync::bench {
namespace {

using Words = std::vector<std::string>;

const Words kFirstNames{"Amelia", "Noah",  "Olivia", "Liam",  "Emma",  "Mia",    "Ava",   "Ethan",
                        "Isla",   "Leo",   "Zoe",    "Ivy",   "Oscar", "Ruby",   "Hugo",  "Nora",
                        "Felix",  "Clara", "Jonas",  "Elena", "Mateo", "Lucia",  "Hana",  "Kenji",
                        "Priya",  "Arjun", "Fatima", "Omar",  "Chloe", "Lucas",  "Freya", "Arthur",
                        "Alice",  "Edgar", "Sofia",  "Marco", "Pablo", "Giulia", "Ines",  "Tomas"};
const Words kLastNames{"Hartley", "Smith",  "Okafor",   "Nguyen",  "Garcia",  "Kim",      "Patel",
                       "Rossi",   "Muller", "Dubois",   "Silva",   "Tanaka",  "Kowalski", "Novak",
                       "Jensen",  "Larsen", "Ivanov",   "Haddad",  "Cohen",   "Khan",     "Lopez",
                       "Brown",   "Wilson", "Taylor",   "Clark",   "Lewis",   "Walker",   "Young",
                       "King",    "Wright", "Scott",    "Green",   "Baker",   "Adams",    "Nelson",
                       "Hill",    "Carter", "Campbell", "Roberts", "Mitchell"};
const Words kMeals{"beef", "fish", "chicken", "vegan", "vegetarian", "child"};
const Words kReplies{"pending", "yes", "no", "maybe", "arrived"};
const Words kStates{"booked", "confirmed", "arrived", "setup", "done", "late", "cancelled"};
const Words kTrades{"Catering", "Florist", "Music", "Photo", "Lighting", "Cakes"};
const Words kNoteWords{
    "near",      "the",        "window", "please", "allergic", "to",      "nuts",    "shellfish",
    "gluten",    "free",       "high",   "chair",  "needed",   "wheel",   "access",  "arrives",
    "late",      "after",      "vows",   "plus",   "one",      "parking", "pass",    "speech",
    "before",    "dessert",    "bring",  "flower", "seat",     "with",    "family",  "away",
    "from",      "speakers",   "hotel",  "bus",    "at",       "nine",    "vip",     "guest",
    "bride",     "groom",      "side",   "photo",  "list",     "music",   "request", "taxi",
    "booked",    "call",       "on",     "table",  "moved",    "twice",   "by",      "phone",
    "confirmed", "vegetarian", "no",     "dairy",  "kosher",   "halal",   "meal",    "arrival"};

std::string note(Prng& prng, std::uint64_t words_min, std::uint64_t words_max) {
    std::string text;
    for (std::uint64_t left = prng.between(words_min, words_max); left > 0; --left) {
        if (!text.empty()) text += ' ';
        text += prng.pick(kNoteWords);
    }
    return text;
}

std::string two_words(Prng& prng, const Words& first, const Words& second) {
    std::string text = prng.pick(first) + ' ';
    text += prng.pick(second);
    return text;
}

std::string clock_time(Prng& prng) {
    const std::string hour = std::to_string(prng.between(8, 23));
    const std::string minute = std::to_string(5 * prng.below(12));
    return (hour.size() < 2 ? "0" : "") + hour + (minute.size() < 2 ? ":0" : ":") + minute;
}

Value integer(std::uint64_t number) {
    return static_cast<std::int64_t>(number);
}

Fields make_guest(Prng& prng) {
    return {two_words(prng, kFirstNames, kLastNames),
            integer(prng.between(1, 120)),
            integer(prng.between(1, 12)),
            prng.pick(kMeals),
            prng.pick(kReplies),
            prng.chance(300) ? note(prng, 2, 8) : std::string()};
}

Fields make_vendor(Prng& prng) {
    return {two_words(prng, kLastNames, kTrades),
            prng.pick(kStates),
            clock_time(prng),
            "+1555" + std::to_string(prng.between(1'000'000, 9'999'999)),
            prng.pick(kFirstNames),
            prng.chance(500) ? note(prng, 2, 8) : std::string()};
}

Fields make_item(Prng& prng) {
    return {note(prng, 2, 4),       clock_time(prng),   integer(5 * prng.between(1, 24)),
            prng.pick(kFirstNames), prng.pick(kStates), std::string()};
}

/// Which field an edit of a record touches, and its new value.
std::pair<std::size_t, Value> make_edit(Collection collection, Prng& prng) {
    const std::uint64_t which = prng.below(100);
    switch (collection) {
        case Collection::kGuests:
            if (which < 35) return {4, prng.pick(kReplies)};
            if (which < 60) return {1, integer(prng.between(1, 120))};
            if (which < 80) return {2, integer(prng.between(1, 12))};
            if (which < 92) return {3, prng.pick(kMeals)};
            return {5, note(prng, 2, 8)};
        case Collection::kVendors:
            if (which < 60) return {1, prng.pick(kStates)};
            if (which < 90) return {2, clock_time(prng)};
            return {5, note(prng, 2, 8)};
        case Collection::kTimeline:
            if (which < 50) return {4, prng.pick(kStates)};
            if (which < 75) return {1, clock_time(prng)};
            if (which < 95) return {2, integer(5 * prng.between(1, 24))};
            return {5, note(prng, 2, 8)};
    }
    WEDSYNC_ASSERT(false);
    return {};
}

FieldSchema field_schema(Collection collection, std::size_t index) {
    FieldSchema field;
    field.id = {static_cast<std::uint16_t>(collection), static_cast<std::uint16_t>(index + 1)};
    field.name = field_names(collection)[index];
    const bool is_integer = (collection == Collection::kGuests && (index == 1 || index == 2)) ||
                            (collection == Collection::kTimeline && index == 2);
    if (is_integer) field.type = ValueType::kInteger;
    field.is_searchable = index == 0;
    return field;
}

/// Makes the edits of one member of staff.
class Staff {
public:
    Staff(std::uint64_t seed, std::uint64_t number, std::uint64_t wall_ms)
        : prng_(seed), number_(static_cast<std::uint32_t>(number)), wall_ms_(wall_ms) {}

    struct Hot {
        Collection collection;
        std::uint32_t record;
    };

    StaffEdit next(const VenueDay& day, const std::vector<Hot>& hot) {
        while (true) {
            if (std::optional<StaffEdit> edit = attempt(day, hot)) return *std::move(edit);
        }
    }

private:
    /// Nothing if the edit would change nothing.
    std::optional<StaffEdit> attempt(const VenueDay& day, const std::vector<Hot>& hot) {
        constexpr double kGapMsMean = 8'000;
        constexpr double kSteps = 1'000'000;
        const double chance = static_cast<double>(prng_.below(1'000'000)) / kSteps;
        StaffEdit edit;
        edit.wall_ms = wall_ms_ + static_cast<std::uint64_t>(-std::log(1 - chance) * kGapMsMean);
        const std::uint64_t which = prng_.below(100);
        if (which < 2) {
            edit.kind = StaffEdit::Kind::kCreate;
            edit.fields = make_guest(prng_);
        } else if (which < 3) {
            edit.kind = StaffEdit::Kind::kDelete;
            edit.record = own_record(day, Collection::kGuests);
            const bool is_hot = std::any_of(hot.begin(), hot.end(), [&](const Hot& one) {
                return one.collection == Collection::kGuests && one.record == edit.record;
            });
            if (is_hot || !deleted_.insert(edit.record).second) return std::nullopt;
        } else if (!make_put(day, hot, which < 5, edit)) {
            return std::nullopt;
        }
        wall_ms_ = edit.wall_ms;
        return edit;
    }

    bool make_put(const VenueDay& day, const std::vector<Hot>& hot, bool is_hot, StaffEdit& edit) {
        if (is_hot) {
            const Hot& one = prng_.pick(hot);
            edit.collection = one.collection;
            edit.record = one.record;
        } else {
            const std::uint64_t which = prng_.below(100);
            edit.collection = which < 85   ? Collection::kGuests
                              : which < 93 ? Collection::kTimeline
                                           : Collection::kVendors;
            edit.record = own_record(day, edit.collection);
        }
        if (edit.collection == Collection::kGuests && deleted_.contains(edit.record)) return false;
        std::tie(edit.field, edit.value) = make_edit(edit.collection, prng_);
        Value& known = known_[std::tuple(edit.collection, edit.record, edit.field)];
        if (known == edit.value) return false;
        known = edit.value;
        return true;
    }

    /// Each member of staff has a third of the records.
    std::uint32_t own_record(const VenueDay& day, Collection collection) {
        const std::size_t all = day.base[static_cast<std::size_t>(collection) - 1].size();
        return number_ + static_cast<std::uint32_t>(kStaffCount * prng_.below(all / kStaffCount));
    }

    Prng prng_;
    std::uint32_t number_;
    std::uint64_t wall_ms_;
    std::set<std::uint32_t> deleted_;
    std::map<std::tuple<Collection, std::uint32_t, std::size_t>, Value> known_;
};

}  // namespace

std::string_view name_of(Collection collection) {
    constexpr std::array<std::string_view, 3> kNames{"guests", "vendors", "timeline"};
    return kNames[static_cast<std::size_t>(collection) - 1];
}

const std::array<std::string_view, kFieldCount>& field_names(Collection collection) {
    static constexpr std::array<std::array<std::string_view, kFieldCount>, 3> kNames{
        {{"name", "table", "seat", "meal", "rsvp", "notes"},
         {"name", "status", "arrival", "phone", "contact", "notes"},
         {"title", "start", "duration", "owner", "status", "notes"}}};
    return kNames[static_cast<std::size_t>(collection) - 1];
}

Schema bench_schema() {
    Schema schema;
    schema.name = "bench";
    schema.version = 1;
    for (const Collection collection : kCollections) {
        CollectionSchema made;
        made.number = static_cast<std::uint16_t>(collection);
        made.name = name_of(collection);
        made.title = field_names(collection)[0];
        for (std::size_t i = 0; i < kFieldCount; ++i)
            made.fields.push_back(field_schema(collection, i));
        schema.collections.push_back(std::move(made));
    }
    return schema;
}

Fields make_fields(Collection collection, Prng& prng) {
    switch (collection) {
        case Collection::kGuests:
            return make_guest(prng);
        case Collection::kVendors:
            return make_vendor(prng);
        case Collection::kTimeline:
            return make_item(prng);
    }
    WEDSYNC_ASSERT(false);
    return {};
}

std::vector<Fields> make_guests(std::size_t count, std::uint64_t seed) {
    Prng prng(seed);
    std::vector<Fields> guests;
    guests.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        guests.push_back(make_guest(prng));
    return guests;
}

FieldEdit GuestEdits::next() {
    const std::size_t hot_count = std::max<std::size_t>(1, record_count_ / 100);
    const std::size_t reach = prng_.chance(200) ? hot_count : record_count_;
    FieldEdit edit;
    edit.record = static_cast<std::uint32_t>(prng_.below(reach));
    std::tie(edit.field, edit.value) = make_edit(Collection::kGuests, prng_);
    return edit;
}

VenueDay make_venue_day(std::uint64_t event, std::size_t edits_each) {
    constexpr std::array<std::size_t, 3> kCounts{1'200, 60, 120};
    constexpr std::uint64_t kMorningMs = 1'760'000'000'000;
    constexpr std::uint64_t kDayMs = 86'400'000;
    constexpr std::size_t kHotCount = 24;
    Prng prng(1'000 + event);
    VenueDay day;
    for (const Collection collection : kCollections) {
        const std::size_t index = static_cast<std::size_t>(collection) - 1;
        for (std::size_t i = 0; i < kCounts[index]; ++i)
            day.base[index].push_back(make_fields(collection, prng));
    }
    std::vector<Staff::Hot> hot;
    for (std::size_t i = 0; i < kHotCount; ++i) {
        const Collection collection = i < 14   ? Collection::kGuests
                                      : i < 19 ? Collection::kTimeline
                                               : Collection::kVendors;
        const std::size_t count = kCounts[static_cast<std::size_t>(collection) - 1];
        hot.push_back({collection, static_cast<std::uint32_t>(prng.below(count))});
    }
    for (std::uint64_t number = 0; number < kStaffCount; ++number) {
        Staff staff(5'000 + event * 10 + number, number, kMorningMs + event * kDayMs);
        std::vector<StaffEdit>& edits = day.staff.emplace_back();
        for (std::size_t i = 0; i < edits_each; ++i)
            edits.push_back(staff.next(day, hot));
    }
    return day;
}

}  // namespace wedsync::bench
