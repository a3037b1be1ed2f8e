#include "tests/support/venue_day.hpp"

#include <map>
#include <string>
#include <utility>

#include "engine/base/prng.hpp"

namespace wedsync::test {
namespace {

constexpr std::uint64_t kMorningMs = 1'786'000'000'000;
constexpr std::uint64_t kGapMsMean = 1'200;
constexpr std::uint16_t kGuests = 4;
constexpr std::uint16_t kStatus = 3;
constexpr std::uint16_t kTable = 5;
constexpr std::uint16_t kHeads = 6;
constexpr std::uint16_t kMeal = 7;
constexpr std::uint16_t kNotes = 9;

class Day {
public:
    explicit Day(const VenueDay& day) : prng_(day.seed) {
        for (std::size_t i = 0; i < day.lane_count; ++i) {
            lanes_.push_back({{prng_.next(), prng_.next()}, 0});
        }
        for (std::size_t i = 0; i < day.record_count; ++i)
            records_.push_back({next_dot(0), 0});
    }

    Entry edit() {
        Change change;
        change.dot = next_dot(static_cast<std::size_t>(prng_.below(lanes_.size())));
        // Mostly short gaps and now and then a pause: the mean is what counts.
        wall_ms_ += prng_.below(2 * (prng_.chance(100) ? 5 * kGapMsMean : kGapMsMean * 5 / 9));
        change.time = make_hybrid_time(wall_ms_, 0);
        if (prng_.chance(970)) {
            change.operations.emplace_back(put(prng_.pick(records_)));
        } else if (prng_.chance(600)) {
            records_.push_back({change.dot, 0});
            change.operations.emplace_back(
                operation::Put{{records_.back(), {kGuests, 0}, {}}, {}, {}});
            change.operations.emplace_back(put(records_.back()));
        } else {
            const CellKey key{prng_.pick(records_), {kGuests, kNotes}, {}};
            change.operations.emplace_back(operation::Drop{key, {cover_of(key)}});
        }
        for (const Operation& operation : change.operations) {
            if (const auto* written = std::get_if<operation::Put>(&operation)) {
                last_writes_[written->key] = change.dot;
            }
        }
        return entry::Accepted{std::move(change)};
    }

private:
    struct Lane {
        Incarnation incarnation;
        std::uint64_t counter = 0;
    };

    Dot next_dot(std::size_t lane) { return {lanes_[lane].incarnation, ++lanes_[lane].counter}; }

    Dot cover_of(const CellKey& key) const {
        const auto last = last_writes_.find(key);
        return last == last_writes_.end() ? key.record.dot : last->second;
    }

    operation::Put put(const RecordId& record) {
        static const std::vector<std::string> kStates = {"arrived", "arrived",  "arrived",
                                                         "seated",  "expected", "left"};
        static const std::vector<std::string> kMeals = {"fish", "meat", "vegan", "child"};
        static const std::vector<std::string> kWords = {
            "needs a", "chair", "wheelchair", "allergic", "nuts", "at the", "bar",
            "speech",  "late",  "gift",       "with",     "aunt", "photo",  "coat"};
        operation::Put put{{record, {kGuests, kStatus}, {}}, {}, {}};
        const std::uint64_t which = prng_.below(100);
        if (which < 55) {
            put.value = prng_.pick(kStates);
        } else if (which < 75) {
            put.key.field.field = kTable;
            put.value = static_cast<std::int64_t>(prng_.between(1, 40));
        } else if (which < 85) {
            put.key.field.field = kHeads;
            put.value = static_cast<std::int64_t>(prng_.between(1, 5));
        } else if (which < 95) {
            put.key.field.field = kMeal;
            put.value = prng_.pick(kMeals);
        } else {
            put.key.field.field = kNotes;
            std::string note;
            for (std::uint64_t i = prng_.between(1, 4); i > 0; --i) {
                note += (note.empty() ? "" : " ") + prng_.pick(kWords);
            }
            put.value = std::move(note);
        }
        put.covers = {cover_of(put.key)};
        return put;
    }

    Prng prng_;
    std::vector<Lane> lanes_;
    std::vector<RecordId> records_;
    std::map<CellKey, Dot> last_writes_;
    std::uint64_t wall_ms_ = kMorningMs;
};

}  // namespace

std::vector<Entry> venue_day(const VenueDay& day) {
    Day made(day);
    for (std::size_t i = 0; i < day.edits_before; ++i)
        static_cast<void>(made.edit());
    std::vector<Entry> edits;
    edits.reserve(day.edit_count);
    for (std::size_t i = 0; i < day.edit_count; ++i)
        edits.push_back(made.edit());
    return edits;
}

}  // namespace wedsync::test
